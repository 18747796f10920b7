"""Events as the tests of the understanding half write them: an hour on Tuesday 6 October 2026 in New York."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from planner.recognise import recognise
from planner.values import Attendee, Event, Interview, Person, Preferences, Source

NEW_YORK = ZoneInfo("America/New_York")
START = datetime(2026, 10, 6, 13, tzinfo=NEW_YORK)
ME = "me@home.example"
HOME = Preferences(home_zone="America/New_York", my_addresses=frozenset({ME}))


def event(title: str = "Interview with Acme #interview", description: str = "", **fields: Any) -> Event:
    """An event with these words; every other field of `Event` by keyword, `uid` and `hours` for short."""
    hours = timedelta(hours=fields.pop("hours", 1))
    defaults: dict[str, Any] = {
        "source": Source(uid=fields.pop("uid", "one")),
        "start": START,
        "zone": "America/New_York",
    }
    if "end" not in fields:
        defaults["end"] = fields.get("start", START) + hours
    return Event(title=title, description=description, **(defaults | fields))


def invitation(title: str = "Interview with Acme", description: str = "", **fields: Any) -> Event:
    """One that Jane of Acme organizes, and that I am invited to, with this answer of mine."""
    mine = fields.pop("answer", "ACCEPTED")
    attendees = (attendee("Me", ME, mine), *fields.pop("others", ()))
    defaults: dict[str, Any] = {"organizer": Person(name="Jane Doe", email="jane@acme.com"), "attendees": attendees}
    return event(title, description, **(defaults | fields))


def attendee(name: str = "", email: str = "", partstat: str = "", **fields: Any) -> Attendee:
    return Attendee(person=Person(name=name, email=email), partstat=partstat, **fields)


def read(title: str = "Interview with Acme #interview", description: str = "", **fields: Any) -> Interview:
    """The interview that such an event is, under `preferences`."""
    preferences = fields.pop("preferences", HOME)
    return only(event(title, description, **fields), preferences=preferences)


def only(*events: Event, preferences: Preferences = HOME, attached: Mapping[Source, Source] | None = None) -> Interview:
    """The one interview among these events."""
    found = recognise(events, preferences, attached=attached)
    assert len(found) == 1, found
    return found[0]


def having(**fields: Any) -> Preferences:
    """The usual preferences, but for these."""
    return replace(HOME, **fields)
