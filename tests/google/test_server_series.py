"""Recurring events: masters with exceptions, or their instances."""

from typing import Any

import pytest

from tests.google.examples import event, refused
from tests.google.server import CalendarApi

ME = "me@example.org"
WINDOW = {"timeMin": "2026-10-01T00:00:00Z", "timeMax": "2027-01-01T00:00:00Z"}


def weekly(number: int = 3, **more: Any) -> dict[str, Any]:
    """From 27 October 2026, 10:00 in New York: the clocks go back behind the first."""
    return event("master", recurrence=[f"RRULE:FREQ=WEEKLY;COUNT={number}"], **more) | {
        "start": {"dateTime": "2026-10-27T10:00:00", "timeZone": "America/New_York"},
        "end": {"dateTime": "2026-10-27T11:00:00", "timeZone": "America/New_York"},
    }


INSTANCES = ["master_20261027T140000Z", "master_20261103T150000Z", "master_20261110T150000Z"]


def single(events: Any, **parameters: Any) -> dict[str, dict[str, Any]]:
    listed = events.list(calendarId=ME, singleEvents=True, **parameters).execute()
    return {one["id"]: one for one in listed["items"]}


def plain(events: Any, **parameters: Any) -> dict[str, dict[str, Any]]:
    return {one["id"]: one for one in events.list(calendarId=ME, **parameters).execute()["items"]}


def token(events: Any, **parameters: Any) -> str:
    return str(events.list(calendarId=ME, **parameters).execute()["nextSyncToken"])


def test_a_series_is_its_master_or_its_instances(events: Any) -> None:
    events.insert(calendarId=ME, body=weekly()).execute()
    assert set(plain(events)) == {"master"}
    found = single(events, **WINDOW)
    assert list(found) == INSTANCES
    second = found[INSTANCES[1]]
    assert second["start"]["dateTime"] == "2026-11-03T10:00:00-05:00"
    assert second["originalStartTime"] == second["start"]
    assert (second["recurringEventId"], second["iCalUID"]) == ("master", "master@google.com")
    assert "recurrence" not in second
    listed = events.instances(calendarId=ME, eventId="master").execute()
    assert [one["id"] for one in listed["items"]] == INSTANCES


def test_an_instance_can_be_read_and_changed_by_its_id(events: Any) -> None:
    events.insert(calendarId=ME, body=weekly()).execute()
    moved = {name: event(day=5)[name] for name in ("start", "end")}
    events.patch(calendarId=ME, eventId=INSTANCES[1], body=moved).execute()
    stands = events.get(calendarId=ME, eventId=INSTANCES[1]).execute()
    assert stands["start"]["dateTime"] == "2026-11-05T14:00:00-05:00"
    assert stands["originalStartTime"]["dateTime"] == "2026-11-03T10:00:00-05:00"
    assert set(plain(events)) == {"master", INSTANCES[1]}
    assert set(single(events, **WINDOW)) == set(INSTANCES)
    assert refused(events.get(calendarId=ME, eventId="master_20261104T150000Z")) == (404, "notFound")


def test_a_cancelled_instance_says_whose_it_was_and_when(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, weekly())
    since, since_single = token(events), token(events, singleEvents=True, **WINDOW)
    assert google.person.cancel_instance(ME, "master", 1) == INSTANCES[1]
    expected = {"kind", "etag", "id", "status", "recurringEventId", "originalStartTime"}
    for delta in (plain(events, syncToken=since), single(events, syncToken=since_single)):
        assert set(delta) == {INSTANCES[1]}
        assert set(delta[INSTANCES[1]]) == expected
    assert set(plain(events)) == {"master", INSTANCES[1]}
    assert set(single(events, **WINDOW)) == {INSTANCES[0], INSTANCES[2]}
    assert set(single(events, showDeleted=True, **WINDOW)) == set(INSTANCES)
    google.person.purge(ME)
    assert set(single(events, **WINDOW)) == {INSTANCES[0], INSTANCES[2]}


def test_a_deleted_series_takes_its_exceptions_along(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, weekly())
    google.person.patch(ME, INSTANCES[1], {"summary": "Other"})
    since, since_single = token(events), token(events, singleEvents=True, **WINDOW)
    google.person.delete(ME, "master")
    assert {one["status"] for one in plain(events, syncToken=since).values()} == {"cancelled"}
    delta = single(events, syncToken=since_single)
    assert set(delta) == set(INSTANCES)
    assert {one["status"] for one in delta.values()} == {"cancelled"}
    assert plain(events) == single(events, **WINDOW) == {}


def test_instances_that_fall_out_of_the_rule_are_cancelled_in_the_delta(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, weekly(3))
    since = token(events, singleEvents=True, **WINDOW)
    google.person.patch(ME, "master", {"recurrence": ["RRULE:FREQ=WEEKLY;COUNT=2"]})
    delta = single(events, syncToken=since)
    assert {event_id: one["status"] for event_id, one in delta.items()} == dict(
        zip(INSTANCES, ["confirmed", "confirmed", "cancelled"], strict=True)
    )


def test_an_event_that_becomes_a_series_goes_as_a_single_one(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, {name: value for name, value in weekly().items() if name != "recurrence"})
    since = token(events, singleEvents=True, **WINDOW)
    google.person.put(ME, weekly())
    delta = single(events, syncToken=since)
    assert {event_id for event_id, one in delta.items() if one["status"] == "cancelled"} == {"master"}
    assert set(delta) == {"master", *INSTANCES}


def test_a_series_is_inside_the_bounds_when_an_instance_is(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, weekly() | {"recurrence": ["RRULE:FREQ=WEEKLY"]})
    assert set(plain(events, timeMin="2027-06-01T00:00:00Z")) == {"master"}
    assert set(plain(events, timeMax="2026-10-20T00:00:00Z")) == set()


def test_an_endless_series_ends_at_the_horizon(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, weekly() | {"recurrence": ["RRULE:FREQ=WEEKLY"]})
    google.habits.horizon_days = 28
    assert len(single(events)) == 5


@pytest.mark.parametrize(
    ("lines", "days"),
    [
        (["RRULE:FREQ=DAILY;UNTIL=20261112"], ["10", "11", "12"]),
        (["RRULE:FREQ=DAILY;COUNT=4", "EXDATE;VALUE=DATE:20261111"], ["10", "12", "13"]),
        (["RDATE;VALUE=DATE:20261120"], ["10", "20"]),
    ],
)
def test_days_recur_too(events: Any, lines: list[str], days: list[str]) -> None:
    body = event("master", recurrence=lines) | {"start": {"date": "2026-11-10"}, "end": {"date": "2026-11-11"}}
    events.insert(calendarId=ME, body=body).execute()
    found = single(events, **WINDOW)
    assert list(found) == [f"master_202611{day}" for day in days]
    assert [one["end"]["date"] for one in found.values()] == [f"2026-11-{int(day) + 1}" for day in days]


@pytest.mark.parametrize(
    "line",
    [
        "EXDATE;TZID=America/New_York:20261103T100000",
        "EXDATE:20261103T150000Z",
    ],
)
def test_an_excluded_hour_is_no_instance(google: CalendarApi, events: Any, line: str) -> None:
    google.person.put(ME, weekly() | {"recurrence": ["RRULE:FREQ=WEEKLY;UNTIL=20261111T000000Z", line]})
    assert set(single(events, **WINDOW)) == {INSTANCES[0], INSTANCES[2]}


def test_the_instances_of_what_does_not_recur_are_refused(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))
    assert refused(events.instances(calendarId=ME, eventId="abcde"))[0] == 400
