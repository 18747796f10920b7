"""Serve accounts: each a unit of its own, so that one that fails never stops another (promise 11)."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from sync.account_state import open_ledger
from sync.accounts import Meter, open_account
from sync.cycle import Cycle, Wishes
from sync.entries import Entry, entries
from sync.errors import AftertouchError, ConfigError, UsageError
from sync.ledger import Ledger
from sync.playbooks import load_playbook
from sync.report import Report
from sync.scope import last_scope
from sync.settings import Account, Settings, look, preferences
from sync.situation import Rules, survey


def chosen(settings: Settings, name: str | None) -> tuple[Account, ...]:
    """The accounts that a command is about: the named one, or all. Raises UsageError, and
    ConfigError where there is none at all."""
    known = ", ".join(account.name for account in settings.accounts) or "none"
    if name is None:
        if not settings.accounts:
            raise ConfigError(
                "there are no accounts in the configuration",
                next_step="Add an [[accounts]] section; config.example.toml shows how.",
            )
        return settings.accounts
    found = tuple(account for account in settings.accounts if account.name == name)
    if not found:
        raise UsageError(f'there is no account "{name}"; there are: {known}')
    return found


def rules(settings: Settings, account: Account) -> Rules:
    """What the config says about planning and writing for this account; its user is the person, too."""
    mine = preferences(settings, getattr(account, "username", ""))
    return Rules(
        preferences=mine,
        playbook=load_playbook(settings.playbook.file),
        reminder=settings.home.reminder or None,
    )


@contextmanager
def opened(settings: Settings, account: Account, *, now: datetime, dry: bool = False) -> Iterator[Cycle]:
    """One account, ready to be served. Raises AftertouchError."""
    meter, planning = Meter(), rules(settings, account)
    with open_ledger(settings, account, now=now, dry=dry) as ledger:
        yield Cycle(
            account=account,
            connect=lambda: open_account(account, look(settings), meter),
            ledger=ledger,
            rules=planning,
            requests=lambda: meter.requests,
        )


def serve(settings: Settings, account: Account, wishes: Wishes, *, now: datetime) -> Report:
    """One cycle of one account. Raises AftertouchError; what the calendar says ends in the report."""
    with opened(settings, account, now=now, dry=wishes.dry_run) as cycle:
        return cycle.run(wishes, now=now)


def serve_all(
    settings: Settings, accounts: tuple[Account, ...], wishes: Wishes, *, now: datetime
) -> tuple[tuple[Report, ...], tuple[AftertouchError, ...]]:
    """One cycle of each account, and the errors of those that could not even be opened."""
    reports: list[Report] = []
    errors: list[AftertouchError] = []
    for account in accounts:
        try:
            reports.append(serve(settings, account, wishes, now=now))
        except AftertouchError as error:
            errors.append(error)
    return tuple(reports), tuple(errors)


@contextmanager
def offline(settings: Settings, account: Account, *, now: datetime) -> Iterator[Ledger]:
    """The account's ledger as of the last cycle, on a copy, without any network. Raises TryLater."""
    with open_ledger(settings, account, now=now, dry=True) as ledger:
        yield ledger


def look_at(settings: Settings, accounts: Iterable[Account], *, now: datetime) -> tuple[Entry, ...]:
    """All follow-ups of these accounts as of their last cycles, by time, without any network."""
    found: list[Entry] = []
    for account in accounts:
        with offline(settings, account, now=now) as ledger:
            listed = last_scope(account, ledger)
            situation = survey(ledger, listed, rules(settings, account), now=now, whole=False)
            found += entries(account.name, situation, listed)
    return tuple(sorted(found, key=lambda entry: entry.at))
