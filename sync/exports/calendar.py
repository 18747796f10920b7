"""Follow-ups as a calendar (RFC 5545) to look at elsewhere.

A person may import it into the very calendar that we write to. So a copy must be neither a follow-up nor an interview
there: its UID is nobody's key, it carries no marks of ours and no tag, it keeps nobody busy, and it rings no bell.
"""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from icalendar import Calendar, Event, Timezone
from icalendar.prop import vText

from planner.understanding.tags import find_tag
from planner.values import Event as Found
from planner.values import Preferences, Source
from providers.ics import times, zones
from providers.ics.writing import escaped
from sync.entries import Entry
from sync.plain import clean

COPY = "A copy by Aftertouch: it does not follow the interview, and what is answered here is not read."
_UID_ENDS = "@copy.aftertouch.invalid"
"""Behind a key, which has no @: importing it twice changes the copies, and never a follow-up."""


class _Text(vText):
    """A text in our own escaping: the library takes the `\\N` of `C:\\New` for a line break."""

    def to_ical(self) -> bytes:
        return escaped(self).encode()


def as_calendar(entries: Iterable[Entry], preferences: Preferences, *, now: datetime) -> str:
    """These follow-ups, made at `now`. Without any it holds the home zone alone, since a calendar holds something
    (RFC 5545 3.6)."""
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Aftertouch//agenda//EN")
    for event in (_event(entry, preferences, now) for entry in entries):
        calendar.add_component(event)
    years = [event.start.year for event in calendar.events] or [now.year]
    first, last = date(min(years) - 1, 1, 1), date(max(years) + 2, 1, 1)
    calendar.add_missing_timezones(first_date=first, last_date=last)
    if not calendar.subcomponents:
        calendar.add_component(Timezone.from_tzid(preferences.home_zone, first_date=first, last_date=last))
    text: bytes = calendar.to_ical()
    return text.decode()


def _event(entry: Entry, preferences: Preferences, now: datetime) -> Event:
    event = Event()
    event.add("UID", entry.key + _UID_ENDS)
    event.add("DTSTAMP", now.astimezone(UTC).replace(microsecond=0))
    start: date = entry.at.date() if entry.whole_day else entry.at
    event.add("DTSTART", _unambiguous(start))
    event.add("DTEND", _unambiguous(times.later(start, entry.duration)))
    event["SUMMARY"] = _Text(_untagged(clean(entry.title), preferences))
    lines = (COPY, "", *map(clean, entry.description.splitlines()))
    event["DESCRIPTION"] = _Text(_untagged("\n".join(lines).rstrip(), preferences))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "TRANSPARENT")
    return event


def _unambiguous(moment: date) -> date:
    """In UTC where the wall clock alone would say another instant: in a zone without a name, and the second time round
    when clocks go back (RFC 5545 3.3.5 means the first)."""
    if not isinstance(moment, datetime):
        return moment
    first_time_round = moment.utcoffset() == moment.replace(fold=0).utcoffset()
    return moment if zones.name_of(moment) and first_time_round else moment.astimezone(UTC)


def _untagged(text: str, preferences: Preferences) -> str:
    """The text, without any # where the person wrote their tag into it: on a follow-up it does nothing, and a copy
    would be an interview."""
    day = date.min
    found = Found(source=Source(uid=""), start=day, end=day, title=text.partition("\n")[0], description=text)
    return text if find_tag(found, preferences) is None else text.replace("#", "")
