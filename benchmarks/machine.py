"""What was measured on: the machine, and the versions of all that took part."""

import os
import platform
import re
import sqlite3
import subprocess
from importlib.metadata import version
from pathlib import Path

from benchmarks.measuring import timed
from benchmarks.peers import LOCK
from benchmarks.wire import ROOT

_OURS = ("caldav", "requests", "lxml", "icalendar", "google-api-python-client", "pydantic", "typer")
_SERVERS = ("radicale",)
_THEIRS = ("vdirsyncer", "khal")


def machine() -> str:
    """Some lines of Markdown."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    locked = dict(re.findall(r"^([\w.-]+)==(\S+)", LOCK.read_text(), flags=re.MULTILINE))
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return "\n".join(
        [
            f"- {os.cpu_count()} cores ({_processor()}), {memory:.0f} GB, {platform.system()} {platform.release()}; "
            f"all on loopback; load when it ended: {load}; Python counts to ten million in {_counting():.2f} s there",
            f"- Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}, "
            + ", ".join(f"{name} {version(name)}" for name in _OURS),
            f"- Aftertouch {version('aftertouch')} ({_commit()}); servers: "
            + ", ".join(f"{name.capitalize()} {version(name)}" for name in _SERVERS)
            + ", the local Google server of the tests",
            "- beside it: " + ", ".join(f"{name} {locked.get(name, '?')}" for name in _THEIRS),
        ]
    )


def _counting() -> float:
    """How fast the machine is, whatever it is called: the best of some times."""
    return min(timed(lambda: sum(1 for _ in range(10_000_000))) for _ in range(3))


def _processor() -> str:
    found = re.search(r"^model name\s*: (.*)$", Path("/proc/cpuinfo").read_text(), flags=re.MULTILINE)
    return found[1] if found else platform.machine()


def _commit() -> str:
    done = subprocess.run(
        ["git", "describe", "--always", "--dirty"],  # noqa: S607  git from the PATH
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout.strip() or "no commit"
