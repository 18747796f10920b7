"""python -m tests.killing --kills 300 --server radicale|xandikos|folder [--seed N] [--warm]

Kill the program (`kill -9`) at random moments of a first sync and a reschedule, and check at every tenth kill that
after a clean run nothing stands twice, nothing is missing, what the person did stands, and the next run finds nothing
to do. Exit code 1 where that does not hold.
"""

import argparse
import random
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.killing.places import PLACES, OnFolder, OnServer, place
from tests.killing.program import PROGRAMS
from tests.killing.rounds import Tally, rounds

KILLS_A_ROUND = 10


def main() -> int:
    """Kill as often as asked, and print what it came to."""
    asked = _arguments()
    how = "warm" if asked.warm else "cold"
    print(f"{asked.server}, {asked.kills} kills, seed {asked.seed}, {how}", flush=True)
    begun = monotonic()
    with (
        TemporaryDirectory() as folder,
        place(asked.server, Path(folder) / "server") as where,
        PROGRAMS[how]() as program,
    ):
        play = rounds(where, program, Path(folder)).play
        tally = Tally()
        while tally.kills < asked.kills:
            seed = f"{asked.seed} {tally.checks}"
            try:
                tally += play(KILLS_A_ROUND, random.Random(seed))  # noqa: S311  no secret
            except AssertionError as broken:
                print(f"VIOLATION in round {seed!r} after {tally.kills} kills: {broken}")
                return 1
        _tell(tally, where, monotonic() - begun)
    return 0


def _tell(tally: Tally, where: OnServer | OnFolder, seconds: float) -> None:
    print(f"{tally.kills} kills within the work, {tally.writing} of them after a change of the calendar")
    print(f"{tally.survived} runs ended before their kill; {where.restarts} restarts of the server")
    print(f"{tally.checks} checks: nothing twice, nothing missing, all edits stand; {seconds:.0f} s")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.killing", description="\n".join(__doc__.splitlines()[2:]))
    parser.add_argument("--kills", type=int, default=300)
    parser.add_argument("--server", choices=PLACES, required=True)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument(
        "--warm", action="store_true", help="fork off a loaded program: many more kills in the same time"
    )
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
