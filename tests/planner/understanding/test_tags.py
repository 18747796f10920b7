from datetime import date, datetime

import pytest

from planner.recognise import NOT_ACCEPTED, recognise
from planner.understanding.tags import attendance, split_at_tag
from planner.values import Attendee, Event, Person
from tests.planner.events import HOME, ME, START, attendee, event, having, invitation, only


def tagged(one: Event) -> bool:
    return recognise([one], HOME) != ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#interview",
            "Acme #interview",
            "#Interview Acme",
            "Acme #INTERVIEW!",
            "(#interview)",
            "Acme (#interview: final)",
        ),
        *(
            "#interview, final",
            "#interview.",
            "Acme,#interview",
            "“#interview”",
            "x\u00a0#interview",
            "Acme –#interview",
        ),
        "Acme\n#interview\tx",
    ],
)
def test_the_hashtag_is_a_whole_word_in_any_case(text: str) -> None:
    assert tagged(event(text))
    assert tagged(event("Acme", text))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "#interviewer",
            "#interviews",
            "#interview-prep",
            "#interview_2",
            "#interviewé",
            "x#interview",
            "##interview",
        ),
        *(
            "interview",
            "# interview",
            "https://acme.com/#interview",
            "page.html#interview",
            "?a=#interview",
            "#interview’s",
        ),
        "",
    ],
)
def test_a_part_of_a_word_or_an_address_is_no_tag(text: str) -> None:
    assert not tagged(event(text))
    assert not tagged(event("Acme", text))


def test_a_description_in_html_holds_the_tag_as_a_person_sees_it() -> None:
    assert tagged(event("Acme", "<p>hello</p><b>#interview</b><br>"))
    assert tagged(event("Acme", "&#35;interview"))
    assert not tagged(event("Acme", '<a href="https://acme.com/#interview">x</a>'))


@pytest.mark.parametrize("hashtag", ["#job", "!j", "[interview]", "(?i).*", "\\"])
def test_another_hashtag_is_the_configs(hashtag: str) -> None:
    preferences = having(hashtag=hashtag)
    assert only(event(f"Acme {hashtag} final"), preferences=preferences).kind == "final"
    assert recognise([event("Acme #interview")], preferences) == ()


def test_an_empty_hashtag_or_category_tags_nothing() -> None:
    preferences = having(hashtag=" ", category="")
    assert recognise([event("Acme #interview", "x", categories=("",))], preferences) == ()


def test_the_category_tags_in_any_case_among_others() -> None:
    assert tagged(event("Acme", categories=("Work", " Interview ")))
    assert not tagged(event("Acme", categories=("Interviews", "Work")))
    preferences = having(category="Jobs")
    assert recognise([event("Acme", categories=("jobs",))], preferences) != ()
    assert recognise([event("Acme", categories=("interview",))], preferences) == ()


def test_a_colour_that_the_config_names_tags() -> None:
    preferences = having(colors=("11", "Tomato"))
    assert recognise([event("Acme", color="tomato")], preferences) != ()
    assert recognise([event("Acme", color="1")], preferences) == ()
    assert recognise([event("Acme")], preferences) == ()


def test_an_event_of_ours_is_never_an_interview() -> None:
    assert not tagged(event("#interview", marks=(("key", "abc"),), categories=("interview",)))
    assert not tagged(event("#interview", marks=(("step", "thanks"),)))


def test_a_copy_of_an_event_of_ours_without_marks_does_not_make_it_an_interview() -> None:
    ours = event("#interview", marks=(("key", "abc"),))
    assert recognise([ours, event("#interview", rank=1)], HOME) == ()


def test_a_bare_event_is_no_interview() -> None:
    assert not tagged(event("#interview", whole=False))


@pytest.mark.parametrize("answer", ["ACCEPTED", "TENTATIVE"])
def test_an_invitation_that_i_accepted_may_tag_itself(answer: str) -> None:
    assert only(invitation("Acme #interview", answer=answer)).void == ""
    assert only(invitation("Acme", "#interview", answer=answer)).void == ""
    assert only(invitation("Acme", categories=("interview",), answer=answer)).void == ""


@pytest.mark.parametrize("answer", ["NEEDS-ACTION", "DELEGATED", ""])
def test_an_invitation_that_i_have_not_accepted_cannot_tag_itself(answer: str) -> None:
    for one in (
        invitation("Acme #interview", answer=answer),
        invitation("Acme", "#interview\nOutcome: accepted", answer=answer),
        invitation("Acme", categories=("interview",), answer=answer),
    ):
        interview = only(one)
        assert interview.void == NOT_ACCEPTED
        assert interview.outcome is None


def test_my_own_colour_tags_an_invitation_that_i_have_not_accepted() -> None:
    assert only(invitation(answer="NEEDS-ACTION", color="11"), preferences=having(colors=("11",))).void == ""


def test_a_hashtag_at_the_start_of_somebody_elses_title_makes_no_note() -> None:
    assert only(invitation("#interview Acme", answer="NEEDS-ACTION")).void == NOT_ACCEPTED


def test_i_am_whom_the_calendar_or_the_config_names() -> None:
    itself = (Attendee(person=Person(email="Other@x.example"), partstat="ACCEPTED", is_self=True),)
    assert only(invitation("#interview", attendees=itself)).void == ""
    assert only(invitation("#interview", attendees=(attendee("", ME.upper(), "ACCEPTED"),))).void == ""
    two = (attendee("", ME, "NEEDS-ACTION"), attendee("", "alias@x.example", "ACCEPTED", is_self=True))
    assert only(invitation("#interview", attendees=two)).void == ""


@pytest.mark.parametrize(
    ("others", "counts"),
    [
        (("NEEDS-ACTION",), False),
        (("NEEDS-ACTION", "NEEDS-ACTION"), False),
        (("NEEDS-ACTION", "ACCEPTED"), True),
        (("NEEDS-ACTION", ""), True),
        (("",), True),
        ((), True),
    ],
)
def test_where_i_am_not_found_only_open_answers_of_all_others_speak_against_me(
    others: tuple[str, ...], counts: bool
) -> None:
    people = [attendee("", f"{number}@x.example", answer) for number, answer in enumerate(others)]
    organizer = attendee("Jane Doe", "Jane@acme.com", "ACCEPTED")
    one = invitation("Acme #interview", attendees=(organizer, *people))
    assert (only(one).void == "") is counts


@pytest.mark.parametrize("organizer", [None, Person(), Person(email=ME.upper()), Person(email="alias@x.example")])
def test_an_event_that_i_organize_is_my_own(organizer: Person | None) -> None:
    me = attendee("", "alias@x.example", "NEEDS-ACTION", is_self=True)
    assert only(event("#interview", organizer=organizer, attendees=(me,))).void == ""


def test_an_event_that_i_declined_is_void() -> None:
    assert only(invitation("#interview Acme", answer="DECLINED")).void == "declined"
    assert only(event(attendees=(attendee("", ME, "DECLINED"),))).void == "declined"
    both = (attendee("", ME, "DECLINED"), attendee("", "alias@x.example", "ACCEPTED", is_self=True))
    assert only(event(attendees=both)).void == ""


def test_a_declined_attendance_of_somebody_else_is_not_mine() -> None:
    assert attendance(event(attendees=(attendee("", "bob@acme.com", "DECLINED"),)), HOME) == ""


@pytest.mark.parametrize(
    "prefix",
    [
        *("Canceled: ", "Cancelled:", "CANCELED: ", "Abgesagt: ", "Annulé : ", "Annulé\u00a0: ", "Annule\u0301: "),
        *("Cancelado: ", "cancelled :", "  Canceled: ", "Canceled event: ", "Geannuleerd: ", "Annullato："),
    ],
)
def test_a_cancellation_prefix_voids(prefix: str) -> None:
    assert only(event(f"{prefix}Interview with Acme #interview")).void == "cancelled"


def test_a_status_of_cancelled_voids_in_any_case() -> None:
    assert only(event(status="CANCELLED")).void == "cancelled"
    assert only(event(status="cancelled")).void == "cancelled"
    assert only(event(status="CONFIRMED")).void == ""


def test_a_title_about_cancelling_is_no_cancellation() -> None:
    assert only(event("Cancelled flights team: interview #interview")).void == ""


def test_the_words_before_and_behind_the_tag_are_told_apart() -> None:
    assert split_at_tag("Acme (#interview: final)", "#interview") == ("Acme", "final)")
    assert split_at_tag("#interview", "#interview") == ("", "")
    assert split_at_tag("#interviewer #interview x #interview y", "#interview") == ("#interviewer", "x #interview y")
    assert split_at_tag("Acme", "#interview") is None


def test_dates_say_nothing_of_the_tag() -> None:
    assert tagged(event(start=date(2026, 10, 6), end=date(2026, 10, 7)))
    assert tagged(event(start=datetime(2026, 10, 6), end=START))
