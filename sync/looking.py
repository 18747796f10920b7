"""Look at the follow-ups of accounts as of their last cycles, without any network."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.values import InterviewPlan
from sync.entries import Entry, entries, standing_or_gone
from sync.errors import AftertouchError, worst
from sync.ledger import Ledger
from sync.observe import observed_in
from sync.scope import Scope, last_scope
from sync.service import offline, own_playbook, rules
from sync.settings import Account, Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """The follow-ups of all accounts that could be looked at, by time, and by the name of each its plans; and by name
    the accounts whose calendars were never read, and those that can't be looked at, with the reason."""

    entries: tuple[Entry, ...]
    plans: Mapping[str, tuple[InterviewPlan, ...]]
    unread: tuple[str, ...] = ()
    failed: tuple[tuple[str, AftertouchError], ...] = ()

    @property
    def exit_code(self) -> int:
        """The worst of the failed."""
        return worst(error.exit_code for _, error in self.failed)


def look_at(settings: Settings, accounts: Iterable[Account], *, now: datetime) -> Seen:
    """The follow-ups of these accounts as of their last cycles, without any network. Raises ConfigError where the
    playbook is wrong."""
    from sync.picture import picture_of  # noqa: PLC0415  who only glances at what stands needs no plan
    from sync.playbooks import load_playbook  # noqa: PLC0415

    playbook = load_playbook(settings.playbook.file)

    def looked(account: Account, ledger: Ledger, listed: Scope) -> _Found:
        picture = picture_of(ledger, listed, rules(settings, account, playbook), now=now)
        return entries(account.name, picture, listed), picture.plans

    return _seen(settings, accounts, looked, now=now)


def glance_at(settings: Settings, accounts: Iterable[Account], *, now: datetime) -> Seen:
    """The same without plans, at once: what stands and what was deleted, and nothing of why. Raises ConfigError where
    the person's own playbook is wrong, as all that plans does: ours never is."""
    own_playbook(settings)

    def looked(account: Account, ledger: Ledger, listed: Scope) -> _Found:
        rank = {calendar: number for number, calendar in enumerate(listed.read)}
        observed = observed_in(ledger.whole_events(listed.read), settings.home.timezone, rank)
        return standing_or_gone(account.name, observed, ledger.memory(), listed), ()

    return _seen(settings, accounts, looked, now=now)


_Found = tuple[tuple[Entry, ...], tuple[InterviewPlan, ...]]


def _seen(
    settings: Settings,
    accounts: Iterable[Account],
    looked: Callable[[Account, Ledger, Scope], _Found],
    *,
    now: datetime,
) -> Seen:
    found: list[Entry] = []
    plans: dict[str, tuple[InterviewPlan, ...]] = {}
    unread: list[str] = []
    failures: list[tuple[str, AftertouchError]] = []
    for account in accounts:
        try:
            with offline(settings, account, now=now) as ledger:
                if ledger.calendars():
                    shown, plans[account.name] = looked(account, ledger, last_scope(account, ledger))
                    found += shown
                else:
                    unread.append(account.name)
        except AftertouchError as error:
            failures.append((account.name, error))
    by_time = tuple(sorted(found, key=lambda entry: entry.at))
    return Seen(entries=by_time, plans=plans, unread=tuple(unread), failed=tuple(failures))
