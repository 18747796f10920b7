"""How it ended, and what that changes.

The next round, booked or told, means that the cut is made: only a thank-you not yet sent is still owed. Every other
outcome cancels everything pending; `accepted` ends every plan of the account. With extensions on, an outcome has steps
of its own, and an offer is told to every other open application.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from planner.playbook.model import THANK_YOU, Playbook, Step
from planner.scheduling.loops import Loop, same_application
from planner.scheduling.touches import Case
from planner.values import OutcomeKind, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The steps that a loop's plan may hold, and what to say about it."""

    steps: tuple[Step, ...] = ()
    notes: tuple[str, ...] = ()
    until: datetime | None = None
    """The start of the next round: what would be due then or later is no longer wanted."""


def ended(loop: Loop) -> bool:
    """Whether its outcome ends the application."""
    outcome = loop.interview.outcome
    return outcome is not None and outcome.kind != "next round"


def says_for_all(loop: Loop, kind: OutcomeKind) -> bool:
    """Whether its outcome is this one, in the person's own words: what organizers write never reaches other plans."""
    outcome = loop.interview.outcome
    return outcome is not None and outcome.kind == kind and not loop.interview.foreign


def wanted(case: Case, steps: tuple[Step, ...], later: Loop | None, *, accepted: bool) -> Wanted:
    """What is still wanted of these steps, the ones that the band has."""
    outcome = case.interview.outcome
    if accepted:
        return Wanted(notes=("an offer was accepted: nothing more is wanted",))
    if outcome is not None and outcome.kind != "next round":
        on_outcome = case.playbook.steps_on(outcome.kind)
        return Wanted(
            steps=tuple(step for step in on_outcome if step.to != "other applications"),
            notes=(f"outcome: {outcome.kind}: everything pending is cancelled",),
        )
    if later is None and outcome is None:
        return Wanted(steps=steps)
    return Wanted(
        steps=tuple(step for step in steps if step.id == THANK_YOU),
        notes=("the next round is booked: calls, letters and questions go, a thank-you not yet sent stays",),
        until=later.interview.start if later else None,
    )


def offers_elsewhere(loops: Iterable[Loop], superseded: Mapping[Source, Loop]) -> Mapping[Source, date | None]:
    """Which open applications are to hear of an offer, and the day from which that counts; by their last source.

    An application is open while its last round has no outcome that ends it. The first offer counts.
    """
    found = tuple(loops)
    offers = [loop for loop in found if loop.interview.extensions and says_for_all(loop, "offer")]
    offers.sort(key=lambda loop: (_day(loop) or date.max, loop.last.source))
    open_ones = [loop for loop in found if loop.last.source not in superseded and not ended(loop)]
    return {
        loop.last.source: _day(offer)
        for offer in reversed(offers)
        for loop in open_ones
        if loop.interview.extensions and not same_application(loop, offer)
    }


def steps_elsewhere(playbook: Playbook) -> tuple[Step, ...]:
    return tuple(step for step in playbook.steps_on("offer") if step.to == "other applications")


def _day(loop: Loop) -> date | None:
    return loop.interview.outcome.on if loop.interview.outcome else None
