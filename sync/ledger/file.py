"""The file itself: opened, migrated, copied; transactions; and the facts of the account as a whole."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from planner.values import Preferences
from providers import private
from sync.ledger.schema import MIGRATIONS
from sync.ownership import check_state_dir

_BUSY_SECONDS = 30


class NewerLedgerError(Exception):
    """The file was written by a newer version than this one."""


class LedgerFile:
    """What every part of the ledger stands on. Not thread-safe; any number of processes may have one open."""

    def __init__(self, connection: sqlite3.Connection, preferences: Preferences) -> None:
        self._db = connection
        self._preferences = preferences
        self._zone = ZoneInfo(preferences.home_zone)

    @classmethod
    def open(cls, path: Path, preferences: Preferences) -> Self:
        """Open or make the file (mode 0600, its folder 0700). Raises OSError where that is not possible,
        sqlite3.DatabaseError where the file is no ledger, NewerLedgerError, ConfigError where others may write."""
        check_state_dir(path.parent)
        private.make_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        path.chmod(0o600)
        db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
        db.execute("PRAGMA journal_mode = WAL")
        return cls._migrated(db, preferences)

    @classmethod
    def copy(cls, path: Path, preferences: Preferences) -> Self:
        """A copy in memory, on which a dry run may write as it likes; empty where there is no file."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        if path.exists():
            _copy_into(db, path)
        return cls._migrated(db, preferences)

    @classmethod
    def _migrated(cls, db: sqlite3.Connection, preferences: Preferences) -> Self:
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            db.close()
            raise NewerLedgerError(f"version {version}, this program knows {len(MIGRATIONS)}")
        if version < len(MIGRATIONS):
            _migrate(db)
        return cls(db, preferences)

    def close(self) -> None:
        """Close the file; nothing is lost, every step was committed."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside; reentrant."""
        if self._db.in_transaction:
            yield
            return
        with _transaction(self._db):
            yield

    def fact(self, name: str) -> str:
        """A fact by name, "" where it was never set."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact; "" forgets it."""
        if value == self.fact(name):
            return
        if value:
            self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
        else:
            self._db.execute("DELETE FROM fact WHERE name = ?", (name,))


def _copy_into(db: sqlite3.Connection, path: Path) -> None:
    """Also from a folder that can't be written to, in which a file can only be read as if nobody wrote it."""
    address = path.absolute().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as file:
            file.backup(db)
    except sqlite3.OperationalError:
        with closing(sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)) as file:
            file.backup(db)


def _migrate(db: sqlite3.Connection) -> None:
    with _transaction(db):
        # read again inside the transaction: another process may have been first
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")
