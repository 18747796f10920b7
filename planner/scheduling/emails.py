"""When an email goes (S5, S6, S9, S14; V1, V2, V7, V8): each rule a function, named in the playbook by `when`.

Every computed minute rounds up to the quarter hour. An email that is late goes at once, within the hours of the
playbook, else on the first business morning that is not past.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from planner.playbook.model import Soon, SoonRule
from planner.scheduling.business_days import DAY, name_day
from planner.scheduling.touches import Case, Choice, Dropped, Found, Question, name_moment, round_up


def soon(rule: Soon, question: Question) -> Found:
    """The moment of an email that counts from the end of the interview; late, it is owed for a few days."""
    case = question.case
    choice = _MOMENTS[rule.rule](case)
    if rule.rule != "rush" and case.decision and choice.at >= case.decision.moment:
        choice = rush(case)
    if not question.too_late(choice.at):
        return choice
    return late(case, choice, owed_from=case.end)


def late(case: Case, ideal: Choice, owed_from: datetime) -> Found:
    """At once, while it is still owed; counted in business days after the day of `owed_from`."""
    at = at_once(case, case.now)
    owed = case.playbook.emails.owed_business_days
    if at.date() > case.days.shift(owed_from.date(), owed):
        return Dropped(f"{name_moment(ideal.at)} is more than {owed} business days ago: too late to be of use")
    return Choice(at=at, channel="email", why=ideal.why)


def at_once(case: Case, moment: datetime) -> datetime:
    """This moment where emails may go at this hour, else the first business morning after it."""
    local, hours = moment.astimezone(case.zone), case.playbook.emails
    return round_up(local) if hours.earliest <= local.time() <= hours.latest else _business_morning(case, local)


def tonight(case: Case) -> Choice:
    """V1: last thing on the evening of the interview."""
    hours = case.playbook.emails
    evening = case.at(case.day, hours.tonight)
    at = max(evening, round_up(case.after_end(hours.tonight_after_minutes)))
    if at > case.at(case.day, hours.latest):
        return _morning_instead(case, "tonight", at)
    if at > evening:
        return _choice(at, f"at least {hours.tonight_after_minutes} minutes after the end -> {at:%H:%M}")
    return _choice(at, f"last thing on the evening of the interview, {name_day(case.day)}")


def now(case: Case) -> Choice:
    """V8: "now" is the same day, but not within minutes."""
    hours = case.playbook.emails
    at = round_up(case.after_end(hours.now_after_minutes))
    if at > case.at(case.day, hours.tonight):
        return tonight(case)
    if at.time() < hours.earliest:
        return _morning_instead(case, "now", at)
    return _choice(at, f"{hours.now_after_minutes} minutes after the end of the interview")


def rush(case: Case) -> Choice:
    """Before a decision that comes first otherwise; else a courtesy, tonight."""
    hours = case.playbook.emails
    at = at_once(case, case.after_end(hours.rush_after_minutes))
    if case.decision and at < case.decision.moment:
        return _choice(at, f"before the decision, {name_moment(case.decision.moment)}")
    courtesy = tonight(case)
    return _choice(courtesy.at, "the decision comes first: sent all the same, as a courtesy", *courtesy.why)


def tomorrow(case: Case) -> Choice:
    """V7: the morning of the next day; what if that is closed, the playbook says."""
    morning = case.playbook.emails.morning
    day = case.day + DAY
    if case.days.is_open(day):
        return _choice(case.at(day, morning), f"the morning after the interview, {name_day(case.day)}")
    closed = f"{name_day(day)} is {case.days.closed_because(day)}"
    if case.playbook.tomorrow_closed == "tonight":
        evening = tonight(case)
        return _choice(evening.at, f"{closed} -> {name_moment(evening.at)}", *evening.why)
    if case.playbook.tomorrow_closed == "next_business_morning":
        day = case.days.shift(day, 1)
        return _choice(case.at(day, morning), f"{closed} -> {name_day(day)}")
    return _choice(case.at(day, morning), f"the morning after the interview, {name_day(case.day)}")


def _morning_instead(case: Case, moment: str, at: datetime) -> Choice:
    morning = _business_morning(case, case.end)
    return _choice(morning, f"{moment} would be {name_moment(at)}, out of hours -> {name_moment(morning)}")


def _business_morning(case: Case, moment: datetime) -> datetime:
    """The first business morning that is not past."""
    morning = case.playbook.emails.morning
    day = moment.date() if case.at(moment.date(), morning) >= moment else moment.date() + DAY
    return case.at(case.days.on_or_after(day), morning)


def _choice(at: datetime, *why: str) -> Choice:
    return Choice(at=at, channel="email", why=why)


_MOMENTS: Mapping[SoonRule, Callable[[Case], Choice]] = {
    "rush": rush,
    "tonight": tonight,
    "tomorrow": tomorrow,
    "now": now,
}
