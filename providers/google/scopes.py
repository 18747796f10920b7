"""What is asked for at sign-in: the least that the configuration needs (developers.google.com/calendar/api/auth)."""

from collections.abc import Iterable

_BASE = "https://www.googleapis.com/auth/"
CALENDARS = f"{_BASE}calendar.calendarlist.readonly"
"""To find calendars by their names."""
READ = f"{_BASE}calendar.events.readonly"
"""To read the person's events, and to be unable to change them."""
OWN = f"{_BASE}calendar.app.created"
"""To make a calendar, and to write into that one alone."""
WRITE = f"{_BASE}calendar.events"
"""To write beside the person's own events."""

ALL = (f"{_BASE}calendar",)
"""Everything there is."""

_COVERED_BY: dict[str, frozenset[str]] = {
    CALENDARS: frozenset({f"{_BASE}calendar", f"{_BASE}calendar.readonly", f"{_BASE}calendar.calendarlist"}),
    READ: frozenset({f"{_BASE}calendar", f"{_BASE}calendar.readonly", WRITE}),
    OWN: frozenset({f"{_BASE}calendar"}),
    WRITE: frozenset({f"{_BASE}calendar"}),
}


def needed(*, own_calendar: bool) -> tuple[str, ...]:
    """For follow-ups in a calendar of our own, or beside their interviews."""
    return (READ, CALENDARS, OWN) if own_calendar else (WRITE, CALENDARS)


def missing(granted: Iterable[str], *, own_calendar: bool) -> tuple[str, ...]:
    """Those that neither were granted themselves nor are part of what was."""
    held = frozenset(granted)
    return tuple(scope for scope in needed(own_calendar=own_calendar) if not held & {scope, *_COVERED_BY[scope]})
