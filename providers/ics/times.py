"""When a VEVENT is: its start, its end where it says one or not, and which occurrence of a series it is."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from providers.ics import fields

_YEARS = range(1000, 9000)
"""Nobody's appointment lies outside; and who counts days from the edge of the calendar overflows."""


class Unreadable(ValueError):
    """Why an event can't be read, in plain words."""


def span(values: Mapping[str, Any]) -> tuple[date, date, tuple[str, ...]]:
    """Start and end as written, in the event's own zone, and what had to be mended (RFC 5545 3.6.1)."""
    start = moment(values, "DTSTART")
    if start is None:
        raise Unreadable("has no start that can be read")
    if start.year not in _YEARS:
        raise Unreadable(f"starts in the year {start.year}")
    written = _written_end(values, start)
    if written is None:
        return start, shortest(start), () if not isinstance(start, datetime) else ("has no end",)
    end = _like(start, written)
    problems = () if _same_kind(written, end) else ("starts and ends in different kinds of time",)
    if end.year not in _YEARS:
        return start, shortest(start), (*problems, f"ends in the year {end.year}")
    if _instant(end) < _instant(start):
        return start, shortest(start), (*problems, "ends before it starts")
    return start, end if isinstance(start, datetime) else max(end, shortest(start)), problems


def moment(values: Mapping[str, Any], name: str) -> date | None:
    """A date-time or date, None where the property is missing or is neither."""
    value = getattr(fields.first(values, name), "dt", None)
    return value if isinstance(value, date) else None


def instant(values: Mapping[str, Any], name: str) -> datetime | None:
    """A date-time in UTC, None where the property is missing or is no instant."""
    value = moment(values, name)
    return value.astimezone(UTC) if isinstance(value, datetime) and value.tzinfo is not None else None


def recurrence_id(values: Mapping[str, Any], start: date) -> str:
    """Which occurrence of a series the event stands for, as `planner.values.Source` writes it; "" for none."""
    original = moment(values, "RECURRENCE-ID")
    return "" if original is None else basic(_like(start, original) if _is_floating(original) else original)


def basic(moment: date) -> str:
    """`20261005T180000Z` for an instant, `20261005T180000` for a floating time, `20261005` for a whole day."""
    if not isinstance(moment, datetime):
        return f"{moment:%Y%m%d}"
    if moment.tzinfo is None:
        return f"{moment:%Y%m%dT%H%M%S}"
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def later(moment: date, duration: timedelta) -> date:
    """The moment that comes an exact duration after another (RFC 5545 3.3.6), in the same zone."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return (moment.astimezone(UTC) + duration).astimezone(moment.tzinfo)
    return moment + duration


def between(start: date, end: date) -> timedelta:
    """The exact duration from one moment to another of the same kind."""
    return _instant(end) - _instant(start)


def shortest(start: date) -> date:
    """The end of an event that says none: at once, or of a whole day the next one (RFC 5545 3.6.1)."""
    return start if isinstance(start, datetime) else start + timedelta(days=1)


def _written_end(values: Mapping[str, Any], start: date) -> date | None:
    end = moment(values, "DTEND")
    if end is not None:
        return end
    duration = getattr(fields.first(values, "DURATION"), "dt", None)
    if not isinstance(duration, timedelta):
        return None
    try:
        return later(start, duration)
    except OverflowError as error:
        raise Unreadable("lasts beyond the calendar") from error


def _like(start: date, end: date) -> date:
    """The end as the same kind of time that the start is: whole day, floating, or in a zone."""
    if not isinstance(start, datetime):
        return end.date() if isinstance(end, datetime) else end
    if not isinstance(end, datetime):
        return datetime.combine(end, time.min, start.tzinfo)
    if (start.tzinfo is None) == (end.tzinfo is None):
        return end
    return end.replace(tzinfo=start.tzinfo)


def _same_kind(one: date, other: date) -> bool:
    return type(one) is type(other) and _is_floating(one) == _is_floating(other)


def _is_floating(moment: date) -> bool:
    return isinstance(moment, datetime) and moment.tzinfo is None


def _instant(moment: date) -> datetime:
    # Two times of one zone are compared by the wall clock, which is wrong across a change of its offset.
    if not isinstance(moment, datetime):
        return datetime.combine(moment, time.min, UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
