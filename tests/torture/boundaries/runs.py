"""One run of a scenario with faults in it, beside the run without."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property

from providers.errors import ProviderError
from tests.torture.scenarios.line import AFTER, BEFORE, COMMIT, DIE, LOST, Death, Fault, Line
from tests.torture.scenarios.promises import broken_now, differences
from tests.torture.scenarios.stage import Saved, Stage, cycle
from tests.torture.scenarios.stories import Scenario

WHO = "a"
_FAULTY = 3
"""Processes in which all faults of a schedule must have happened, else the rest does not."""
_CLEAN = 2
"""Processes that have all put right again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Clean:
    """The run without faults: what it did, what it came to, and what a cycle asks once there is nothing to do."""

    seen: tuple[str, ...]
    state: dict[str, str]
    quiet: tuple[str, ...]


@dataclass(kw_only=True)
class Rehearsal:
    """A scenario on a stage, played up to the run that is looked at; that run can be played again and again."""

    stage: Stage
    scenario: Scenario

    @cached_property
    def saved(self) -> Saved:
        """The stage just before the run."""
        self.scenario.begin(self.stage)
        return self.stage.save()

    @cached_property
    def clean(self) -> Clean:
        """The run without faults."""
        self.stage.load(self.saved)
        found: list[str] = []
        line = self._line(found)
        found += self._process(line)
        seen = tuple(line.seen)
        for _ in range(_CLEAN):
            found += self._process(line)
        state = self.stage.state()
        quiet = self._quiet()
        assert not found, found
        assert set(quiet) <= {"r"}, quiet
        assert len(quiet) in {0, len(self.stage.target.calendars())}, quiet
        return Clean(seen=seen, state=state, quiet=quiet)

    def boundaries(self) -> tuple[int, int]:
        """How many requests the run sends, and how often its ledger commits."""
        commits = self.clean.seen.count(COMMIT)
        return len(self.clean.seen) - commits, commits

    def faults(self) -> Iterator[Fault]:
        """Every single fault that the run can meet."""
        target, seen = self.stage.target, self.clean.seen
        requests = [effect for effect in seen if effect != COMMIT]
        for number, effect in enumerate(requests, start=1):
            for kind in target.before:
                yield Fault(number=number, place=BEFORE, kind=kind)
            for kind in target.lost_writes if effect == "w" else target.lost_reads:
                yield Fault(number=number, place=LOST, kind=kind)
        for number in range(1, seen.count(COMMIT) + 1):
            yield Fault(number=number, place=AFTER, kind=DIE, effect=COMMIT)

    def run(self, faults: Iterable[Fault]) -> tuple[str, ...]:
        """What does not hold in a run with these faults, each counted from the one before it; nothing if all does."""
        clean = self.clean
        self.stage.load(self.saved)
        broken: list[str] = []
        line = self._line(broken, faults)
        for _ in range(_FAULTY):
            broken += self._process(line)
            if not line.pending:
                break
        line.pending.clear()
        for _ in range(_CLEAN):
            broken += self._process(line)
        broken += differences(self.stage.state(), clean.state)
        if (quiet := self._quiet()) != clean.quiet:
            broken.append(f"a cycle with nothing to do asks {quiet}, not {clean.quiet}")
        return tuple(dict.fromkeys(broken))

    def _line(self, broken: list[str], faults: Iterable[Fault] = ()) -> Line:
        line = Line(faults, watch=lambda: broken.extend(broken_now(self.stage)))
        self.stage.lines[WHO] = line
        return line

    def _process(self, line: Line) -> list[str]:
        """A process from its start to its end, whichever; what of it is a bug."""
        line.restart()
        try:
            self.scenario.serve(self.stage, WHO)
        except (Death, ProviderError):
            return []
        except Exception as bug:  # noqa: BLE001  a finding, as any broken promise is
            return [f"raised {bug!r}"]
        finally:
            self.stage.wait()
        return []

    def _quiet(self) -> tuple[str, ...]:
        line = Line()
        self.stage.lines[WHO] = line
        cycle(self.stage, WHO)
        return tuple(effect for effect in line.seen if effect != COMMIT)
