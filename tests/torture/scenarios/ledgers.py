"""A ledger whose commits are seen."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

from planner.values import Preferences
from sync.ledger import Ledger


def watched(committed: Callable[[], None]) -> Callable[[Path, Preferences], Ledger]:
    """Opens ledgers that tell after each commit that changed something; whatever that raises is raised in its place."""

    def opened(path: Path, preferences: Preferences) -> Ledger:
        ledger = Ledger.open(path, preferences)
        ledger._db = _Watched(ledger._db, committed)  # type: ignore[assignment]
        return ledger

    return opened


class _Watched:
    """A connection of sqlite3's, as far as the ledger uses it."""

    def __init__(self, db: sqlite3.Connection, committed: Callable[[], None]) -> None:
        self._db = db
        self._committed = committed
        self._changes = db.total_changes

    def __getattr__(self, name: str) -> Any:
        return getattr(self._db, name)

    def execute(self, sql: str, *parameters: Any) -> sqlite3.Cursor:
        cursor = self._db.execute(sql, *parameters)
        if sql == "ROLLBACK":
            self._changes = self._db.total_changes
        elif not self._db.in_transaction and self._db.total_changes != self._changes:
            self._changes = self._db.total_changes
            self._committed()
        return cursor
