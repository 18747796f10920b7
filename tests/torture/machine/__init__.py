"""A model and a machine: a small model of a calendar, a person, an employer and the clock, and the real engine on it.

A run draws steps by chance: what the person, the employer, the clock and the network do, and cycles of one or two
computers. After every step, and at every write that goes over the wire, the promises are checked by what stands on the
server and by what the person did (`promises`), never by what the engine believes.

    python -m tests.torture --part machine --budget 60
    python -m tests.torture --part machine --replay memory:tag.0,cycle.0,delete.1,cycle.0

The named remainders, in which the model asks for less:

- a deletion and the end of its interview's plan between two looks are told apart by nothing (`World._decide`)
- a computer that never saw a follow-up stand, or whose ledger was lost since, knows of its deletion only by a tombstone
  or a receipt that it was told (`World.deleted_by_person`, `keeper.lose`); ids burn in one calendar alone
- what the person takes out of the trash and throws back before anybody looks is as we had left it
- after the loss of a ledger, or with two of them, what we ourselves had removed may stay away where ids burn
  (`World.check_calm`)
- a server that answers a dead token with nothing, or with all that stands, instead of refusing it, hides what went
  until the daily reading: tokens don't die there (`CalDavServer.expire_tokens`)
- a computer that begins after an `undo` elsewhere finds nothing that tells of it (`keeper.second`)
- once a follow-up says that it is no longer needed, what the person makes of that is not corrected again
"""

import random
import traceback
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic

from tests.torture.machine import employer, keeper, person
from tests.torture.machine.promises import Violation
from tests.torture.machine.schedule import Schedule, Step, drawn, parse, shrunk
from tests.torture.machine.servers import SERVERS
from tests.torture.machine.world import World
from tests.torture.part import Tally

RULES = {**employer.RULES, **person.RULES, **keeper.RULES}
WEIGHTS = {name: weight for name, (_, weight) in RULES.items()} | {"during": 8}
_QUICK = ("memory", "memory-burns")
"""What more than half of the runs take place on."""
_BETWEEN = (*sorted(person.RULES), *sorted(employer.RULES), "expire", *["other"] * 6)
"""What may happen between two requests of a cycle (`during`)."""
_FOLDER = next((folder for folder in ("/dev/shm",) if Path(folder).is_dir()), None)  # noqa: S108  a folder of ours in it
"""Ledgers in memory where there is such a place: disks are slow, and no run is to outlive its process."""
_LENGTHS = (8, 15, 25, 40, 60)


def explore(*, seconds: float, seed: int) -> Tally:
    """Draw schedules and run them."""
    chance, end = random.Random(seed), monotonic() + seconds  # noqa: S311  no secret
    tally = Tally()
    while monotonic() < end:
        calendars = chance.choice(_QUICK if chance.random() < 0.6 else sorted(SERVERS))
        schedule = drawn(calendars, WEIGHTS, chance.choice(_LENGTHS), chance)
        tally += run(schedule)
    return tally


def replay(schedule: str) -> Tally:
    """Run one schedule again."""
    return run(parse(schedule), shrinks=False)


def run(schedule: Schedule, *, shrinks: bool = True) -> Tally:
    """One schedule; what fails is made as short as it goes."""
    failed, world = seen_in(schedule)
    tally = Tally(schedules=1, boundaries=world.boundaries, faults=Counter(world.counted))
    if not failed:
        return tally
    if shrinks:
        schedule = shrunk(schedule, lambda simpler: _kind(seen_in(simpler)[0]) == _kind(failed))
        failed, _ = seen_in(schedule)
    return tally + Tally(findings=(f"{schedule} {failed}",))


def seen_in(schedule: Schedule) -> tuple[str, World]:
    """Which promise did not hold in a run of this schedule ("" if all did), and the world that it left."""
    with SERVERS[schedule.calendars]() as server, TemporaryDirectory(prefix="aftertouch-", dir=_FOLDER) as folder:
        world = World(server=server, folder=Path(folder))
        try:
            for step in schedule.steps:
                do(world, step)
            keeper.settle(world)
        except Violation as violation:
            return f"violation: {violation}", world
        except Exception as error:  # noqa: BLE001  whatever the engine lets through is a finding
            where = traceback.extract_tb(error.__traceback__)[-1]
            return f"crash: {error!r} at {Path(where.filename).name}:{where.lineno}", world
    return "", world


def do(world: World, step: Step) -> None:
    """One step."""
    if step.rule == "during":
        number, which, *numbers = (*step.numbers, 0, 0)
        inner = Step(_BETWEEN[which % len(_BETWEEN)], tuple(numbers))
        world.cycle(world.machines[0], meanwhile={number % 12 + 1: lambda: do(world, inner)})
        return
    rule, _ = RULES[step.rule]
    rule(world, *step.numbers[: rule.__code__.co_argcount - 1])


def _kind(failed: str) -> str:
    """The promise, without what was seen of it."""
    return failed.partition("(")[0].partition(" of interview")[0][:60]
