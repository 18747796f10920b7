"""Taking times: works in turn (A B A B …), so that whatever else the machine does falls on all of them alike."""

import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

Work = Callable[[], object]
_FEWEST, _PATIENCE = 3, 10.0
"""Rounds that there always are, and seconds after which no more are begun."""
_PEAK = Path(__file__).with_name("peak.py")


class CommandFailedError(Exception):
    """A program that is measured did not do what it was asked."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Samples:
    """What was measured, in the order in which it was: seconds, or whatever the line says."""

    values: tuple[float, ...]

    @property
    def median(self) -> float:
        """Half lie below."""
        return statistics.median(self.values)

    @property
    def least(self) -> float:
        """The best."""
        return min(self.values)

    @property
    def most(self) -> float:
        """The worst."""
        return max(self.values)


def once(value: float) -> Samples:
    """A count, or what is measured once."""
    return Samples(values=(value,))


def timed(work: Work) -> float:
    """Seconds by the wall."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processor(work: Work) -> float:
    """Seconds of processor time of the processes that it starts and waits for: what a server does is not in it."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    work()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def in_turn(
    rounds: int,
    *works: Work,
    before: Work | None = None,
    warm: bool = True,
    measure: Callable[[Work], float] = timed,
) -> tuple[Samples, ...]:
    """Every work once in each round. `before` goes ahead of each and is not measured; with `warm` each runs once
    unmeasured, since what is measured is the second time and all later ones. Each begins with the disk at rest, so that
    nobody waits for what another one wrote. On a slow machine there are fewer rounds of what takes long."""
    found: list[list[float]] = [[] for _ in works]
    begun = time.monotonic()
    for number in range(-int(warm), rounds):
        if number >= _FEWEST and time.monotonic() - begun > _PATIENCE:
            break
        for place, work in enumerate(works):
            if before:
                before()
            os.sync()
            took = measure(work)
            if number >= 0:
                found[place].append(took)
    return tuple(Samples(values=tuple(values)) for values in found)


def run(command: Sequence[str | Path]) -> str:
    """A whole process, to its end; what it printed. Raises `CommandFailedError`."""
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        words = " ".join(str(part) for part in command)
        raise CommandFailedError(f"{words} ended with {done.returncode}:\n{(done.stderr or done.stdout)[-2000:]}")
    return done.stdout


def peak(command: Sequence[str | Path]) -> float:
    """The most memory that a whole process ever held, in MB."""
    return float(run([sys.executable, "-I", "-S", _PEAK, *command])) / 1000
