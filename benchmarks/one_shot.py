"""Nothing changed: the whole process, as cron runs it, beside vdirsyncer's."""

from collections.abc import Iterator
from functools import partial

from benchmarks.measuring import in_turn, run
from benchmarks.ours import PYTHON
from benchmarks.results import Counted, Line, Result, Unmeasured
from benchmarks.setting import Setting

_LIMITS = (0.9, 0.35)
_LIBRARIES = "import typer, pydantic_settings, caldav.davclient"
"""What the command stands on: options, settings, CalDAV with requests and lxml."""


def one_shot(setting: Setting) -> Iterator[Result]:
    """Row 3, the same as a whole process."""
    for size, limit in zip(setting.sizes, _LIMITS, strict=True):
        work = f"`aftertouch sync`, nothing changed, {size:,} events"
        if isinstance(setting.peers, str):
            yield Unmeasured(row="3", work=work, why=setting.peers)
            continue
        place = setting.shared(size)
        home = setting.settled(place)
        run(home.command("sync"))  # what it wrote is read by the next one, as is what another part changed
        them, _ = setting.settled_vdirsyncer(setting.peers, place)
        ours, theirs, floor = in_turn(
            setting.rounds,
            partial(run, home.command("sync")),
            partial(run, them.command("sync")),
            partial(run, [PYTHON, "-c", _LIBRARIES]),
            warm=False,
        )
        yield Line(row="3", work=work, against="`vdirsyncer sync`", ours=ours, theirs=theirs, limit=limit)
        rest = "Python with the libraries that the command stands on, loaded and not used"
        yield Line(row="3", work=rest, against="`vdirsyncer sync`", ours=floor, theirs=theirs)
        relay = setting.relay(place.url)
        by_way = them.by_way(relay.url, setting.fresh())
        relay.forget()
        run(by_way.command("sync"))
        seen = relay.seen()
        yield Counted(work=work, who="vdirsyncer", requests=len(seen.requests), sent=seen.sent, received=seen.received)
