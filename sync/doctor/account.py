"""One account, from its ledger to a test event in its calendar. What waits for a server ends in time."""

import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock

from planner.playbook import Playbook
from providers.errors import ProviderError, Refused
from providers.interface import Calendar, Provider
from sync.account_state import ledger_path, open_ledger
from sync.accounts import Meter, open_account
from sync.doctor import calendars, connection, ledgers, reading, refusals, scratch, sign_in
from sync.doctor.finding import Finding, fail, ok, warn
from sync.doctor.within import Started
from sync.errors import AftertouchError, ConfigError, exit_code
from sync.scope import Scope, last_scope
from sync.settings import Account, CaldavAccount, Settings, VdirAccount

_ONE_AFTER_THE_OTHER = Lock()
"""For opening accounts: password commands may ask the person, and providers load their libraries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What a visit to an account is given. `now` is aware, and the clock of the whole visit goes on from it; `patience`
    is the seconds in which a server must have answered."""

    settings: Settings
    account: Account
    playbook: Playbook | None
    write_test: bool
    now: datetime
    patience: float
    began: float

    def clock(self) -> datetime:
        """What this computer's clock says."""
        return self.now + timedelta(seconds=time.monotonic() - self.began)


def examine(visit: Visit) -> tuple[Finding, ...]:
    """Everything about this account, in the order in which it is to be mended."""
    return tuple(replace(finding, account=visit.account.name) for finding in _examine(visit))


def _examine(visit: Visit) -> Iterator[Finding]:
    settings, account, now = visit.settings, visit.account, visit.now
    yield ledgers.file(ledger_path(settings, account))
    past = ledgers.past(settings, account, now=now)
    yield ledgers.last_cycle(account, past, now=now)
    with _ONE_AFTER_THE_OTHER:
        signed_in = sign_in.examine(account, now=now)
        if signed_in:
            yield signed_in
        if past.left_alone_until or (signed_in and signed_in.verdict == "fail"):
            return
        try:
            provider = open_account(account, reading.wide(settings), Meter())
        except (AftertouchError, ProviderError) as error:
            yield refusals.no_way_in(account, error)
            return
    yield from _Talk(visit=visit, provider=provider, ends=time.monotonic() + visit.patience).findings()


@dataclass(frozen=True, kw_only=True)
class _Talk:
    """What is asked of the server, until the time is up."""

    visit: Visit
    provider: Provider
    ends: float

    def findings(self) -> Iterator[Finding]:
        visit, account = self.visit, self.visit.account
        knocking = Started(lambda: _knock(visit, _address(account)))
        asking = Started(self.provider.calendars)
        try:
            listed = asking.result(self._left)
        except (AftertouchError, ProviderError, TimeoutError) as error:
            yield from self._unlisted(self._knocked(knocking), error)
            return
        yield from self._reached(self._knocked(knocking), listed)
        try:
            scope = _scope(visit, listed)
        except AftertouchError:  # of the state folder or the ledger, of which enough was said
            return
        yield from calendars.named(account, listed, scope)
        if isinstance(scope, ConfigError) or not listed:
            return
        yield calendars.target(account, scope)
        yield from self._read(scope)

    def _read(self, scope: Scope) -> Iterator[Finding]:
        visit = self.visit
        if visit.playbook is None:
            return
        playbook = visit.playbook
        work = Started(lambda: reading.read(visit.settings, visit.account, self.provider, playbook, now=visit.clock()))
        try:
            found = work.result(self._left)
        except TimeoutError:
            what = f"reading the calendars takes longer than {visit.patience:.0f} s"
            yield warn("tags", what, "Nothing to do: a sync has more patience, and reads them whole only once a day.")
            return
        except (AftertouchError, ProviderError) as error:
            yield fail("calendars", f"can't be read: {error}", "Try again later: aftertouch doctor", exit_code(error))
            return
        yield from reading.findings(found, visit.settings)
        if visit.write_test:
            yield from self._write(found, scope)
        elif found.leftovers:
            yield scratch.left_behind(found.leftovers)

    def _write(self, found: reading.Reading, scope: Scope) -> Iterator[Finding]:
        place = found.place
        if place is None:
            what = f'there is no calendar "{scope.missing}" to test yet' if scope.missing else "nothing can be written"
            yield warn("test event", what, "Run: aftertouch sync, and then again: aftertouch doctor --write-test")
            return
        work = Started(lambda: scratch.examine(self.provider, place, found.leftovers, now=self.visit.clock()))
        try:
            yield from work.result(self.visit.patience)
        except TimeoutError:
            what = "the server takes too long over it, so that it may still stand"
            yield fail("test event", what, "Run it again later; that removes it: aftertouch doctor --write-test")

    def _reached(self, knocked: "Knocked", listed: tuple[Calendar, ...]) -> Iterator[Finding]:
        """The calendars may be on another host than the address that the person gave (RFC 6764)."""
        account = self.visit.account
        if isinstance(knocked, Finding) and listed and isinstance(account, CaldavAccount):
            knocked = self._knocked(Started(lambda: _knock(self.visit, listed[0].id)))
        yield from self._of_the_way(knocked)
        if isinstance(account, CaldavAccount) and account.username:
            yield ok("sign-in", f"the server takes the password {_source(account)}")

    def _unlisted(self, knocked: "Knocked", error: AftertouchError | ProviderError | TimeoutError) -> Iterator[Finding]:
        """No calendars: where nobody answers at all that is all there is to say; else why not."""
        yield from self._of_the_way(knocked)
        if not isinstance(knocked, Finding):
            yield refusals.no_calendars(self.visit.account, error, patience=self.visit.patience)

    def _of_the_way(self, knocked: "Knocked") -> Iterator[Finding]:
        if isinstance(knocked, connection.Answer):
            yield from connection.findings(knocked, now=self.visit.clock())
        elif knocked:
            yield knocked

    def _knocked(self, knocking: "Started[Knocked]") -> "Knocked":
        try:
            return knocking.result(self._left)
        except TimeoutError:
            return fail("connection", *connection.SILENT)

    @property
    def _left(self) -> float:
        return self.ends - time.monotonic()


Knocked = connection.Answer | Finding | None


def _address(account: Account) -> str:
    """Where to knock; "" where there is no door."""
    if isinstance(account, VdirAccount):
        return ""
    try:
        return connection.address(account)
    except Refused:  # whoever asks for the calendars is told more of it
        return ""


def _knock(visit: Visit, address: str) -> Knocked:
    if not address:
        return None
    ca_file: Path | None = getattr(visit.account, "ca_file", None)
    return connection.knock(address, ca_file, visit.clock, patience=visit.patience / 2)


def _source(account: CaldavAccount) -> str:
    named = [name for name in ("password_file", "password_command", "keyring") if getattr(account, name)]
    return f"of {named[0]}" if named else "of the environment"


def _scope(visit: Visit, listed: tuple[Calendar, ...]) -> Scope | ConfigError:
    with open_ledger(visit.settings, visit.account, now=visit.now, dry=True) as ledger:
        ledger.set_calendars(listed)
        try:
            return last_scope(visit.account, ledger)
        except ConfigError as error:
            return error
