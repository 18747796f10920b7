"""The deciding half: from understood interviews to the follow-ups that are wanted. Pure, and the only entry point.

In: interviews, a playbook, the moment, what stood before, when the person is busy. Out: one `InterviewPlan` for every
interview, by start, then uid. The order of the input does not matter, and no follow-up lies before `now`.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from planner.playbook import Playbook
from planner.scheduling.business_days import name_day
from planner.scheduling.cases import case_of, steps_of
from planner.scheduling.collisions import Busy, Call, arrange, is_call
from planner.scheduling.drafts import Draft
from planner.scheduling.history import by_source, history
from planner.scheduling.loops import Loop, loops, next_rounds
from planner.scheduling.mailbox import Mailbox
from planner.scheduling.outcomes import offers_elsewhere, says_for_all, steps_elsewhere, wanted
from planner.values import Interval, Interview, InterviewPlan, Source, Standing

SERIES_LIMIT = 10
"""How many of the next occurrences of a series are planned."""
YEARS = range(1970, 2100)
"""When interviews take place; elsewhere a calendar holds nonsense."""


def plan(
    interviews: Iterable[Interview],
    playbook: Playbook,
    *,
    now: datetime,
    standing: Iterable[Standing] = (),
    busy: Iterable[Interval] = (),
) -> tuple[InterviewPlan, ...]:
    """What each interview leads to. `interviews` are all those of one account, every source once.

    All datetimes are aware. `standing` is what stands or was deleted, with the times found on it.
    """
    given = sorted(interviews, key=lambda interview: (interview.start, interview.source))
    aside = _void(given)
    found = loops(interview for interview in given if interview.source not in aside)
    aside |= _beyond_series(found, now)
    drafts = _drafts(found, playbook, now, by_source(standing), aside)
    _arrange_calls(drafts, Busy(busy))
    _take_waiting_steps(drafts)
    plans: dict[Source, InterviewPlan] = {}
    while drafts:  # each is let go once it is read: of thousands the garbage collector would walk through all
        plans.update(_slot_plans(drafts.pop()))
    return tuple(plans.get(one.source) or _empty(one, playbook, now, aside[one.source]) for one in given)


def _void(given: Iterable[Interview]) -> dict[Source, str]:
    """The interviews for which nothing is wanted whatever the rules say, each with its reason."""
    void = {one.source: one.void for one in given if one.void}
    return void | {one.source: f"it ends in the year {one.end.year}" for one in given if one.end.year not in YEARS}


def _beyond_series(found: Iterable[Loop], now: datetime) -> Mapping[Source, str]:
    """The occurrences of a series that come after the next ones; later rounds they are all the same."""
    seen: Counter[str] = Counter()
    beyond: dict[Source, str] = {}
    for loop in found:
        source = loop.last.source
        if source.recurrence_id and loop.last.end > now:
            seen[source.uid] += 1
            if seen[source.uid] > SERIES_LIMIT:
                beyond |= {slot.source: f"only the next {SERIES_LIMIT} of a series are planned" for slot in loop.slots}
    return beyond


def _drafts(
    found: Sequence[Loop],
    playbook: Playbook,
    now: datetime,
    standing: Mapping[Source, tuple[Standing, ...]],
    aside: Mapping[Source, str],
) -> list[Draft]:
    """A draft for every loop that is planned, with the steps that look at nothing but their own loop."""
    accepted = any(says_for_all(loop, "accepted") for loop in found)
    later = next_rounds(found)
    elsewhere = {} if accepted else offers_elsewhere(found, later)
    after_outcome = frozenset(step.id for step in playbook.steps if step.outcome)
    drafts = []
    for loop in found:
        if loop.last.source in aside:
            continue
        case, notes = case_of(loop.interview, loop.last.end, playbook, now)
        steps = wanted(case, steps_of(case), later.get(loop.last.source), accepted=accepted)
        stood = history(loop, standing, now, after_outcome)
        draft = Draft(loop=loop, case=case, stood=stood, wanted=steps, notes=[*notes, *steps.notes])
        draft.take_steps()
        if loop.last.source in elsewhere:
            after_offer = replace(case, outcome_on=elsewhere[loop.last.source])
            for step in steps_elsewhere(playbook):
                draft.take(step, after_offer)
        drafts.append(draft)
    return drafts


def _arrange_calls(drafts: Iterable[Draft], busy: Busy) -> None:
    """Every call finds a place of its own, over all plans of the account."""
    found = [(draft, touch) for draft in drafts for touch in draft.touches if is_call(touch)]
    calls = [Call(case=draft.case, source=draft.stood.source, touch=touch) for draft, touch in found]
    for (draft, touch), arranged in zip(found, arrange(calls, busy), strict=True):
        draft.put(touch, arranged)


def _take_waiting_steps(drafts: Iterable[Draft]) -> None:
    """The questions keep their distance from all other emails to the same person, over all plans of the account."""
    mailbox = Mailbox()
    for draft in drafts:
        company = draft.case.interview.company
        mailbox.enter(draft.touches, company)
        mailbox.enter((one for one in (*draft.stood.own, *draft.stood.others) if one.is_past(draft.case.now)), company)
    for draft in drafts:
        draft.take_waiting_steps(mailbox)


def _slot_plans(draft: Draft) -> Iterator[tuple[Source, InterviewPlan]]:
    """The plans of a loop's interviews: the follow-ups stand under the last one."""
    loop, case = draft.loop, draft.case
    for slot in loop.slots:
        notes = tuple(draft.notes)
        if slot is not loop.last:
            notes = (f"one of {len(loop.slots)} on {name_day(case.day)}: the follow-ups stand under the last of them",)
        yield (
            slot.source,
            InterviewPlan(
                interview=slot,
                stage=case.interview.stage,
                decision=case.decision.stated if case.decision else None,
                real_decision=case.decision.real if case.decision else None,
                follow_ups=draft.follow_ups() if slot is loop.last else (),
                problems=slot.problems,
                notes=(*slot.notes, *notes),
                loop=loop.interview if slot is loop.last else None,
            ),
        )


def _empty(interview: Interview, playbook: Playbook, now: datetime, reason: str) -> InterviewPlan:
    """Nothing is wanted, and why."""
    decision = None
    if interview.end.year in YEARS:
        case, _notes = case_of(interview, interview.end, playbook, now)
        decision = case.decision.stated if case.decision else None
    return InterviewPlan(
        interview=interview,
        stage=interview.stage,
        decision=decision,
        problems=interview.problems,
        notes=(*interview.notes, reason),
    )
