"""From a step to touches: who gets it, at which moment, and what stands already (V18).

A rule is asked for its ideal moment first. Where that has passed, what stands in the future stays as long as it still
fits, and the rules for late planning apply only to what never stood.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from planner.playbook.model import (
    Arrival,
    BeforeRealDecision,
    DaysAfter,
    DecisionWeek,
    MorningAfter,
    Service,
    Soon,
    Step,
)
from planner.scheduling import calls, emails, final_call, letters, offsets
from planner.scheduling.business_days import name_day
from planner.scheduling.history import History, Seat
from planner.scheduling.touches import Case, Choice, Done, Dropped, Found, Question, Touch, name_moment
from planner.values import Standing

_RULES: Mapping[type, Callable[[Any, Question], Found]] = {
    Soon: emails.soon,
    DaysAfter: offsets.days_after,
    MorningAfter: calls.morning_after,
    BeforeRealDecision: final_call.before_real_decision,
    Arrival: letters.arrival,
    DecisionWeek: letters.decision_making_week,
}
_FITS: Mapping[type, Callable[[Any, Question, Standing], bool]] = {
    MorningAfter: calls.morning_call_fits,
    BeforeRealDecision: final_call.final_call_fits,
    Arrival: letters.arrival_fits,
    DecisionWeek: letters.decision_week_fits,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """What came of one step."""

    touches: tuple[Touch, ...] = ()
    notes: tuple[str, ...] = ()


def take(case: Case, step: Step, done: Done, stood: History, other_emails: tuple[datetime, ...] = ()) -> Taken:
    """The touches of this step, history included, and why there is none where there is none."""
    interview = case.interview
    seats = (
        stood.seats(step.id, interview.interviewers)
        if step.to == "each"
        else stood.decision_maker(step.id, interview.decision_maker)
    )
    question = Question(case=case, step=step, done=done, other_emails=other_emails)
    moment = _Moment(question)
    settled = [_settle(moment, seat, place) for place, seat in enumerate(seats)]
    return Taken(
        touches=tuple(one for one in settled if isinstance(one, Touch)),
        notes=tuple(dict.fromkeys(_note(step, one) for one in settled if isinstance(one, Dropped))),
    )


class _Moment:
    """The moments of one step, ideal and late, each asked for at most once."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._rule = _RULES[type(question.step.rule)]
        self.ideal = self._rule(question.step.rule, question)
        self._late: Found | None = None

    @property
    def _by_now(self) -> Question:
        return replace(self.question, not_before=self.question.case.now)

    def late(self, place: int) -> Found:
        """For the recipient in this place, now that the ideal moment has passed."""
        if self._late is None:
            self._late = self._rule(self.question.step.rule, self._by_now)
        return self._late if isinstance(self._late, Dropped) else _delayed(self._late, self.apart(place))

    def apart(self, place: int) -> timedelta:
        """How much later than the decision-maker's the email in this place goes (V18)."""
        if self.question.step.channel != "email":
            return timedelta()
        return place * timedelta(minutes=self.question.case.playbook.emails.apart_minutes)

    def fits(self, standing: Standing) -> bool:
        """Whether what stands in the future, and was late when it was planned, may stay."""
        fits = _FITS.get(type(self.question.step.rule))
        return fits is None or fits(self.question.step.rule, self._by_now, standing)


def _settle(moment: _Moment, seat: Seat, place: int) -> Touch | Dropped:
    case, step, standing = moment.question.case, moment.question.step, seat.standing
    touch = partial(Touch, step=step, slot=seat.slot, to=seat.to, place=place)
    if standing is not None and standing.is_past(case.now):
        return touch(choice=_as_found(case, standing), past=True)
    if standing is not None and standing.moved:
        # the reasons stay as they were written: a move of the person's is no reason for us to write
        why = () if isinstance(moment.ideal, Dropped) else moment.ideal.why
        return touch(choice=replace(_as_found(case, standing), why=why, late=("moved by hand",)), fixed=True)
    ideal = moment.ideal
    if isinstance(ideal, Dropped):
        return ideal
    in_time = _delayed(ideal, moment.apart(place))
    if ideal.at >= case.now or (standing is not None and standing.at == in_time.at):
        return touch(choice=in_time)
    if standing is not None and moment.fits(standing):
        late: Found = replace(_as_found(case, standing), after=ideal.after)
    else:
        late = moment.late(place)
    return late if isinstance(late, Dropped) else touch(choice=_late_choice(ideal, late), ideal=ideal)


def _as_found(case: Case, standing: Standing) -> Choice:
    """A standing follow-up's own moment, in the zone of the place where it matters."""
    if standing.channel in ("email", "phone"):
        return Choice(at=standing.at.astimezone(case.zone), channel=standing.channel)
    by: Service = "courier" if standing.channel == "courier" else "letter"
    arrives = None if standing.moved else standing.arrives
    return Choice(
        at=standing.at.astimezone(case.home),
        channel=standing.channel,
        arrives=arrives or letters.arrival_of(case, by, standing.at),
    )


def _late_choice(ideal: Choice, choice: Choice) -> Choice:
    how = f", to land on {name_day(choice.arrives)}" if choice.arrives else ""
    if (ideal.channel, choice.channel) == ("phone", "email"):
        how = ", by email: no hour for a call is left"
    reason = f"{name_moment(ideal.at)} was past when this was planned -> {name_moment(choice.at)}{how}"
    return replace(choice, why=ideal.why, late=(reason,))


def _delayed(choice: Choice, by: timedelta) -> Choice:
    """The same, so much later."""
    if not by:
        return choice
    return replace(choice, at=(choice.at.astimezone(UTC) + by).astimezone(choice.at.tzinfo))


def _note(step: Step, dropped: Dropped) -> str:
    return f"{step.name}: {dropped.reason}"
