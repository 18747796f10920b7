"""Touches that count days from something: a person's own steps, and what comes after the article stops."""

from datetime import date, datetime, timedelta

from planner.playbook.model import DaysAfter
from planner.scheduling.business_days import DAY, name_day
from planner.scheduling.emails import at_once, late
from planner.scheduling.hours import nearest_shared, no_shared_hour
from planner.scheduling.touches import Choice, Dropped, Found, Question


def days_after(rule: DaysAfter, question: Question) -> Found:
    """So many days after the interview, the decision, the outcome or an earlier step; late, at once while still owed.

    A question about the state of things also waits until some business days after any other email to that person.
    """
    case = question.case
    base = _base(rule, question)
    ideal = base if isinstance(base, Dropped) else _ideal(rule, question, base)
    if isinstance(ideal, Dropped) or not question.too_late(ideal.at):
        return ideal
    if ideal.channel == "phone":
        return Dropped("its time is past")
    found = late(case, ideal, owed_from=ideal.at)
    return found if isinstance(found, Dropped) else _quiet(rule, question, found)


def _base(rule: DaysAfter, question: Question) -> date | Dropped:
    """The day from which it counts."""
    case = question.case
    if rule.since == "interview":
        return case.day
    if rule.since == "decision":
        return case.decision.on if case.decision else Dropped("the date of the decision is unknown")
    if rule.since == "outcome":
        return case.outcome_on or case.now.date()
    earlier = next(iter(question.done.get(rule.since, ())), None)
    return earlier.at.astimezone(case.zone).date() if earlier else Dropped(f"there is no {rule.since}")


def _ideal(rule: DaysAfter, question: Question, base: date) -> Found:
    case = question.case
    if rule.at is None:
        midnight = case.at(base, datetime.min.time())
        at = at_once(case, midnight) if midnight > case.now else midnight
        return Choice(at=at, channel="email", why=("at once",))
    by_calendar = base + timedelta(days=rule.days)
    day = case.days.on_or_after(by_calendar) if rule.days else case.days.shift(base, rule.business_days)
    count = f"{rule.days} days" if rule.days else f"{rule.business_days} business days"
    why = (f"{count} after {name_day(base)}", *case.days.skipped(by_calendar - DAY if rule.days else base, day))
    if question.step.channel == "email":
        return _quiet(rule, question, Choice(at=case.at(day, rule.at), channel="email", why=why))
    after = question.thank_you() or case.end
    hour = nearest_shared(case, case.at(day, rule.at), after)
    if hour is None:
        return Dropped(no_shared_hour(name_day(day)))
    return Choice(at=hour, channel="phone", why=why, after=after)


def _quiet(rule: DaysAfter, question: Question, choice: Choice) -> Choice:
    """One email to one person at a time: not soon after another, nor just before it."""
    case, at, why = question.case, choice.at, choice.why
    quiet = case.playbook.emails.quiet_business_days
    for other in sorted(question.other_emails):
        sent = other.astimezone(case.zone).date()
        free = case.days.shift(sent, quiet)
        if sent < case.days.shift(at.date(), quiet) and at.date() < free:
            at = case.at(free, rule.at or case.playbook.emails.morning)
            why = (*choice.why, f"another email goes to them on {name_day(sent)} -> {name_day(free)}")
    return Choice(at=at, channel="email", why=why)
