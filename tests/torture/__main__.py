"""python -m tests.torture --budget SECONDS [--seed N] [--part NAME]     explore
python -m tests.torture --part NAME --replay SCHEDULE                  run one schedule again

Parts share the budget and run side by side in processes of their own. Exit code 1 when a promise did not hold.
"""

import argparse
import logging
import random
import shlex
import sys
from concurrent.futures import ProcessPoolExecutor
from importlib import import_module
from typing import cast

from tests.torture.part import Part, Tally

SHARES = (("hostile", 24), ("machine", 12), ("hostile", 8), ("boundaries", 3), ("interleavings", 1))
"""Modules (or packages) of this folder, each a `Part`, with shares of the time. On two cores, and in this order, all
end together."""
PARTS = tuple(dict.fromkeys(name for name, _ in SHARES))
CORES = 2


def main() -> int:
    """Explore or replay, print what it came to."""
    asked = _arguments()
    _quiet()
    if asked.replay:
        return _tell({asked.part: _part(asked.part).replay(asked.replay)})
    print(f"seed {asked.seed}, {asked.budget:.0f} s", flush=True)
    shares = ((asked.part, 1),) if asked.part else SHARES
    unit = asked.budget * min(CORES, len(shares)) / sum(share for _, share in shares)
    with ProcessPoolExecutor(CORES) as pool:
        running = [
            (name, pool.submit(explored, name, share * unit, asked.seed + number))
            for number, (name, share) in enumerate(shares)
        ]
        tallies: dict[str, Tally] = {}
        for name, future in running:
            tallies[name] = tallies.get(name, Tally()) + future.result()
        return _tell(tallies)


def explored(name: str, seconds: float, seed: int) -> Tally:
    """What one part came to, in a process of its own."""
    _quiet()
    return _part(name).explore(seconds=seconds, seed=seed)


def _quiet() -> None:
    logging.getLogger("caldav").setLevel(logging.ERROR)  # it warns of every page in the place of an answer


def _part(name: str) -> Part:
    return cast("Part", import_module(f"tests.torture.{name}"))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__.splitlines()[0])
    parser.add_argument("--budget", type=float, default=600, metavar="SECONDS")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--replay", metavar="SCHEDULE", help="a schedule, as a finding prints it; needs --part")
    asked = parser.parse_args()
    if asked.replay and not asked.part:
        parser.error("--replay needs --part")
    return asked


def _tell(tallies: dict[str, Tally]) -> int:
    for name, tally in tallies.items():
        faults = ", ".join(f"{fault} {times:,}" for fault, times in tally.faults.most_common())
        print(f"{name}: {tally.schedules:,} schedules, {tally.boundaries:,} boundaries; {faults or 'no faults'}")
        for finding in tally.findings:
            schedule, _, seen = finding.partition(" ")
            print(f"  VIOLATION {seen}\n    python -m tests.torture --part {name} --replay {shlex.quote(schedule)}")
    return int(any(tally.findings for tally in tallies.values()))


if __name__ == "__main__":
    sys.exit(main())
