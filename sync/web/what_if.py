"""Another decision date or stage, and the plan that would come of it. Pure: only the planner is asked."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from planner.names import company_key
from planner.plan import plan
from planner.understanding.dates import date_order, read_decision
from planner.values import FollowUp, Interview, InterviewPlan, Stage
from sync.applications import Application
from sync.keys import Identity
from sync.picture import Picture
from sync.service import rules
from sync.web.look import View

STAGES: Mapping[str, Stage] = {"more": "more", "decision": "decision"}
"""What may be supposed of the stage; anything else leaves it as it is."""
_LONGEST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One follow-up in the present plan and in the supposed one."""

    title: str
    now: FollowUp | None
    then: FollowUp | None

    @property
    def kind(self) -> Literal["new", "goes", "moves", "stays"]:
        """What becomes of it."""
        if self.now is None:
            return "new"
        if self.then is None:
            return "goes"
        return "stays" if (self.now.at, self.now.arrives) == (self.then.at, self.then.arrives) else "moves"


@dataclass(frozen=True, slots=True, kw_only=True)
class Supposed:
    """What would be: the decision as understood, the changes by time, and what could not be read or is to be said."""

    decision: date | datetime | None = None
    real_decision: date | None = None
    stage: Stage = "more"
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def suppose(view: View, application: Application, *, decision: str, stage: str) -> Supposed:
    """The plan with this decision ("": as it is), as a person writes it, and this stage."""
    account = next(one for one in view.settings.accounts if one.name == application.account)
    picture = next(one.picture for one in view.accounts if one.name == application.account)
    main = application.main
    if picture is None or main is None:
        return Supposed(problems=("There is no interview to plan for.",))
    preferences = rules(view.settings, account, view.playbook).preferences
    said = decision[:_LONGEST].strip()
    read = read_decision(said, end=main.interview.end, order=date_order(preferences))
    if read.problems and read.decision is None:
        return Supposed(problems=read.problems)
    changed = [
        replace(one, decision=read.decision if said else one.decision, stage=STAGES.get(stage, one.stage))
        if _shares_plan(one, main.interview)
        else one
        for one in (p.interview for p in picture.plans)
    ]
    then = plan(changed, view.playbook, now=view.now, standing=picture.stood, busy=picture.busy)
    supposed = _compared(main, picture, then, {p.interview.source for p in application.rounds})
    return replace(supposed, problems=read.problems)


def _shares_plan(one: Interview, main: Interview) -> bool:
    """All interviews with one employer on one day have one plan."""
    company = company_key(main.company)
    same_day = bool(company) and company == company_key(one.company) and one.end.date() == main.end.date()
    return one.source == main.source or same_day


def _compared(main: InterviewPlan, picture: Picture, plans: Iterable[InterviewPlan], sources: set[object]) -> Supposed:
    mine = [p for p in plans if p.interview.source in sources]
    now = _follow_ups(p for p in picture.plans if p.interview.source in sources)
    then = _follow_ups(mine)
    unwanted = {identity for identity, entry in picture.memory.items() if entry.state == "deleted"}
    changes = [
        Change(title=(then.get(one) or now[one]).title, now=now.get(one), then=then.get(one))
        for one in {**now, **then}
        if one not in unwanted
    ]
    supposed = next(p for p in mine if p.interview.source == main.interview.source)
    return Supposed(
        decision=supposed.decision,
        real_decision=supposed.real_decision,
        stage=supposed.stage,
        changes=tuple(sorted(changes, key=_by_time)),
        notes=supposed.notes,
    )


def _follow_ups(plans: Iterable[InterviewPlan]) -> dict[Identity, FollowUp]:
    return {Identity.of(f): f for p in plans for f in p.follow_ups}


def _by_time(change: Change) -> tuple[datetime, str]:
    of = change.then or change.now
    assert of is not None  # noqa: S101  it stands in one of the two plans
    return of.at, change.title
