"""From a loop to the case that the rules look at: its zones, its calendar, its decision."""

from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.playbook.model import Playbook, Step
from planner.scheduling.business_days import BusinessDays
from planner.scheduling.decisions import Announcement, announce, business_days_until
from planner.scheduling.touches import Case
from planner.values import Interview


def case_of(interview: Interview, end: datetime, playbook: Playbook, now: datetime) -> tuple[Case, tuple[str, ...]]:
    """The case of an interview (or of a loop in one) that ends at `end`, and what had to be said on the way."""
    zone = ZoneInfo(interview.zone)
    end = end.astimezone(zone)
    days = _business_days(interview.country, interview.subdivision, interview.closed)
    announced = announce(interview.decision, end.date(), zone, days, playbook.decisions)
    decision, notes = (announced, ()) if isinstance(announced, Announcement) else (None, announced.notes)
    case = Case(
        playbook=playbook,
        interview=interview,
        end=end,
        zone=zone,
        home=ZoneInfo(interview.home_zone),
        days=days,
        decision=decision,
        now=now.astimezone(zone),
        outcome_on=interview.outcome.on if interview.outcome else None,
    )
    return case, (*days.notes, *notes)


def steps_of(case: Case) -> tuple[Step, ...]:
    """The steps of the part of the article that applies to this case."""
    playbook = case.playbook
    count = None
    if case.decision is not None:
        at_most = max(band.least or 0 for band in playbook.bands)
        count = business_days_until(case.decision, case.day, case.days, at_most)
    return playbook.steps_in(playbook.band(case.interview.stage, count))


@lru_cache(maxsize=256)
def _business_days(country: str, subdivision: str, closed: tuple[date, ...]) -> BusinessDays:
    return BusinessDays(country, subdivision, closed)
