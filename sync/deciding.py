"""The deciding half of a cycle, once everything is read: survey, reconcile, apply, and what there is to tell of it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

from providers.errors import ProviderError, RateLimited, SignedOut
from providers.interface import Provider
from sync import calm, receipts, suggestions
from sync.actions import Action, Create, Delete, Keep, Reconciliation, Update
from sync.apply import Writer
from sync.boundaries import next_boundary
from sync.errors import DONE, TRY_LATER, exit_code, worst
from sync.gather import Gathered, Gatherer
from sync.ledger import Ledger, Remembered
from sync.ledger.repair import NOTICE
from sync.reconcile import reconcile
from sync.render import Writing
from sync.report import Report, ReportedAction, flooded
from sync.rules import Rules
from sync.scope import Scope
from sync.settings import Account
from sync.situation import Situation, standing_twice, survey
from sync.states import State
from sync.wishes import Wishes

_ROUNDS = 5
"""How often a cycle decides again when something turned out to be not as it was read."""
_NAMES: dict[type[Action], str] = {Create: "create", Update: "update", Delete: "delete", Keep: "keep"}


@dataclass(frozen=True, kw_only=True)
class Decider:
    """Decides for one account. Once `stopping` says so, nothing more is written than what is under way."""

    account: Account
    provider: Provider
    ledger: Ledger
    rules: Rules
    wishes: Wishes
    now: datetime
    scope: Scope
    gathered: Gathered
    gatherer: Gatherer
    stopping: Callable[[], bool]

    def dry(self) -> Report:
        """Say what would be done."""
        situation, decision = self._decide()
        return self._report(situation, decision, decision.actions, self.gathered.errors)

    def wet(self) -> Report:
        """Do it, deciding again where something turned out otherwise."""
        writer = Writer(
            provider=self.provider,
            ledger=self.ledger,
            home_zone=self.rules.preferences.home_zone,
            now=self.now,
            skip=self.gathered.failed,
            stopping=self.stopping,
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
        if done and not applied.stopped and not self.provider.burns_ids:
            errors += self._read_own_writes(done)
        kept = [action for action in decision.actions if isinstance(action, Keep)]
        report = self._report(situation, decision, (*done, *kept), tuple(errors))
        undone = len(decision.actions) - len(kept) - len(applied.done)
        if self.wishes == Wishes():
            calm.remember(self.ledger, report, calm.decided_by(self.account, self.rules), self.now)
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
        whole = not self.gathered.failed & self.scope.matters(self.ledger)
        said, ticks = self.wishes.said, self.wishes.ticks
        situation = survey(self.ledger, self.scope, self.rules, now=self.now, whole=whole, said=said, ticks=ticks)
        decision = reconcile(
            situation.desired,
            situation.picture.observed,
            situation.remembered,
            situation.evidence,
            now=self.now,
            allow_deletions=self.wishes.allow_deletions,
            burns_ids=self.provider.burns_ids,
        )
        return situation, decision

    def _note(self, situation: Situation, decision: Reconciliation) -> None:
        """What was decided about the vanished, and what was answered, goes into the memory before anything is written,
        and what stands is no longer remembered as gone (promise 4)."""
        ledger = self.ledger
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
        ledger = self.ledger
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
        matters = self.scope.matters(self.ledger)
        codes = [exit_code(error) for calendar, error in errors if calendar in matters]
        held = decision.tripped or bool(situation.flood)
        return Report(
            name=self.account.name,
            created=_count(actions, Create),
            updated=_count(actions, Update),
            deleted=_count(actions, Delete),
            kept=_count(actions, Keep),
            unchanged=decision.unchanged,
            problems=self._problems(situation, decision, errors),
            actions=tuple(_reported(action, self.scope) for action in actions),
            suggestions=self._suggestions(situation),
            exit_code=worst([*codes, TRY_LATER if held else DONE]),
            retry_after=next((e.retry_after for _, e in errors if isinstance(e, RateLimited)), None),
            limited=any(isinstance(e, RateLimited) for _, e in errors),
            boundary=next_boundary(
                situation.picture.plans,
                situation.picture.observed,
                self.rules.playbook,
                home_zone=self.rules.preferences.home_zone,
                now=self.now,
            ),
        )

    def _suggestions(self, situation: Situation) -> tuple[suggestions.Asked, ...]:
        return suggestions.asked(situation.picture.suggestions, self.rules.preferences)

    def _problems(
        self, situation: Situation, decision: Reconciliation, errors: tuple[tuple[str, ProviderError], ...]
    ) -> tuple[str, ...]:
        ledger, name = self.ledger, self.scope.name
        problems = [ledger.fact(NOTICE)]
        problems += [f'calendar "{name(calendar)}": {error}' for calendar, error in errors]
        problems += [*decision.problems, *situation.problems]
        problems += [flooded(self.account.name, len(situation.flood))] if situation.flood else []
        problems += [f'calendar "{name(place)}", {href}: {problem}' for place, href, problem in ledger.unreadable()]
        problems += [f'"{p.interview.title}": {problem}' for p in situation.picture.plans for problem in p.problems]
        return tuple(dict.fromkeys(filter(None, problems)))


def _never_seen(state: State, wanted: Writing) -> Remembered:
    """What is remembered of a follow-up that is gone, and that this ledger never saw stand."""
    start = wanted.fields.start
    at = start if isinstance(start, datetime) else datetime.combine(start, time.min, UTC)
    return Remembered(state=state, generation=0, at=at, marks=wanted.marks, title=wanted.fields.title)


def _reported(action: Action, scope: Scope) -> ReportedAction:
    """An action in the words of `sync --json`."""
    if isinstance(action, Create):
        calendar, key, title, at = action.calendar, action.draft.key, action.draft.title, action.draft.start.isoformat()
    else:
        standing = action.observed
        calendar, key = standing.calendar, standing.key
        title = action.draft.title if isinstance(action, Update) else standing.fields.title
        moved = isinstance(action, Update) and "start" in action.fields
        at = (action.draft.start if isinstance(action, Update) and moved else standing.fields.start).isoformat()
    return ReportedAction(action=_NAMES[type(action)], calendar=scope.name(calendar), key=key, title=title, at=at)


def _count(actions: Iterable[Action], kind: type[Action]) -> int:
    """How many of the actions are of this kind."""
    return sum(isinstance(action, kind) for action in actions)
