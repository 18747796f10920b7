"""Start and end of events, as Google's EventDateTime has them and as points on the time line."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from tests.google.answers import invalid

Moment = date | datetime
"""A day (not a datetime) or an aware datetime."""


def zone(name: str) -> ZoneInfo:
    """An IANA zone. Raises `ApiError` 400 where there is none of this name."""
    try:
        return ZoneInfo(name)
    except (ValueError, LookupError, OSError):
        raise invalid(f"Invalid time zone definition: {name}") from None


def read(value: Mapping[str, Any], which: str) -> Moment:
    """What `start` or `end` says; an aware datetime in the zone it names, else at its offset. Raises `ApiError`."""
    if ("date" in value) == ("dateTime" in value):
        raise invalid(f"Invalid {which} time: exactly one of date and dateTime is needed")
    if "date" in value:
        return date.fromisoformat(value["date"])
    try:
        moment = datetime.fromisoformat(value["dateTime"].upper())
    except ValueError:
        raise invalid(f"Invalid {which} time: {value['dateTime']!r}") from None
    if "timeZone" in value:
        named = zone(value["timeZone"])
        return moment.astimezone(named) if moment.tzinfo else moment.replace(tzinfo=named)
    if moment.tzinfo is None:
        raise invalid(f"Missing time zone definition for {which} time.", reason="required")
    return moment


def write(moment: Moment, named: str, shown: ZoneInfo) -> dict[str, str]:
    """As Google writes it: whole seconds at the offset of the zone `shown`, and the event's own zone beside it."""
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    local = moment.astimezone(shown).replace(microsecond=0)
    return {"dateTime": local.isoformat().replace("+00:00", "Z"), "timeZone": named}


def instant(moment: Moment, home: ZoneInfo) -> datetime:
    """A point on the time line, in UTC; a day begins at midnight in the calendar's zone."""
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), home)
    return moment.astimezone(UTC)


def span(body: Mapping[str, Any], home: ZoneInfo) -> tuple[datetime, datetime]:
    """From when until when an event lasts, in UTC."""
    return instant(read(body["start"], "start"), home), instant(read(body["end"], "end"), home)


def later(moment: Moment, by: timedelta) -> Moment:
    """Later on the time line (a wall clock may have jumped between), or some days later."""
    if isinstance(moment, datetime):
        return (moment.astimezone(UTC) + by).astimezone(moment.tzinfo)
    return moment + by


def suffix(moment: Moment) -> str:
    """What the id of an instance has behind the `_`: its original start in UTC, or its day."""
    if isinstance(moment, datetime):
        return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
    return f"{moment:%Y%m%d}"
