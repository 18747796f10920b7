"""Two computers on the same calendars, one request of one of them at a time, and a person in between."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property

from sync.standing import Observed
from tests.torture.interleavings.turns import Turns
from tests.torture.scenarios.line import COMMIT, Line
from tests.torture.scenarios.promises import broken_now, differences
from tests.torture.scenarios.stage import NOON, Saved, Stage, cycle
from tests.torture.scenarios.stories import Scenario

COMPUTERS = ("a", "b")
_CLEAN = 2
"""Cycles of each computer that have all settled again."""

_LATE = NOON + timedelta(hours=30)

Act = Callable[[Stage, Observed], None]
ACTS: Mapping[str, Act | None] = {
    "nobody": None,
    "deletes": lambda stage, ours: stage.delete(ours),
    "retitles": lambda stage, ours: stage.edit(ours, title="Thank Jane, with the sketch"),
    "moves": lambda stage, ours: stage.edit(ours, start=_LATE),
}
"""What the person does to a follow-up of the first interview, if it stands by then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Segment:
    """A computer sends so many requests (None: all that it wants to), and may die then. `who` is `p` for the person.
    Written as `a4`, `b`, `a2!`, `p`."""

    who: str
    requests: int | None = None
    dies: bool = False

    @classmethod
    def parse(cls, text: str) -> "Segment":
        """From how it is written."""
        found = re.fullmatch(r"([abp])(\d*)(!?)", text)
        assert found, text
        return cls(who=found[1], requests=int(found[2]) if found[2] else None, dies=bool(found[3]))


@dataclass(kw_only=True)
class Play:
    """A scenario on a stage, up to the run in which both computers take turns."""

    stage: Stage
    scenario: Scenario
    threads: Mapping[str, ThreadPoolExecutor] = field(
        default_factory=lambda: {who: ThreadPoolExecutor(1) for who in COMPUTERS}
    )
    _ends: dict[tuple[str, str], dict[str, str]] = field(default_factory=dict)

    @cached_property
    def saved(self) -> Saved:
        """The stage just before the run."""
        self.scenario.begin(self.stage)
        return self.stage.save()

    @cached_property
    def lengths(self) -> tuple[int, int]:
        """How many requests each computer sends, one after the other."""
        self.stage.load(self.saved)
        sent = []
        for who in COMPUTERS:
            line = self._line(who)
            self.scenario.serve(self.stage, who)
            sent.append(len(line.seen) - line.seen.count(COMMIT))
        return sent[0], sent[1]

    @cached_property
    def chosen(self) -> str:
        """The key of the follow-up that the person meets: of one interview the last that stands, or will."""
        self.stage.load(self.saved)
        if not self.stage.ours_of("acme1"):
            self._settle()
        standing = self.stage.ours_of("acme1")
        return standing[-1].key if standing else ""

    def run(self, act: str, segments: Sequence[Segment]) -> tuple[str, ...]:
        """What does not hold when it is played like this; nothing if all does."""
        allowed = [self._end(act, "first"), self._end(act, "last")]
        untouched = self._end("nobody", "")
        self.stage.load(self.saved)
        broken: list[str] = []
        acted = self._turns(act, segments, broken)
        broken += self._settle()
        broken += self._difference(allowed if acted else [untouched])
        broken += self._restless()
        return tuple(dict.fromkeys(broken))

    def _turns(self, act: str, segments: Sequence[Segment], broken: list[str]) -> bool:
        acted = False
        runs = {who: self._begin(who, broken) for who in COMPUTERS}
        for segment in segments:
            if segment.who not in runs:
                acted |= self._act(act)
                continue
            runs[segment.who].go(segment.requests)
            if segment.dies:
                runs[segment.who].kill()
        for run in runs.values():
            run.go()
            if error := run.error():
                broken.append(f"raised {error!r}")
        self.stage.wait()
        return acted

    def _begin(self, who: str, broken: list[str]) -> Turns:
        def run(line: Line) -> None:
            self.stage.lines[who] = line
            self.scenario.serve(self.stage, who)

        return Turns(self.threads[who], run, lambda: broken.extend(broken_now(self.stage)))

    def _act(self, act: str) -> bool:
        does = ACTS[act]
        standing = next((ours for ours in self.stage.ours_of("acme1") if ours.key == self.chosen), None)
        if does is None or standing is None:
            return False
        does(self.stage, standing)
        return True

    def _settle(self) -> list[str]:
        """Both computers serve, one after the other."""
        broken: list[str] = []
        for who in COMPUTERS * _CLEAN:
            self._line(who, broken)
            cycle(self.stage, who)
            self.stage.wait()
        return broken

    def _end(self, act: str, when: str) -> dict[str, str]:
        """What it comes to when nobody gets in anybody's way and the person acts first, or last."""
        if (act, when) not in self._ends:
            _ = self.chosen
            self.stage.load(self.saved)
            if when == "first":
                self._act(act)
            self._settle()
            if when == "last":
                self._act(act)
            self._settle()
            assert not (found := list(broken_now(self.stage))), found
            self._ends[act, when] = self.stage.state()
        return self._ends[act, when]

    def _difference(self, allowed: Sequence[Mapping[str, str]]) -> Iterator[str]:
        state = self.stage.state()
        if state not in allowed:
            yield from min((list(differences(state, wanted)) for wanted in allowed), key=len)

    def _restless(self) -> Iterator[str]:
        calendars = len(self.stage.target.calendars())
        for who in COMPUTERS:
            line = self._line(who)
            cycle(self.stage, who)
            asked = [effect for effect in line.seen if effect != COMMIT]
            if asked != ["r"] * calendars:
                yield f"with nothing to do, {who} asks {''.join(asked)}"

    def _line(self, who: str, broken: list[str] | None = None) -> Line:
        watch = (lambda: broken.extend(broken_now(self.stage))) if broken is not None else (lambda: None)
        self.stage.lines[who] = Line(watch=watch)
        return self.stage.lines[who]
