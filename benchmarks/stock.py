"""Calendars that a Radicale has read already, kept in `.bench/` for a month: the first reading of ten thousand events
takes it minutes, and is no part of what is measured.

`python -m benchmarks.stock FOLDER` lets Radicale's own storage read the calendars in a folder, without waiting for the
disk at each file.
"""

import json
import os
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from radicale import config, storage

from benchmarks.events import Event, Spread, meetings
from benchmarks.wire import ROOT

USER = "me"
_PROPS = {"tag": "VCALENDAR", "D:displayname": "Personal", "C:supported-calendar-component-set": "VEVENT"}
_PLACE = Path("collection-root") / USER / "stock"
_FORMAT = 2
"""Another one where the events are others."""
_PARTS = ("", ".Radicale.cache/item", ".Radicale.cache/history")


def anchor() -> datetime:
    """From where the days of the events count: the beginning of this month, so that a stock serves for the month."""
    return datetime.now(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def stocked(cache: Path, size: int, *, spread: Spread, mixed: bool) -> Path:
    """A folder of so many meetings as Radicale stores them, read by it."""
    root = cache / "stock" / f"{_FORMAT}-{anchor():%Y-%m}-{spread}-{'mixed' if mixed else 'plain'}-{size}"
    if not (root / "ready").exists():
        shutil.rmtree(root, ignore_errors=True)
        with TemporaryDirectory(dir=in_memory()) as made:
            folder = Path(made) / _PLACE
            folder.mkdir(parents=True)
            fill(folder, *meetings(size, anchor(), spread=spread, mixed=mixed))
            subprocess.run([sys.executable, "-m", "benchmarks.stock", made], check=True, cwd=ROOT)
            shutil.copytree(made, root)
        (root / "ready").touch()
    return root / _PLACE


def in_memory() -> Path | None:
    """Where a server's files stand, so that its disk is not measured; None for where temporary files are."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of its own is made in it
    return memory if os.access(memory, os.W_OK) else None


@cache
def names(stock: Path) -> tuple[str, ...]:
    """Of its events, in their order."""
    return tuple(sorted(_files(stock), key=lambda name: int(name[len("meeting-") : -len(".ics")])))


def take(stock: Path, names: tuple[str, ...], folder: Path, *, kept: Path) -> None:
    """Give a calendar these events, with what Radicale knows of them. `kept` holds what any has been given, and all
    have links to the same files: Radicale never writes into a file, it puts another one in its place."""
    for part in _PARTS:
        (folder / part).mkdir(parents=True, exist_ok=True)
        (kept / part).mkdir(parents=True, exist_ok=True)
        given = _files(kept / part)
        for name in names:
            if name not in given:
                shutil.copyfile(stock / part / name, kept / part / name)
            os.link(kept / part / name, folder / part / name)


def link(other: Path, folder: Path) -> None:
    """Give a calendar all events of another one, with what Radicale knows of them."""
    for part in _PARTS:
        (folder / part).mkdir(parents=True, exist_ok=True)
        for name in _files(other / part):
            os.link(other / part / name, folder / part / name)


def fill(folder: Path, *events: Event) -> None:
    """These events as files, and what makes the folder a calendar of Radicale's."""
    (folder / ".Radicale.props").write_text(json.dumps(_PROPS))
    for event in events:
        (folder / f"{event.uid}.ics").write_text(event.text, encoding="utf-8", newline="")


def _files(folder: Path) -> set[str]:
    return {file.name for file in folder.glob("*.ics")}


def main(folder: str) -> None:
    """Read all, and note it as read."""
    configuration = config.load()
    configuration.update({"storage": {"filesystem_folder": folder, "_filesystem_fsync": "False"}}, "bench", True)
    opened = storage.load(configuration)
    with opened.acquire_lock("w"):
        collection = next(iter(opened.discover(f"/{USER}/stock/")))
        collection.sync()  # type: ignore[union-attr]


if __name__ == "__main__":
    main(sys.argv[1])
