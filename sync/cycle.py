"""One cycle of one account: gather, plan, reconcile, apply.

    gather     the calendars' changes go into the mirror                    sync.gather
    survey     interviews, plans, what stands, what is remembered           sync.situation
    reconcile  the tuple of actions; nothing else decides anything          sync.reconcile
    apply      each action, idempotent, read back when in doubt             sync.apply

A dry run does the same on a copy of the ledger, and stops before apply.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from providers.errors import ProviderError
from providers.interface import Provider
from sync.apply import Applied, Writer
from sync.errors import DONE, TRY_LATER, exit_code, worst
from sync.gather import WHOLE_EVERY, Gathered, gather
from sync.ledger import Ledger
from sync.reconcile import Action, Create, Delete, Keep, Reconciliation, Update, reconcile
from sync.report import Report, count, failed, flooded, paused, reported
from sync.scope import Scope, scope
from sync.settings import Account
from sync.situation import Rules, Situation, survey

_ROUNDS = 3
"""How often a cycle decides again when something turned out to be not as it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What this cycle was asked for."""

    dry_run: bool = False
    whole: bool = False
    allow_deletions: bool = False
    accept_flood: bool = False


@dataclass(frozen=True, kw_only=True)
class Cycle:
    """One account, ready to be served. `requests` tells how many HTTP requests went out so far."""

    account: Account
    provider: Provider
    ledger: Ledger
    rules: Rules
    requests: Callable[[], int]

    def run(self, wishes: Wishes, *, now: datetime, told: Callable[[Action], None] = lambda _: None) -> Report:
        """Serve the account once. Errors of the calendar end in the report; ConfigError is raised."""
        if self.ledger.fact("paused"):
            return paused(self.account.name)
        before = self.requests()
        try:
            report = self._run(wishes, now, told)
        except ProviderError as error:
            report = failed(self.account.name, error)
        report = replace(report, requests=self.requests() - before)
        if not wishes.dry_run:
            self._remember(report, now)
        return report

    def _run(self, wishes: Wishes, now: datetime, told: Callable[[Action], None]) -> Report:
        self._notice_changed_config()
        if wishes.accept_flood:
            self.ledger.set_fact("flood", "accepted")
        refresh = wishes.whole or self._list_is_old(now)
        listed = scope(self.account, self.provider, self.ledger, refresh=refresh, make=not wishes.dry_run)
        if refresh:
            self.ledger.set_fact("listed", now.isoformat())
        self.ledger.drop_calendars_except(listed.read)
        gathered = gather(self.provider, self.ledger, listed, self._home_zone, now=now, whole=wishes.whole)
        situation, decision = self._decide(listed, gathered, wishes, now)
        applied = Applied()
        if not wishes.dry_run:
            situation, decision = self._apply(listed, gathered, wishes, now, told, applied, (situation, decision))
            self._settle(situation, gathered)
        done = (
            decision.actions
            if wishes.dry_run
            else (*applied.done, *(action for action in decision.actions if isinstance(action, Keep)))
        )
        errors = (*gathered.errors, *applied.errors)
        return Report(
            name=self.account.name,
            created=count(done, Create),
            updated=count(done, Update),
            deleted=count(done, Delete),
            kept=count(done, Keep),
            unchanged=decision.unchanged,
            problems=self._problems(listed, situation, decision, errors),
            actions=tuple(reported(action, listed) for action in done),
            exit_code=worst(
                (*(exit_code(e) for _, e in errors), TRY_LATER if decision.tripped or situation.flood else DONE)
            ),
        )

    def _decide(
        self, listed: Scope, gathered: Gathered, wishes: Wishes, now: datetime
    ) -> tuple[Situation, Reconciliation]:
        situation = survey(self.ledger, listed, self.rules, now=now, whole=not gathered.failed)
        decision = reconcile(
            situation.desired,
            situation.observed,
            situation.remembered,
            situation.evidence,
            now=now,
            allow_deletions=wishes.allow_deletions,
            burns_ids=self.provider.burns_ids,
        )
        return situation, decision

    def _apply(
        self,
        listed: Scope,
        gathered: Gathered,
        wishes: Wishes,
        now: datetime,
        told: Callable[[Action], None],
        applied: Applied,
        first: tuple[Situation, Reconciliation],
    ) -> tuple[Situation, Reconciliation]:
        situation, decision = first
        writer = Writer(
            provider=self.provider, ledger=self.ledger, home_zone=self._home_zone, now=now, skip=gathered.failed
        )
        for _ in range(_ROUNDS):
            self._note(situation, decision)
            result = writer.apply(decision.actions, told)
            applied.done += result.done
            applied.errors = result.errors
            if not result.doubtful:
                break
            situation, decision = self._decide(listed, gathered, wishes, now)
        return situation, decision

    def _note(self, situation: Situation, decision: Reconciliation) -> None:
        """What was decided about the vanished goes into the memory before anything is written, and what stands is no
        longer remembered as gone (promise 4)."""
        with self.ledger.transaction():
            for item in situation.observed:
                if item.identity in situation.memory:
                    self.ledger.forget(item.identity)
            for decided in decision.decided:
                self.ledger.set_state(decided.identity, decided.state)

    def _settle(self, situation: Situation, gathered: Gathered) -> None:
        with self.ledger.transaction():
            known = self.ledger.interviews()
            for source, seen in situation.seen.items():
                if known.get(source) != seen:
                    self.ledger.set_interview(source, seen)
            if not situation.flood:
                self.ledger.set_fact("flood", "")
            if not gathered.failed:
                self.ledger.set_fact("settled", "yes")

    def _notice_changed_config(self) -> None:
        """Another account behind the name, other tags, another home zone: the mirror is read anew, the memory stays."""
        preferences = self.rules.preferences
        reading = repr((self.account.provider, _where(self.account), preferences.hashtag, preferences.category,
                        preferences.colors, preferences.home_zone))  # fmt: skip
        fingerprint = sha256(reading.encode()).hexdigest()[:16]
        if self.ledger.fact("reading") != fingerprint:
            with self.ledger.transaction():
                self.ledger.read_anew()
                self.ledger.set_calendars(())
                self.ledger.set_fact("reading", fingerprint)

    def _list_is_old(self, now: datetime) -> bool:
        listed = self.ledger.fact("listed")
        return not listed or not timedelta(0) <= now - datetime.fromisoformat(listed) < WHOLE_EVERY

    def _problems(
        self,
        listed: Scope,
        situation: Situation,
        decision: Reconciliation,
        errors: tuple[tuple[str, ProviderError], ...],
    ) -> tuple[str, ...]:
        problems = [self.ledger.fact("notice")]
        problems += [f'calendar "{listed.name(calendar)}": {error}' for calendar, error in errors]
        problems += decision.problems
        problems += situation.problems
        problems += [flooded(self.account.name, len(situation.flood))] if situation.flood else []
        problems += [
            f'calendar "{listed.name(calendar)}", {href}: {problem}'
            for calendar, href, problem in self.ledger.unreadable()
        ]
        problems += [f'"{p.interview.title}": {problem}' for p in situation.plans for problem in p.problems]
        return tuple(dict.fromkeys(filter(None, problems)))

    def _remember(self, report: Report, now: datetime) -> None:
        outcome = {**report.document(), "at": now.isoformat(), "exit_code": report.exit_code}
        del outcome["actions"]
        with self.ledger.transaction():
            self.ledger.set_fact("notice", "")
            self.ledger.set_fact("last", json.dumps(outcome))
            if report.exit_code == DONE:
                self.ledger.set_fact("failing_since", "")
            elif not self.ledger.fact("failing_since"):
                self.ledger.set_fact("failing_since", now.isoformat())

    @property
    def _home_zone(self) -> str:
        return self.rules.preferences.home_zone


def _where(account: Account) -> str:
    """What tells one calendar server and user from another."""
    return repr([getattr(account, name, "") for name in ("path", "url", "username", "endpoint", "subject")])
