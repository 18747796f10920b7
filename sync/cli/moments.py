"""Moments as people write and read them on the command line."""

from datetime import MAXYEAR, date, datetime
from zoneinfo import ZoneInfo

from sync.errors import UsageError


def parse_moment(text: str, zone: str) -> datetime:
    """An ISO 8601 date or date-time as an aware moment; without an offset it is in `zone`, a bare date is its midnight.
    Raises `UsageError`."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is None or not 1970 <= moment.year < MAXYEAR - 10:
        raise UsageError(
            f'"{text}" is no moment', next_step="For example --now 2026-10-05, or --now 2026-10-05T13:00-04:00"
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))


def day(moment: date) -> str:
    """`Mon 5 Oct 2026`."""
    return f"{moment:%a} {moment.day} {moment:%b %Y}"


def day_and_time(moment: datetime, home: str) -> str:
    """`Mon 5 Oct 2026 21:30`; where the person's clock shows another hour, with the zone and that hour too."""
    there = f"{day(moment)} {moment:%H:%M}"
    here = moment.astimezone(ZoneInfo(home))
    if here.utcoffset() == moment.utcoffset():
        return there
    same_day = here.date() == moment.date()
    return (
        f"{there} {moment.tzname()} ({here:%H:%M} at home)"
        if same_day
        else f"{there} {moment.tzname()} ({here:%a %H:%M} at home)"
    )
