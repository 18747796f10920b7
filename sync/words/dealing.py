"""Which of the person's notes a follow-up has for itself (S17: each communication contains some new information).

Notes are dealt by a follow-up's place in the sequence that the playbook and the interview's stage give, never by what
stands or is still to come: a follow-up that is deleted, done or dropped deals nothing anew. The decision-maker's
sequence comes first, so that an interviewer who is added later changes nothing in it; once everybody has one note, the
rest goes round again. Only what a person says they missed passes its notes on, to the next one to the same person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from planner.names import same_person
from planner.values import FollowUp, Interview, InterviewPlan, Person, Stage, Standing

if TYPE_CHECKING:
    from planner.playbook.model import Playbook, Step

MOST_NOTES = 3
"""More of them in one message are a list, and nobody answers lists."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """What one follow-up has for itself. `number` says to which of the interviewers it goes, from 1; `place` is its
    place in the sequence of that person, from 0, None for a step outside of it (a question, what follows an
    outcome)."""

    number: int
    place: int | None
    notes: tuple[str, ...] = ()


def deal(step: str, to: Person, plan: InterviewPlan, playbook: "Playbook", *, missed: Iterable[Standing] = ()) -> Share:
    """The share of this step's follow-up to this person; `missed` are those of the interview that never were sent."""
    interview = plan.loop or plan.interview
    places = sequence(plan.stage, playbook)
    to_each = [one for one in places if any(step.id == one and step.to == "each" for step in playbook.steps)]
    number = _number(to, interview)
    order = places if number == 1 else {one: place for place, one in enumerate(to_each)}
    if step not in order:
        return Share(number=number, place=None)
    own = 1 + max(places.values())
    first = 0 if number == 1 else own + (number - 2) * len(to_each)
    everybody = own + (len(interview.interviewers) - 1) * len(to_each)
    unsaid, coming = _places(missed, to, order), _places(plan.follow_ups, to, order)
    turns = [order[step], *_inherited(order[step], unsaid, coming)]
    notes = [note for turn in turns for note in interview.remarks[first + turn :: everybody]]
    return Share(number=number, place=order[step], notes=tuple(notes[:MOST_NOTES]))


def _places(several: Iterable[FollowUp | Standing], to: Person, order: Mapping[str, int]) -> frozenset[int]:
    return frozenset(order[one.step] for one in several if one.step in order and same_person(one.to, to))


def _inherited(place: int, unsaid: Iterable[int], coming: frozenset[int]) -> list[int]:
    """What was missed since the one before that is still to come, the latest first."""
    before = max((one for one in coming if one < place), default=-1)
    return sorted((one for one in unsaid if before < one < place), reverse=True) if place in coming else []


def sequence(stage: Stage, playbook: "Playbook") -> Mapping[str, int]:
    """The place of each step in what the decision-maker gets in this stage; steps that are never in one plan may have
    the same one."""
    bands = {band.name for band in playbook.bands if band.stage == stage}
    steps = [step for step in playbook.steps if bands.intersection(step.bands) and not step.extension]
    told: dict[str, int] = {}
    for step in steps:
        before = [told[other.id] for other in steps if other.id in told and _together(other, step)]
        told.setdefault(step.id, 1 + max(before, default=-1))
    return told


def _together(one: "Step", other: "Step") -> bool:
    """Whether one plan may hold both."""
    alternatives = one.id == other.instead_of or other.id == one.instead_of
    return one.id != other.id and not alternatives and bool(set(one.bands) & set(other.bands))


def _number(to: Person, interview: Interview) -> int:
    places = (place for place, person in enumerate(interview.interviewers, 1) if person == to)
    alike = (place for place, person in enumerate(interview.interviewers, 1) if same_person(person, to))
    return next(places, next(alike, 1))
