"""Requests are held against the discovery document, and every breach is on record."""

import json
from typing import Any

import pytest
import requests

from tests.google.examples import event, refused
from tests.google.server import CalendarApi


def ask(google: CalendarApi, path: str, *, method: str = "GET", body: Any = None) -> requests.Response:
    """A request that the client library would not make."""
    token = google.authorized_user("calendar")["token"]
    return requests.request(
        method,
        google.endpoint + path,
        headers={"Authorization": f"Bearer {token}"},
        json=body,
        timeout=10,
    )


def test_what_is_documented_is_answered_and_on_no_record_of_violations(google: CalendarApi, events: Any) -> None:
    events.insert(calendarId="primary", body=event("abcde"), sendUpdates="none").execute()
    listed = events.list(calendarId="primary", eventTypes=["default", "fromGmail"], showDeleted=True).execute()
    assert [one["id"] for one in listed["items"]] == ["abcde"]
    assert google.violations() == []


@pytest.mark.parametrize(
    "query",
    [
        "singleEvent=true",
        "singleEvents=True",
        "singleEvents=1",
        "maxResults=0",
        "maxResults=many",
        "timeMin=2026-11-02",
        "timeMin=2026-11-02T00:00:00",
        "eventTypes=interview",
        "orderBy=start",
        "maxResults=5&maxResults=6",
        "fields=items(id,colour)",
        "fields=items(id",
        "orderBy=startTime",
        "timeMin=2026-11-03T00:00:00Z&timeMax=2026-11-02T00:00:00Z",
        "timeZone=Mars/Olympus",
        "pageToken=nonsense",
    ],
)
def test_a_query_that_is_not_documented_is_refused_and_on_record(google: CalendarApi, query: str) -> None:
    google.person.put(google.person.primary, event())
    answer = ask(google, f"calendars/primary/events?{query}")
    error = answer.json()["error"]
    assert (answer.status_code, error["code"]) == (400, 400)
    assert set(error["errors"][0]) == {"domain", "reason", "message"}
    assert len(google.violations()) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"titel": "x"},
        {"summary": 5},
        {"start": {"day": "2026-11-10"}},
        {"reminders": {"overrides": [{"method": "popup", "minutes": "10"}]}},
        {"reminders": {"overrides": [{"method": "popup", "minutes": True}]}},
        {"extendedProperties": {"private": {"key": 5}}},
        {"extendedProperties": {"own": {"key": "5"}}},
        {"recurrence": "RRULE:FREQ=DAILY"},
        {"start": {"date": "2026-13-10"}},
    ],
)
def test_a_body_that_is_not_documented_is_refused_and_on_record(
    google: CalendarApi, events: Any, change: dict[str, Any]
) -> None:
    assert refused(events.insert(calendarId="primary", body=event() | change))[0] == 400
    assert len(google.violations()) == 1
    assert google.person.events("me@example.org") == {}


@pytest.mark.parametrize(
    "change",
    [
        {"start": None},
        {"start": {"dateTime": "2026-11-10T14:00:00"}},
        {"start": {"dateTime": "yesterday", "timeZone": "UTC"}},
        {"start": {"date": "2026-11-10"}},
        {"start": {"date": "2026-11-10", "dateTime": "2026-11-10T14:00:00Z"}},
        {"start": {"dateTime": "2026-11-12T14:00:00Z"}},
        {"colorId": "12"},
        {"visibility": "secret"},
        {"transparency": "free"},
        {"status": "done"},
        {"eventType": "fromGmail"},
        {"source": {"title": "x", "url": "mailto:me@example.org"}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": n} for n in range(6)]}},
        {"reminders": {"useDefault": True, "overrides": [{"method": "popup", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "sms", "minutes": 5}]}},
        {"reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 40321}]}},
        {"recurrence": ["DTSTART:20261110T140000Z"]},
        {"attendees": [{"displayName": "Jane"}]},
        {"extendedProperties": {"private": {f"key{n}": "x" * 1000 for n in range(40)}}},
        {"eventType": "birthday", "extendedProperties": {"private": {"key": "x"}}},
    ],
)
def test_an_event_that_google_would_not_store_is_refused(
    google: CalendarApi, events: Any, change: dict[str, Any]
) -> None:
    assert refused(events.insert(calendarId="primary", body=event() | change))[0] == 400
    assert len(google.violations()) == 1


def test_a_path_that_does_not_exist_is_on_record(google: CalendarApi) -> None:
    assert ask(google, "calendars/primary/event").status_code == 404
    assert len(google.violations()) == 1


def test_what_is_documented_but_not_here_says_so(google: CalendarApi) -> None:
    assert ask(google, "users/me/settings").status_code == 501


def test_the_log_tells_all_of_a_request(google: CalendarApi, events: Any) -> None:
    events.insert(calendarId="primary", body=event("abcde"), sendUpdates="none").execute()
    (entry,) = google.requests()
    assert (entry.method, entry.path, entry.status) == ("POST", "/calendar/v3/calendars/primary/events", 200)
    assert (entry.method_id, entry.calendar, entry.account) == (
        "calendar.events.insert",
        "me@example.org",
        "me@example.org",
    )
    assert entry.query["sendUpdates"] == ["none"]
    assert entry.body == event("abcde")
    assert entry.scopes == {"https://www.googleapis.com/auth/calendar"}


def test_a_get_whose_query_is_too_long_for_a_url_comes_as_a_post(google: CalendarApi, events: Any) -> None:
    events.list(calendarId="primary", q="x" * 3000).execute()
    (entry,) = google.requests()
    assert (entry.method, len(entry.query["q"][0])) == ("GET", 3000)


def test_only_the_fields_asked_for_travel(google: CalendarApi, events: Any) -> None:
    google.person.put(google.person.primary, event("abcde"))
    listed = events.list(calendarId="primary", fields="items(id,start/dateTime),nextPageToken").execute()
    assert listed == {"items": [{"id": "abcde", "start": {"dateTime": "2026-11-10T14:00:00-05:00"}}]}
    whole = events.list(calendarId="primary", fields="items/id,items/start,nextSyncToken").execute()
    assert set(whole) == {"items", "nextSyncToken"}
    assert [set(one) for one in whole["items"]] == [{"id", "start"}]
    assert set(events.get(calendarId="primary", eventId="abcde", fields="*").execute()) > {"id", "etag", "updated"}


def test_a_body_that_is_no_json_is_refused(google: CalendarApi) -> None:
    answer = ask(google, "calendars/primary/events", method="POST", body=["no", "object"])
    assert json.loads(answer.text)["error"]["errors"][0]["reason"] == "parseError"
