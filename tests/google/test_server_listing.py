"""Lists: pages, deltas, tokens and their rules, bounds and filters."""

from datetime import timedelta
from typing import Any

import pytest

from tests.google.answers import full_sync_required
from tests.google.examples import event, refused
from tests.google.faults import answering, page
from tests.google.server import CalendarApi

ME = "me@example.org"


def ids(listed: dict[str, Any]) -> list[str]:
    return [one["id"] for one in listed["items"]]


def fill(google: CalendarApi, number: int) -> None:
    for index in range(number):
        google.person.put(ME, event(f"event{index:04}"))


def walk(events: Any, **parameters: Any) -> tuple[list[list[str]], str]:
    """Every page's ids, and the sync token."""
    pages: list[list[str]] = []
    token: dict[str, str] = {}
    while True:
        listed = events.list(calendarId=ME, **parameters, **token).execute()
        pages.append(ids(listed))
        assert ("nextPageToken" in listed) != ("nextSyncToken" in listed)
        if "nextSyncToken" in listed:
            return pages, listed["nextSyncToken"]
        token = {"pageToken": listed["nextPageToken"]}


# Pages


def test_a_page_holds_250_events_or_as_many_as_are_asked_for(google: CalendarApi, events: Any) -> None:
    fill(google, 2501)
    assert [len(one) for one in walk(events)[0]] == [250] * 10 + [1]
    assert [len(one) for one in walk(events, maxResults=9999)[0]] == [2500, 1]
    pages, _ = walk(events, maxResults=1000)
    assert [len(one) for one in pages] == [1000, 1000, 501]
    assert len({one for page in pages for one in page}) == 2501


def test_pages_may_be_shorter_or_empty(google: CalendarApi, events: Any) -> None:
    fill(google, 5)
    google.habits.page_size = 2
    assert [len(one) for one in walk(events)[0]] == [2, 2, 1]
    google.habits.empty_pages = True
    assert [len(one) for one in walk(events)[0]] == [0, 2, 0, 2, 0, 1]


def test_an_empty_calendar_is_one_empty_page(events: Any) -> None:
    assert walk(events)[0] == [[]]


def test_a_page_is_asked_for_with_the_parameters_of_the_first(google: CalendarApi, events: Any) -> None:
    fill(google, 3)
    token = events.list(calendarId=ME, maxResults=2).execute()["nextPageToken"]
    assert refused(events.list(calendarId=ME, maxResults=3, pageToken=token))[0] == 400
    again = [ids(events.list(calendarId=ME, maxResults=2, pageToken=token, fields="items/id").execute())] * 2
    assert again == [["event0002"]] * 2


def test_what_changes_while_pages_are_read_comes_with_the_next_delta(google: CalendarApi, events: Any) -> None:
    fill(google, 3)
    first = events.list(calendarId=ME, maxResults=2).execute()
    google.person.patch(ME, "event0000", {"summary": "New"})
    google.person.put(ME, event("later"))
    last = events.list(calendarId=ME, maxResults=2, pageToken=first["nextPageToken"]).execute()
    delta = events.list(calendarId=ME, maxResults=2, syncToken=last["nextSyncToken"]).execute()
    assert ids(delta) == ["event0000", "later"]


# Deltas


def test_a_delta_tells_what_changed_and_of_the_deleted_only_the_id(google: CalendarApi, events: Any) -> None:
    fill(google, 3)
    _, token = walk(events)
    google.person.patch(ME, "event0001", {"summary": "New"})
    google.person.delete(ME, "event0002")
    delta = events.list(calendarId=ME, syncToken=token).execute()
    assert [(one["id"], one["status"]) for one in delta["items"]] == [
        ("event0001", "confirmed"),
        ("event0002", "cancelled"),
    ]
    assert set(delta["items"][1]) == {"kind", "etag", "id", "status"}
    assert events.list(calendarId=ME, syncToken=delta["nextSyncToken"]).execute()["items"] == []


def test_a_delta_comes_in_pages_too(google: CalendarApi, events: Any) -> None:
    _, token = walk(events)
    fill(google, 5)
    google.habits.page_size = 2
    assert [len(one) for one in walk(events, syncToken=token)[0]] == [2, 2, 1]


@pytest.mark.parametrize(
    "companion",
    [
        {"timeMin": "2026-11-01T00:00:00Z"},
        {"timeMax": "2026-11-01T00:00:00Z"},
        {"updatedMin": "2026-11-01T00:00:00Z"},
        {"q": "x"},
        {"iCalUID": "x"},
        {"orderBy": "updated"},
        {"privateExtendedProperty": "a=b"},
        {"sharedExtendedProperty": "a=b"},
        {"showDeleted": False},
        {"singleEvents": True},
        {"eventTypes": "default"},
        {"maxResults": 10},
        {"timeZone": "UTC"},
    ],
)
def test_a_sync_token_comes_with_the_first_calls_parameters_and_nothing_forbidden(
    google: CalendarApi, events: Any, companion: dict[str, Any]
) -> None:
    _, token = walk(events)
    assert refused(events.list(calendarId=ME, syncToken=token, **companion))[0] == 400
    assert len(google.violations()) == 1


def test_defaults_said_or_unsaid_are_the_same_parameters(events: Any) -> None:
    _, token = walk(events, timeMin="2026-11-01T00:00:00Z", eventTypes=["default", "fromGmail"], fields="*")
    types = ["fromGmail", "default"]
    events.list(calendarId=ME, syncToken=token, eventTypes=types, showDeleted=True, singleEvents=False).execute()


@pytest.mark.parametrize("parameter", [{"q": "x"}, {"orderBy": "updated"}, {"updatedMin": "2026-11-01T00:00:00Z"}])
def test_some_lists_cannot_be_continued(events: Any, parameter: dict[str, str]) -> None:
    assert "nextSyncToken" not in events.list(calendarId=ME, **parameter).execute()


def test_a_dead_token_asks_for_a_full_sync(google: CalendarApi, events: Any) -> None:
    other = google.person.calendar("Other")
    _, token = walk(events)
    gone = (410, "fullSyncRequired")
    assert refused(events.list(calendarId=ME, syncToken="damaged")) == gone
    assert refused(events.list(calendarId=other, syncToken=token)) == gone
    google.person.expire_sync_tokens(ME)
    assert refused(events.list(calendarId=ME, syncToken=token)) == gone
    assert google.violations() == []


def test_the_token_may_die_at_any_page(google: CalendarApi, events: Any) -> None:
    _, token = walk(events)
    fill(google, 5)
    google.habits.page_size = 2
    google.fail(answering(full_sync_required()), when=page(3))
    first = events.list(calendarId=ME, syncToken=token).execute()
    second = events.list(calendarId=ME, syncToken=token, pageToken=first["nextPageToken"]).execute()
    third = events.list(calendarId=ME, syncToken=token, pageToken=second["nextPageToken"])
    assert refused(third) == (410, "fullSyncRequired")


# Bounds and filters


def test_bounds_are_exclusive_and_hold_the_end_and_the_start(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))

    def found(**bounds: str) -> bool:
        return bool(events.list(calendarId=ME, **bounds).execute()["items"])

    assert not found(timeMin="2026-11-10T20:00:00Z")
    assert found(timeMin="2026-11-10T19:59:59Z")
    assert not found(timeMax="2026-11-10T19:00:00Z")
    assert found(timeMax="2026-11-10T19:00:01Z")


def test_a_day_begins_at_midnight_in_the_calendars_zone(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde") | {"start": {"date": "2026-11-10"}, "end": {"date": "2026-11-11"}})
    assert events.list(calendarId=ME, timeMin="2026-11-11T05:00:00Z").execute()["items"] == []
    assert ids(events.list(calendarId=ME, timeMin="2026-11-11T04:59:00Z").execute()) == ["abcde"]


def test_a_delta_tells_every_change_or_what_is_or_was_inside_the_first_calls_bounds(
    google: CalendarApi, events: Any
) -> None:
    google.person.put(ME, event("inside"))
    _, token = walk(events, timeMin="2026-11-08T00:00:00Z")
    google.person.put(ME, event("early", day=3))
    google.person.put(ME, event("inside", day=4), event_id="inside")
    assert ids(events.list(calendarId=ME, syncToken=token).execute()) == ["early", "inside"]
    google.habits.bounded_deltas = True
    assert ids(events.list(calendarId=ME, syncToken=token).execute()) == ["inside"]


def test_deleted_events_are_told_when_asked_for(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))
    google.person.delete(ME, "abcde")
    assert ids(events.list(calendarId=ME).execute()) == []
    assert ids(events.list(calendarId=ME, showDeleted=True).execute()) == ["abcde"]
    assert ids(events.list(calendarId=ME, updatedMin="2026-11-01T00:00:00Z").execute()) == ["abcde"]
    google.person.purge(ME)
    assert ids(events.list(calendarId=ME, showDeleted=True).execute()) == []


def test_events_are_found_by_type_uid_property_words_and_time_of_change(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("aaaaa", extendedProperties={"private": {"k": "v=1"}}))
    google.clock.advance(timedelta(hours=1))
    google.person.put(ME, event("bbbbb", eventType="fromGmail", description="By train", iCalUID="b@example.org"))

    def found(**parameters: Any) -> list[str]:
        return ids(events.list(calendarId=ME, **parameters).execute())

    assert found(eventTypes=["fromGmail", "birthday"]) == ["bbbbb"]
    assert found(iCalUID="b@example.org") == ["bbbbb"]
    assert found(privateExtendedProperty=["k=v=1"]) == ["aaaaa"]
    assert found(privateExtendedProperty=["k=v=1", "k=v"]) == []
    assert found(q="TRAIN interview") == ["bbbbb"]
    assert found(updatedMin="2026-11-02T09:30:00Z") == ["bbbbb"]


def test_lists_are_ordered_by_start_or_by_change_when_asked(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("later", day=12))
    google.clock.advance(timedelta(hours=1))
    google.person.put(ME, event("early", day=11))
    by_start = events.list(calendarId=ME, singleEvents=True, orderBy="startTime").execute()
    assert ids(by_start) == ["early", "later"]
    assert ids(events.list(calendarId=ME, orderBy="updated").execute()) == ["later", "early"]
