"""When a call can be made: office hours at the employer's, waking hours of the person's, ends included."""

from collections.abc import Iterator
from datetime import date, datetime

from planner.scheduling.touches import QUARTER, Case, name_moment


def nearest_shared(case: Case, wanted: datetime, after: datetime) -> datetime | None:
    """The quarter hour nearest to `wanted` at which they work and the person is awake, the earlier of two.

    None on a day without one, and where the nearest is not later than `after`: that hour is then missed, as if past.
    """
    at: datetime | None = wanted
    if not _is_shared(case, wanted):
        at = min(shared_hours(case, wanted.date()), key=lambda hour: (abs(hour - wanted), hour), default=None)
    return at if at is not None and at > after else None


def shared_hours(case: Case, day: date) -> Iterator[datetime]:
    """Every quarter hour of that day at which a call may be made."""
    at, latest = case.at(day, case.playbook.calls.earliest), case.at(day, case.playbook.calls.latest)
    while at <= latest:
        if _is_shared(case, at):
            yield at
        at += QUARTER


def why_moved(case: Case, wanted: datetime, at: datetime) -> tuple[str, ...]:
    """The reason for calling at another time than wanted; none where it is the same."""
    if at == wanted:
        return ()
    return (f"{name_moment(wanted)} there is {name_moment(wanted.astimezone(case.home))} here -> {at:%H:%M} there",)


def no_shared_hour(day: str) -> str:
    return f"on {day} there is no hour at which they work and you are awake"


def _is_shared(case: Case, at: datetime) -> bool:
    hours = case.playbook.calls
    awake = hours.awake_from <= at.astimezone(case.home).time() <= hours.awake_until
    return awake and hours.earliest <= at.time() <= hours.latest
