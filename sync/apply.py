"""The writing half of a cycle: carry the actions out, one by one, each idempotent and conditional.

What happened is read back whenever it is in doubt (promise 8): the answer of the calendar goes into the mirror, and the
cycle decides again. The ledger learns of each result at once, so that a process may die after any of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from providers.errors import Changed, Exists, Missing, ProviderError, RateLimited, SignedOut, Unreachable
from providers.interface import Item, Provider
from sync.gather import vanish, window
from sync.keys import Identity
from sync.ledger import Ledger, Remembered
from sync.reconcile import Action, Create, Delete, Keep, Observed, State, Update


@dataclass(kw_only=True)
class Applied:
    """What came of the actions."""

    done: list[Action] = field(default_factory=list)
    errors: list[tuple[str, ProviderError]] = field(default_factory=list)
    doubtful: bool = False
    """Something was not as expected and was read back: decide again."""
    stopped: bool = False
    """The account as a whole can't be served now (signed out, rate limited); the rest was left undone."""


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Carries out the actions of one account. `skip` holds the calendars that could not be read in this cycle."""

    provider: Provider
    ledger: Ledger
    home_zone: str
    now: datetime
    skip: frozenset[str] = frozenset()

    def apply(self, actions: tuple[Action, ...], report: Callable[[Action], None]) -> Applied:
        """Carry out what can be. One that fails stops the others only where it concerns the account as a whole."""
        result = Applied()
        for action in actions:
            if isinstance(action, Keep) or _calendar(action) in self.skip:
                continue
            try:
                expected = self._carry_out(action)
            except ProviderError as error:
                result.errors.append((_calendar(action), error))
                if isinstance(error, SignedOut | RateLimited):
                    result.stopped = True
                    break
                continue
            if expected:
                result.done.append(action)
                report(action)
            else:
                result.doubtful = True
        return result

    def _carry_out(self, action: Create | Update | Delete) -> bool:
        """Whether it went as expected; if not, the mirror now holds what stands."""
        match action:
            case Create():
                return self._create(action)
            case Update():
                return self._update(action)
            case Delete():
                return self._delete(action)

    def _create(self, action: Create) -> bool:
        try:
            item = self.provider.create(action.calendar, action.draft)
        except Exists:
            self._stands_or_is_burned(action)
            return False
        except Unreachable:
            item = self._read_back_or_repeat(action)
        self._stored(action.calendar, item, action.identity)
        return True

    def _read_back_or_repeat(self, action: Create) -> Item:
        """After a lost answer: what stands under the key; if nothing does, once more, which the key makes safe."""
        try:
            return self.provider.get(action.calendar, action.draft.key, window(self.now))
        except Missing:
            return self.provider.create(action.calendar, action.draft)

    def _stands_or_is_burned(self, action: Create) -> None:
        """The id is taken. By a standing event: mirror it. By a deleted one: if we had deleted it, or the person wants
        it back, the next generation is due, else it was the person's decision (promise 9)."""
        try:
            item = self.provider.get(action.calendar, action.draft.key, window(self.now))
        except Missing:
            remembered = self.ledger.memory().get(action.identity)
            ours = remembered is not None and remembered.state in ("removed", "restored")
            self.ledger.remember(
                action.identity,
                Remembered(
                    state="restored" if ours else "deleted",
                    generation=action.generation + 1 if ours else action.generation,
                    at=action.draft.start,
                    marks=action.draft.marks,
                    title=action.draft.title,
                ),
            )
        else:
            self._stored(action.calendar, item, action.identity)

    def _update(self, action: Update) -> bool:
        standing = action.observed
        try:
            item = self.provider.update(standing.calendar, standing.href, standing.etag, action.draft, action.fields)
        except (Changed, Missing, Unreachable):
            self._read_back(standing)
            return False
        self._stored(standing.calendar, item, standing.identity)
        return True

    def _delete(self, action: Delete) -> bool:
        """We say beforehand that it is us who delete, so that its absence is never taken for the person's."""
        standing = action.observed
        self._remember(standing, "removing")
        try:
            self.provider.delete(standing.calendar, standing.href, standing.etag)
        except Missing:
            pass
        except (Changed, Unreachable):
            self._read_back(standing)
            return False
        with self.ledger.transaction():
            self._remember(standing, "removed")
            self.ledger.drop(standing.calendar, standing.href)
        return True

    def _remember(self, standing: Observed, state: State) -> None:
        self.ledger.remember(
            standing.identity,
            Remembered(
                state=state,
                generation=standing.generation,
                at=standing.start,
                marks=standing.marks,
                title=standing.fields.title,
            ),
        )

    def _read_back(self, standing: Observed) -> None:
        try:
            item = self.provider.get(standing.calendar, standing.href, window(self.now))
        except Missing:
            vanish(self.ledger, standing.calendar, standing.href, self.home_zone)
        else:
            self.ledger.put(standing.calendar, item)

    def _stored(self, calendar: str, item: Item, identity: Identity) -> None:
        with self.ledger.transaction():
            self.ledger.put(calendar, item)
            self.ledger.forget(identity)


def _calendar(action: Create | Update | Delete) -> str:
    return action.calendar if isinstance(action, Create) else action.observed.calendar
