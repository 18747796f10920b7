"""When time alone may change a plan, while nothing in the calendars does. Pure.

A plan looks at the moment in four ways only: a follow-up or an interview lies before it or not, which day it is where
somebody lives or works (an outcome without a date, a silence of so many days, a series' next occurrences), and whether
emails may go at this hour, where one is late. What stands already is not planned anew for being late. So the next of
these is enough: the time of a follow-up, the start or end of an interview, a midnight or the first hour of emails in a
zone that plays a part. Between two of them the same calendars give the same plan.
"""

from collections.abc import Iterable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.values import InterviewPlan
from sync.standing import Observed

if TYPE_CHECKING:
    from planner.playbook import Playbook


def next_boundary(
    plans: Iterable[InterviewPlan], observed: Iterable[Observed], playbook: "Playbook", *, home_zone: str, now: datetime
) -> datetime:
    """The first moment after `now` at which, or right after which, another plan may follow from the same calendars.
    Aware."""
    clocks = (time.min, playbook.emails.earliest)
    zones = {home_zone}
    moments = [item.start for item in observed]
    for plan in plans:
        zones.add(plan.interview.zone)
        moments += (plan.interview.start, plan.interview.end)
        moments += (follow_up.at for follow_up in plan.follow_ups)
    coming = (moment for moment in moments if moment >= now)  # what is due at this very moment is past right after it
    return max(
        min((*coming, *(_next(clock, zone, now) for zone in zones for clock in clocks))), now + timedelta.resolution
    )


def _next(clock: time, zone: str, now: datetime) -> datetime:
    """The next time that clocks show this there. Where it is skipped when they go forward, the instant of the skip."""
    here = ZoneInfo(zone)
    today = now.astimezone(here).date()
    moment = datetime.combine(today, clock, here)
    return moment if moment > now else datetime.combine(today + timedelta(days=1), clock, here)
