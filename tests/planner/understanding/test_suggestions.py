"""What the person is asked: the new time of a cancelled interview, and interviews that nobody tagged."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.recognise import recognise
from planner.understanding.notes import CANCELLED
from planner.understanding.suggestions import CALLED_OFF, CalledOff, Suggestion, suggest
from planner.understanding.tags import find_tag, gone
from planner.values import Event, Person, Preferences, Source
from tests.planner.any_events import EVENTS, PREFERENCES
from tests.planner.events import HOME, ME, NEW_YORK, START, attendee, event, having, invitation, only

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NOW = START - 7 * DAY
LATER: dict[str, Any] = {"start": START + 3 * DAY}
LOST = CalledOff(title="Acme onsite", start=START, company="Acme", organizer="jane@acme.com", stands=True)
CALENDLY = Person(email="no-reply@calendly.com")


def asked(
    *events: Event, lost: Iterable[CalledOff] = (), preferences: Preferences = HOME, now: datetime = NOW
) -> list[Suggestion]:
    return list(suggest(events, recognise(events, preferences), lost, preferences, now=now))


def titles(*events: Event, **how: Any) -> list[str]:
    return [one.title for one in asked(*events, **how)]


def new(title: str = "Sam Smith and Jane Doe", **fields: Any) -> Event:
    return invitation(title, **({"uid": "new"} | LATER | fields))


# A new time


@pytest.mark.parametrize(
    "one",
    [
        new(),
        new(organizer=Person(email="bob@recruiting.acme.com")),
        new("Interview with Acme", organizer=CALENDLY),
        new("Sam and Ann", organizer=CALENDLY, others=[attendee("Ann", "ann@acme.com")]),
        new(start=START - 2 * DAY),
        event("Acme interview", uid="new", **LATER),
    ],
    ids=lambda one: f"{one.title} {one.start:%d}",
)
def test_an_invitation_of_the_same_people_is_the_new_time_of_a_cancelled_interview(one: Event) -> None:
    (suggestion,) = asked(one, lost=[LOST])
    assert (suggestion.source, suggestion.why, suggestion.instead_of) == (one.source, "new time", LOST)
    assert suggestion.start == one.start


@pytest.mark.parametrize(
    "one",
    [
        new(organizer=Person(email="bob@globex.com")),
        new(organizer=CALENDLY),
        new(organizer=Person(email=ME)),
        new("Interview prep call"),
        new("Acme webinar"),
        new(answer="DECLINED"),
        new(status="CANCELLED"),
        new("Canceled: Sam Smith and Jane Doe"),
        new(start=NOW - HOUR),
        new(start=(START + 3 * DAY).date(), end=(START + 4 * DAY).date()),
        new(marks=(("key", "k"),)),
        new(whole=False),
        event("Lunch near Acme", uid="new", **LATER),
    ],
    ids=lambda one: one.title,
)
def test_anything_else_is_not(one: Event) -> None:
    assert asked(one, lost=[LOST]) == []


def test_what_came_long_before_is_no_new_time() -> None:
    assert asked(new(start=START - 8 * DAY), lost=[LOST], now=START - 20 * DAY) == []


def test_a_cancelled_interview_is_forgotten_after_a_month() -> None:
    assert titles(new(start=START + 33 * DAY), lost=[LOST], now=START + 29 * DAY)
    assert not titles(new(start=START + 33 * DAY), lost=[LOST], now=START + 31 * DAY)


def test_one_cancelled_interview_has_one_new_time_the_next_one() -> None:
    events = [new(uid="b", start=START + 5 * DAY), new(uid="a", start=START + 2 * DAY)]
    assert [one.source.uid for one in asked(*events, lost=[LOST])] == ["a"]


def test_two_cancelled_interviews_have_two() -> None:
    events = [new(uid="b", start=START + 5 * DAY), new(uid="a", start=START + 2 * DAY)]
    other = replace(LOST, title="Acme panel", start=START + HOUR)
    found = {one.source.uid: one.instead_of for one in asked(*events, lost=[other, LOST])}
    assert found == {"a": LOST, "b": other}


def test_once_the_new_time_is_tagged_nothing_is_asked_any_more() -> None:
    tagged = new("Acme #interview", start=START + DAY)
    assert asked(tagged, new("Sam and Jane again", uid="x", start=START + 6 * DAY), lost=[LOST]) == []


def test_a_carrier_s_address_says_nothing_of_the_employer() -> None:
    lost = replace(LOST, organizer="no-reply@calendly.com")
    assert asked(new(organizer=CALENDLY), lost=[lost]) == []


def test_recruiters_with_an_address_for_everybody_are_known_by_all_of_it() -> None:
    lost = replace(LOST, company="", organizer="jane@gmail.com")
    assert asked(new(organizer=Person(email="jane@gmail.com")), lost=[lost])
    assert not asked(new(organizer=Person(email="bob@gmail.com")), lost=[lost])


def test_colleagues_of_one_employer_are_known_by_their_mail_domain() -> None:
    lost = replace(LOST, company="Acme Holding International")
    assert asked(new("Interview with Globex", organizer=Person(email="bob@acme.com")), lost=[lost])
    lost = replace(LOST, company="")
    (one,) = asked(new("Meet the people of Globex", organizer=Person(email="bob@acme.com")), lost=[lost])
    assert one.why == "new time"


def test_what_colleagues_of_the_person_send_is_no_new_time() -> None:
    one = new(organizer=Person(email="bob@acme.com"))
    assert asked(one, lost=[LOST])
    assert not asked(one, lost=[LOST], preferences=having(my_addresses=frozenset({ME, "me@acme.com"})))


# Never tagged


def test_what_looks_like_an_interview_is_asked_the_soonest_first() -> None:
    events = [
        event("Acme interview", uid="b", start=START + DAY),
        event("Lunch", uid="c"),
        invitation("Phone screen", uid="a"),
    ]
    assert [(one.title, one.why, one.foreign) for one in asked(*events)] == [
        ("Phone screen", "looks like an interview", True),
        ("Acme interview", "looks like an interview", False),
    ]


@pytest.mark.parametrize(
    "changed",
    [
        {"title": "Interview with Acme #interview"},
        {"description": "#interview"},
        {"categories": ("Interview",)},
        {"color": "11"},
        {"status": "CANCELLED"},
        {"title": "Abgesagt: Interview with Acme"},
        {"start": NOW},
        {"start": START.date(), "end": (START + DAY).date()},
        {"marks": (("key", "k"),)},
        {"whole": False},
    ],
    ids=str,
)
def test_what_is_tagged_past_cancelled_or_ours_is_not(changed: dict[str, Any]) -> None:
    words = having(colors=("11",))
    assert asked(event(**({"title": "Interview with Acme"} | changed)), preferences=words) == []
    assert asked(event("Interview with Acme"), preferences=words)


def test_a_copy_that_is_tagged_ours_or_declined_speaks_for_all() -> None:
    one = event("Interview with Acme")
    for copy in (
        event("Interview with Acme #interview", rank=1),
        event("Interview with Acme", rank=1, marks=(("key", "k"),)),
        invitation("Interview with Acme", rank=1, answer="DECLINED"),
    ):
        assert asked(one, copy) == []


def test_the_invitation_that_a_note_belongs_to_is_not() -> None:
    note = event("#interview final", uid="note")
    theirs = invitation("Interview with Acme", uid="theirs")
    assert asked(theirs, note) == []
    assert asked(theirs, replace(note, status="CANCELLED")) == []


def test_what_lies_under_a_tagged_interview_is_its_copy() -> None:
    tagged = event("Acme #interview", uid="tagged", hours=3)
    assert asked(tagged, invitation("Interview: system design", uid="x", start=START + HOUR)) == []
    assert asked(tagged, invitation("Interview", uid="x", start=START + 5 * HOUR)) == []
    elsewhere = Person(email="bob@globex.com")
    assert asked(tagged, invitation("Interview", uid="x", start=START + 5 * HOUR, organizer=elsewhere))
    assert asked(tagged, invitation("Interview", uid="x", start=START + 30 * HOUR))


def test_what_lies_under_an_interview_that_was_cancelled_is_none() -> None:
    cancelled = event("Acme #interview", uid="tagged", status="CANCELLED")
    assert titles(cancelled, invitation("Interview", uid="x")) == ["Interview"]


def test_copies_of_one_that_nobody_tagged_are_asked_about_once() -> None:
    assert [one.foreign for one in asked(event("Interview Acme", uid="a"), invitation("Interview", uid="b"))] == [True]


def series(count: int) -> list[Event]:
    return [
        event("Interview", source=Source(uid="s", recurrence_id=f"{day}"), start=START + day * DAY)
        for day in range(count)
    ]


def test_of_a_short_series_the_next_one_is_asked_about_and_a_habit_is_not() -> None:
    assert [one.start for one in asked(*series(3))] == [START]
    assert [one.start for one in asked(*series(3), now=START)] == [START + DAY]
    assert asked(*series(4)) == []


def test_a_title_is_one_clean_line_that_nobody_reads_for_ever() -> None:
    (one,) = asked(event("Interview\x1b[31m with\n\u202eAcme" + "!" * 5000))
    assert one.title.startswith("Interview [31m with Acme!")
    assert len(one.title) == 200


def test_one_without_a_title_is_told_as_such() -> None:
    assert titles(invitation("", organizer=Person(email="no-reply@greenhouse.io"))) == ["(no title)"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (event(status="CANCELLED"), None),
        (event("#interview", uid="note"), invitation(status="CANCELLED")),
    ],
)
def test_the_ends_after_which_a_new_time_is_looked_for_are_recognised(one: Event, other: Event | None) -> None:
    assert only(*filter(None, (one, other))).void in CALLED_OFF
    assert only(event("#interview", uid="note"), invitation(status="CANCELLED")).void == CANCELLED
    assert only(invitation("Acme #interview", answer="DECLINED")).void not in CALLED_OFF


LOSSES = st.lists(
    st.builds(
        CalledOff,
        title=st.text(max_size=5),
        start=st.datetimes(datetime(2026, 9, 1), datetime(2026, 11, 1), timezones=st.just(NEW_YORK)),
        company=st.sampled_from(["", "Acme"]),
        organizer=st.sampled_from(["", "jane@acme.com", "x@gmail.com"]),
        stands=st.booleans(),
    ),
    max_size=2,
)


@given(st.lists(EVENTS, max_size=6), LOSSES, PREFERENCES, st.randoms())
def test_the_order_is_irrelevant_nothing_raises_and_only_what_could_be_tagged_is_asked_about(
    events: list[Event], lost: list[CalledOff], preferences: Preferences, chance: object
) -> None:
    found = asked(*events, lost=lost, preferences=preferences)
    shuffled = list(events)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]
    assert asked(*shuffled, lost=reversed(lost), preferences=preferences) == found
    assert found == sorted(found, key=lambda one: one.start)
    for one in found:
        assert one.start > NOW
        copies = [each for each in events if each.source == one.source]
        assert not [each for each in copies if each.marks]
        assert one.source not in {interview.source for interview in recognise(events, preferences)}


@given(EVENTS, PREFERENCES)
def test_one_that_is_asked_about_is_neither_tagged_nor_gone(one: Event, preferences: Preferences) -> None:
    soon = replace(one, start=START, end=START + HOUR)
    if asked(soon, lost=[LOST], preferences=preferences):
        assert find_tag(soon, preferences) is None
        assert gone(soon, preferences) == ""
        assert soon.whole
