"""Google's events as ours, also where an answer holds no more than it must."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.values import Attendee, Person, Source
from providers.google import reading
from providers.interface import Look

ME = "me@example.org"
LOOK = Look(words=("#interview",), colors=("3",))
ALL = Look(everything=True)
TIMED = {
    "id": "abcde",
    "start": {"dateTime": "2026-10-05T14:00:00-04:00", "timeZone": "America/New_York"},
    "end": {"dateTime": "2026-10-05T15:00:00-04:00", "timeZone": "America/New_York"},
}


def event(**more: Any) -> dict[str, Any]:
    return {**TIMED, **more}


def test_nothing_but_its_id_and_times_is_needed() -> None:
    read = reading.event(event(), ME, ALL)
    assert (read.title, read.status, read.busy, read.organizer, read.reminder) == ("", "CONFIRMED", True, None, None)
    assert (read.zone, read.end - read.start) == ("America/New_York", timedelta(hours=1))  # type: ignore[operator]


@pytest.mark.parametrize(
    ("start", "expected", "zone"),
    [
        ({"dateTime": "2026-10-05T18:00:00Z"}, datetime(2026, 10, 5, 18, tzinfo=UTC), ""),
        ({"dateTime": "2026-10-05T18:00:00.000Z", "timeZone": "UTC"}, datetime(2026, 10, 5, 18, tzinfo=UTC), ""),
        ({"dateTime": "2026-10-05T20:00:00+02:00"}, datetime(2026, 10, 5, 18, tzinfo=UTC), ""),
        ({"dateTime": "2026-10-05T18:00:00Z", "timeZone": "Mars/Base"}, datetime(2026, 10, 5, 18, tzinfo=UTC), ""),
        (
            {"dateTime": "2026-10-05T18:00:00Z", "timeZone": "Europe/Berlin"},
            datetime(2026, 10, 5, 20, tzinfo=ZoneInfo("Europe/Berlin")),
            "Europe/Berlin",
        ),
        ({"date": "2026-10-05"}, date(2026, 10, 5), ""),
    ],
)
def test_times_are_read_in_their_zone(start: dict[str, str], expected: date, zone: str) -> None:
    read = reading.event(event(start=start, end=start), ME, LOOK)
    assert (read.start, read.zone) == (expected, zone)


def test_an_event_of_ones_own_has_no_organizer() -> None:
    for organizer in ({}, {"self": True, "email": "x@y.z"}, {"email": "family@group.calendar.google.com"}):
        read = reading.event(event(organizer=organizer), "family@group.calendar.google.com", ALL)
        assert read.organizer is None


def test_an_invitation_says_who_invites_and_who_answered_what() -> None:
    resource = event(
        organizer={"email": "Jane@Acme.example", "displayName": "Jane Doe"},
        attendees=[
            {"email": ME, "self": True, "responseStatus": "needsAction"},
            {"email": "bob@acme.example", "responseStatus": "declined"},
            {"email": "room@acme.example", "resource": True, "responseStatus": "accepted"},
            {"email": "odd@acme.example", "responseStatus": "perhaps"},
            {"email": "silent@acme.example"},
        ],
    )
    read = reading.event(resource, ME, LOOK)
    assert read.organizer == Person(name="Jane Doe", email="jane@acme.example")
    assert read.attendees[0] == Attendee(person=Person(email=ME), partstat="NEEDS-ACTION", is_self=True)
    assert [one.partstat for one in read.attendees] == ["NEEDS-ACTION", "DECLINED", "ACCEPTED", "", ""]
    assert [one.cutype for one in read.attendees] == ["", "", "RESOURCE", "", ""]


@pytest.mark.parametrize(
    "more",
    [
        {"summary": "Onsite #INTERVIEW"},
        {"description": "<b>#interview</b>"},
        {"description": "&#35;interview"},
        {"location": "#interview"},
        {"colorId": "3"},
        {"attendees": [{"email": ME, "self": True}]},
        {"organizer": {"email": "jane@acme.example"}},
        {"extendedProperties": {"private": {"aftertouchKey": "x"}}},
        {"extendedProperties": {"shared": {"X-MOZ-CATEGORIES": "#interview"}}},
    ],
)
def test_what_may_be_of_interest_is_read_whole(more: dict[str, Any]) -> None:
    assert reading.event(event(**more), ME, LOOK).whole


@pytest.mark.parametrize(
    "more", [{}, {"summary": "Dentist", "colorId": "4"}, {"organizer": {"email": ME, "self": True}}]
)
def test_what_is_nobodys_business_is_read_bare(more: dict[str, Any]) -> None:
    read = reading.event(event(transparency="transparent", **more), ME, LOOK)
    assert (read.whole, read.title, read.busy) == (False, "", False)


def test_an_occurrence_is_named_by_its_series_and_its_original_start() -> None:
    original = {"dateTime": "2026-10-05T14:00:00-04:00", "timeZone": "America/New_York"}
    resource = event(id="series_20261005T180000Z", recurringEventId="series", originalStartTime=original)
    assert reading.event(resource, ME, LOOK).source == Source(uid="series", recurrence_id="20261005T180000Z")
    whole_day = {**resource, "originalStartTime": {"date": "2026-10-05"}}
    assert reading.event(whole_day, ME, LOOK).source.recurrence_id == "20261005"


def test_a_cancelled_occurrence_needs_no_more_than_that_to_be_read() -> None:
    resource = {
        "id": "series_20261005T180000Z",
        "status": "cancelled",
        "recurringEventId": "series",
        "originalStartTime": {"dateTime": "2026-10-05T14:00:00-04:00"},
    }
    assert not reading.is_gone(resource)
    read = reading.event(resource, ME, LOOK)
    assert (read.status, read.busy, read.whole) == ("CANCELLED", False, True)
    assert reading.is_gone({"id": "abcde", "status": "cancelled"})


def test_of_several_reminders_ours_is_told_apart_by_what_we_wrote() -> None:
    def reminder(overrides: list[dict[str, Any]], written: str = "10") -> timedelta | None:
        private = {"aftertouchKey": "x", "aftertouchReminder": written}
        return reading.reminder({"reminders": {"overrides": overrides}, "extendedProperties": {"private": private}})

    ten, day = {"method": "popup", "minutes": 10}, {"method": "popup", "minutes": 1440}
    assert reminder([day, ten]) == timedelta(minutes=10)
    assert reminder([day]) == timedelta(days=1)
    assert reminder([{"method": "email", "minutes": 10}]) is None
    assert reminder([]) is None
    assert reading.reminder({"reminders": {"useDefault": True}}) is None


def test_categories_are_those_that_thunderbird_keeps() -> None:
    shared = {"X-MOZ-CATEGORIES": "Interview, Job"}
    assert reading.event(event(extendedProperties={"shared": shared}), ME, ALL).categories == ("Interview", "Job")


def test_half_a_character_is_read_as_the_sign_for_what_can_not_be_read() -> None:
    private = {"aftertouchTo": "Jane \ud83d"}
    people = [{"email": "jane@acme.example", "displayName": "Jane \udfff"}]
    extended = {"private": private}
    item = reading.item(event(summary="\ud800 #interview", attendees=people, extendedProperties=extended), ME, ALL)
    (read,) = item.events
    assert read.title == "\N{REPLACEMENT CHARACTER} #interview"
    assert read.attendees[0].person.name == "Jane \N{REPLACEMENT CHARACTER}"
    assert read.mark("to") == "Jane \N{REPLACEMENT CHARACTER}"


def test_an_event_that_can_not_be_read_is_told_of_by_its_title() -> None:
    item = reading.item(event(summary="Onsite #interview", start={"date": "2026-02-30"}), ME, LOOK)
    assert item.problem.startswith('abcde ("Onsite #interview") can\'t be read: ')


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from(
    [
        *("summary", "description", "location", "status", "start", "end", "originalStartTime", "recurringEventId"),
        *("organizer", "attendees", "sequence", "updated", "reminders", "extendedProperties", "colorId", "etag"),
    ]
)


@given(more=st.dictionaries(FIELDS, JSON, max_size=4))
def test_an_odd_answer_is_one_unreadable_item_and_never_a_crash(more: dict[str, Any]) -> None:
    item = reading.item(event(**more), ME, ALL)
    assert item.href == "abcde"
    assert bool(item.events) != bool(item.problem)
