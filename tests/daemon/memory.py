"""A daemon with nothing to do, for very long: `python -m tests.daemon.memory FOLDER CYCLES` prints as JSON what it
holds of memory and files after the first 100 cycles and at the end. With a URL behind, an account there as well.
"""

import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sync.daemon.loop import Daemon
from sync.daemon.machine import System
from sync.daemon.supervisor import Supervisor
from tests.daemon.pretended import MONDAY, Household, Pretended
from tests.service.rig import interview

WARM = 100


@dataclass(kw_only=True)
class Forgetful(Pretended):
    """Keeps nothing of what happens, but counts: a test that remembers grows itself."""

    at: dict[int, Callable[[], None]]
    cycles: int = 0

    def start(self, _: str, work: Callable[[], None]) -> None:
        work()
        self.cycles += 1
        if measure := self.at.get(self.cycles):
            measure()

    def tidy(self, *, for_good: bool) -> None:
        System().tidy(for_good=for_good)


def held() -> dict[str, int]:
    """Bytes of memory, and open files."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return {"memory": pages * os.sysconf("SC_PAGE_SIZE"), "files": len(list(Path("/proc/self/fd").iterdir()))}


def main(folder: Path, cycles: int, url: str = "") -> None:
    """Run, and print."""
    found: list[dict[str, int]] = []

    def measure() -> None:
        found.append(held())
        if machine.cycles == cycles:
            machine.post("stop")

    machine = Forgetful(ends=float("inf"), at={WARM: measure, cycles: measure})
    home = Household(folder=folder, machine=machine)
    server = f'[[accounts]]\nname = "away"\nprovider = "caldav"\nurl = "{url}"\n'
    home.configure("home", *([server] if url else []))
    (folder / "home" / "i.ics").write_text(interview(at=MONDAY + timedelta(days=2)), newline="")
    Daemon(home.load(), home.load, machine, Supervisor()).run()
    print(json.dumps(found))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
