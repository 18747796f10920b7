"""An account's ledger on this machine: where it is, how it is opened, and what happens when it can't be."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from planner.values import Preferences
from sync.errors import TryLater
from sync.ledger import Ledger, NewerLedgerError
from sync.places import file_stem
from sync.settings import Account, Settings, preferences


def ledger_path(settings: Settings, account: Account) -> Path:
    """The account's ledger file."""
    return settings.state_dir / f"{file_stem(account.name)}.sqlite"


@contextmanager
def open_ledger(settings: Settings, account: Account, *, now: datetime, dry: bool = False) -> Iterator[Ledger]:
    """The account's ledger; with `dry` a copy that is thrown away. One that is damaged is put aside, and a new one is
    rebuilt from the calendar. Raises TryLater where the state folder can't be written."""
    path = ledger_path(settings, account)
    mine = preferences(settings, account)
    try:
        ledger = _copy(path, mine) if dry else _open(path, mine, now)
        try:
            yield ledger
        finally:
            ledger.close()
    except NewerLedgerError as error:
        raise TryLater(
            f"{path}: was written by a newer version of aftertouch ({error})",
            next_step="Update this one, or give it another state_dir.",
        ) from None
    except (OSError, sqlite3.OperationalError) as error:
        raise TryLater(
            f"{path}: the state folder can't be used: {error}",
            next_step="Make it writable and see that the disk is not full, or set state_dir in the configuration.",
        ) from None
    except sqlite3.DatabaseError as error:
        if dry:
            raise TryLater(f"{path}: is damaged: {error}", next_step="Run: aftertouch sync") from None
        aside = _put_aside(path, now)
        raise TryLater(
            f"{path}: was damaged ({error}); it is kept as {aside}",
            next_step="The next `aftertouch sync` rebuilds it from the calendar: nothing is doubled, no edit is lost.",
        ) from None


def _copy(path: Path, mine: Preferences) -> Ledger:
    try:
        return Ledger.copy(path, mine)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        return Ledger.copy(path.with_name("no such file"), mine)


def _open(path: Path, mine: Preferences, now: datetime) -> Ledger:
    try:
        return Ledger.open(path, mine)
    except sqlite3.OperationalError:
        raise
    except sqlite3.DatabaseError:
        aside = _put_aside(path, now)
        ledger = Ledger.open(path, mine)
        ledger.set_fact("notice", f"the ledger was damaged; it is kept as {aside}, and a new one was made")
        return ledger


def _put_aside(path: Path, now: datetime) -> Path:
    aside = path.with_name(f"{path.name}.damaged-{now:%Y%m%dT%H%M%S}")
    path.rename(aside)
    for rest in ("-wal", "-shm"):
        path.with_name(path.name + rest).unlink(missing_ok=True)
    return aside
