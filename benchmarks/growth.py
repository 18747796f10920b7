"""How the cost grows with the size: events on Radicale, on the local Google server and in a folder, and accounts."""

from collections.abc import Callable, Iterator

from benchmarks.measuring import run, timed
from benchmarks.places import Place, copy_of
from benchmarks.results import Curve, Result
from benchmarks.setting import Setting

_LOOKS, _LONG = 3, 2.0
"""How many looks the best is taken of, and the seconds from which on one tells enough."""
_READ = 1
"""Looks after a first sync, which wrote events, until they are read and nothing changes any more."""
_PATIENCE = 20.0
"""Seconds: a first sync that takes longer is the last one of its curve, since ten times the events follow."""


def growth(setting: Setting) -> Iterator[Result]:
    """The pictures by events and by accounts."""
    largest = {"Radicale": setting.large, "Google": setting.large * 10, "folder": setting.large * 10}
    kinds: dict[str, Callable[[int], Place]] = {
        "Radicale": setting.radicale,
        "Google": setting.google,
        "folder": setting.vdir,
    }
    for name, place in kinds.items():
        firsts, others = [], []
        for size in _sizes(100, largest[name]):
            first, other = _times(setting, place(size))
            firsts.append((size, first))
            others.append((size, other))
            if first > _PATIENCE:
                break
        yield Curve(picture="first-sync", name=name, points=tuple(firsts))
        yield Curve(picture="no-op", name=name, points=tuple(others))
    yield from _accounts(setting)


def _times(setting: Setting, place: Place) -> tuple[float, float]:
    """Seconds of the first sync as a whole process, and the best of some resident looks."""
    home = setting.home(place.account())
    first = timed(lambda: run(home.command("sync")))
    return first, _best(home.resident(looks=_READ))


def _best(look: Callable[[], object]) -> float:
    once = timed(look)
    return once if once > _LONG else min(once, *(timed(look) for _ in range(_LOOKS - 1)))


def _accounts(setting: Setting) -> Iterator[Result]:
    events = min(100, setting.small)
    most = 100 if setting.large >= 10_000 else 10
    place = setting.radicale(events)
    home = setting.home(place.account())
    run(home.command("sync"))
    others = [copy_of(place) for _ in range(1, most)]  # with what was written: it need not be written a hundred times
    points = []
    for number in _sizes(1, most):
        home = home.serving(*(one.account() for one in (place, *others[: number - 1])))
        run(home.command("sync"))
        points.append((number, _best(home.resident(looks=_READ))))
    yield Curve(picture="accounts", name="Radicale", points=tuple(points))


def _sizes(first: int, last: int) -> list[int]:
    sizes = [first]
    while sizes[-1] * 10 < last:
        sizes.append(sizes[-1] * 10)
    return [*sizes, *([last] if last > sizes[-1] else [])]
