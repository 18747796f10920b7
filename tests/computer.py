"""A computer on which Aftertouch runs, in tests: the real cycle on a real ledger, with the clock as an argument.

Several computers may serve the same calendars. A computer that dies in the middle of a cycle (any exception that is
no `Exception`) keeps what its ledger had committed.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from shutil import copyfile

from planner.playbook import Playbook
from planner.values import Preferences
from providers.interface import Provider
from sync.cycle import Cycle
from sync.ledger import Ledger
from sync.playbooks import load_playbook
from sync.report import Report
from sync.rules import Rules
from sync.settings import VdirAccount
from sync.wishes import Wishes

ME = Preferences(home_zone="America/New_York", my_addresses=frozenset({"me@example.org"}))


@dataclass(kw_only=True)
class Computer:
    """`connect` opens the calendars anew for each cycle; whatever it gives is a `Provider`."""

    folder: Path
    connect: Callable[[], Provider]
    requests: Callable[[], int] = lambda: 0
    file: str = "home.sqlite"
    preferences: Preferences = ME
    playbook: Playbook = field(default_factory=lambda: load_playbook(None))
    reminder: timedelta | None = timedelta(minutes=10)
    write_to: str = "same"
    calendars: tuple[str, ...] = ()
    open_ledger: Callable[[Path, Preferences], Ledger] = Ledger.open

    @property
    def ledger(self) -> Path:
        """The file; `-wal` and `-shm` may stand beside it."""
        return self.folder / self.file

    def cycle(
        self, now: datetime, *, whole: bool = False, dry_run: bool = False, allow_deletions: bool = False
    ) -> Report:
        """One cycle, as a process that starts, serves the account once, and ends."""
        ledger = self.open_ledger(self.ledger, self.preferences)
        cycle = Cycle(
            account=VdirAccount(
                name="home", provider="vdir", path=self.folder, write_to=self.write_to, calendars=self.calendars
            ),
            connect=self.connect,
            ledger=ledger,
            rules=Rules(preferences=self.preferences, own_playbook=self.playbook, reminder=self.reminder),
            requests=self.requests,
        )
        try:
            return cycle.run(Wishes(whole=whole, dry_run=dry_run, allow_deletions=allow_deletions), now=now)
        finally:
            ledger.close()

    def lose_ledger(self) -> None:
        """The file is gone."""
        for file in self.folder.glob(f"{self.ledger.name}*"):
            file.unlink()

    def back_up(self, name: str) -> None:
        """Keep a copy of the ledger as it is now, between two cycles."""
        copyfile(self.ledger, self.folder / f"{name}.backup")

    def restore_backup(self, name: str) -> None:
        """The ledger becomes what it was then."""
        self.lose_ledger()
        copyfile(self.folder / f"{name}.backup", self.ledger)
