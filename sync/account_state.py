"""An account's ledger on this machine: where it is, how it is opened, and what happens when it can't be."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from planner.values import Preferences
from providers.errors import ProviderError
from sync.errors import AftertouchError, TryLater
from sync.ledger import BrokenLedgerError, Ledger, NewerLedgerError, is_passing
from sync.ledger.repair import NOTICE, open_or_rebuild, rebuild
from sync.ledger.soundness import is_sound
from sync.places import file_stem
from sync.settings import Account, Settings, preferences


class PutAside(TryLater):
    """The ledger turned out to be damaged in the middle of something. A new one stands in its place already."""


def ledger_path(settings: Settings, account: Account) -> Path:
    """The account's ledger file."""
    return settings.state_dir / f"{file_stem(account.name)}.sqlite"


@contextmanager
def open_ledger(settings: Settings, account: Account, *, now: datetime, dry: bool = False) -> Iterator[Ledger]:
    """The account's ledger; with `dry` a copy that is thrown away. One that is damaged is put aside, and a new one is
    rebuilt from the calendar: raises PutAside where that turns out only later. Raises TryLater where the state folder
    can't be used, or a newer version wrote the ledger."""
    path = ledger_path(settings, account)
    mine = preferences(settings, account)
    try:
        with _diagnosed(path, mine, now, dry=dry) as ledger:
            yield ledger
    except NewerLedgerError as error:
        raise TryLater(
            f"{path}: was written by a newer version of aftertouch ({error})",
            next_step="Update this one, or give it another state_dir.",
        ) from None
    except (OSError, sqlite3.Error) as error:
        if isinstance(error, sqlite3.Error) and not is_passing(error):
            raise
        raise TryLater(
            f"{path}: the state folder can't be used: {error}",
            next_step="Make it writable and see that the disk is not full, or set state_dir in the configuration.",
        ) from None


@contextmanager
def _diagnosed(path: Path, mine: Preferences, now: datetime, *, dry: bool) -> Iterator[Ledger]:
    """Where something goes wrong that nobody expected, the ledger may be to blame; else it is a bug of ours."""
    ledger = _copy(path, mine) if dry else open_or_rebuild(path, mine, now)
    try:
        yield ledger
    except (AftertouchError, ProviderError, OSError):
        raise
    except Exception as error:
        if (isinstance(error, sqlite3.Error) and is_passing(error)) or is_sound(ledger):
            raise
        if dry:
            raise TryLater(f"{path}: is damaged ({error})", next_step="Run: aftertouch sync") from None
        ledger.close()
        aside = rebuild(path, mine, now)
        raise PutAside(f"{path}: was damaged ({error}); it is kept as {aside}", next_step="Do it again.") from None
    finally:
        ledger.close()


def _copy(path: Path, mine: Preferences) -> Ledger:
    try:
        return Ledger.copy(path, mine)
    except BrokenLedgerError as error:
        ledger = Ledger.copy(path.with_name("no such file"), mine)
        ledger.set_fact(
            NOTICE, f"{path}: is damaged ({error}); the next `aftertouch sync` rebuilds it from the calendar"
        )
        return ledger
