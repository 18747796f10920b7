"""What Google is sent: whole events once, then no more than what changes."""

from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import Any

from providers.google import reading, writing
from providers.interface import FIELDS, Look
from tests.providers.drafts import NEW_YORK, draft

ALL = frozenset(FIELDS)


def stored(**more: Any) -> dict[str, Any]:
    return {**writing.whole(draft()), **more}


def test_a_new_event_invites_nobody_and_is_private_and_free_time() -> None:
    body = writing.whole(draft())
    assert (body["id"], body["visibility"], body["transparency"]) == (draft().key, "private", "transparent")
    assert "attendees" not in body
    assert body["reminders"] == {"useDefault": False, "overrides": [{"method": "popup", "minutes": 10}]}
    assert body["start"] == {"dateTime": "2026-10-05T18:00:00-04:00", "timeZone": "America/New_York"}


def test_what_stands_as_it_should_needs_no_patch() -> None:
    assert writing.change(stored(), draft(), frozenset()) == {}


def test_a_patch_names_what_changes_and_nothing_else() -> None:
    wish = draft(title="Call Jane", marks=(("key", draft().key), ("base", "b")))
    assert writing.change(stored(), wish, frozenset({"title"})) == {
        "summary": "Call Jane",
        "extendedProperties": {"private": {"aftertouchBase": "b", "aftertouchStep": None}},
    }


def test_a_new_start_keeps_the_length_that_the_person_gave() -> None:
    end = {"dateTime": "2026-10-05T19:30:00-04:00", "timeZone": "America/New_York"}
    later = draft(start=datetime(2026, 10, 6, 9, tzinfo=NEW_YORK))
    body = writing.change(stored(end=end), later, frozenset({"start"}))
    assert body["start"]["dateTime"] == "2026-10-06T09:00:00-04:00"
    assert body["end"]["dateTime"] == "2026-10-06T10:30:00-04:00"


def test_a_new_length_keeps_the_start_that_the_person_gave() -> None:
    body = writing.change(stored(), draft(duration=timedelta(hours=2)), frozenset({"duration"}))
    assert body["start"]["dateTime"] == "2026-10-05T18:00:00-04:00"
    assert body["end"]["dateTime"] == "2026-10-05T20:00:00-04:00"


def test_an_hour_is_an_hour_also_when_the_clocks_change() -> None:
    wish = draft(start=datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK), duration=timedelta(hours=1))
    assert writing.whole(wish)["end"]["dateTime"] == "2026-11-01T01:30:00-05:00"


def test_a_whole_day_that_gets_a_time_again_is_no_whole_day_any_more() -> None:
    resource = stored(start={"date": "2026-10-05"}, end={"date": "2026-10-06"})
    body = writing.change(resource, draft(), frozenset({"start", "duration"}))
    assert body["start"]["date"] is None
    assert body["end"]["date"] is None
    assert body["end"]["dateTime"] == "2026-10-05T18:15:00-04:00"


def test_a_time_without_the_name_of_a_zone_is_written_in_utc() -> None:
    fixed = datetime(2026, 10, 5, 18, tzinfo=timezone(timedelta(hours=-4)))
    assert writing.whole(draft(start=fixed))["start"] == {"dateTime": "2026-10-05T22:00:00+00:00", "timeZone": "UTC"}


def test_the_persons_own_reminders_stay_beside_ours() -> None:
    email, day = {"method": "email", "minutes": 60}, {"method": "popup", "minutes": 1440}
    ours = {"method": "popup", "minutes": 10}
    resource = stored(reminders={"useDefault": False, "overrides": [day, email, ours]})
    hour = writing.change(resource, draft(reminder=timedelta(hours=1)), frozenset({"reminder"}))
    assert hour["reminders"]["overrides"] == [{"method": "popup", "minutes": 60}, day, email]
    none = writing.change(resource, draft(reminder=None), frozenset({"reminder"}))
    assert none["reminders"]["overrides"] == [day, email]
    assert none["extendedProperties"]["private"] == {"aftertouchReminder": None}


def test_no_more_reminders_are_sent_than_google_takes() -> None:
    many = [{"method": "popup", "minutes": 100 * number} for number in range(1, 6)]
    wish = draft(reminder=timedelta(days=90))
    body = writing.change(stored(reminders={"overrides": many}), wish, frozenset({"reminder"}))
    assert len(body["reminders"]["overrides"]) == 5
    assert body["reminders"]["overrides"][0] == {"method": "popup", "minutes": 40320}


def test_a_patch_that_names_all_makes_an_event_what_the_draft_says() -> None:
    wish = replace(draft(title="Call", location="", description="x", reminder=None), duration=timedelta(hours=1))
    body = writing.change(stored(etag='"1"'), wish, ALL)
    assert (body["summary"], body["location"], body["description"]) == ("Call", "", "x")
    event = reading.event({**stored(), **body}, "me@example.org", Look(everything=True))
    assert (event.title, event.reminder, event.location) == ("Call", None, "")
