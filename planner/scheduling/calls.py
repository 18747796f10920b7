"""When to call first thing the next morning (S7; V4): after the thank-you, before the decision."""

from datetime import date, datetime, time

from planner.playbook.model import MorningAfter
from planner.scheduling.business_days import name_day
from planner.scheduling.hours import nearest_shared, no_shared_hour, shared_hours, why_moved
from planner.scheduling.touches import Case, Choice, Dropped, Found, Question
from planner.values import Standing


def morning_after(rule: MorningAfter, question: Question) -> Found:
    """First thing on the business morning after the email, else on the email's own date; late, the same afternoon."""
    case = question.case
    email = next(iter(question.done.get(rule.step, ())), None)
    sent = email.at if email else case.end
    day = _morning_before_decision(case, sent, rule.at)
    if day is None:
        return Dropped("no business morning between the thank-you and the decision")
    if not any(shared_hours(case, day)):
        return Dropped(no_shared_hour(name_day(day)))
    after = question.thank_you() or case.end
    why = (f"first thing on the business morning after {name_day(sent.date())}", *case.days.skipped(sent.date(), day))
    for clock in (rule.at, rule.late_at):
        wanted = case.at(day, clock)
        at = nearest_shared(case, wanted, after)
        if at and not question.too_late(at) and case.before_decision(max(at, wanted)):
            return Choice(at=at, channel="phone", after=after, why=(*why, *why_moved(case, wanted, at)))
    return Dropped(f"neither {rule.at:%H:%M} nor {rule.late_at:%H:%M} of {name_day(day)} is left before the decision")


def morning_call_fits(_rule: MorningAfter, question: Question, standing: Standing) -> bool:
    """Whether a call that stands, and was late when it was planned, may stay where it is."""
    return question.case.before_decision(standing.at)


def _morning_before_decision(case: Case, sent: datetime, at: time) -> date | None:
    morning = case.days.shift(sent.date(), 1)
    if case.before_decision(case.at(morning, at)):
        return morning
    same = sent.date()
    return same if same > case.day and case.days.is_open(same) else None
