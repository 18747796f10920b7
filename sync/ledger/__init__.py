"""The ledger: one SQLite file per account. A mirror of the calendars (a cache) and the memory of what is gone.

The calendar is the database (promise 9); this file can be lost. What must hold: a token is stored in the same
transaction as the rows that it stands for, so that a process that dies in between reads the same changes again.
Times are stored as whole seconds since 1970 UTC. Several processes may use one ledger; each step is a transaction.
"""

from sync.ledger.file import BrokenLedgerError, NewerLedgerError, is_passing
from sync.ledger.memories import Memories, Remembered, Seen
from sync.ledger.mirror import Mirror, Mirrored

__all__ = ["BrokenLedgerError", "Ledger", "Mirrored", "NewerLedgerError", "Remembered", "Seen", "is_passing"]


class Ledger(Mirror, Memories):
    """One account's ledger: the mirror of its calendars, and the memory of what is gone."""
