"""Hostile input: calendars that hold what nobody should write, beside interviews that must be served all the same.

A schedule is one case or several that stand in one calendar, joined by commas: `kind:seed`, or `kind:z…` with what was
made smaller. Boundaries are the cases met by a cycle.
"""

import random
import time
from collections import Counter
from collections.abc import Sequence

from tests.torture.hostile.case import Case, chosen, parsed
from tests.torture.hostile.run import broken
from tests.torture.hostile.smaller import smallest
from tests.torture.part import Tally

TOGETHER = 16
"""Cases in one calendar. Whatever they break is then looked for in fewer of them."""
_PRINTED = 3 * TOGETHER
"""Of one calendar in three all is printed, which takes longer than all the rest."""
_CYCLES = 4


def explore(*, seconds: float, seed: int) -> Tally:
    """Cases of every kind, until the time is over."""
    chance, until = random.Random(seed), time.monotonic() + seconds  # noqa: S311  no secret
    tally = Tally()
    while time.monotonic() < until:
        tally += _tally([chosen(chance) for _ in range(TOGETHER)], prints=tally.schedules % _PRINTED == 0)
    return tally


def replay(schedule: str) -> Tally:
    """The cases of one schedule."""
    return _tally([parsed(case) for case in schedule.split(",")])


def _tally(cases: Sequence[Case], *, prints: bool = True) -> Tally:
    findings: tuple[str, ...] = ()
    if broken(cases, prints=prints):
        fewest, seen = smallest(cases, broken)
        findings = (f"{','.join(map(str, fewest))} {seen}",) if seen else ()
    kinds = Counter(case.kind for case in cases)
    return Tally(schedules=len(cases), boundaries=_CYCLES * len(cases), faults=kinds, findings=findings)
