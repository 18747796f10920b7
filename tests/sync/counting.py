"""Counts what is asked of the ledger's database: statements, rows written, and the instructions that each takes.

    with counting() as counted:
        …a cycle…
    counted.written, counted.instructions, counted.statements

Instructions are those of SQLite's virtual machine: where they grow with the rows of a table, it was walked through.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from unittest.mock import patch


@dataclass(kw_only=True)
class Counted:
    """What was asked since the block began."""

    written: int = 0
    """Rows inserted, changed or deleted."""
    statements: list[str] = field(default_factory=list)
    """In order, with their values."""
    by_statement: Counter[str] = field(default_factory=Counter)
    """Instructions by statement."""

    @property
    def instructions(self) -> int:
        """Of all statements together."""
        return self.by_statement.total()

    def begin(self, statement: str) -> None:
        """A statement begins."""
        self.statements.append(statement)

    def step(self) -> None:
        """One instruction of it."""
        self.by_statement[self.statements[-1] if self.statements else ""] += 1


class _Connection(sqlite3.Connection):
    def __init__(self, counted: Counted, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._counted = counted
        self.set_trace_callback(counted.begin)
        self.set_progress_handler(counted.step, 1)

    def close(self) -> None:
        self._counted.written += self.total_changes
        super().close()


@contextmanager
def counting() -> Iterator[Counted]:
    """Count on all connections that are opened inside, and closed."""
    counted = Counted()
    with patch("sqlite3.connect", partial(sqlite3.connect, factory=partial(_Connection, counted))):
        yield counted
