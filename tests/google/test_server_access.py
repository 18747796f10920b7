"""Scopes and roles: who may read what and write where."""

from typing import Any

import pytest

from tests.google.client import Connect
from tests.google.examples import event, refused
from tests.google.server import CalendarApi

ME = "me@example.org"
THEM = "them@example.org"


@pytest.fixture
def theirs(google: CalendarApi) -> str:
    """The calendar of somebody else, with a private event in it."""
    them = google.add_person(THEM)
    them.put(THEM, event("abcde", visibility="private", description="Secret"))
    return THEM


# Scopes


def test_a_token_does_only_what_its_scopes_name(connect: Connect) -> None:
    service = connect("calendar.events.readonly")
    service.events().list(calendarId=ME).execute()
    insufficient = (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    assert refused(service.events().insert(calendarId=ME, body=event())) == insufficient
    assert refused(service.calendarList().list()) == insufficient
    assert refused(service.calendars().insert(body={"summary": "x"})) == insufficient


def test_a_client_that_may_write_only_to_what_it_made_cannot_touch_anything_else(
    google: CalendarApi, connect: Connect
) -> None:
    service = connect("calendar.events.readonly", "calendar.calendarlist.readonly", "calendar.app.created")
    by_hand = google.person.calendar("By hand")
    made = service.calendars().insert(body={"summary": "Follow-ups"}).execute()["id"]
    service.events().insert(calendarId=made, body=event("abcde")).execute()
    service.events().list(calendarId=by_hand).execute()
    insufficient = (403, "ACCESS_TOKEN_SCOPE_INSUFFICIENT")
    for calendar in (ME, "primary", by_hand):
        assert refused(service.events().insert(calendarId=calendar, body=event())) == insufficient
        assert refused(service.calendars().get(calendarId=calendar)) == insufficient
        assert refused(service.calendars().delete(calendarId=calendar)) == insufficient
    listed = service.calendarList().list().execute()["items"]
    assert [one["id"] for one in listed] == [ME, by_hand, made]


def test_the_scope_for_owned_calendars_does_not_reach_shared_ones(
    google: CalendarApi, connect: Connect, theirs: str
) -> None:
    google.add_person("third@example.org").share("third@example.org", ME, "writer")
    events = connect("calendar.events.owned").events()
    events.insert(calendarId=ME, body=event()).execute()
    assert refused(events.list(calendarId="third@example.org"))[0] == 403


def test_the_scope_for_public_calendars_reaches_those_only(google: CalendarApi, connect: Connect, theirs: str) -> None:
    google.world.calendars[theirs].public = True
    events = connect("calendar.events.public.readonly").events()
    assert len(events.list(calendarId=theirs).execute()["items"]) == 1
    assert refused(events.list(calendarId=ME))[0] == 403


def test_the_scope_for_free_and_busy_shows_no_more(google: CalendarApi, connect: Connect) -> None:
    google.person.put(ME, event("abcde"))
    (one,) = connect("calendar.events.freebusy").events().list(calendarId=ME).execute()["items"]
    assert "summary" not in one
    assert one["start"]["dateTime"] == "2026-11-10T14:00:00-05:00"


# Roles


def test_a_calendar_that_is_not_shared_does_not_exist(events: Any, theirs: str) -> None:
    assert refused(events.list(calendarId=theirs)) == (404, "notFound")
    assert refused(events.insert(calendarId=theirs, body=event())) == (404, "notFound")
    assert refused(events.list(calendarId="nobody@example.org")) == (404, "notFound")


@pytest.mark.parametrize(
    ("role", "sees", "writes"),
    [
        ("freeBusyReader", False, False),
        ("reader", False, False),
        ("writerWithoutPrivateAccess", False, True),
        ("writer", True, True),
        ("owner", True, True),
    ],
)
def test_a_role_says_who_sees_private_events_and_who_writes(
    google: CalendarApi, connect: Connect, theirs: str, role: Any, sees: bool, writes: bool
) -> None:
    google.add_person("admin@example.org")
    google.world.calendars[theirs].roles[ME] = role
    events = connect().events()
    listed = events.list(calendarId=theirs).execute()
    assert listed["accessRole"] == role
    assert ("description" in listed["items"][0]) == sees
    insert = events.insert(calendarId=theirs, body=event("fghij"))
    if writes:
        insert.execute()
    else:
        assert refused(insert) == (403, "forbidden")
        change = events.patch(calendarId=theirs, eventId="abcde", body={"summary": "x"})
        assert refused(change) == (403, "forbidden")
        assert refused(events.delete(calendarId=theirs, eventId="abcde")) == (403, "forbidden")


def test_sharing_puts_a_calendar_into_the_list_and_kills_its_sync_tokens(
    google: CalendarApi, connect: Connect, theirs: str
) -> None:
    token = connect(account=THEM).events().list(calendarId=THEM).execute()["nextSyncToken"]
    google.person_of(THEM).share(THEM, ME, "reader")
    listed = connect().calendarList().list(minAccessRole="reader").execute()["items"]
    assert [(one["id"], one["accessRole"]) for one in listed] == [(ME, "owner"), (THEM, "reader")]
    writable = connect().calendarList().list(minAccessRole="writer").execute()["items"]
    assert [one["id"] for one in writable] == [ME]
    assert refused(connect(account=THEM).events().list(calendarId=THEM, syncToken=token))[0] == 410


# Calendars


def test_a_calendar_is_made_named_listed_and_deleted(google: CalendarApi, connect: Connect) -> None:
    service = connect()
    body = {"summary": "Follow-ups", "description": "Mark", "timeZone": "Europe/Berlin"}
    made = [service.calendars().insert(body=body).execute()["id"] for _ in range(2)]
    assert len(set(made)) == 2
    assert service.calendars().get(calendarId=made[0]).execute()["description"] == "Mark"
    entry = service.calendarList().get(calendarId=made[0]).execute()
    assert (entry["summary"], entry["timeZone"], entry["accessRole"]) == ("Follow-ups", "Europe/Berlin", "owner")
    google.person.rename(made[0], "Mine")
    assert service.calendarList().get(calendarId=made[0]).execute()["summary"] == "Mine"
    assert google.person.calendars() == {ME: ME, made[0]: "Mine", made[1]: "Follow-ups"}
    service.calendars().delete(calendarId=made[0]).execute()
    assert refused(service.events().list(calendarId=made[0])) == (404, "notFound")
    assert [one["id"] for one in service.calendarList().list().execute()["items"]] == [ME, made[1]]
    assert refused(service.calendars().delete(calendarId="primary"))[0] == 400
    assert refused(service.calendars().insert(body={"description": "nameless"}))[0] == 400


def test_the_list_of_calendars_has_pages_and_deltas(google: CalendarApi, connect: Connect) -> None:
    calendars = [google.person.calendar(f"Calendar {number}") for number in range(4)]
    lists = connect().calendarList()
    first = lists.list(maxResults=3).execute()
    second = lists.list(maxResults=3, pageToken=first["nextPageToken"]).execute()
    assert [len(page["items"]) for page in (first, second)] == [3, 2]
    google.person.remove_calendar(calendars[0])
    (delta,) = lists.list(syncToken=second["nextSyncToken"]).execute()["items"]
    assert (delta["id"], delta["deleted"]) == (calendars[0], True)


def test_the_colours_have_the_numbers_that_events_have(connect: Connect) -> None:
    assert set(connect().colors().get().execute()["event"]) == {str(number) for number in range(1, 12)}
