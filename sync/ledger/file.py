"""The file itself: opened, migrated, copied; transactions; and the facts of the account as a whole."""

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from planner.values import Preferences
from providers import private
from sync.ledger.schema import MIGRATIONS
from sync.ownership import check_state_dir

_BUSY_SECONDS = 30

_PASSING = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_NOMEM,
    sqlite3.SQLITE_PERM,
    sqlite3.SQLITE_PROTOCOL,
    sqlite3.SQLITE_READONLY,
}
"""Primary result codes of SQLite; an extended one has its primary one in the lowest byte."""


class NewerLedgerError(Exception):
    """The file was written by a newer version than this one."""


class BrokenLedgerError(Exception):
    """The file is no ledger, or not as it was written: it can't be relied on."""


class LedgerFile:
    """What every part of the ledger stands on. Not thread-safe; any number of processes may have one open."""

    def __init__(self, connection: sqlite3.Connection, preferences: Preferences, path: Path) -> None:
        self._db = connection
        self._preferences = preferences
        self._zone = ZoneInfo(preferences.home_zone)
        self._looked = path.with_name(f"{path.name}.looked")

    @classmethod
    def open(cls, path: Path, preferences: Preferences) -> Self:
        """Open or make the file (mode 0600, its folder 0700). Raises OSError and sqlite3.OperationalError where that is
        not possible now, BrokenLedgerError, NewerLedgerError, ConfigError where others may write."""
        check_state_dir(path.parent)
        private.make_folder(path.parent)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_NONBLOCK, 0o600))
        _check_plain(path)
        path.chmod(0o600)
        stamp = _stamp(path)
        db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
        with _given_up_if_broken(db):
            db.execute("PRAGMA journal_mode = WAL")
            _look_through(path, stamp)
            return cls._migrated(db, preferences, path)

    @classmethod
    def copy(cls, path: Path, preferences: Preferences) -> Self:
        """A copy in memory, on which a dry run may write as it likes; empty where there is no file. Raises as `open`
        does."""
        check_state_dir(path.parent)
        db = sqlite3.connect(":memory:", isolation_level=None)
        with _given_up_if_broken(db):
            with suppress(FileNotFoundError):
                _check_plain(path)
                _copy_into(db, path)
            _check_whole(db)
            return cls._migrated(db, preferences, path)

    @classmethod
    def _migrated(cls, db: sqlite3.Connection, preferences: Preferences, path: Path) -> Self:
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            raise NewerLedgerError(f"version {version}, this program knows {len(MIGRATIONS)}")
        if version < len(MIGRATIONS):
            _migrate(db)
        return cls(db, preferences, path)

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

    def note_look(self, now: datetime) -> None:
        """Note, beside the file, that the account was looked at and nothing had changed: no row is worth that."""
        self._looked.touch(mode=0o600)
        os.utime(self._looked, (now.timestamp(), now.timestamp()))

    def last_look(self) -> datetime | None:
        """When that was noted last, None where it never was."""
        with suppress(FileNotFoundError):
            return datetime.fromtimestamp(self._looked.stat().st_mtime, UTC)
        return None

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


def _check_plain(path: Path) -> None:
    """Raises OSError for a link, a folder, and what would be waited on for ever, as a named pipe."""
    if not stat.S_ISREG(path.lstat().st_mode):
        raise OSError("is no plain file")


@contextmanager
def _given_up_if_broken(db: sqlite3.Connection) -> Iterator[None]:
    """What is about to be used is closed where that fails, and SQLite's verdict becomes ours."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        db.close()
        if is_passing(error):
            raise
        raise BrokenLedgerError(str(error)) from None
    except BaseException:
        db.close()
        raise


def _stamp(path: Path) -> tuple[int, ...]:
    """What the file was last written to be, and what is not in it yet."""
    stamp: list[int] = []
    for file in (path, path.with_name(f"{path.name}-wal")):
        with suppress(FileNotFoundError):
            found = file.stat()
            stamp += (found.st_ino, found.st_size, found.st_mtime_ns)
    return tuple(stamp)


@lru_cache(maxsize=256)  # a file that nobody wrote to since is as whole as it was
def _look_through(path: Path, stamp: tuple[int, ...]) -> None:  # noqa: ARG001
    with closing(sqlite3.connect(path, timeout=_BUSY_SECONDS)) as db:
        _check_whole(db)


def _check_whole(db: sqlite3.Connection) -> None:
    """Some milliseconds for ten thousand events. A page that is not what it was could hide a follow-up that stands."""
    (found,) = db.execute("PRAGMA quick_check(1)").fetchone()
    if found != "ok":
        raise BrokenLedgerError(found)


def is_passing(error: sqlite3.Error) -> bool:
    """Whether the disk, the rights or another process are in the way, rather than what the file holds."""
    return getattr(error, "sqlite_errorcode", sqlite3.SQLITE_CORRUPT) & 0xFF in _PASSING


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
        db.execute("COMMIT")
    except BaseException:
        if db.in_transaction:  # a full disk rolls back by itself
            db.execute("ROLLBACK")
        raise
