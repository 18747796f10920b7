"""Aftertouch as it is measured: a configuration and a state folder of its own, whole processes or a resident cycle."""

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from sync.daemon.machine import System
from sync.errors import DONE
from sync.playbooks import load_playbook
from sync.report import Report
from sync.service import serve
from sync.settings import load_file
from sync.wishes import Wishes

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
PYTHON = Path(sys.executable)


class NotServedError(Exception):
    """A cycle that is measured did not do its work."""


@dataclass(kw_only=True)
class Home:
    """One person's configuration, with these accounts (the lines behind their names, which are account-0 and on)."""

    folder: Path
    accounts: tuple[str, ...]
    poll_interval: str = "5m"

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config, self.state = self.folder / "config.toml", self.folder / "state"
        numbered = enumerate(self.accounts)
        sections = "".join(f'[[accounts]]\nname = "account-{number}"\n{lines}' for number, lines in numbered)
        person = '[home]\ntimezone = "America/New_York"\nemails = ["me@example.org"]\n'
        top = f'state_dir = "{self.state}"\npoll_interval = "{self.poll_interval}"\n'
        self.config.write_text(top + person + sections)
        self.config.chmod(0o600)

    def command(self, *words: str) -> list[str | Path]:
        """The installed command, with this configuration."""
        return [AFTERTOUCH, "--config", self.config, *words]

    def forget(self) -> None:
        """As on the first day."""
        shutil.rmtree(self.state, ignore_errors=True)

    def serving(self, *accounts: str) -> "Home":
        """The same, with these accounts from now on: what it knows of the first ones stays known."""
        return replace(self, accounts=accounts)

    def resident(self, *, looks: int = 3) -> Callable[[], list[Report]]:
        """As `resident`."""
        return resident(self.config, looks=looks)


def resident(config: Path, *, looks: int = 3) -> Callable[[], list[Report]]:
    """One cycle of every account, as the daemon's turns serve it, in this process, which has done so often before: the
    first may write events, the second reads them, the third finds all as it was."""
    settings = load_file(config)
    playbook = load_playbook(settings.playbook.file)

    def look() -> list[Report]:
        now = datetime.now(UTC)
        reports = [serve(settings, account, playbook, Wishes(), now=now) for account in settings.accounts]
        if problems := [problem for report in reports if report.exit_code != DONE for problem in report.problems]:
            raise NotServedError("; ".join(problems))
        return reports

    for _ in range(looks):
        look()
    System().tidy(for_good=True)
    return look
