"""When a call can be made: office hours at the employer's, waking hours of the person's, ends included."""

from collections.abc import Iterator
from datetime import date, datetime

from planner.touches import QUARTER, Case, name_moment


def nearest_shared(case: Case, wanted: datetime, after: datetime) -> datetime | None:
    """The quarter hour nearest to `wanted`, later than `after`, at which they work and the person is awake.

    None on a day without one. Of two that are equally near, the earlier.
    """
    if _is_shared(case, wanted):
        return wanted if wanted > after else None
    hours = (at for at in shared_hours(case, wanted.date()) if at > after)
    return min(hours, key=lambda at: (abs(at - wanted), at), default=None)


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
