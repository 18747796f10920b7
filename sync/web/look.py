"""The accounts as of their last cycles, by their ledgers alone: no network, and nothing is written."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from planner.playbook import Playbook
from sync.account_state import ledger_path
from sync.applications import Application, applications
from sync.boundaries import next_boundary
from sync.cli.status import document, state
from sync.entries import Entry, entries
from sync.errors import AftertouchError, sentences
from sync.picture import Picture, picture_of
from sync.playbooks import load_playbook
from sync.scope import last_scope
from sync.service import offline, rules
from sync.settings import Account, Settings
from sync.suggestions import told as asked

_LONGEST = timedelta(minutes=15)
"""What an account says of itself (when its server is asked again, say) may be as old as this."""
_FILES = ("", "-wal")
"""What SQLite writes to: the ledger itself, and what is not in it yet."""
_EMPTY = (0, 0, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountSeen:
    """One account. `picture` is None where its calendars were never read, or where its ledger can't be."""

    name: str
    state: str
    details: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    """About events that may be interviews."""
    picture: Picture | None = None
    entries: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """All there is to see at `now`. Until `until` time alone changes nothing of it but `now`."""

    settings: Settings
    playbook: Playbook
    now: datetime
    until: datetime
    accounts: tuple[AccountSeen, ...]

    @property
    def home(self) -> str:
        """The person's zone."""
        return self.settings.home.timezone

    @property
    def applications(self) -> tuple[Application, ...]:
        """What all that is known comes to."""
        plans = {account.name: account.picture.plans for account in self.accounts if account.picture}
        return applications(plans, (entry for account in self.accounts for entry in account.entries), self.now)


def look_around(settings: Settings, *, now: datetime) -> View:
    """Every account that the configuration names. Raises ConfigError where the playbook is wrong."""
    playbook = load_playbook(settings.playbook.file)
    accounts = tuple(_seen(settings, account, playbook, now) for account in settings.accounts)
    return View(
        settings=settings,
        playbook=playbook,
        now=now,
        until=_until(settings, playbook, accounts, now),
        accounts=accounts,
    )


def _until(settings: Settings, playbook: Playbook, accounts: Iterable[AccountSeen], now: datetime) -> datetime:
    home = settings.home.timezone
    looked = [account.picture for account in accounts if account.picture]
    moments = [next_boundary(one.plans, one.observed, playbook, home_zone=home, now=now) for one in looked]
    moments += [suggestion.start for one in looked for suggestion in one.suggestions]
    return min((now + _LONGEST, *moments))


def _seen(settings: Settings, account: Account, playbook: Playbook, now: datetime) -> AccountSeen:
    try:
        with offline(settings, account, now=now) as ledger:
            told = document(account, ledger, now)
            details, problems, how = tuple(_details(told)), tuple(told["problems"]), state(told, settings.home.timezone)
            if not ledger.calendars():
                return AccountSeen(name=account.name, state=how, details=details, problems=problems)
            listed = last_scope(account, ledger)
            picture = picture_of(ledger, listed, rules(settings, account, playbook), now=now)
            found = entries(account.name, picture, listed)
            questions = asked(one["text"] for one in told["suggestions"])
    except AftertouchError as error:
        return AccountSeen(name=account.name, state="it can't be looked at", problems=sentences(error))
    return AccountSeen(
        name=account.name,
        state=how,
        details=details,
        problems=problems,
        questions=questions,
        picture=picture,
        entries=found,
    )


def _details(told: dict[str, Any]) -> Iterator[str]:
    if told["calendars"]:
        yield f"Calendars: {', '.join(told['calendars'])}"
    if told["token"]:
        yield f"Sign-in: {told['token']}"


def state_of_files(settings: Settings) -> tuple[object, ...]:
    """Changes whenever a ledger does, and at little cost."""
    paths = [ledger_path(settings, account) for account in settings.accounts]
    return tuple(_stamp(path.with_name(path.name + ending)) for path in paths for ending in _FILES)


def _stamp(path: Path) -> tuple[int, int, int]:
    try:
        found = path.stat()
    except OSError:
        return _EMPTY
    # Looking itself leaves an empty one behind.
    return (found.st_ino, found.st_mtime_ns, found.st_size) if found.st_size else _EMPTY
