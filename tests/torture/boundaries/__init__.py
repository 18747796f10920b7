"""Everything that can go wrong at every boundary of a run: requests before and after they are carried out, commits.

Each scenario is played once without faults, and its boundaries are counted; then once for every fault at every
boundary. After a fault at most two clean cycles must have all as if nothing had happened, nothing may ever stand twice
in between, and the cycle after them has nothing to do. Then come pairs of faults, the second counted from the first.

A schedule names the server, the scenario and the faults: `google:rescheduled:7:lost:reset`,
`memory:first:3:before:die+c2:after:die`.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path

from tests.torture.boundaries.runs import Rehearsal
from tests.torture.part import Tally
from tests.torture.scenarios import TARGETS
from tests.torture.scenarios.line import Fault
from tests.torture.scenarios.order import shuffled, taking_turns
from tests.torture.scenarios.stage import Stage
from tests.torture.scenarios.stories import SCENARIOS


def explore(*, seconds: float, seed: int) -> Tally:
    """As `Part.explore`: all single faults, scenarios taking turns; then pairs by chance."""
    deadline, chance, tally = time.monotonic() + seconds, random.Random(seed), Tally()  # noqa: S311  no secret
    with Rehearsals() as rehearsals:
        for schedule in chain(_singles(rehearsals, chance), _pairs(rehearsals, chance)):
            tally += rehearsals.played(schedule)
            if time.monotonic() > deadline:
                break
        return tally + Tally(boundaries=rehearsals.boundaries())


def replay(schedule: str) -> Tally:
    """As `Part.replay`."""
    with Rehearsals() as rehearsals:
        return rehearsals.played(schedule) + Tally(boundaries=rehearsals.boundaries())


@dataclass(kw_only=True)
class Rehearsals:
    """Rehearsals by target and scenario, made when they are first asked for. Servers run until the block ends."""

    _open: ExitStack = field(default_factory=ExitStack)
    _made: dict[tuple[str, str], Rehearsal] = field(default_factory=dict)

    def __enter__(self) -> "Rehearsals":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def of(self, target: str, scenario: str) -> Rehearsal:
        """A scenario on a server of its own."""
        if (target, scenario) not in self._made:
            folder = self._open.enter_context(tempfile.TemporaryDirectory())
            stage = Stage(target=self._open.enter_context(TARGETS[target]()), folder=Path(folder))
            self._made[target, scenario] = Rehearsal(stage=stage, scenario=SCENARIOS[scenario])
        return self._made[target, scenario]

    def played(self, schedule: str) -> Tally:
        """What one schedule came to."""
        target, scenario, faults = parsed(schedule)
        found = self.of(target, scenario).run(faults)
        return Tally(
            schedules=1,
            faults=Counter(f"{fault.place} {fault.kind}" for fault in faults),
            findings=tuple(f"{schedule} {one}" for one in found),
        )

    def boundaries(self) -> int:
        """Of all scenarios that were played."""
        return sum(sum(rehearsal.boundaries()) for rehearsal in self._made.values())


def parsed(schedule: str) -> tuple[str, str, Sequence[Fault]]:
    """Target, scenario and faults."""
    target, scenario, faults = schedule.split(":", 2)
    return target, scenario, [Fault.parse(fault) for fault in faults.split("+")]


def singles(rehearsals: Rehearsals, target: str, scenario: str) -> Iterator[str]:
    """All schedules with one fault."""
    for fault in rehearsals.of(target, scenario).faults():
        yield f"{target}:{scenario}:{fault}"


def _singles(rehearsals: Rehearsals, chance: random.Random) -> Iterator[str]:
    return taking_turns(
        shuffled(singles(rehearsals, target, scenario), chance) for scenario in SCENARIOS for target in TARGETS
    )


def _pairs(rehearsals: Rehearsals, chance: random.Random) -> Iterator[str]:
    while True:
        target, scenario = chance.choice(list(TARGETS)), chance.choice(list(SCENARIOS))
        first, second = (chance.choice(list(singles(rehearsals, target, scenario))) for _ in range(2))
        yield f"{first}+{second.split(':', 2)[2]}"
