"""When the employer decides: from the words understood to a moment, the real decision before it, and its week.

`announce` turns a `Decision` (S3; V6, V13; conflict rows "week of", "closed day", "before the interview") into an
`Announcement`, in dates and times at the employer's, or into None: planned as unknown.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from planner.playbook.model import Decisions
from planner.scheduling.business_days import BusinessDays, name_day
from planner.values import Decision

HORIZON = timedelta(days=3660)
"""A decision later than this is a slip of the pen."""
_SMALL_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


@dataclass(frozen=True, slots=True, kw_only=True)
class Announcement:
    """The official decision."""

    stated: date | datetime
    """As understood: a date, or an aware date-time where a time was given."""
    on: date
    """The day that counts: a business day, unless a moment was named for a closed one."""
    moment: datetime
    """Aware, at the employer's."""
    real: date
    """The day of the real decision (S18)."""
    why: tuple[str, ...]
    """How `on` came out of what was stated."""
    real_why: str
    """How `real` came out of `on`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """No decision to plan for; `notes` says why one that was stated is ignored."""

    notes: tuple[str, ...] = ()


def announce(
    decision: Decision | None, interview_day: date, zone: ZoneInfo, days: BusinessDays, numbers: Decisions
) -> Announcement | Unknown:
    """The decision as it counts, for an interview that ends on `interview_day` in `zone`."""
    if decision is None:
        return Unknown()
    stated = _stated_day(decision, interview_day, days, numbers)
    if stated < interview_day:
        return Unknown(notes=(f"the decision date {_full(stated)} lies before the interview: planned as unknown",))
    if stated - interview_day > HORIZON:
        return Unknown(notes=(f"the decision date {_full(stated)} is more than ten years away: planned as unknown",))
    at = decision.at
    on = stated if at else _open_day(stated, interview_day, days)
    moment = datetime.combine(on, at or numbers.assumed_time, tzinfo=zone)
    real = days.shift(on, -numbers.approval_business_days)
    moved = (f"{name_day(stated)} is {days.closed_because(stated)} -> decision {name_day(on)}",) if on != stated else ()
    read = (f"decision {_words(decision)} -> {name_day(stated)}",) if decision.week or decision.vague else ()
    return Announcement(
        stated=moment if at else stated,
        on=on,
        moment=moment,
        real=real,
        why=(*read, *moved),
        real_why=f"decision {name_day(on)} -> real decision about {name_day(real)} "
        f"(approval takes {_count(numbers.approval_business_days)})",
    )


def business_days_until(decision: Announcement, interview_day: date, days: BusinessDays, at_most: int) -> int:
    """How many business days remain: at least 1 for a later date, whatever lies between (V5)."""
    count = days.count(interview_day, decision.on, at_most)
    return max(count, 1) if decision.on > interview_day else count


def _stated_day(decision: Decision, interview_day: date, days: BusinessDays, numbers: Decisions) -> date:
    if decision.vague:
        return interview_day + timedelta(days=numbers.week_or_so_days)
    if decision.week:
        return _last_business_day_of_week(decision.on, days)
    return decision.on


def _last_business_day_of_week(day: date, days: BusinessDays) -> date:
    monday = day - timedelta(days=day.weekday())
    week = [monday + timedelta(days=n) for n in range(5)]
    return next((day for day in reversed(week) if days.is_open(day)), week[-1])


def _open_day(stated: date, interview_day: date, days: BusinessDays) -> date:
    """A date without a time, named for a closed day: the business day before, the next one if that is not after D."""
    if days.is_open(stated):
        return stated
    before = days.shift(stated, -1)
    return before if before > interview_day else days.shift(stated, 1)


def _words(decision: Decision) -> str:
    return "in a week or so" if decision.vague else f"in the week of {name_day(decision.on)}, its last business day"


def _full(day: date) -> str:
    return f"{name_day(day)} {day.year}"


def _count(number: int) -> str:
    word = _SMALL_NUMBERS[number] if number < len(_SMALL_NUMBERS) else str(number)
    return f"{word} working day{'' if number == 1 else 's'}"
