"""One cycle of one account: gather, and where anything changed plan, reconcile, apply.

    gather     the calendars' changes go into the mirror                    sync.gather, sync.mirroring
    calm       nothing changed since the last cycle: that was all           sync.calm
    decide     else:                                                        sync.deciding
    survey     interviews, plans, what stands, what is remembered           sync.situation
    reconcile  the tuple of actions; nothing else decides anything          sync.reconcile
    apply      each action, idempotent, read back when in doubt             sync.apply

A dry run does the same on a copy of the ledger, and stops before apply.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from providers.errors import ProviderError
from providers.interface import Provider
from sync import breaker, calm, suggestions
from sync.errors import DONE, AftertouchError
from sync.gather import WHOLE_EVERY, Gathered, Gatherer
from sync.ledger import Ledger
from sync.ledger.repair import NOTICE
from sync.report import Report, failed, held, paused
from sync.rules import Rules
from sync.scope import Scope, scope
from sync.settings import Account
from sync.wishes import Wishes


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One account, ready to be served. `connect` opens its calendars when they are first needed, and may raise what a
    provider raises; `requests` tells how many HTTP requests went out so far; once `stopping` says so, nothing more is
    written than what is under way."""

    account: Account
    connect: Callable[[], Provider]
    ledger: Ledger
    rules: Rules
    requests: Callable[[], int]
    stopping: Callable[[], bool] = lambda: False
    _opened: list[Provider] = field(default_factory=list, init=False)

    @property
    def provider(self) -> Provider:
        """The account's calendars, opened once. No `cached_property`: before Python 3.12 one account would wait while
        another one opens."""
        if not self._opened:
            self._opened.append(self.connect())
        return self._opened[0]

    def run(self, wishes: Wishes, *, now: datetime) -> Report:
        """Serve the account once. Errors of the calendar and of the configuration end in the report."""
        if self.ledger.fact("paused"):
            return paused(self.account.name)
        if (hold := breaker.hold(self.ledger)) and hold.is_in_force(now):
            return held(
                self.account.name,
                seconds=(hold.until - now).total_seconds(),
                since=f"{hold.since.astimezone(ZoneInfo(self._home_zone)):%a %d %b %H:%M}",
                waiting=hold.waiting,
            )
        before = self.requests()
        asked = frozenset(one.source for one in suggestions.remembered(self.ledger, now))
        quiet = None
        try:
            read = self._gather(wishes, now)
            quiet = self._calm(read.gathered, wishes, now)
            report = quiet or self._decide(read, wishes, now)
        except (AftertouchError, ProviderError) as error:
            report = failed(self.account.name, error)
        report = replace(report, requests=self.requests() - before, known=self._known(), asked=asked)
        if quiet:
            self.ledger.note_look(now)
        elif not wishes.dry_run:
            self._remember(report, now)
        return report

    def _calm(self, gathered: Gathered, wishes: Wishes, now: datetime) -> Report | None:
        """What there is to say where nothing was read that is to be decided on; None where something is."""
        if gathered.changed or gathered.errors or wishes != Wishes():
            return None
        return calm.found(self.ledger, calm.decided_by(self.account, self.rules), now)

    def _decide(self, read: "_Read", wishes: Wishes, now: datetime) -> Report:
        from sync.deciding import Decider  # noqa: PLC0415  most cycles decide nothing, and load nothing for it

        decider = Decider(
            account=self.account,
            provider=self.provider,
            ledger=self.ledger,
            rules=self.rules,
            wishes=wishes,
            now=now,
            scope=read.scope,
            gathered=read.gathered,
            gatherer=read.gatherer,
            stopping=self.stopping,
        )
        return decider.dry() if wishes.dry_run else decider.wet()

    def _known(self) -> frozenset[str]:
        return frozenset(self.ledger.last_cycle().get("problems", ()))

    def _gather(self, wishes: Wishes, now: datetime) -> "_Read":
        self._notice_changed_config()
        refresh = wishes.whole or self._list_is_old(now)
        listed = self._scope(wishes, refresh=refresh)
        if refresh:
            self.ledger.set_fact("listed", now.isoformat())
        gatherer = Gatherer(provider=self.provider, ledger=self.ledger, home_zone=self._home_zone, now=now)
        gathered = gatherer.gather(listed.read, whole=wishes.whole)
        if gathered.missing and self._give_up(gathered.missing, gatherer):
            listed = self._scope(wishes, refresh=False)
            gathered = gatherer.gather(listed.read)
        return _Read(scope=listed, gathered=gathered, gatherer=gatherer)

    def _scope(self, wishes: Wishes, *, refresh: bool) -> Scope:
        listed = scope(self.account, self.provider, self.ledger, refresh=refresh, make=not wishes.dry_run)
        self.ledger.drop_calendars_except(listed.read)
        return listed

    def _give_up(self, missing: frozenset[str], gatherer: Gatherer) -> bool:
        """Calendars that do not exist, by their own answer and by the list of all: whatever stood in them is gone."""
        listed = self.provider.calendars()
        gone = missing - {calendar.id for calendar in listed}
        with self.ledger.transaction():
            self.ledger.set_calendars(listed)
            for calendar in gone:
                gatherer.mirroring.vanish_calendar(calendar)
        return bool(gone)

    def _notice_changed_config(self) -> None:
        """Other tags, another person: all is read anew. Another server or user behind the name: what was mirrored of
        the former one says nothing about this one. Other calendars: they are listed anew, since a twin may have made
        some. The memory stays."""
        preferences = self.rules.preferences
        tags = (preferences.hashtag, preferences.category, preferences.colors)
        mine = (sorted(preferences.my_addresses), preferences.home_zone)
        chosen = (self.account.calendars, self.account.write_to)
        facts = {
            "reading": _fingerprint((tags, mine)),
            "place": _fingerprint((self.account.provider, _where(self.account))),
            "chosen": _fingerprint(chosen),
        }
        changed = {name for name, fact in facts.items() if self.ledger.fact(name) != fact}
        if not changed:
            return
        with self.ledger.transaction():
            if "place" in changed:
                self.ledger.drop_calendars_except(())
                self.ledger.set_calendars(())
            if changed & {"reading", "place"}:
                self.ledger.read_anew()
            self.ledger.set_fact("listed", "")
            for name in changed:
                self.ledger.set_fact(name, facts[name])

    def _list_is_old(self, now: datetime) -> bool:
        listed = self.ledger.fact("listed")
        return not listed or not timedelta(0) <= now - datetime.fromisoformat(listed) < WHOLE_EVERY

    def _remember(self, report: Report, now: datetime) -> None:
        outcome = {**report.document(), "at": now.isoformat(), "exit_code": report.exit_code}
        del outcome["actions"], outcome["suggestions"]
        with self.ledger.transaction():
            breaker.note(self.ledger, report, now)
            if report.exit_code == DONE and self.ledger.fact(NOTICE) in report.problems:
                self.ledger.set_fact(NOTICE, "")
            self.ledger.set_fact("last", json.dumps(outcome))
            if report.exit_code == DONE:
                self.ledger.set_fact("failing_since", "")
            elif not self.ledger.fact("failing_since"):
                self.ledger.set_fact("failing_since", now.isoformat())

    @property
    def _home_zone(self) -> str:
        return self.rules.preferences.home_zone


@dataclass(frozen=True, slots=True, kw_only=True)
class _Read:
    """What a cycle has read, of which calendars, and by whom."""

    scope: Scope
    gathered: Gathered
    gatherer: Gatherer


def _fingerprint(of: object) -> str:
    return sha256(repr(of).encode()).hexdigest()[:16]


def _where(account: Account) -> str:
    """What tells one calendar server and user from another."""
    return repr([str(getattr(account, name, "")) for name in ("path", "url", "username", "endpoint", "subject")])
