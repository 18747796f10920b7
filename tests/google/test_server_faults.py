"""Faults: each looks to the client like what it is named for, and the calendar is as it says."""

import time
from datetime import timedelta
from typing import Any

import httplib2
import pytest
import requests

from tests.google.answers import backend_error, quota_exceeded, rate_limited
from tests.google.client import Connect
from tests.google.examples import event, refused
from tests.google.faults import (
    Fault,
    answering,
    api,
    calls,
    dropped,
    hanging,
    late,
    lost,
    nth,
    page_with_200,
    redirected,
    truncated,
    twice,
    writes,
)
from tests.google.server import CalendarApi

ME = "me@example.org"
INSERT = calls("calendar.events.insert")


def post(google: CalendarApi, event_id: str = "abcde") -> requests.Response:
    """One insert, by a client that sends a request once."""
    token = google.authorized_user("calendar")["token"]
    url = f"{google.endpoint}calendars/primary/events"
    headers = {"Authorization": f"Bearer {token}", "Connection": "close"}
    return requests.post(url, json=event(event_id), headers=headers, timeout=10)


@pytest.mark.parametrize(
    ("fault", "stands"),
    [
        (dropped(), False),
        (dropped(reset=True), False),
        (lost(), True),
        (lost(reset=True), True),
        (truncated(), True),
    ],
)
def test_a_connection_that_breaks_breaks_before_or_after_the_commit(
    google: CalendarApi, fault: Fault, stands: bool
) -> None:
    google.fail(fault, when=INSERT)
    with pytest.raises(requests.RequestException):
        post(google)
    assert set(google.person.events(ME)) == ({"abcde"} if stands else set())
    (entry,) = google.requests()
    assert entry.status == (200 if stands else 0)


def test_the_client_library_sends_a_post_again_when_its_reply_is_lost(google: CalendarApi, events: Any) -> None:
    google.fail(lost(), when=INSERT)
    assert refused(events.insert(calendarId=ME, body=event("abcde"))) == (409, "duplicate")
    assert [entry.status for entry in google.requests()] == [200, 409]
    assert set(google.person.events(ME)) == {"abcde"}


def test_without_an_id_a_lost_reply_makes_two_events(google: CalendarApi, events: Any) -> None:
    google.fail(lost(), when=INSERT)
    events.insert(calendarId=ME, body=event()).execute()
    assert len(google.person.events(ME)) == 2


def test_a_post_may_be_delivered_twice(google: CalendarApi, events: Any) -> None:
    google.fail(twice(answer=0), when=INSERT)
    assert events.insert(calendarId=ME, body=event("abcde")).execute()["id"] == "abcde"
    google.fail(twice(answer=1), when=INSERT)
    assert refused(events.insert(calendarId=ME, body=event("fghij"))) == (409, "duplicate")
    assert set(google.person.events(ME)) == {"abcde", "fghij"}


@pytest.mark.parametrize("retry_after", [None, 7, "Tue, 24 Nov 2026 10:00:00 GMT"])
@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("reason", ["rateLimitExceeded", "userRateLimitExceeded"])
def test_a_rate_limit_comes_in_every_dress(
    google: CalendarApi, status: int, reason: str, retry_after: str | int | None
) -> None:
    google.fail(answering(rate_limited(status, reason=reason, retry_after=retry_after)), when=api)
    answer = post(google)
    assert (answer.status_code, answer.json()["error"]["errors"][0]["reason"]) == (status, reason)
    assert answer.headers.get("Retry-After") == (None if retry_after is None else str(retry_after))
    assert post(google).status_code == 200


def test_a_locked_account_can_be_read_and_not_written_until_a_time(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))
    lock = google.lock(until=google.clock.now() + timedelta(hours=2))
    locked = (403, "quotaExceeded")
    assert refused(events.insert(calendarId=ME, body=event())) == locked
    assert refused(events.patch(calendarId=ME, eventId="abcde", body={"summary": "x"})) == locked
    assert refused(events.delete(calendarId=ME, eventId="abcde")) == locked
    events.list(calendarId=ME).execute()
    assert lock.hits == 3
    assert [(entry.method_id, entry.calendar, entry.at) for entry in google.requests()][:1] == [
        ("calendar.events.insert", ME, google.clock.now())
    ]
    google.clock.advance(timedelta(hours=2))
    events.insert(calendarId=ME, body=event()).execute()


def test_a_lock_ends_after_some_requests_or_when_it_is_ended(google: CalendarApi, events: Any) -> None:
    google.lock(times=1)
    for _ in range(2):
        last = events.insert(calendarId=ME, body=event())
        if google.requests():
            last.execute()
        else:
            assert refused(last) == (403, "quotaExceeded")
    lock = google.lock()
    assert refused(events.insert(calendarId=ME, body=event()))[0] == 403
    lock.end()
    events.insert(calendarId=ME, body=event()).execute()


@pytest.mark.parametrize("status", [500, 503])
def test_google_may_have_a_bad_day(google: CalendarApi, events: Any, status: int) -> None:
    google.fail(answering(backend_error(status)), when=writes)
    assert refused(events.insert(calendarId=ME, body=event())) == (status, "backendError")


def test_a_proxy_may_answer_with_a_page_or_point_elsewhere(google: CalendarApi) -> None:
    google.fail(page_with_200(), when=api)
    assert post(google).text.startswith("<!DOCTYPE html>")
    google.fail(redirected(f"{google.url}/elsewhere", status=307), when=api)
    assert post(google).status_code == 404
    assert google.person.events(ME) == {}


def test_what_hangs_ends_with_the_connection(google: CalendarApi, events: Any) -> None:
    google.fail(hanging(0.05, over=google.over), when=api, times=10)
    with pytest.raises((OSError, httplib2.HttpLib2Error)):
        events.list(calendarId=ME).execute()


def test_what_is_late_is_done(google: CalendarApi, events: Any) -> None:
    google.fail(late(0.05, over=google.over), when=api)
    before = time.monotonic()
    events.insert(calendarId=ME, body=event("abcde")).execute()
    assert time.monotonic() - before >= 0.05
    assert set(google.person.events(ME)) == {"abcde"}


def test_a_fault_meets_the_request_that_is_named_and_no_other(google: CalendarApi, events: Any) -> None:
    google.fail(answering(backend_error()), when=nth(2))
    google.fail(answering(quota_exceeded()), when=api, skip=2)
    events.list(calendarId=ME).execute()
    assert refused(events.list(calendarId=ME))[0] == 503
    events.list(calendarId=ME).execute()
    assert refused(events.list(calendarId=ME))[0] == 403
    events.list(calendarId=ME).execute()


def test_each_call_in_a_batch_meets_its_own_fault(google: CalendarApi, connect: Connect) -> None:
    google.fail(answering(quota_exceeded()), when=INSERT, skip=1)
    service = connect()
    outcomes: dict[str, Any] = {}
    batch = service.new_batch_http_request(callback=lambda name, body, error: outcomes.update({name: error or body}))
    batch._batch_uri = google.batch_uri
    for event_id in ("aaaaa", "bbbbb", "ccccc"):
        batch.add(service.events().insert(calendarId=ME, body=event(event_id, summary="Zoë 漢字"), fields="summary"))
    batch.add(service.events().get(calendarId=ME, eventId="nothing"))
    batch.execute()
    assert outcomes["1"] == outcomes["3"] == {"summary": "Zoë 漢字"}
    assert (outcomes["2"].resp.status, outcomes["4"].resp.status) == (403, 404)
    assert set(google.person.events(ME)) == {"aaaaa", "ccccc"}
    assert [entry.path for entry in google.requests()] == ["/batch/calendar/v3"]
    assert [entry.status for entry in google.calls()] == [200, 403, 200, 404]


def test_a_batch_is_limited_to_fifty_calls(google: CalendarApi, connect: Connect) -> None:
    service = connect()
    batch = service.new_batch_http_request()
    batch._batch_uri = google.batch_uri
    for _ in range(51):
        batch.add(service.events().list(calendarId=ME))
    assert refused(batch)[0] == 400
