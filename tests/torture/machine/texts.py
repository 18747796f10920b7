"""What stands in one calendar object, and what a calendar program makes of it when a person edits the event."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from planner.values import Event
from providers import ics
from providers.interface import Look

FIELDS = ("title", "start", "duration", "location", "reminder")
"""What a person changes as a whole; descriptions are told apart by line."""
TICKS = ("✓ ", "missed: ")
"""What a person says of a follow-up in front of its title: that it is done, or that it was missed."""
_PROPERTIES = {"title": "SUMMARY", "description": "DESCRIPTION", "location": "LOCATION"}
_OURS = re.compile(
    "(SUMMARY|DTSTART|DTEND|DURATION|DESCRIPTION|LOCATION|X-AFTERTOUCH|DTSTAMP|LAST-MODIFIED|SEQUENCE|RELATED-TO|"
    'X-ETAG|X-PRIVATE;NAME="?aftertouch)'
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An event in a form in which two of them can be compared."""

    event: Event
    fields: Mapping[str, object]
    lines: tuple[str, ...]
    """Of the description, without blank ones."""

    @property
    def marks(self) -> Mapping[str, str]:
        """Our own metadata."""
        return dict(self.event.marks)

    @property
    def tick(self) -> str:
        """What the person says of it, "" for nothing."""
        return next((tick for tick in TICKS if self.event.title.startswith(tick)), "")

    @property
    def done(self) -> bool:
        """Whether they say that it is done."""
        return self.tick == TICKS[0]

    @property
    def uid(self) -> str:
        """The event's UID."""
        return self.event.source.uid

    @property
    def start(self) -> datetime:
        """The start as an instant; a whole day counts from its end."""
        start = self.event.start
        return start if isinstance(start, datetime) else datetime.combine(start, datetime.max.time(), UTC)


def _without_tick(title: str) -> str:
    return title.removeprefix(next((tick for tick in TICKS if title.startswith(tick)), ""))


@lru_cache(maxsize=20_000)
def seen(text: str) -> Seen:
    """The one event in this text."""
    (event,) = ics.read(text, window=None, look=Look(everything=True)).events
    end, start = event.end, event.start
    whole_day = not isinstance(start, datetime)
    fields = {
        "title": " ".join(_without_tick(event.title).split()),
        "start": start if not isinstance(start, datetime) else start.astimezone(UTC).replace(second=0),
        "duration": None if whole_day else end - start,  # type: ignore[operator]
        "location": " ".join(event.location.split()),
        "reminder": event.reminder,
    }
    lines = tuple(line for raw in event.description.split("\n") if (line := " ".join(raw.split())))
    return Seen(event=event, fields=MappingProxyType(fields), lines=lines)


def others(text: str) -> list[str]:
    """The lines of the event that are nobody's but the person's: what we may never change."""
    before, inside, after = _parts(text)
    del before, after
    return sorted(line for line in _without_alarms(inside) if not _OURS.match(line))


def value(text: str, name: str) -> str:
    """A property of the event as it is written, "" without one."""
    _, inside, _ = _parts(text)
    return next((line.partition(":")[2] for line in _without_alarms(inside) if _named(line, name)), "")


def with_value(text: str, name: str, written: str, parameters: str = "") -> str:
    """The text with this property in the place of the one that stands; "" takes it away."""
    before, inside, after = _parts(text)
    kept = [line for line in inside if not _named(line, name)]
    alarms = [line for line in inside if _named(line, name)][1:] if name == "DESCRIPTION" else []
    if alarms:  # an alarm has a description of its own
        at = next(i for i, line in enumerate(kept) if line == "BEGIN:VALARM")
        kept[at + 1 : at + 1] = alarms
    new = [f"{name}{parameters}:{written}"] if written else []
    return "\r\n".join([*before, *new, *kept, *after])


def with_start(text: str, start: datetime | date, duration: timedelta) -> str:
    """The event moved: to an instant in its own zone, or to a whole day."""
    name = re.search(r"\r\nDTSTART;TZID=([^:]*):", text)
    if not isinstance(start, datetime):
        moved = with_value(text, "DTSTART", f"{start:%Y%m%d}", ";VALUE=DATE")
        return with_value(moved, "DTEND", f"{start + timedelta(days=1):%Y%m%d}", ";VALUE=DATE")
    zone = ZoneInfo(name[1]) if name else UTC
    parameters = f";TZID={name[1]}" if name else ""
    ends = ((start + duration).astimezone(zone), start.astimezone(zone))
    form = "%Y%m%dT%H%M%S" if name else "%Y%m%dT%H%M%SZ"
    return with_value(
        with_value(text, "DTEND", ends[0].strftime(form), parameters), "DTSTART", ends[1].strftime(form), parameters
    )


def with_reminder(text: str, minutes: int) -> str:
    """The event with one reminder so many minutes before; none at all for a negative number."""
    before, inside, after = _parts(text)
    alarm = ["BEGIN:VALARM", "ACTION:DISPLAY", "DESCRIPTION:Reminder", f"TRIGGER:-PT{minutes}M", "END:VALARM"]
    return "\r\n".join([*before, *_without_alarms(inside), *(alarm if minutes >= 0 else []), *after])


def described(text: str, lines: list[str]) -> str:
    """The event with these lines as its description."""
    return with_value(text, "DESCRIPTION", r"\n".join(map(escaped, lines)))


def escaped(value: str) -> str:
    """As a value of the type TEXT is written (RFC 5545 3.3.11)."""
    return re.sub(r"([\\,;])", r"\\\1", value)


def description(text: str) -> list[str]:
    """The lines of the description, blank ones included."""
    return seen(text).event.description.split("\n")


def _parts(text: str) -> tuple[list[str], list[str], list[str]]:
    lines = text.replace("\r\n ", "").split("\r\n")
    first, last = lines.index("BEGIN:VEVENT") + 1, lines.index("END:VEVENT")
    return lines[:first], lines[first:last], lines[last:]


def _without_alarms(inside: list[str]) -> list[str]:
    kept, depth = [], 0
    for line in inside:
        depth += line.startswith("BEGIN:")
        if not depth:
            kept.append(line)
        depth -= line.startswith("END:")
    return kept


def _named(line: str, name: str) -> bool:
    return line.startswith((f"{name}:", f"{name};"))
