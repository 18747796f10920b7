"""Two computers serve the same calendars at the same time, each with a ledger of its own; a person is in between.

Each computer stops before every request until it is let go, so that one line determines all:
`memory:first:nobody:a4.b3.a` lets `a` send four requests, `b` three, then `a` all that it wants to; who has not ended
then goes on to its end, `a` first. `a4!` dies after its fourth request; `p` is the moment at which the person does what
is named (`memory:rescheduled:deletes:a2.p.b`).

All schedules with up to two changes of turn come first, fewer before more, with the person at any boundary and with
a death at any; then schedules with more, by chance.
"""

import random
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import chain, product
from pathlib import Path

from tests.torture.interleavings.plays import ACTS, COMPUTERS, Play, Segment
from tests.torture.part import Tally
from tests.torture.scenarios import TARGETS
from tests.torture.scenarios.order import shuffled, taking_turns
from tests.torture.scenarios.stage import Stage
from tests.torture.scenarios.stories import SCENARIOS

_TARGETS = tuple(name for name in TARGETS if name != "google-4")
_SCENARIOS = tuple(name for name in SCENARIOS if name != "undone")
_TOMBSTONES = ("burning", "google")
_UNKNOWABLE = ("first", "forgotten", "tagged-again")
"""Where a computer that has not seen a follow-up stand can't know that it came and went, unless the server keeps
tombstones: without a ledger, before the receipts are written; or where it had removed the same one itself."""


def explore(*, seconds: float, seed: int) -> Tally:
    """As `Part.explore`."""
    deadline, chance, tally = time.monotonic() + seconds, random.Random(seed), Tally()  # noqa: S311  no secret
    with Plays() as plays:
        for schedule in chain(_few(plays, chance), _many(plays, chance)):
            tally += plays.played(schedule)
            if time.monotonic() > deadline:
                break
        return tally + Tally(boundaries=plays.boundaries())


def replay(schedule: str) -> Tally:
    """As `Part.replay`."""
    with Plays() as plays:
        return plays.played(schedule) + Tally(boundaries=plays.boundaries())


@dataclass(kw_only=True)
class Plays:
    """Plays by target and scenario, made when they are first asked for. Servers run until the block ends."""

    _open: ExitStack = field(default_factory=ExitStack)
    _made: dict[tuple[str, str], Play] = field(default_factory=dict)

    def __enter__(self) -> "Plays":
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def of(self, target: str, scenario: str) -> Play:
        """A scenario on a server of its own."""
        if (target, scenario) not in self._made:
            folder = self._open.enter_context(tempfile.TemporaryDirectory())
            server = self._open.enter_context(TARGETS[target]())
            play = Play(stage=Stage(target=server, folder=Path(folder), who=COMPUTERS), scenario=SCENARIOS[scenario])
            for thread in play.threads.values():
                self._open.enter_context(thread)
            self._made[target, scenario] = play
        return self._made[target, scenario]

    def played(self, schedule: str) -> Tally:
        """What one schedule came to."""
        target, scenario, act, turns = schedule.split(":")
        segments = [Segment.parse(one) for one in turns.split(".")]
        found = self.of(target, scenario).run(act, segments)
        faults = Counter([f"person {act}"] * (act != "nobody") + ["death"] * sum(one.dies for one in segments))
        faults["change of turn"] = len(segments) - 1
        return Tally(schedules=1, faults=faults, findings=tuple(f"{schedule} {one}" for one in found))

    def boundaries(self) -> int:
        """Requests of both computers in all scenarios that were played."""
        return sum(sum(play.lengths) for play in self._made.values())


def acts(target: str, scenario: str) -> tuple[str, ...]:
    """What the person may do there."""
    knowable = target in _TOMBSTONES or scenario not in _UNKNOWABLE
    return tuple(act for act in ACTS if act != "nobody" and (knowable or act != "deletes"))


def once(plays: Plays, target: str, scenario: str) -> Iterator[str]:
    """With one change of turn: alone, with the person at that moment, and with a death at that moment."""
    for number in range(1, plays.of(target, scenario).lengths[0]):
        yield f"{target}:{scenario}:nobody:a{number}.b"
        yield f"{target}:{scenario}:nobody:a{number}!.b"
        for act in acts(target, scenario):
            yield f"{target}:{scenario}:{act}:a{number}.p.b"


def twice(plays: Plays, target: str, scenario: str) -> Iterator[str]:
    """With two changes of turn, and the person or a death at either."""
    a, b = plays.of(target, scenario).lengths
    for first, second in product(range(1, a), range(1, b + 2)):
        yield f"{target}:{scenario}:nobody:a{first}.b{second}.a"
        yield f"{target}:{scenario}:nobody:a{first}.b{second}!.a"
        for act in acts(target, scenario):
            yield f"{target}:{scenario}:{act}:a{first}.b{second}.p.a"


def _few(plays: Plays, chance: random.Random) -> Iterator[str]:
    for level in (once, twice):
        yield from taking_turns(
            shuffled(level(plays, target, scenario), chance) for scenario in _SCENARIOS for target in _TARGETS
        )


def _many(plays: Plays, chance: random.Random) -> Iterator[str]:
    while True:
        target, scenario = chance.choice(_TARGETS), chance.choice(_SCENARIOS)
        act = chance.choice(("nobody", *acts(target, scenario)))
        longest = max(plays.of(target, scenario).lengths)
        turns = [f"{who}{chance.randint(1, longest)}" for who in COMPUTERS * chance.randint(2, 4)]
        if act != "nobody":
            turns.insert(chance.randint(1, len(turns)), "p")
        if chance.random() < 0.3:
            turns[-1] += "!" if turns[-1] != "p" else ""
        yield f"{target}:{scenario}:{act}:{'.'.join(turns)}"
