"""One VEVENT as a `planner.values.Event` (RFC 5545 3.6.1)."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import icalendar
from icalendar.parser import unescape_backslash

from planner.values import Event, Source
from providers.ics import fields, plain, times, writing, zones
from providers.ics.lines import Line, properties

_TIMES = {"RECURRENCE-ID", "DTSTART", "DTEND", "RDATE", "EXDATE"}
BARE = _TIMES | {"UID", "DURATION", "RRULE", "SEQUENCE", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS"}
_WHOLE = BARE | {"SUMMARY", "DESCRIPTION", "X-ALT-DESC", "LOCATION", "CATEGORIES", "COLOR", "DTSTAMP"}
_WHOLE |= {*plain.PEOPLE}
_MAX_TEXT = 200_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Vevent:
    """One VEVENT, read: `event` at its own times; its lines and their values, `start` and `end` (in the zone as
    written) for expanding the series that it starts or changes."""

    lines: Sequence[str]
    values: Mapping[str, Any]
    start: date
    end: date
    event: Event

    @property
    def recurs(self) -> bool:
        """Whether it has a rule or dates of its own."""
        return "RRULE" in self.values or "RDATE" in self.values

    @property
    def component(self) -> icalendar.Component:
        """As the library has it."""
        return self.values if isinstance(self.values, icalendar.Component) else _parsed(self.lines)


def identity(block: Sequence[Line]) -> str:
    """The UID, "" where there is none."""
    return next((as_identity(line.value) for line in properties(block) if line.name == "UID"), "")


def as_identity(written: str) -> str:
    """A UID as it was `written`. What no calendar may hold is left out: an identity must come back as it is from where
    it is written down, or what is written for an event would not be known again."""
    return writing.clean(unescape_backslash(written))


def called(block: Sequence[Line]) -> str:
    """What a person may know the event by: its UID, and its title where it has one."""
    title = _as_it_stands(block, "SUMMARY")
    return (why(identity(block)) if identity(block) else "an event") + (f' ("{why(title)}")' if title else "")


def read(block: Sequence[Line], *, whole: bool, calendar_zone: str = "", mended: tuple[str, ...] = ()) -> Vevent:
    """The event. `mended` is what its file had to have mended. Raises `Unreadable`, whatever is wrong with it."""
    try:
        return _read(block, whole=whole, calendar_zone=calendar_zone, mended=mended)
    except Exception as error:
        # The library raises whatever it meets, and calendars hold anything.
        raise times.Unreadable(why(error)) from error


def _read(block: Sequence[Line], *, whole: bool, calendar_zone: str, mended: tuple[str, ...]) -> Vevent:
    wanted = [line for line in properties(block) if line.name in (_WHOLE if whole else BARE)]
    texts, about_lines = _prepared(wanted)
    values, unread = _values(texts)
    start, end, about_times = times.span(values)
    uid = identity(block)
    event = Event(
        source=Source(uid=uid or _made_up_uid(wanted), recurrence_id=times.recurrence_id(values, start)),
        start=zones.settled(start),
        end=zones.settled(end),
        zone=zones.name_of(start),
        calendar_zone=calendar_zone,
        busy=fields.busy(values),
        whole=False,
    )
    if whole:
        about_uid = () if uid else ("has no UID: once it moves it looks like another event",)
        event = _filled(event, values, block, (*mended, *about_uid, *about_lines, *unread, *about_times))
    return Vevent(lines=texts, values=values, start=start, end=end, event=event)


def _values(texts: Sequence[str]) -> tuple[Mapping[str, Any], tuple[str, ...]]:
    """The values by name, and what can't be read. As long as the rest is plain, the library's parser is asked about
    people alone, and only where they are not: an invitation has many lines besides."""
    if (values := plain.properties(texts)) is not None:
        return values, ()
    others = plain.properties(text for text in texts if not text.startswith(plain.PEOPLE))
    people = texts if others is None else [text for text in texts if text.startswith(plain.PEOPLE)]
    component = _parsed(people)
    unread = tuple(f"{name or 'a line'} can't be read: {why(reason)}" for name, reason in component.errors)
    return component if others is None else {**others, **dict(component.items())}, unread


def _parsed(lines: Sequence[str]) -> icalendar.Component:
    return icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))


def why(error: Exception | str) -> str:
    """What was wrong, in a line: the library quotes whole texts in its messages."""
    return " ".join((str(error) or type(error).__name__).split())[:200]


def _as_it_stands(block: Sequence[Line], name: str) -> str:
    """A text whose line can't be read as RFC 5545 has it: what a person would see, and tag by."""
    return next((unescape_backslash(line.value) for line in properties(block) if line.name == name), "")


def _filled(event: Event, values: Mapping[str, Any], block: Sequence[Line], problems: tuple[str, ...]) -> Event:
    alarm = fields.reminder_alarm(block)
    return replace(
        event,
        whole=True,
        title=fields.text(values, "SUMMARY") or _as_it_stands(block, "SUMMARY"),
        description=fields.description(values) or _as_it_stands(block, "DESCRIPTION"),
        location=fields.text(values, "LOCATION"),
        categories=fields.categories(values),
        color=fields.text(values, "COLOR"),
        status=fields.text(values, "STATUS").strip().upper(),
        organizer=fields.organizer(values),
        attendees=fields.attendees(values),
        sequence=fields.number(values, "SEQUENCE"),
        stamp=times.instant(values, "DTSTAMP"),
        reminder=alarm[1] if alarm else None,
        marks=tuple(fields.marks(block)),
        problems=problems,
    )


def _prepared(wanted: Sequence[Line]) -> tuple[list[str], tuple[str, ...]]:
    """The lines' texts for the library, without what it would stumble over, and what was left out."""
    texts, problems = [], []
    if sum(len(line.text) for line in wanted if line.name in _TIMES) > _MAX_TEXT:
        raise times.Unreadable("names too many dates")
    for line in wanted:
        text = line.text
        if line.name in _TIMES:
            text, tzid = zones.without_unknown(line)
            if tzid:
                problems.append(f"the time zone {tzid!r} is not known: its times are read as local ones")
        elif len(text) > _MAX_TEXT:
            text = text[:_MAX_TEXT]
            problems.append(f"{line.name} is read up to {_MAX_TEXT} characters only")
        texts.append(text)
    return texts, tuple(dict.fromkeys(problems))


def _made_up_uid(wanted: Sequence[Line]) -> str:
    named = sorted(line.text for line in wanted if line.name in {"DTSTART", "SUMMARY"})
    return "without-uid-" + hashlib.sha256("\n".join(named).encode(errors="replace")).hexdigest()[:16]
