"""Cases, alone or several in one calendar, from their arrival to what is printed of them."""

import traceback
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.torture.hostile.bounds import SECONDS, TooLongError, bounded
from tests.torture.hostile.case import Case
from tests.torture.hostile.printed import planned_offline, printed
from tests.torture.hostile.promises import (
    ends_well,
    good_interviews_stand,
    harmless,
    is_quiet,
    is_still,
    nothing_is_silent,
    ours_only,
    wrote_what_was_forged,
)
from tests.torture.hostile.world import World

_MORE_LOOKS = 2
_TOO_LONG = f"takes longer than {SECONDS:.0f} s"


def broken(cases: Sequence[Case], *, prints: bool = True) -> str:
    """Which promise these cases break where they stand in one calendar, and what was seen; "" for none. With `prints`
    all that can be printed of them is looked at, too. What takes too long is tried twice: on a machine with much else
    to do the processor is slower, too."""
    seen = _broken(cases, prints=prints)
    return _broken(cases, prints=prints) if seen == _TOO_LONG else seen


def _broken(cases: Sequence[Case], *, prints: bool) -> str:
    with TemporaryDirectory(prefix="hostile-") as folder:
        world = World(folder=Path(folder), cases=cases)
        steps = _steps(world, prints=prints)
        while True:
            try:
                with bounded():
                    seen = next(steps, None)
            except TooLongError:
                return _TOO_LONG
            except Exception as error:  # noqa: BLE001  any is what is looked for
                return _told(error)
            if seen is None:
                return ""
            if seen:
                return seen[0]


def _steps(world: World, *, prints: bool) -> Iterator[list[str]]:
    """What is wrong after each step; each is bounded by itself."""
    report = world.cycle()
    yield [*ends_well(report), *ours_only(world)]
    picture = world.picture()
    yield [*good_interviews_stand(world, picture), *nothing_is_silent(world, report, picture)]
    yield [*harmless(printed(world, report, picture))] if prints else []
    again = world.cycle(whole=True)
    for _ in range(_MORE_LOOKS):
        if wrote_what_was_forged(world, report):
            yield []
            report, again = again, world.cycle(whole=True)
    yield [*is_quiet(world, report, again)]
    world.computer.lose_ledger()
    yield [*is_still(world.cycle()), *ours_only(world)]
    yield [*planned_offline(world)] if prints else []


def _told(error: Exception) -> str:
    """The error and the last place of ours that it came through."""
    ours = [at for at in traceback.extract_tb(error.__traceback__) if ".venv" not in at.filename]
    where = f"{Path(ours[-1].filename).name}:{ours[-1].lineno}"
    return f"{type(error).__name__} in {where}: {error}"[:400]
