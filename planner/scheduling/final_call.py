"""The last follow-up: a call timed for the real decision (S18-S20; V15-V17).

It comes on a business day that is two to four business days *and* two to four calendar days before the official
decision, later than the last letter, else on that letter's own day in the afternoon. Where there can be no call, an
email goes in its place.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from planner.playbook.model import BeforeRealDecision
from planner.scheduling.business_days import name_day
from planner.scheduling.decisions import Announcement
from planner.scheduling.hours import nearest_shared, no_shared_hour, shared_hours, why_moved
from planner.scheduling.letters import landing_of
from planner.scheduling.touches import Case, Choice, Dropped, Found, Question, Touch
from planner.values import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """A moment at which the last word may be said, and what it comes after."""

    day: date
    clock: time
    email_clock: time
    after: datetime
    why: tuple[str, ...]


def before_real_decision(rule: BeforeRealDecision, question: Question) -> Found:
    """The first moment in order of preference that is not past: of a call, else of an email."""
    case = question.case
    if case.decision is None:
        return Dropped("the date of the decision is unknown")
    days, why = _suitable_days(rule, case, case.decision)
    slots = tuple(_slots(rule, question, case.decision, days, why))
    for slot in slots:
        if call := _call(question, slot):
            emails = (_email(question, other) for other in slots if other.day == slot.day)
            return replace(call, otherwise=next(filter(None, emails), None))
    for slot in slots:
        if email := _email(question, slot):
            return replace(email, why=(*email.why, f"{_why_no_call(case, slot.day)}: an email instead"))
    return Dropped(f"none of {', '.join(map(name_day, sorted(days)))} is left after the interview and the last letter")


def final_call_fits(rule: BeforeRealDecision, question: Question, standing: Standing) -> bool:
    """Whether a call (or the email in its place) that stands, and was late, may stay where it is."""
    case, last = question.case, _last_letter(question)
    days = _suitable_days(rule, case, case.decision)[0] if case.decision else []
    day = standing.at.astimezone(case.zone).date()
    in_order = last is None or standing.at > landing_of(case, last)
    hours = list(shared_hours(case, day)) if case.calls else []
    if standing.channel == "email":
        hours = [hour for hour in hours if not question.too_late(hour)]
    return day in days and in_order and bool(hours) == (standing.channel == "phone")


def _suitable_days(rule: BeforeRealDecision, case: Case, decision: Announcement) -> tuple[list[date], tuple[str, ...]]:
    """V16: in order of preference; where holidays leave none that satisfies both readings, business days alone."""
    official = decision.on
    by_business_days = [case.days.shift(official, -count) for count in rule.business_days]
    both = [day for day in by_business_days if (official - day).days in rule.days]
    if both:
        return both, (decision.real_why,)
    closed = ", ".join(case.days.holidays_between(min(by_business_days), official))
    flag = f"{closed}: no day is right both in business days and in calendar days, so business days alone count"
    return by_business_days, (decision.real_why, flag)


def _slots(
    rule: BeforeRealDecision, question: Question, decision: Announcement, days: list[date], why: tuple[str, ...]
) -> Iterator[_Slot]:
    """Each day after the last letter, at its hour or in the afternoon; then the letter's own day, in the afternoon."""
    case, last = question.case, _last_letter(question)
    days = [day for day in days if day > case.day]
    after = question.thank_you() or case.end
    for day in days:
        if last is None or day > last.lands_on:
            reasons = (*why, _distance(rule, case, decision, day))
            yield _Slot(day=day, clock=rule.at, email_clock=rule.email_at, after=after, why=reasons)
            yield _Slot(day=day, clock=rule.late_at, email_clock=rule.late_at, after=after, why=reasons)
    if last is not None and last.lands_on in days:
        landed = max(after, landing_of(case, last))
        why = (
            *why,
            _distance(rule, case, decision, last.lands_on),
            f"the last letter lands on {name_day(last.lands_on)}: after it, at {rule.late_at:%H:%M}",
        )
        yield _Slot(day=last.lands_on, clock=rule.late_at, email_clock=rule.late_at, after=landed, why=why)


def _distance(rule: BeforeRealDecision, case: Case, decision: Announcement, day: date) -> str:
    days = next(count for count in rule.business_days if case.days.shift(decision.on, -count) == day)
    return f"{name_day(day)} is {days} business days before the decision"


def _call(question: Question, slot: _Slot) -> Choice | None:
    case = question.case
    wanted = case.at(slot.day, slot.clock)
    at = nearest_shared(case, wanted, slot.after) if case.calls else None
    if at is None or question.too_late(at) or not case.before_decision(at):
        return None
    return Choice(at=at, channel="phone", after=slot.after, why=(*slot.why, *why_moved(case, wanted, at)))


def _email(question: Question, slot: _Slot) -> Choice | None:
    case = question.case
    at = case.at(slot.day, slot.email_clock)
    if at <= slot.after or question.too_late(at) or not case.before_decision(at):
        return None
    return Choice(at=at, channel="email", why=slot.why)


def _why_no_call(case: Case, day: date) -> str:
    if not case.calls:
        return "no calls wanted"
    if any(shared_hours(case, day)):
        return f"on {name_day(day)} no hour is left at which they work and you are awake"
    return no_shared_hour(name_day(day))


def _last_letter(question: Question) -> Touch | None:
    """The mail, or the email in its place, that lands last."""
    letters = [touch for touches in question.done.values() for touch in touches if touch.step.channel == "mail"]
    return max(letters, key=lambda touch: touch.lands_on, default=None)
