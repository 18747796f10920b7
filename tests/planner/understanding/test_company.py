import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.understanding.headlines import Guess, read_title
from planner.values import Person
from tests.planner.events import ME, attendee, event, having, invitation, only, read


@pytest.mark.parametrize(
    ("title", "company", "role"),
    [
        ("Interview with Acme", "Acme", ""),
        ("interview with acme", "acme", ""),
        ("Interview w/ Acme (Zoom)", "Acme", ""),
        ("Interview with the Acme team", "Acme", ""),
        ("Interview with The Guardian", "Guardian", ""),
        ("Interview at The Guardian", "The Guardian", ""),
        ("Interview with Acme's recruiter", "Acme", ""),
        ("Your interview with Acme is confirmed", "Acme", ""),
        ("Interview with Acme on Tuesday", "Acme", ""),
        ("Interview with Acme: Onsite - Senior Engineer", "Acme", ""),
        ("Interview with Acme for Senior Engineer", "Acme", "Senior Engineer"),
        ("Interview with Johnson & Johnson", "Johnson & Johnson", ""),
        ("Interview with Booking.com", "Booking.com", ""),
        ("Interview with 3M", "3M", ""),
        ("Interview with 37signals", "37signals", ""),
        ("Interview with Jane Doe at Acme", "Acme", ""),
        ("Interview with Jane from Acme", "Acme", ""),
        ("Invitation: Interview with Acme @ Mon Oct 5, 2026", "Acme", ""),
        ("Re: Interview with Acme", "Acme", ""),
        ("Canceled: Interview with Acme", "Acme", ""),
        ("Onsite @ Acme", "Acme", ""),
        ("Interview at Acme at 3pm", "Acme", ""),
        ("📞 Phone Screen – Acme", "Acme", ""),
        ("Acme interview", "Acme", ""),
        ("Acme Onsite Interview", "Acme", ""),
        ("Acme interview (round 2)", "Acme", ""),
        ("Acme – Onsite", "Acme", ""),
        ("Acme: Technical interview", "Acme", ""),
        ("Acme | Final Round", "Acme", ""),
        ("Interview - Acme", "Acme", ""),
        ("Interview Acme", "Acme", ""),
        ("Phone screen - Acme", "Acme", ""),
        ("Round 2 - Acme", "Acme", ""),
        ("Take-home review: Acme", "Acme", ""),
        ("Hiring Manager interview - Acme", "Acme", ""),
        ("Interview with hiring manager, Acme", "Acme", ""),
        ("Interview: Senior Engineer at Acme", "Acme", "Senior Engineer"),
        ("Senior Engineer interview at Acme", "Acme", "Senior Engineer"),
        ("Interview for Data Analyst at Foo Bar", "Foo Bar", "Data Analyst"),
        ("Acme Senior Engineer interview", "Acme", "Senior Engineer"),
        ("Technical Interview | Acme | Backend Engineer", "Acme", "Backend Engineer"),
        ("Interview - Software Engineer", "", "Software Engineer"),
        ("Nurse interview", "", "Nurse"),
        ("Interview", "", ""),
        ("Interview at 3pm", "", ""),
        ("Interview at the office", "", ""),
        ("Interview with you", "", ""),
        ("Interview with https://zoom.example/1", "", ""),
        ("Interview practice", "", ""),
        ("Acme interview prep", "", ""),
        ("Interview: Acme, Globex", "", ""),
        ("Interview with Acme as a Designer", "Acme", "Designer"),
    ],
)
def test_a_title_with_a_word_for_an_interview_names_the_company(title: str, company: str, role: str) -> None:
    assert read_title(title) == Guess(company=company, role=role)


@pytest.mark.parametrize(
    ("title", "weak"),
    [
        ("Acme", "Acme"),
        ("Call with Jane from Acme", "Acme"),
        ("Meeting Confirmation - Sam Smith", "Sam Smith"),
        ("Coffee with Sarah", ""),
        ("Sam Smith and Jane Doe", ""),
        ("Acme <> Sam", ""),
        ("", ""),
        ("b c d e f g h", ""),
    ],
)
def test_a_title_without_one_says_nothing_for_certain(title: str, weak: str) -> None:
    assert read_title(title) == Guess(weak=weak)


def test_people_on_the_event_are_no_companies() -> None:
    assert read_title("Interview with Jane Doe", ["jane doe"]) == Guess()
    one = invitation("Interview with Bob #interview", others=[attendee("Bob Roe", "bob@acme.com")])
    assert only(one).company == "Acme"


def test_the_fact_wins_over_everything() -> None:
    one = invitation("Interview with Globex #interview", "Company: Initech\nRole: CEO")
    assert (only(one).company, only(one).role) == ("Initech", "CEO")
    assert only(invitation("Interview with Globex #interview", "Company: unknown\nRole: tbd")).company == "Globex"


def test_a_leadership_chat_from_an_interview_mailbox_is_the_companys() -> None:
    one = invitation(
        "Meeting Confirmation - Sam Smith #interview",
        "Adobe Leadership Chat (30 minutes)",
        organizer=Person(email="schedule@interview.adobe.com"),
        attendees=(),
    )
    assert only(one).company == "Adobe"


def test_an_own_event_takes_the_company_from_its_title_and_never_from_my_mail_host() -> None:
    preferences = having(my_addresses=frozenset({"me@selfhosted.example"}))
    me = Person(email="me@selfhosted.example")
    one = event("Interview with Coinbase #interview", organizer=me)
    assert only(one, preferences=preferences).company == "Coinbase"
    assert only(event("#interview", organizer=me), preferences=preferences).company == ""
    colleague = (attendee("", "boss@selfhosted.example"),)
    assert only(event("#interview", organizer=me, attendees=colleague), preferences=preferences).company == ""


def test_an_attendee_of_a_carrier_names_no_company() -> None:
    interview = only(event("#interview", attendees=(attendee("", "hit-reply@linkedin.com"),)))
    assert interview.company == ""
    assert interview.interviewers == (Person(name="the hiring team"),)


@pytest.mark.parametrize(
    "name", ["Acme Candidate Calendar", "Acme Recruiting", "Acme Talent Acquisition Team", "Acme Careers"]
)
def test_a_candidate_calendar_names_its_company(name: str) -> None:
    organizer = Person(name=name, email="c_1@group.calendar.google.com")
    assert only(invitation("Your day #interview", organizer=organizer)).company == "Acme"


def test_the_mail_of_the_interviewers_named_tells_the_company_where_nothing_else_does() -> None:
    assert read("#interview", "Interviewers: Ann <ann@gmail.com>, Jane <jane@acme.com>").company == "Acme"
    assert read("#interview", "Interviewers: Boss <boss@home.example>").company == ""
    assert read("Globex #interview", "Interviewers: Jane <jane@acme.com>").company == "Globex"


def test_the_organizers_domain_comes_before_the_attendees_and_of_these_the_commonest() -> None:
    others = [attendee("", "a@globex.com"), attendee("", "b@initech.com"), attendee("", "c@initech.com")]
    assert only(invitation("#interview", others=others)).company == "Acme"
    unnamed = Person(email="x@greenhouse.io")
    assert only(invitation("#interview", organizer=unnamed, others=others)).company == "Initech"
    assert only(event("#interview", attendees=(*others, attendee("", ME)))).company == "Initech"


def test_a_domain_is_spelt_as_the_event_spells_it() -> None:
    jane = Person(email="jane@gitlab.com")
    assert only(invitation("Chat #interview", "Meet GitLab!", organizer=jane)).company == "GitLab"
    assert only(invitation("Chat #interview", "see gitlab.com or Jane@GITLAB.com", organizer=jane)).company == "Gitlab"
    assert only(invitation("#interview", organizer=Person(email="jane@big-acme.com"))).company == "Big Acme"


def test_two_words_that_the_sender_does_not_bear_rather_name_a_person() -> None:
    assert only(invitation("Interview with Sam Smith #interview")).company == "Acme"
    assert only(invitation("Interview with Acme Corp #interview")).company == "Acme Corp"
    goldman = Person(name="Jane Doe", email="jane@gs.com")
    assert only(invitation("Interview with Goldman Sachs #interview", organizer=goldman)).company == "Goldman Sachs"
    bank = Person(name="Jane Doe", email="jane@bofa.com")
    assert only(invitation("Interview with Bank of America #interview", organizer=bank)).company == "Bank of America"
    assert read("Interview with Sam Smith #interview").company == "Sam Smith"


def test_a_bare_title_names_the_company_where_nothing_else_does() -> None:
    assert read("Acme #interview").company == "Acme"
    assert read("#interview Acme").company == "Acme"
    assert only(invitation("Globex #interview")).company == "Acme"


@given(st.text(max_size=80), st.lists(st.text(max_size=10), max_size=3))
def test_no_title_raises(title: str, people: list[str]) -> None:
    guess = read_title(title, people)
    assert not (guess.company and guess.weak)


@pytest.mark.parametrize("piece", ["with ", "at ", "- ", "interview ", "(", "re: ", " for ", "x ", "Inc ", ": "])
def test_a_repeated_piece_is_read_in_time(piece: str) -> None:
    read_title("interview " + piece * 5_000)
