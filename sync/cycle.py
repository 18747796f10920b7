"""One cycle of one account: gather, plan, reconcile, apply.

    gather     the calendars' changes go into the mirror                    sync.gather
    calm       nothing changed since the last cycle: that was all           sync.calm
    survey     interviews, plans, what stands, what is remembered           sync.situation
    reconcile  the tuple of actions; nothing else decides anything          sync.reconcile
    apply      each action, idempotent, read back when in doubt             sync.apply

A dry run does the same on a copy of the ledger, and stops before apply.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from planner.values import Source
from providers.errors import ProviderError, RateLimited, SignedOut
from providers.interface import Provider
from sync import breaker, calm, receipts, suggestions
from sync.actions import Action, Create, Delete, Keep, Reconciliation, Update
from sync.apply import Writer
from sync.boundaries import next_boundary
from sync.errors import DONE, TRY_LATER, AftertouchError, exit_code, worst
from sync.gather import WHOLE_EVERY, Gathered, Gatherer
from sync.ledger import Ledger, Remembered
from sync.ledger.repair import NOTICE
from sync.questions import Answers
from sync.reconcile import reconcile
from sync.render import Writing
from sync.report import Report, count, failed, flooded, held, paused, reported
from sync.rules import Rules
from sync.scope import Scope, scope
from sync.settings import Account
from sync.situation import Situation, standing_twice, survey
from sync.standing import State

_ROUNDS = 5
"""How often a cycle decides again when something turned out to be not as it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What this cycle was asked for."""

    dry_run: bool = False
    whole: bool = False
    allow_deletions: bool = False
    said: Mapping[Source, Answers] = field(default_factory=dict)
    """What the person answers now, elsewhere than in the calendar."""
    ticks: Mapping[str, str] = field(default_factory=dict)
    """The marks that the person wants in front of titles, by key."""


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
        try:
            turn = self._gather(wishes, now)
            if report := turn.calm():
                self.ledger.note_look(now)
                return replace(report, requests=self.requests() - before, known=self._known(), asked=asked)
            report = turn.dry() if wishes.dry_run else turn.wet()
        except (AftertouchError, ProviderError) as error:
            report = failed(self.account.name, error)
        report = replace(report, requests=self.requests() - before, known=self._known(), asked=asked)
        if not wishes.dry_run:
            self._remember(report, now)
        return report

    def _known(self) -> frozenset[str]:
        return frozenset(self.ledger.last_cycle().get("problems", ()))

    def _gather(self, wishes: Wishes, now: datetime) -> "_Turn":
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
        return _Turn(cycle=self, wishes=wishes, now=now, scope=listed, gathered=gathered, gatherer=gatherer)

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
                gatherer.vanish_calendar(calendar)
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


@dataclass(frozen=True, kw_only=True)
class _Turn:
    """The deciding half of one cycle, once everything is read."""

    cycle: Cycle
    wishes: Wishes
    now: datetime
    scope: Scope
    gathered: Gathered
    gatherer: Gatherer

    def calm(self) -> Report | None:
        """What there is to say where nothing was read that is to be decided on; None where something is."""
        if self.gathered.changed or self.gathered.errors or self.wishes != Wishes():
            return None
        return calm.found(self.cycle.ledger, self._by, self.now)

    @property
    def _by(self) -> str:
        return calm.decided_by(self.cycle.account, self.cycle.rules)

    def dry(self) -> Report:
        """Say what would be done."""
        situation, decision = self._decide()
        return self._report(situation, decision, decision.actions, self.gathered.errors)

    def wet(self) -> Report:
        """Do it, deciding again where something turned out otherwise."""
        writer = Writer(
            provider=self.cycle.provider,
            ledger=self.cycle.ledger,
            home_zone=self.cycle.rules.preferences.home_zone,
            now=self.now,
            skip=self.gathered.failed,
            stopping=self.cycle.stopping,
        )
        done: list[Action] = []
        for _ in range(_ROUNDS):
            situation, decision = self._decide()
            self._note(situation, decision)
            applied = writer.apply(decision.actions)
            done += applied.done
            if not applied.doubts or applied.stopped:
                break
        self._settle(situation)
        errors = [*self.gathered.errors, *applied.errors, *applied.doubts]
        if done and not applied.stopped and not self.cycle.provider.burns_ids:
            errors += self._read_own_writes(done)
        kept = [action for action in decision.actions if isinstance(action, Keep)]
        report = self._report(situation, decision, (*done, *kept), tuple(errors))
        undone = len(decision.actions) - len(kept) - len(applied.done)
        if self.wishes == Wishes():
            calm.remember(self.cycle.ledger, report, self._by, self.now)
        return replace(report, waiting=undone) if report.limited else report

    def _read_own_writes(self, done: list[Action]) -> Iterator[tuple[str, ProviderError]]:
        """Move the tokens past what we wrote. A server that tells the difference of two states says nothing of what was
        written and deleted in between, and would be silent about the person's deletion of what we just wrote. Where ids
        burn, tombstones tell. Gives what concerns the account as a whole; nothing else is lost by failing."""
        written = sorted({a.calendar if isinstance(a, Create) else a.observed.calendar for a in done})
        try:
            self.gatherer.gather(written)
        except (SignedOut, RateLimited) as error:
            yield written[0], error

    def _decide(self) -> tuple[Situation, Reconciliation]:
        cycle = self.cycle
        whole = not self.gathered.failed & self.scope.matters(cycle.ledger)
        said, ticks = self.wishes.said, self.wishes.ticks
        situation = survey(cycle.ledger, self.scope, cycle.rules, now=self.now, whole=whole, said=said, ticks=ticks)
        decision = reconcile(
            situation.desired,
            situation.picture.observed,
            situation.remembered,
            situation.evidence,
            now=self.now,
            allow_deletions=self.wishes.allow_deletions,
            burns_ids=cycle.provider.burns_ids,
        )
        return situation, decision

    def _note(self, situation: Situation, decision: Reconciliation) -> None:
        """What was decided about the vanished, and what was answered, goes into the memory before anything is written,
        and what stands is no longer remembered as gone (promise 4)."""
        ledger = self.cycle.ledger
        with ledger.transaction():
            known = ledger.answers()
            for source, answers in situation.picture.answers.items():
                if known.get(source) != answers:
                    ledger.set_answers(source, answers)
            for item in situation.picture.observed:
                entry = situation.picture.memory.get(item.identity)
                if entry and (entry.state != "back" or receipts.on(item) != dict(entry.marks).get(receipts.MARK, "")):
                    ledger.forget(item.identity)
            for decided in decision.decided:
                if decided.was:
                    ledger.set_state(decided.identity, decided.state, was=decided.was)
                elif decided.wanted:
                    ledger.remember(decided.identity, _never_seen(decided.state, decided.wanted))
                ledger.exhume(decided.buried)

    def _settle(self, situation: Situation) -> None:
        ledger = self.cycle.ledger
        with ledger.transaction():
            known = ledger.interviews()
            for source, seen in situation.seen.items():
                if known.get(source) != seen:
                    ledger.set_interview(source, seen)
            ledger.set_fact("flood", "waiting" if situation.flood else "")
            suggestions.remember(ledger, self._suggestions(situation))
            ledger.set_standing_twice(standing_twice(situation.picture.observed), self.now)

    def _report(
        self,
        situation: Situation,
        decision: Reconciliation,
        actions: tuple[Action, ...],
        errors: tuple[tuple[str, ProviderError], ...],
    ) -> Report:
        matters = self.scope.matters(self.cycle.ledger)
        codes = [exit_code(error) for calendar, error in errors if calendar in matters]
        held = decision.tripped or bool(situation.flood)
        return Report(
            name=self.cycle.account.name,
            created=count(actions, Create),
            updated=count(actions, Update),
            deleted=count(actions, Delete),
            kept=count(actions, Keep),
            unchanged=decision.unchanged,
            problems=self._problems(situation, decision, errors),
            actions=tuple(reported(action, self.scope) for action in actions),
            suggestions=self._suggestions(situation),
            exit_code=worst([*codes, TRY_LATER if held else DONE]),
            retry_after=next((e.retry_after for _, e in errors if isinstance(e, RateLimited)), None),
            limited=any(isinstance(e, RateLimited) for _, e in errors),
            boundary=next_boundary(
                situation.picture.plans,
                situation.picture.observed,
                self.cycle.rules.playbook,
                home_zone=self.cycle.rules.preferences.home_zone,
                now=self.now,
            ),
        )

    def _suggestions(self, situation: Situation) -> tuple[suggestions.Asked, ...]:
        return suggestions.asked(situation.picture.suggestions, self.cycle.rules.preferences)

    def _problems(
        self, situation: Situation, decision: Reconciliation, errors: tuple[tuple[str, ProviderError], ...]
    ) -> tuple[str, ...]:
        ledger, name = self.cycle.ledger, self.scope.name
        problems = [ledger.fact(NOTICE)]
        problems += [f'calendar "{name(calendar)}": {error}' for calendar, error in errors]
        problems += [*decision.problems, *situation.problems]
        problems += [flooded(self.cycle.account.name, len(situation.flood))] if situation.flood else []
        problems += [f'calendar "{name(place)}", {href}: {problem}' for place, href, problem in ledger.unreadable()]
        problems += [f'"{p.interview.title}": {problem}' for p in situation.picture.plans for problem in p.problems]
        return tuple(dict.fromkeys(filter(None, problems)))


def _never_seen(state: State, wanted: Writing) -> Remembered:
    """What is remembered of a follow-up that is gone, and that this ledger never saw stand."""
    start = wanted.fields.start
    at = start if isinstance(start, datetime) else datetime.combine(start, time.min, UTC)
    return Remembered(state=state, generation=0, at=at, marks=wanted.marks, title=wanted.fields.title)


def _fingerprint(of: object) -> str:
    return sha256(repr(of).encode()).hexdigest()[:16]


def _where(account: Account) -> str:
    """What tells one calendar server and user from another."""
    return repr([str(getattr(account, name, "")) for name in ("path", "url", "username", "endpoint", "subject")])
