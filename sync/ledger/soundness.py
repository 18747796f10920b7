"""Whether a ledger is as it was written, for when a cycle stumbled: over the ledger, or over a bug of ours?

SQLite sees at once that its pages don't fit together. A byte that changed inside a value is seen only by who reads it.
"""

import json
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any, get_args

from sync.ledger import Ledger
from sync.states import State

_FACTS: Mapping[str, Callable[[str], Any]] = {
    "failing_since": datetime.fromisoformat,
    "hold": json.loads,
    "last": json.loads,
    "listed": datetime.fromisoformat,
    "twice": json.loads,
}
"""How the facts are read that are not used as they are."""


def is_sound(ledger: Ledger) -> bool:
    """Whether everything in it can be read."""
    with suppress(sqlite3.DatabaseError, ValueError, TypeError, KeyError, OverflowError):
        _read(ledger)
        return True
    return False


def _read(ledger: Ledger) -> None:
    for name, reading in _FACTS.items():
        if value := ledger.fact(name):
            reading(value)
    calendars = {calendar.id for calendar in ledger.calendars()} | ledger.calendars_with_marks()
    for calendar in calendars:
        ledger.progress(calendar)
        dict(ledger.known(calendar))
    ledger.whole_events(calendars)
    ledger.calm()
    ledger.interviews()
    ledger.buried()
    for remembered in ledger.memory().values():
        if remembered.state not in get_args(State):
            raise ValueError(remembered.state)
