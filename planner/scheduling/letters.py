"""When mail is handed in so that it lands on the right day (S3, S10, S13, S15, S16; V9, V10, V12, V14, V19).

Arrival is the target and counts in business days of the employer's; handing in is derived from it, on the person's
clock. Where no mail can go, a stand-in email takes the first day that meets the same conditions.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta

from planner.playbook.model import Arrival, DecisionWeek, Landing, LandingRule, Service
from planner.scheduling.business_days import DAY, name_day
from planner.scheduling.decisions import Announcement
from planner.scheduling.touches import Case, Choice, Dropped, Found, Question, Touch, name_moment
from planner.values import Channel, Standing


def arrival(rule: Arrival, question: Question) -> Found:
    """The first landing that meets its condition and can still be handed in; the second attempts are relaxed."""
    case = question.case
    misses: list[str] = []
    for attempt in rule.attempts:
        for option in attempt.landings:
            found = _land(rule, question, option, attempt.must_land)
            if isinstance(found, Choice):
                base = f"business day {option.day} after the interview, {name_day(case.day)}"
                return _explained(case, found, base, misses)
            misses.append(found.reason)
    return Dropped("; ".join(dict.fromkeys(misses)))


def _land(rule: Arrival, question: Question, option: Landing, must_land: LandingRule) -> Found:
    case = question.case
    day = case.days.shift(case.day, option.day)
    lands = rule.stand_in_at if not case.mail else case.playbook.mail.service(option.by).lands
    if not _MEETS[must_land](case, case.at(day, lands)):
        return Dropped(f"{name_day(day)} would not be {must_land}")
    return _send(question, option.by, day, rule.stand_in_at, case.days.shift(case.day, rule.posted_from_day))


def decision_making_week(rule: DecisionWeek, question: Question) -> Found:
    """The first of the weekdays in the week of the real decision that keeps its distance from the first letter."""
    case = question.case
    if case.decision is None:
        return Dropped("the date of the decision is unknown")
    real = case.decision.real
    monday = real - real.weekday() * DAY
    days = [monday + weekday * DAY for weekday in rule.weekdays]
    first = next(iter(question.done.get(rule.apart_from, ())), None)
    if first is not None and first.lands_on in days:
        return Dropped(f"merged with the first letter, which lands on {name_day(first.lands_on)} of that week already")
    misses: list[str] = []
    for day in days:
        if miss := _week_miss(case, case.decision, day, first):
            misses.append(miss)
            continue
        found = _send(question, rule.by, day, rule.stand_in_at, case.day)
        if isinstance(found, Choice):
            return _explained(case, found, f"in the week of the real decision; {case.decision.real_why}", misses)
        misses.append(found.reason)
    return Dropped("; ".join(misses))


def arrival_fits(rule: Arrival, question: Question, standing: Standing) -> bool:
    """Whether mail that stands, and was once late, may stay where it is.

    It must land on a day that will do; on one of a relaxed attempt only while no stricter one can still be met.
    """
    if not _travels(question.case, standing):
        return False
    lands = landing(question.case, standing.channel, standing.at, standing.arrives)
    for attempt in rule.attempts:
        if _MEETS[attempt.must_land](question.case, lands):
            return True
        if any(isinstance(_land(rule, question, one, attempt.must_land), Choice) for one in attempt.landings):
            return False
    return False


def decision_week_fits(rule: DecisionWeek, question: Question, standing: Standing) -> bool:
    """The same for the letter of the decision-making week."""
    case = question.case
    first = next(iter(question.done.get(rule.apart_from, ())), None)
    day = standing.arrives or standing.at.astimezone(case.zone).date()
    return case.decision is not None and not _week_miss(case, case.decision, day, first) and _travels(case, standing)


def _travels(case: Case, standing: Standing) -> bool:
    return case.mail == (standing.channel != "email")


def landing(case: Case, channel: Channel, at: datetime, arrives: date | None) -> datetime:
    """The moment by which mail (or the email in its place) is there, at the employer's."""
    if arrives is None:
        return at.astimezone(case.zone)
    return case.at(arrives, case.playbook.mail.service("courier" if channel == "courier" else "letter").lands)


def landing_of(case: Case, touch: Touch) -> datetime:
    return landing(case, touch.choice.channel, touch.at, touch.choice.arrives)


def arrival_of(case: Case, service: Service, handed_in: datetime) -> date:
    """When mail lands that was handed in at this moment."""
    return case.days.shift(handed_in.astimezone(case.home).date(), case.playbook.mail.service(service).business_days)


def _week_miss(case: Case, decision: Announcement, day: date, first: Touch | None) -> str:
    """Why the decision-week letter can't land on this day, "" where it can."""
    if closed := case.days.closed_because(day):
        return f"{name_day(day)} is {closed}"
    if day <= case.day:
        return f"{name_day(day)} is not after the interview"
    if day > decision.real:
        return f"{name_day(day)} is after the real decision"
    apart = case.playbook.mail.apart_business_days
    if first is not None and day < case.days.shift(first.lands_on, apart):
        return f"{name_day(day)} is less than {apart} business days after the first letter, {name_day(first.lands_on)}"
    return ""


def _send(question: Question, by: Service, day: date, stand_in_at: time, posted_from: date) -> Found:
    if question.case.mail:
        return _hand_in(question, by, day, posted_from)
    return _stand_in(question, day, stand_in_at)


def _hand_in(question: Question, by: Service, day: date, posted_from: date) -> Found:
    """At the drop-off hour, or once the letter is written where that is later, not past the cut-off."""
    case = question.case
    service = case.playbook.mail.service(by)
    post_day = case.days.shift(day, -service.business_days)
    drop_off = datetime.combine(post_day, service.drop_off, tzinfo=case.home)
    written = case.end.astimezone(UTC) + timedelta(minutes=case.playbook.mail.prepare_minutes)
    at = max(drop_off, written).astimezone(case.home)
    to_land = f"a {by} to land on {name_day(day)}"
    if post_day < posted_from or at > datetime.combine(post_day, service.cutoff, tzinfo=case.home):
        return Dropped(
            f"{to_land} would have to be handed in by {name_day(post_day)} {service.cutoff:%H:%M}, too early"
        )
    if question.too_late(at):
        return Dropped(f"{to_land} would have to be handed in on {name_moment(at)}, which is past")
    days = service.business_days
    on_the_way = f"{days} business day{'s' if days > 1 else ''} on the way -> handed in on {name_day(post_day)}"
    return Choice(at=at, channel=by, arrives=day, why=(on_the_way,))


def _stand_in(question: Question, day: date, stand_in_at: time) -> Found:
    """The content of the letter by email, on the day on which the letter would have landed."""
    case = question.case
    at = case.at(day, stand_in_at)
    thank_you = question.thank_you()
    if thank_you is not None and at <= thank_you:
        return Dropped(f"{name_moment(at)} is not after the thank-you")
    if question.too_late(at):
        return Dropped(f"{name_moment(at)} is past")
    reason = (
        "no mail to another country" if case.interview.letters and case.playbook.letters_on else "no letters wanted"
    )
    return Choice(at=at, channel="email", why=(f"{reason}: its content goes by email on the day it would have landed",))


def _explained(case: Case, choice: Choice, base: str, misses: list[str]) -> Choice:
    lands_on = choice.arrives or choice.at.date()
    closed = case.days.holidays_between(case.day, lands_on)
    skipped = (f"{'; '.join(dict.fromkeys(misses))} -> {name_day(lands_on)}",) if misses else ()
    return Choice(
        at=choice.at,
        channel=choice.channel,
        arrives=choice.arrives,
        why=(
            f"to be there on {name_day(lands_on)}: {base}",
            *(f"{day}: not counted" for day in closed),
            *skipped,
            *choice.why,
        ),
    )


def _before_decision(case: Case, lands: datetime) -> bool:
    return case.decision is None or lands.date() < case.decision.on


def _in_time_for_decision(case: Case, lands: datetime) -> bool:
    margin = timedelta(minutes=case.playbook.mail.margin_minutes)
    return case.decision is None or lands + margin <= case.decision.moment


def _before_real_decision(case: Case, lands: datetime) -> bool:
    return case.decision is None or lands.date() < case.decision.real


def _by_real_decision(case: Case, lands: datetime) -> bool:
    return case.decision is None or lands.date() <= case.decision.real


_MEETS: Mapping[LandingRule, Callable[[Case, datetime], bool]] = {
    "any day": lambda _case, _lands: True,
    "before the decision": _before_decision,
    "in time for the decision": _in_time_for_decision,
    "before the real decision": _before_real_decision,
    "by the real decision": _by_real_decision,
}
