"""What stood when the plan is made again, and which follow-up belongs to whom.

Past, or moved by hand: a fixed point. An untouched one that has passed but lies before the end of its (postponed)
interview never stood. The decision-maker has slot "0"; others go by their normalised address or name; and a
recipient keeps the slot of the standing follow-up that names them.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.names import fold, same_person
from planner.scheduling.loops import Loop
from planner.values import Person, Source, Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """One recipient of a step, the slot that is theirs, and what stands there."""

    to: Person
    slot: str
    standing: Standing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """What stood of one loop."""

    source: Source
    """The source that its follow-ups have: the one that those which stand name, else the smallest."""
    own: tuple[Standing, ...] = ()
    others: tuple[Standing, ...] = ()
    """What was sent under another of its sources, before they became one loop."""

    def standing(self, step: str, slot: str) -> Standing | None:
        return next((found for found in self.own if found.step == step and found.slot == slot), None)

    def seats(self, step: str, recipients: Iterable[Person]) -> tuple[Seat, ...]:
        """The recipients of a step in their order, the decision-maker first."""
        people = tuple(recipients)
        named: dict[int, Standing] = {}
        for place, person in enumerate(people):
            naming = [
                one
                for one in self.own
                if one.step == step and one not in named.values() and same_person(person, one.to)
            ]
            if naming:
                named[place] = next((one for one in naming if one.to.email == person.email), naming[0])
        taken = {standing.slot for standing in named.values()}
        return tuple(
            Seat(to=person, slot=named[place].slot, standing=named[place])
            if place in named
            else self._new_seat(step, person, taken, first=place == 0)
            for place, person in enumerate(people)
        )

    def decision_maker(self, step: str, person: Person) -> tuple[Seat, ...]:
        """The one seat of a step that goes to the decision-maker alone, whoever that is by now."""
        return (Seat(to=person, slot="0", standing=self.standing(step, "0") or self._sent_elsewhere(step, person)),)

    def _new_seat(self, step: str, person: Person, taken: set[str], *, first: bool) -> Seat:
        slot = "0" if first and "0" not in taken else fold(person.email or str(person))
        return Seat(to=person, slot=slot, standing=self.standing(step, slot) or self._sent_elsewhere(step, person))

    def _sent_elsewhere(self, step: str, person: Person) -> Standing | None:
        return next((found for found in self.others if found.step == step and same_person(person, found.to)), None)


def by_source(standing: Iterable[Standing]) -> Mapping[Source, tuple[Standing, ...]]:
    """What stood, by the interview it belongs to; the order in which it is given does not matter."""
    found: dict[Source, list[Standing]] = {}
    for one in standing:
        found.setdefault(one.source, []).append(one)
    return {source: tuple(sorted(several, key=lambda one: (one.step, one.slot))) for source, several in found.items()}


def history(
    loop: Loop, standing: Mapping[Source, tuple[Standing, ...]], now: datetime, after_outcome: frozenset[str]
) -> History:
    """What stood of this loop. `after_outcome` names the steps that do not count from the interview."""
    sources = sorted(slot.source for slot in loop.slots)
    named = [source for source in sources if source in standing]
    chosen = named[0] if named else sources[0]
    counted = {
        source: tuple(one for one in standing[source] if one.step in after_outcome or not _undone(one, loop, now))
        for source in named
    }
    return History(
        source=chosen,
        own=counted.get(chosen, ()),
        others=tuple(one for source in named if source != chosen for one in counted[source] if one.is_past(now)),
    )


def _undone(one: Standing, loop: Loop, now: datetime) -> bool:
    """It passed before its interview, which was postponed: as if it never stood."""
    stays = one.done or one.touched or one.moved
    return one.at < now and one.at < loop.last.end and not stays
