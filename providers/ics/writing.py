"""Drafts to iCalendar text: a whole object, and the lines of each field.

The bytes depend on the draft alone: no clock, no random UID, no version in PRODID. Two writers in a race on a server
that ignores conditions then write the same. Escaping is done here, since the library's (7.3) takes the `\\N` of
`C:\\New` for a line break.
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from functools import cache

import icalendar
from icalendar.parser import Contentline
from icalendar.prop import vDuration

from providers.ics import times, zones
from providers.interface import MARK_PREFIX, Draft

_PRODID = "-//Aftertouch//EN"
_FORBIDDEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
"""Control characters (RFC 5545 3.1) but tab and line feed, and halves of characters, which no encoding holds."""
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})


def write(draft: Draft) -> str:
    """A VCALENDAR with the draft as its one VEVENT, and the VTIMEZONE that it needs."""
    event = [
        "BEGIN:VEVENT\r\n",
        _text("UID", draft.key),
        # DTSTAMP is required. The moment of writing would make each writer's bytes differ.
        *moment("DTSTAMP", draft.start.astimezone(UTC)),
        *moment("DTSTART", draft.start),
        *moment("DTEND", times.later(draft.start, draft.duration)),
        *(line for lines in TEXTS.values() for line in lines(draft)),
        "CLASS:PRIVATE\r\n",
        "TRANSP:TRANSPARENT\r\n",
        *([_text("RELATED-TO", draft.related_to)] if draft.related_to else []),
        *marks(draft),
        *([] if draft.reminder is None else alarm(draft.reminder)),
        "END:VEVENT\r\n",
    ]
    head = ["BEGIN:VCALENDAR\r\n", "VERSION:2.0\r\n", f"PRODID:{_PRODID}\r\n"]
    return "".join([*head, *timezone(draft.start), *event, "END:VCALENDAR\r\n"])


def _text(name: str, value: str) -> str:
    return _folded(f"{name}:{escaped(value)}")


def _folded(line: str) -> str:
    folded: bytes = Contentline(line).to_ical()  # type: ignore[no-untyped-call]
    return folded.decode() + "\r\n"


def escaped(value: str) -> str:
    """The text as it stands behind the name of a property (RFC 5545 3.3.11)."""
    return clean(value).translate(_ESCAPES)


def clean(value: str) -> str:
    """The text as it can be written: line breaks as line feeds, without what RFC 5545 forbids."""
    return _FORBIDDEN.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))


def _optional(name: str, value: str) -> list[str]:
    return [_text(name, value)] if value else []


TEXTS: Mapping[str, Callable[[Draft], list[str]]] = {
    "title": lambda draft: [_text("SUMMARY", draft.title)],
    "description": lambda draft: _optional("DESCRIPTION", draft.description),
    "location": lambda draft: _optional("LOCATION", draft.location),
}
"""The lines of each field that is a text, by the field's name."""


def marks(draft: Draft) -> list[str]:
    """The lines of our own metadata."""
    return [_text(MARK_PREFIX + name.upper(), value) for name, value in draft.marks]


def moment(name: str, value: date) -> list[str]:
    """DTSTART, DTEND or DTSTAMP. A time of which the wall clock alone would say the wrong instant is written in UTC:
    in a zone without a name, and the second time round when clocks go back (RFC 5545 3.3.5 means the first)."""
    if not isinstance(value, datetime):
        return [f"{name};VALUE=DATE:{value:%Y%m%d}\r\n"]
    zone = zones.name_of(value)
    if not zone or value.utcoffset() != value.replace(fold=0).utcoffset():
        return [f"{name}:{times.basic(value)}\r\n"]
    return [f"{name};TZID={zone}:{times.basic(value.replace(tzinfo=None))}\r\n"]


def alarm(reminder: timedelta) -> list[str]:
    """A VALARM that shows a notice this long before the start. Its text is neutral: it may light up anywhere."""
    return [
        "BEGIN:VALARM\r\n",
        "ACTION:DISPLAY\r\n",
        "DESCRIPTION:Reminder\r\n",
        trigger(reminder),
        "END:VALARM\r\n",
    ]


def trigger(reminder: timedelta) -> str:
    """The TRIGGER line of an alarm this long before the start."""
    before: bytes = vDuration(-reminder).to_ical()  # type: ignore[no-untyped-call]
    return f"TRIGGER:{before.decode()}\r\n"


def timezone(start: datetime) -> list[str]:
    """The VTIMEZONE that a time in this zone needs, none for UTC. It spans the years around it."""
    zone = zones.name_of(start)
    return [_timezone(zone, start.year)] if zone else []


@cache
def _timezone(zone: str, year: int) -> str:
    first, last = date(max(year - 1, 1), 1, 1), date(min(year + 3, 9999), 1, 1)
    component: bytes = icalendar.Timezone.from_tzid(zone, first_date=first, last_date=last).to_ical()
    return component.decode()
