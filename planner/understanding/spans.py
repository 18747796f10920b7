"""When an event takes place, as moments on the employer's clock.

The employer's zone is, in this order: the `timezone` fact, the config's, the event's own, the file's (X-WR-TIMEZONE),
the person's. Events in UTC or without zone have none of their own; floating times are wall-clock times in the zone so
found. An all-day event lasts from the opening of the office on its first day to its close on the last.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from planner.understanding.calendar_words import say
from planner.understanding.zones import ZONELESS, available, zone_info
from planner.values import Event, Preferences

OPENING, CLOSE = time(9), time(17)
_EARLIEST, _LATEST = 1900, 9000
"""Years within which every zone's arithmetic works."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """From `start` to `end`, aware, in `zone`. `strange` says that it lies beyond what can be planned."""

    start: datetime
    end: datetime
    zone: str
    all_day: bool = False
    strange: bool = False
    problems: tuple[str, ...] = ()


def span_of(event: Event, preferences: Preferences, zone: str = "") -> Span:
    """When `event` takes place. `zone` is the employer's by fact, "" without one."""
    employer = employer_zone(event, preferences, zone)
    first, last = event.start, event.end
    if not all(_EARLIEST <= moment.year <= _LATEST for moment in (first, last)):
        start = _utc(first)
        problem = f"The date {say(start.date())} lies beyond what can be planned"
        return Span(start=start, end=max(start, _utc(last)), zone="UTC", strange=True, problems=(problem,))
    all_day = not isinstance(first, datetime)
    start = _moment(first, OPENING, employer)
    end = max(start, _end(last, start, employer))
    return Span(start=start, end=end, zone=employer, all_day=all_day, problems=_doubts(event, employer, start, end))


def employer_zone(event: Event, preferences: Preferences, fact: str = "") -> str:
    """The zone of the place where the time matters, an IANA name that this system knows."""
    own = (event.zone, event.calendar_zone)
    named = (fact, preferences.employer_zone, *(zone for zone in own if zone not in ZONELESS), preferences.home_zone)
    return next((zone for zone in named if zone in available()), "UTC")


def _moment(when: datetime | date, at: time, zone: str) -> datetime:
    info = zone_info(zone)
    if not isinstance(when, datetime):
        return datetime.combine(when, at, tzinfo=info)
    return when.astimezone(info) if when.tzinfo else when.replace(tzinfo=info)


def _end(last: datetime | date, start: datetime, zone: str) -> datetime:
    if isinstance(last, datetime):
        return _moment(last, CLOSE, zone)
    # The end of whole days is exclusive (RFC 5545 3.6.1).
    return _moment(max(last - timedelta(days=1), start.date()), CLOSE, zone)


def _doubts(event: Event, zone: str, start: datetime, end: datetime) -> tuple[str, ...]:
    if not isinstance(event.start, datetime):
        return (f"It takes whole days: read as ending {say(end.date())} at 17:00, when the office closes",)
    if event.start.tzinfo is None:
        return (f"It has no time zone: read as {start:%H:%M} in {zone}",)
    return ()


def _utc(when: datetime | date) -> datetime:
    if not isinstance(when, datetime):
        return datetime.combine(when, OPENING, tzinfo=UTC)
    # Not converted: at the ends of the calendar an offset leads out of it.
    return when.replace(tzinfo=UTC)
