"""A ledger that is broken is put aside, and a new one is built from the calendar, which is the database (promise 9)."""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from planner.values import Preferences
from sync.ledger import BrokenLedgerError, Ledger

NOTICE = "notice"
"""The fact that holds what is to be told of the ledger itself, until a good cycle has told it."""

_KEPT = 3
"""How many broken ledgers are kept."""

_PARTS = ("-wal", "-shm", "")
"""The file itself last: beside a new one the log of an old one would be taken for its own."""


def open_or_rebuild(path: Path, preferences: Preferences, now: datetime) -> Ledger:
    """The ledger, or a new one where it is broken. Raises as `Ledger.open` does."""
    with suppress(BrokenLedgerError):
        return Ledger.open(path, preferences)
    with _alone(path.parent):
        with suppress(BrokenLedgerError):  # another process was first
            return Ledger.open(path, preferences)
        _rebuild(path, preferences, now)
        return Ledger.open(path, preferences)


def rebuild(path: Path, preferences: Preferences, now: datetime) -> Path:
    """Put the ledger aside (its name then says when, in UTC; the last three are kept) and make a new one, which knows
    what is to be told. Gives where the old one is. Raises as `Ledger.open` does."""
    with _alone(path.parent):
        return _rebuild(path, preferences, now)


def _rebuild(path: Path, preferences: Preferences, now: datetime) -> Path:
    aside = path.with_name(f"{path.name}.broken-{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    paused = _paused(path)
    for part in _PARTS:
        with suppress(FileNotFoundError):
            path.with_name(path.name + part).rename(f"{aside}{part}")
    with closing(Ledger.open(path, preferences)) as ledger, ledger.transaction():
        ledger.set_fact("paused", paused)
        ledger.set_fact(
            NOTICE,
            f"the local memory was damaged and is rebuilt from the calendar; the old one is kept as {aside}. What you "
            "deleted before may come back where the calendar keeps no memory of it: delete it again, and it stays away",
        )
    _forget_oldest(path)
    return aside


def _paused(path: Path) -> str:
    """Whether the person wanted rest, as far as that can still be read."""
    with suppress(sqlite3.DatabaseError, TypeError), closing(sqlite3.connect(path)) as db:
        return str(*db.execute("SELECT value FROM fact WHERE name = 'paused'").fetchone())
    return ""


def _forget_oldest(path: Path) -> None:
    for old in sorted(path.parent.glob(f"{path.name}.broken-*Z"))[:-_KEPT]:
        for part in _PARTS:
            old.with_name(old.name + part).unlink(missing_ok=True)


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time, as far as the file system lets us say so."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)
