"""What every exploration offers: it runs schedules for a while, and any one of them again.

A *schedule* is one line of text that determines a run completely: the same line does the same again. A *boundary* is
a place in a run at which something can go wrong (before a request, after a commit of the ledger, ...).
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What an exploration came to. Tallies add up."""

    schedules: int = 0
    boundaries: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    """How often each kind of fault was injected."""
    findings: tuple[str, ...] = ()
    """One line each: the schedule, a blank, and which promise did not hold, with what was seen."""

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            schedules=self.schedules + other.schedules,
            boundaries=self.boundaries + other.boundaries,
            faults=self.faults + other.faults,
            findings=self.findings + other.findings,
        )


class Part(Protocol):
    """One exploration; a module with these two functions is one."""

    def explore(self, *, seconds: float, seed: int) -> Tally:
        """Run schedules for about so long; the seed decides which, and in what order."""
        ...

    def replay(self, schedule: str) -> Tally:
        """Run one schedule again, as it stands in a finding."""
        ...
