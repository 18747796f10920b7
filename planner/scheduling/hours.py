"""When a call can be made: office hours at the employer's, waking hours of the person's, ends included."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.playbook.model import Calls
from planner.scheduling.touches import QUARTER, Case, name_moment


def nearest_shared(case: Case, wanted: datetime, after: datetime) -> datetime | None:
    """The quarter hour nearest to `wanted` at which they work and the person is awake, the earlier of two.

    None on a day without one, and where the nearest is not later than `after`: that hour is then missed, as if past.
    """
    at: datetime | None = wanted
    if not _is_shared(case, wanted):
        at = min(shared_hours(case, wanted.date()), key=lambda hour: (abs(hour - wanted), hour), default=None)
    return at if at is not None and at > after else None


def shared_hours(case: Case, day: date) -> tuple[datetime, ...]:
    """Every quarter hour of that day at which a call may be made, in order."""
    return _shared_hours(case.playbook.calls, case.zone, case.home, day)


def why_moved(case: Case, wanted: datetime, at: datetime) -> tuple[str, ...]:
    """The reason for calling at another time than wanted; none where it is the same."""
    if at == wanted:
        return ()
    return (f"{name_moment(wanted)} there is {name_moment(wanted.astimezone(case.home))} here -> {at:%H:%M} there",)


def no_shared_hour(day: str) -> str:
    return f"on {day} there is no hour at which they work and you are awake"


def _is_shared(case: Case, at: datetime) -> bool:
    return _is_office_hour(case.playbook.calls, case.home, at)


@lru_cache(maxsize=512)
def _shared_hours(hours: Calls, zone: ZoneInfo, home: ZoneInfo, day: date) -> tuple[datetime, ...]:
    # Calls of many interviews on one day ask for it again and again.
    at, latest = (datetime.combine(day, clock, tzinfo=zone) for clock in (hours.earliest, hours.latest))
    found = []
    while at <= latest:
        if _is_office_hour(hours, home, at):
            found.append(at)
        at += QUARTER
    return tuple(found)


def _is_office_hour(hours: Calls, home: ZoneInfo, at: datetime) -> bool:
    awake = hours.awake_from <= at.astimezone(home).time() <= hours.awake_until
    return awake and hours.earliest <= at.time() <= hours.latest
