"""Events, one by one: ids that stay burned, tombstones, etags, and what the server makes of what it is sent."""

from datetime import timedelta
from typing import Any

import pytest
from googleapiclient.errors import HttpError

from tests.google.examples import event, refused
from tests.google.server import CalendarApi

ME = "me@example.org"


def conditional(request: Any, **headers: str) -> Any:
    request.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return request


# Ids


@pytest.mark.parametrize("event_id", ["abcd", "abcdw", "ABCDE", "abc_e", "abc-de", "a" * 1025])
def test_an_id_that_is_no_base32hex_is_refused(events: Any, event_id: str) -> None:
    assert refused(events.insert(calendarId=ME, body=event(event_id))) == (400, "invalid")


def test_an_id_can_be_used_once_only(google: CalendarApi, events: Any) -> None:
    events.insert(calendarId=ME, body=event("abcde")).execute()
    assert refused(events.insert(calendarId=ME, body=event("abcde"))) == (409, "duplicate")
    google.person.delete(ME, "abcde")
    assert refused(events.insert(calendarId=ME, body=event("abcde"))) == (409, "duplicate")
    google.person.purge(ME)
    assert refused(events.insert(calendarId=ME, body=event("abcde"))) == (409, "duplicate")


def test_the_same_id_may_stand_in_another_calendar(google: CalendarApi, events: Any) -> None:
    other = google.person.calendar("Other")
    for calendar in (ME, other):
        events.insert(calendarId=calendar, body=event("abcde")).execute()
    assert set(google.person.events(other)) == {"abcde"}


def test_without_an_id_the_server_gives_one(events: Any) -> None:
    made = [events.insert(calendarId=ME, body=event()).execute()["id"] for _ in range(2)]
    assert len(set(made)) == 2


# Deleting


def test_a_deleted_event_is_a_tombstone_until_it_is_purged(google: CalendarApi, events: Any) -> None:
    events.insert(calendarId=ME, body=event("abcde")).execute()
    assert events.delete(calendarId=ME, eventId="abcde").execute() == ""
    tombstone = events.get(calendarId=ME, eventId="abcde").execute()
    assert set(tombstone) == {"kind", "etag", "id", "status"}
    assert tombstone["status"] == "cancelled"
    assert refused(events.delete(calendarId=ME, eventId="abcde")) == (410, "deleted")
    google.person.purge(ME)
    assert refused(events.get(calendarId=ME, eventId="abcde")) == (404, "notFound")
    assert refused(events.delete(calendarId=ME, eventId="abcde")) == (404, "notFound")


def test_a_tombstone_may_tell_all_where_google_is_in_the_mood(google: CalendarApi, events: Any) -> None:
    google.habits.bare_tombstones = False
    google.person.put(ME, event("abcde"))
    google.person.delete(ME, "abcde")
    assert events.get(calendarId=ME, eventId="abcde").execute()["summary"] == "Interview"


def test_a_client_cannot_bring_a_deleted_event_back(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))
    google.person.delete(ME, "abcde")
    back = {"status": "confirmed"}
    assert refused(events.patch(calendarId=ME, eventId="abcde", body=back)) == (403, "forbidden")
    assert refused(events.patch(calendarId=ME, eventId="abcde", body={"summary": "x"})) == (410, "deleted")
    google.habits.undelete = True
    assert events.patch(calendarId=ME, eventId="abcde", body=back).execute()["status"] == "confirmed"


def test_the_person_can_take_an_event_out_of_the_trash(google: CalendarApi, events: Any) -> None:
    google.person.put(ME, event("abcde"))
    google.person.delete(ME, "abcde")
    google.person.restore(ME, "abcde")
    assert events.get(calendarId=ME, eventId="abcde").execute()["summary"] == "Interview"


# Etags


@pytest.mark.parametrize("method", ["patch", "update", "delete"])
def test_a_write_with_an_old_etag_changes_nothing(google: CalendarApi, events: Any, method: str) -> None:
    old = events.insert(calendarId=ME, body=event("abcde")).execute()["etag"]
    google.person.patch(ME, "abcde", {"summary": "Theirs"})
    body = {} if method == "delete" else {"body": event(summary="Ours")}
    request = getattr(events, method)(calendarId=ME, eventId="abcde", **body)
    assert refused(conditional(request, If_Match=old)) == (412, "conditionNotMet")
    new = events.get(calendarId=ME, eventId="abcde").execute()
    assert new["summary"] == "Theirs"
    conditional(getattr(events, method)(calendarId=ME, eventId="abcde", **body), If_Match=new["etag"]).execute()
    assert google.person.get(ME, "abcde") != new


def test_what_the_client_has_already_is_not_sent_again(events: Any) -> None:
    events.insert(calendarId=ME, body=event("abcde")).execute()
    for request in (events.get(calendarId=ME, eventId="abcde"), events.list(calendarId=ME)):
        etag = request.execute()["etag"]
        with pytest.raises(HttpError) as caught:
            conditional(request, If_None_Match=etag).execute()
        assert caught.value.resp.status == 304


# What is stored


def test_a_patch_merges_and_null_deletes(events: Any) -> None:
    properties = {"private": {"ours": "1", "theirs": "2"}, "shared": {"s": "3"}}
    body = event("abcde", location="Office", extendedProperties=properties)
    events.insert(calendarId=ME, body=body).execute()
    change = {"location": None, "extendedProperties": {"private": {"ours": "new", "theirs": None, "more": "4"}}}
    events.patch(calendarId=ME, eventId="abcde", body=change).execute()
    stands = events.get(calendarId=ME, eventId="abcde").execute()
    assert stands["extendedProperties"] == {"private": {"ours": "new", "more": "4"}, "shared": {"s": "3"}}
    assert "location" not in stands
    assert stands["summary"] == "Interview"


def test_an_update_wipes_what_it_does_not_send(events: Any) -> None:
    body = event("abcde", location="Office", extendedProperties={"private": {"ours": "1"}}, colorId="3")
    made = events.insert(calendarId=ME, body=body).execute()
    events.update(calendarId=ME, eventId="abcde", body=event(summary="New")).execute()
    stands = events.get(calendarId=ME, eventId="abcde").execute()
    assert {"location", "extendedProperties", "colorId"} & set(stands) == set()
    assert (stands["summary"], stands["iCalUID"], stands["created"]) == ("New", made["iCalUID"], made["created"])


def test_the_server_says_who_when_and_how_often(google: CalendarApi, events: Any) -> None:
    made = events.insert(calendarId=ME, body=event("abcde")).execute()
    assert (made["iCalUID"], made["status"], made["sequence"]) == ("abcde@google.com", "confirmed", 0)
    assert made["creator"] == made["organizer"] == {"email": ME, "self": True}
    assert made["created"] == made["updated"] == "2026-11-02T09:00:00.000Z"
    google.clock.advance(timedelta(minutes=1))
    reminders = {"useDefault": False, "overrides": []}
    reminded = events.patch(calendarId=ME, eventId="abcde", body={"reminders": reminders}).execute()
    assert (reminded["updated"], reminded["sequence"]) == (made["updated"], 0)
    assert reminded["etag"] != made["etag"]
    moved = events.patch(calendarId=ME, eventId="abcde", body={"start": event(day=9)["start"]}).execute()
    assert (moved["updated"], moved["sequence"]) == ("2026-11-02T09:01:00.000Z", 1)


def test_what_the_client_says_of_the_servers_fields_counts_for_nothing(events: Any) -> None:
    events.insert(calendarId=ME, body=event("abcde")).execute()
    forged = {"etag": "x", "updated": "2000-01-01T00:00:00Z", "sequence": 9, "organizer": {"email": "x@example.org"}}
    stands = events.patch(calendarId=ME, eventId="abcde", body=forged).execute()
    assert (stands["sequence"], stands["organizer"]["email"]) == (0, ME)
    assert stands["etag"] != "x"


def test_times_come_back_in_the_calendars_zone_or_in_the_one_asked_for(events: Any) -> None:
    times = {
        "start": {"dateTime": "2026-11-10T19:00:00.123Z"},
        "end": {"dateTime": "2026-11-10T21:00:00", "timeZone": "Europe/Berlin"},
    }
    made = events.insert(calendarId=ME, body=event("abcde") | times).execute()
    assert made["start"] == {"dateTime": "2026-11-10T14:00:00-05:00", "timeZone": "America/New_York"}
    assert made["end"] == {"dateTime": "2026-11-10T15:00:00-05:00", "timeZone": "Europe/Berlin"}
    (listed,) = events.list(calendarId=ME, timeZone="UTC").execute()["items"]
    assert listed["start"]["dateTime"] == "2026-11-10T19:00:00Z"


def test_defaults_are_left_out(events: Any) -> None:
    body = event("abcde", transparency="opaque", visibility="default", description="", extendedProperties={})
    made = events.insert(calendarId=ME, body=body).execute()
    assert {"transparency", "visibility", "description", "extendedProperties"} & set(made) == set()


def test_a_day_does_not_become_an_hour_by_a_patch_that_leaves_the_date(events: Any) -> None:
    days = {"start": {"date": "2026-11-10"}, "end": {"date": "2026-11-11"}}
    events.insert(calendarId=ME, body=event("abcde") | days).execute()
    times = {name: event()[name] for name in ("start", "end")}
    assert refused(events.patch(calendarId=ME, eventId="abcde", body=times))[0] == 400
    times = {name: time | {"date": None} for name, time in times.items()}
    assert "dateTime" in events.patch(calendarId=ME, eventId="abcde", body=times).execute()["start"]


def test_too_long_properties_are_cut_or_dropped_without_a_word(events: Any) -> None:
    properties = {"private": {"long": "é" * 600, "k" * 45: "x", "k" * 44: "y"}}
    made = events.insert(calendarId=ME, body=event("abcde", extendedProperties=properties)).execute()
    assert made["extendedProperties"]["private"] == {"long": "é" * 512, "k" * 44: "y"}


def test_conference_data_needs_its_version(events: Any) -> None:
    conference = {"conferenceData": {"notes": "x"}}
    assert "conferenceData" not in events.insert(calendarId=ME, body=event() | conference).execute()
    made = events.insert(calendarId=ME, body=event() | conference, conferenceDataVersion=1).execute()
    assert made["conferenceData"] == {"notes": "x"}


def test_an_invitation_says_which_of_the_guests_the_person_is(google: CalendarApi, events: Any) -> None:
    guests = [{"email": ME, "responseStatus": "accepted"}, {"email": "jane@acme.example"}]
    google.person.put(ME, event("abcde", attendees=guests, organizer={"email": "jane@acme.example"}))
    found = events.get(calendarId=ME, eventId="abcde", maxAttendees=1).execute()
    assert found["attendees"] == [{"email": ME, "responseStatus": "accepted", "self": True}]
    assert (found["attendeesOmitted"], found["organizer"]) == (True, {"email": "jane@acme.example"})


def test_the_persons_copy_carries_our_properties_under_another_id(google: CalendarApi) -> None:
    google.person.put(ME, event("abcde", extendedProperties={"private": {"ours": "1"}}))
    copy = google.person.get(ME, google.person.copy(ME, "abcde"))
    assert copy["extendedProperties"] == {"private": {"ours": "1"}}
    assert (copy["id"] != "abcde", copy["iCalUID"] != "abcde@google.com") == (True, True)
