from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.names import SOMEBODY
from planner.understanding.domains import company_label, domain, is_free, is_role_mailbox
from planner.understanding.people import MOST, read_people
from planner.values import Person
from tests.planner.events import HOME, ME, attendee, event, having, invitation, only, read

JANE = Person(name="Jane Doe", email="jane@acme.com")


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Jane Doe", [Person(name="Jane Doe")]),
        ("Jane Doe, Bob", [Person(name="Jane Doe"), Person(name="Bob")]),
        ("Jane Doe\nBob\n", [Person(name="Jane Doe"), Person(name="Bob")]),
        ("Jane Doe; Bob", [Person(name="Jane Doe"), Person(name="Bob")]),
        ("Jane Doe and Bob & Cy", [Person(name="Jane Doe"), Person(name="Bob"), Person(name="Cy")]),
        ("Jane Doe, Bob, and Cy", [Person(name="Jane Doe"), Person(name="Bob"), Person(name="Cy")]),
        ("- Jane Doe\n• Bob", [Person(name="Jane Doe"), Person(name="Bob")]),
        ("Ann (manager), Bob, Cy", [Person(name="Ann (manager)"), Person(name="Bob"), Person(name="Cy")]),
        ("Ann (VP, Research and Design) and Bob", [Person(name="Ann (VP, Research and Design)"), Person(name="Bob")]),
        ("Jane Doe <Jane@Acme.com>", [JANE]),
        ("Jane Doe<mailto:jane@acme.com>", [JANE]),
        ("Jane Doe (jane@acme.com)", [JANE]),
        ("Jane Doe jane@acme.com", [JANE]),
        ("Jane Doe, jane@acme.com", [JANE]),
        ("Jane Doe\njane@acme.com", [JANE]),
        ("jane@acme.com, Jane Doe", [JANE]),
        ("Jane Doe, j.doe@acme.com, Bob", [replace(JANE, email="j.doe@acme.com"), Person(name="Bob")]),
        ("Jane Doe, bob@acme.com", [Person(name="Jane Doe"), Person(email="bob@acme.com")]),
        ("jane@acme.com", [Person(email="jane@acme.com")]),
        ("jane@acme.com bob@acme.com", [Person(name="bob@acme.com", email="jane@acme.com")]),
        ("+1 212 555 0100", [Person(phone="+1 212 555 0100")]),
        ("Jane Doe +1 212 555 0100", [Person(name="Jane Doe", phone="+1 212 555 0100")]),
        ("Jane Doe (+1 212 555-0100)", [Person(name="Jane Doe", phone="+1 212 555-0100")]),
        ("Jane Doe, tel. (212) 555-0100", [Person(name="Jane Doe", phone="(212) 555-0100")]),
        ("Jane Doe, +1 212 555 0100, Bob", [Person(name="Jane Doe", phone="+1 212 555 0100"), Person(name="Bob")]),
        ("Jane Doe, jane@acme.com, 212 555 0100", [replace(JANE, phone="212 555 0100")]),
        ("Jane, 212 555 0100, 646 555 0100", [Person(name="Jane", phone="212 555 0100"), Person(phone="646 555 0100")]),
        ("+1 212 555 0100, jane@acme.com", [Person(phone="+1 212 555 0100"), Person(email="jane@acme.com")]),
        ("Doe, Jane <jane.doe@acme.com>", [replace(JANE, email="jane.doe@acme.com")]),
        ("Bob, Jane <jane.doe@acme.com>", [Person(name="Bob"), Person(name="Jane", email="jane.doe@acme.com")]),
        ('"Doe, Jane" <jane@acme.com>', [Person(name="Doe, Jane", email="jane@acme.com")]),
        ("Jane 2026", [Person(name="Jane 2026")]),
        ("Jane 12-34-56", [Person(name="Jane 12-34-56")]),
        ("Jane Doe, jane doe, JANE DOE", [Person(name="Jane Doe")]),
        ("Jane <jane@acme.com>, J. Doe <jane@acme.com>", [Person(name="Jane", email="jane@acme.com")]),
        ("Ann), Bob", [Person(name="Ann)"), Person(name="Bob")]),
        ("Jane\u200b \x00Doe", [Person(name="Jane Doe")]),
        ("https://acme.com", []),
        ("?, tbd, -, unknown", []),
        ("", []),
    ],
)
def test_people_are_read_as_written(text: str, people: list[Person]) -> None:
    assert list(read_people(text, ())) == people


def test_my_own_addresses_are_nobody() -> None:
    assert read_people("Me <me@home.example>, Jane Doe", {ME}) == (Person(name="Jane Doe"),)
    assert read(description="Interviewers: Me <ME@home.example>, Jane").interviewers == (Person(name="Jane"),)


def test_the_first_one_named_decides() -> None:
    assert read(description="Interviewers: Ann (manager), Bob").decision_maker == Person(name="Ann (manager)")


def test_somebody_named_gets_the_address_that_stands_on_the_invitation() -> None:
    one = invitation("#interview", "Interviewers: bob roe, Cy", others=[attendee("Bob Roe", "Bob@acme.com")])
    assert only(one).interviewers == (Person(name="bob roe", email="bob@acme.com"), Person(name="Cy"))


def test_what_names_nobody_is_told() -> None:
    interview = read(description="Interviewers: https://acme.com/team")
    assert interview.interviewers == (Person(name="Acme"),)
    assert interview.problems == (
        'Interviewers: "https://acme.com/team" names nobody; write for example Jane Doe <jane@acme.com>, Bob',
    )
    assert read(description="Interviewers: tbd").problems == ()


def test_invited_colleagues_are_the_interviewers_and_their_organizer_is_not() -> None:
    recruiter = attendee("Jane Doe", "JANE@acme.com", "ACCEPTED")
    one = invitation("#interview", others=[recruiter, attendee("Bob", "bob@acme.com"), attendee("", "Cy@acme.com")])
    assert only(one).interviewers == (Person(name="Bob", email="bob@acme.com"), Person(email="cy@acme.com"))


def test_an_organizer_who_invites_nobody_else_is_the_interviewer() -> None:
    assert only(invitation("#interview Acme")).interviewers == (JANE,)
    assert only(invitation("#interview Acme", others=[attendee("Jane Doe", "jane@acme.com")])).interviewers == (JANE,)


@pytest.mark.parametrize(
    "other",
    [
        attendee("Room 5", "room5@acme.com", cutype="ROOM"),
        attendee("Beamer", "beamer@acme.com", cutype="RESOURCE"),
        attendee("Team", "eng@acme.com", cutype="GROUP"),
        attendee("Room 6", "x@resource.calendar.google.com"),
        attendee("Acme", "c_1@group.calendar.google.com"),
        attendee("Acme", "no-reply@acme.com"),
        attendee("Acme", "acme-careers@acme.com"),
        attendee("Acme", "talent+5@acme.com"),
        attendee("", "hit-reply@linkedin.com"),
        attendee("Greenhouse", "x@us.greenhouse-mail.io"),
        attendee("Bob", "bob@acme.com", "DECLINED"),
        attendee("Bob", "bob@acme.com", is_self=True, partstat="ACCEPTED"),
        attendee("", ""),
    ],
)
def test_rooms_groups_robots_and_those_who_declined_are_no_interviewers(other: object) -> None:
    assert only(invitation("#interview", others=[other])).interviewers == (JANE,)


def test_an_own_event_with_guests_has_its_guests_as_interviewers() -> None:
    one = event(organizer=Person(email=ME), attendees=(attendee("Bob", "bob@acme.com"),))
    assert only(one).interviewers == (Person(name="Bob", email="bob@acme.com"),)


def test_an_attendee_called_by_his_address_has_no_name() -> None:
    one = event(attendees=(attendee("bob@acme.com", "bob@acme.com"), attendee(" 'Cy\nRoe' ", "cy@acme.com")))
    assert only(one).interviewers == (Person(email="bob@acme.com"), Person(name="Cy Roe", email="cy@acme.com"))


def test_where_nobody_is_named_the_company_stands_in_and_else_the_hiring_team() -> None:
    assert read("Interview with Acme #interview").interviewers == (Person(name="Acme"),)
    assert read("#interview").interviewers == (SOMEBODY,)
    robot = Person(name="Acme", email="schedule@interview.adobe.com")
    assert only(invitation("#interview", organizer=robot)).interviewers == (Person(name="Adobe"),)


def test_a_whole_company_is_no_panel() -> None:
    crowd = [attendee("", f"p{number}@acme.com") for number in range(MOST + 5)]
    interview = only(invitation("#interview", others=crowd))
    assert len(interview.interviewers) == MOST
    assert interview.problems == (f"{MOST + 5} interviewers are named or invited: only the first {MOST} count",)


@pytest.mark.parametrize(
    ("email", "host", "label"),
    [
        ("schedule@interview.adobe.com", "adobe.com", "adobe"),
        ("jane@mail.acme.co.uk", "acme.co.uk", "acme"),
        ("jane@acme.io", "acme.io", "acme"),
        ("jane@co.uk", "co.uk", "co"),
        ("JANE@Recruiting.ACME.com.", "acme.com", "acme"),
        ("x@gmail.com", "gmail.com", ""),
        ("x@yahoo.co.jp", "yahoo.co.jp", ""),
        ("x@acme.greenhouse.io", "greenhouse.io", ""),
        ("c_1@group.calendar.google.com", "google.com", ""),
        ("jane@google.com", "google.com", "google"),
        ("x@10.0.0.1", "0.1", ""),
        ("x@localhost", "", ""),
        ("x@a..b", "", ""),
        ("", "", ""),
    ],
)
def test_a_domain_names_its_company_unless_it_carries_mail_for_others(email: str, host: str, label: str) -> None:
    assert domain(email) == host
    assert company_label(email) == label


def test_free_mail_hosts_are_known_in_every_country() -> None:
    assert all(map(is_free, ("a@gmail.com", "a@hotmail.fr", "a@gmx.net", "a@web.de")))
    assert not is_free("a@acme.com")


@pytest.mark.parametrize(
    "local", ["no-reply", "noreply-5", "acme.careers", "recruiting-team", "schedule", "hr", "talent.eu"]
)
def test_departments_and_robots_are_role_mailboxes(local: str) -> None:
    assert is_role_mailbox(f"{local}@acme.com")


@pytest.mark.parametrize("local", ["jane", "steve.jobs", "jane.hire", "hrvoje", "teamer", "bob.people"])
def test_people_are_no_role_mailboxes(local: str) -> None:
    assert not is_role_mailbox(f"{local}@acme.com")


@given(st.text(alphabet="ab @.,;()<>\"'+12 3&\n-and", max_size=60) | st.text(max_size=60))
def test_no_text_raises_and_nobody_is_named_twice(text: str) -> None:
    people = read_people(text, {"a@b.ab"})
    assert Person() not in people
    assert len({(person.email or person.name.casefold() or person.phone) for person in people}) == len(people)
    assert all(person.email != "a@b.ab" for person in people)


@pytest.mark.parametrize("piece", ["a@", "1 ", "(", '"', "a,", "+", "<", " and ", "1-", "a@b."])
def test_a_repeated_piece_is_read_in_time(piece: str) -> None:
    read_people(piece * (50_000 // len(piece)), ())


def test_the_config_names_my_addresses_in_any_case() -> None:
    preferences = having(my_addresses=frozenset({"Me@Home.example"}))
    one = event(attendees=(attendee("Me", ME), attendee("Bob", "bob@acme.com")))
    assert only(one, preferences=preferences).interviewers == (Person(name="Bob", email="bob@acme.com"),)
    assert HOME.my_addresses == {ME}


def test_who_organizes_may_be_asked_to_pass_a_message_on_but_no_mailbox_and_not_i() -> None:
    assert only(invitation("#interview")).contact == Person(name="Jane Doe", email="jane@acme.com")
    for nobody in ("no-reply@acme.com", "x@group.calendar.google.com", "x@calendly.com", ME):
        assert only(event(organizer=Person(email=nobody))).contact is None
    assert only(event(organizer=Person(name="Jane Doe"))).contact is None
