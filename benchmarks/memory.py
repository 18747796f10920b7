"""Memory: the daemon at rest, beside the most that vdirsyncer holds."""

import subprocess
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

from benchmarks.measuring import once, peak
from benchmarks.ours import PYTHON, Home
from benchmarks.results import Line, Result, Unmeasured
from benchmarks.setting import Setting
from tests.service.daemons import daemon, until

_LOOKED = "next look in"
_PARTS = {
    "pydantic-settings": "pydantic_settings",
    "typer": "typer",
    "requests": "requests",
    "caldav with lxml, icalendar and yaml": "caldav.davclient",
    "what is ours": "sync.cli.daemon, sync.daemon.loop, sync.cycle, providers.caldav",
}
"""What a daemon loads that finds nothing changed, one after another."""
_LOADED = f"import {', '.join(_PARTS.values())}"
_RESIDENT = "[line for line in open('/proc/self/status') if line.startswith('VmRSS:')][0].split()[1]"
_LOOKS = 4
_TIDY = 0.5
"""Seconds that the daemon has to tidy up after a look."""


def memory(setting: Setting) -> Iterator[Result]:
    """Row 9, memory."""
    place = setting.radicale(setting.large)
    home = setting.home(place.account(), poll_interval="1s")
    after_first = _at_rest(home)
    restarted = _at_rest(home)
    work = f"daemon at rest, {setting.large:,} events mirrored"
    if isinstance(setting.peers, str):
        yield Unmeasured(row="9", work=work, why=setting.peers)
        return
    them, first = setting.settled_vdirsyncer(setting.peers, setting.shared(setting.large))
    again = peak(them.command("sync"))
    pairs = (
        ("after its first sync", after_first, "in its first sync", first),
        ("started later", restarted, "later", again),
    )
    for when, ours, their_when, theirs in pairs:
        yield Line(
            row="9",
            work=f"{work}, {when}",
            against=f"most memory of `vdirsyncer sync` {their_when}",
            ours=once(ours),
            theirs=once(theirs),
            unit="MB",
            limit=0.7,
        )
    yield Line(
        row="9",
        work="Python with what the daemon loads, and nothing done",
        against="most memory of `vdirsyncer sync` later",
        ours=once(peak([PYTHON, "-c", _LOADED])),
        theirs=once(again),
        unit="MB",
        note=_made_of(),
    )
    home.forget()
    yield Line(
        row="9",
        work=f"most memory of the first `aftertouch sync`, {setting.large:,} events",
        against="most memory of the first `vdirsyncer sync`",
        ours=once(peak(home.command("sync"))),
        theirs=once(first),
        unit="MB",
    )


def _at_rest(home: Home) -> float:
    """Resident MB of a daemon that has looked several times."""
    (home.config.parent / "daemon.log").unlink(missing_ok=True)
    with daemon(home.config, "-v") as running:
        until(lambda: running.lines().count(_LOOKED) >= _LOOKS, running.lines, patience=300)
        time.sleep(_TIDY)
        return _resident(running.process.pid)


def _made_of() -> str:
    """What Python takes by itself, and what each part adds."""
    steps = "; ".join(f"import {modules}; print({_RESIDENT})" for modules in ("sys", *_PARTS.values()))
    told = subprocess.run([PYTHON, "-c", steps], capture_output=True, text=True, check=True).stdout.split()
    sizes = [int(kilobytes) / 1000 for kilobytes in told]
    added = (after - before for before, after in pairwise(sizes))
    parts = ", ".join(f"{name} {size:.0f} MB more" for name, size in zip(_PARTS, added, strict=True))
    return f"Python {sizes[0]:.0f} MB, {parts}"


def _resident(pid: int) -> float:
    status = Path(f"/proc/{pid}/status").read_text(encoding="ascii")
    (line,) = [line for line in status.splitlines() if line.startswith("VmRSS:")]
    return int(line.split()[1]) / 1000
