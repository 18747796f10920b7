"""Serve accounts: each a unit of its own, so that one that fails never stops another (promise 11)."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from providers.interface import Provider
from sync.account_state import PutAside, open_ledger
from sync.accounts import Meter, open_account
from sync.errors import AftertouchError, ConfigError, UsageError
from sync.ledger import Ledger
from sync.settings import Account, Settings, look, own_templates, preferences, sender

if TYPE_CHECKING:  # loaded where they are used: who only looks needs no cycle
    from planner.playbook import Playbook
    from sync.report import Report
    from sync.rules import Rules
    from sync.wishes import Wishes


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


@contextmanager
def reached(
    settings: Settings, account: Account, *, now: datetime, dry: bool = False
) -> Iterator[tuple[Provider, Ledger]]:
    """One account's calendars and its ledger, for what needs no plan. Raises AftertouchError and ProviderError."""
    with open_ledger(settings, account, now=now, dry=dry) as ledger:
        yield open_account(account, look(settings), Meter()), ledger


def serve_all(
    settings: Settings, accounts: tuple[Account, ...], wishes: "Wishes", *, now: datetime
) -> "tuple[tuple[Report, ...], tuple[Exception, ...]]":
    """One cycle of each account: their reports, and the bugs that kept an account from giving one. Raises ConfigError
    where the person's own playbook is wrong, before any account is served."""
    playbook = own_playbook(settings)
    reports: list[Report] = []
    bugs: list[Exception] = []
    for account in accounts:
        try:
            reports.append(serve(settings, account, playbook, wishes, now=now))
        except Exception as bug:  # noqa: BLE001  it surfaces once the others are served
            bug.add_note(f"while account {account.name} was served")
            bugs.append(bug)
    return tuple(reports), tuple(bugs)


def serve(
    settings: Settings,
    account: Account,
    playbook: "Playbook | None",
    wishes: "Wishes",
    *,
    now: datetime,
    meter: Meter | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> "Report":
    """One cycle of one account; without a `playbook` by the bundled one. `meter` is called for every request; once
    `stopping` says so, nothing more is written than what is under way. Whatever is wrong ends in the report; only a bug
    is raised."""
    from sync.cycle import Cycle  # noqa: PLC0415
    from sync.report import failed  # noqa: PLC0415

    meter = meter or Meter()

    def cycle() -> "Report":
        with open_ledger(settings, account, now=now, dry=wishes.dry_run) as ledger:
            return Cycle(
                account=account,
                connect=lambda: open_account(account, look(settings), meter),
                ledger=ledger,
                rules=rules(settings, account, playbook),
                requests=lambda: meter.requests,
                stopping=stopping,
            ).run(wishes, now=now)

    try:
        try:
            return cycle()
        except PutAside:  # once more, on the new ledger
            return cycle()
    except AftertouchError as error:
        return failed(account.name, error)


@contextmanager
def offline(settings: Settings, account: Account, *, now: datetime) -> Iterator[Ledger]:
    """The account's ledger as of the last cycle, on a copy, without any network. Raises TryLater."""
    with open_ledger(settings, account, now=now, dry=True) as ledger:
        yield ledger


def own_playbook(settings: Settings) -> "Playbook | None":
    """The person's own, None where the bundled one holds, which is never wrong. Raises ConfigError."""
    if settings.playbook.file is None:
        return None
    from sync.playbooks import load_playbook  # noqa: PLC0415

    return load_playbook(settings.playbook.file)


def rules(settings: Settings, account: Account, playbook: "Playbook | None") -> "Rules":
    """What the config says about planning and writing for this account; its user is the person, too."""
    from sync.rules import Rules  # noqa: PLC0415

    return Rules(
        preferences=preferences(settings, account),
        reminder=settings.home.reminder or None,
        own_playbook=playbook if settings.playbook.file else None,
        sender=sender(settings),
        own_templates=own_templates(settings),
        suggest=settings.tags.suggest,
    )
