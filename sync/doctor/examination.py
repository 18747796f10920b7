"""The whole examination: the configuration, this computer, and every account at the same time."""

import time
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from pathlib import Path

from sync.doctor import configuration, machine, state_folder
from sync.doctor.account import Visit
from sync.doctor.account import examine as examine_account
from sync.doctor.finding import Finding
from sync.doctor.within import Started
from sync.errors import worst
from sync.service import chosen
from sync.settings import Account, Settings

PATIENCE = 12.0
"""Seconds in which a server must have answered. What it is asked to write has as many again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What was found, in the order in which it is to be mended; `config` is the file, and `settings` is None where it
    can't be used."""

    findings: tuple[Finding, ...]
    config: Path
    settings: Settings | None = None

    @property
    def exit_code(self) -> int:
        """The worst of the failing (design: command line)."""
        return worst(finding.code for finding in self.findings)


def examine(
    named: Path | None,
    accounts: tuple[str, ...] = (),
    *,
    write_test: bool = False,
    now: datetime,
    patience: float = PATIENCE,
) -> Examination:
    """Look at everything, or at these accounts alone. Nothing is written to a calendar or a ledger, but for a test
    event with `write_test`. `named` is the configuration file, else it is looked for. Raises UsageError for an account
    that is not there."""
    config = configuration.found(named)
    settings, of_the_configuration = configuration.read(named)
    if settings is None:
        return Examination(findings=(*of_the_configuration, *machine.time_zones()), config=config)
    began = time.monotonic()
    playbook, of_the_playbook = configuration.playbook(settings)
    visits = [
        Visit(
            settings=settings,
            account=account,
            playbook=playbook,
            write_test=write_test,
            now=now,
            patience=patience,
            began=began,
        )
        for account in _chosen(settings, accounts)
    ]
    under_way = [Started(partial(examine_account, visit)) for visit in visits]
    of_this_computer = (
        *of_the_playbook,
        *machine.time_zones(),
        *state_folder.examine(settings.state_dir),
        *machine.units(),
    )
    of_accounts = (finding for visit in under_way for finding in visit.result())
    findings = (*of_the_configuration, *of_this_computer, *of_accounts)
    return Examination(findings=findings, config=config, settings=settings)


def _chosen(settings: Settings, names: tuple[str, ...]) -> tuple[Account, ...]:
    if not names:
        return settings.accounts
    return tuple(dict.fromkeys(account for name in names for account in chosen(settings, name)))
