"""The configuration and the playbook: where they were found, and every problem in them."""

import os
from pathlib import Path

from planner.playbook import Playbook
from sync.doctor.finding import Finding, fail, ok
from sync.errors import ConfigError
from sync.places import config_candidates
from sync.playbooks import load_playbook
from sync.settings import Settings, load


def read(named: Path | None) -> tuple[Settings | None, tuple[Finding, ...]]:
    """The configuration in the file named, else where it is looked for; None where it can't be used."""
    try:
        settings = load(named)
    except ConfigError as error:
        cure = error.next_step or "Correct it there; config.example.toml shows every option."
        return None, _problems("configuration", error, cure)
    if not settings.accounts:
        cure = "Add an [[accounts]] section; config.example.toml shows how."
        return settings, (fail("configuration", f"{found(named)} names no account", cure, ConfigError.exit_code),)
    count = len(settings.accounts)
    return settings, (ok("configuration", f"{found(named)}, {count} account{'' if count == 1 else 's'}"),)


def playbook(settings: Settings) -> tuple[Playbook | None, tuple[Finding, ...]]:
    """The playbook that the configuration names; None where it can't be planned by."""
    try:
        read_in = load_playbook(settings.playbook.file)
    except ConfigError as error:
        return None, _problems("playbook", error, error.next_step or "Correct [playbook] file in the configuration.")
    return read_in, (ok("playbook", str(settings.playbook.file or "the one that comes with Aftertouch")),)


def _problems(check: str, error: ConfigError, cure: str) -> tuple[Finding, ...]:
    return tuple(fail(check, problem, cure, error.exit_code) for problem in error.problems)


def found(named: Path | None) -> Path:
    """The file that counts: the one that is named, else the first that is there, else where the first would be."""
    candidates = (named,) if named else config_candidates()
    return next((path for path in candidates if os.access(path, os.F_OK)), candidates[0])
