"""The writing half of a cycle: carry the actions out, each idempotent and conditional; creations several at once where
the provider allows it.

What happened is read back whenever it is in doubt (promise 8): the answer of the calendar goes into the mirror, and the
cycle decides again. The ledger learns of each result at once, so that a process may die after any of them.
"""

import logging
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial

from planner.values import Source
from providers.errors import Burned, Changed, Exists, Missing, ProviderError, RateLimited, SignedOut, Unreachable
from providers.interface import Draft, Item, Provider
from sync import receipts
from sync.actions import Action, Create, Delete, Keep, Update
from sync.creating import Creator, Outcome
from sync.fields import of_draft, of_event, settle
from sync.gather import window
from sync.keys import Identity
from sync.ledger import Ledger, Remembered
from sync.mirroring import Mirroring
from sync.standing import Observed
from sync.states import State

_log = logging.getLogger(__name__)

Write = Create | Update | Delete


@dataclass(kw_only=True)
class Applied:
    """What came of the actions."""

    done: list[Action] = field(default_factory=list)
    errors: list[tuple[str, ProviderError]] = field(default_factory=list)
    doubts: list[tuple[str, ProviderError]] = field(default_factory=list)
    """What was not as expected and was read back: it is to be decided again."""
    stopped: bool = False
    """The account as a whole can't be served now (signed out, rate limited, paused), or we are to stop; the rest was
    left undone."""
    unmade: set[Identity] = field(default_factory=set)
    """What could not be made: no receipt may name it."""
    unsigned: set[Source] = field(default_factory=set)
    """Interviews whose receipt could not be renewed: it may name what is to be deleted."""

    def failed(self, action: Write, error: ProviderError) -> None:
        """It was not carried out."""
        self.errors.append((_calendar(action), error))
        self.stopped |= isinstance(error, SignedOut | RateLimited)
        self.left_out(action)

    def doubted(self, action: Write, doubt: ProviderError) -> None:
        """It is to be decided again."""
        self.doubts.append((_calendar(action), doubt))
        self.left_out(action)

    def honest(self, action: Write) -> Write | None:
        """The action with nothing on its receipt that could not be made; None where a receipt was all that was to be
        changed, and it stays as it stands then, and where a receipt still names what is to be deleted."""
        if isinstance(action, Delete):
            return None if action.observed.identity.source in self.unsigned else action
        if not receipts.carries_one(action.draft):
            return action
        source = action.identity.source if isinstance(action, Create) else action.observed.identity.source
        unmade = {receipts.name_of(identity) for identity in self.unmade if identity.source == source}
        honest = replace(action, draft=receipts.without(action.draft, unmade))
        stays = (
            isinstance(honest, Update) and not honest.fields and set(honest.draft.marks) == set(honest.observed.marks)
        )
        return None if stays else honest

    def left_out(self, action: Write) -> None:
        """It is not carried out now, which may concern others of its interview."""
        if isinstance(action, Create):
            self.unmade.add(action.identity)
        elif receipts.on(action.observed):
            self.unsigned.add(action.observed.identity.source)


@dataclass(frozen=True, kw_only=True)
class Writer:
    """Carries out the actions of one account. `skip` holds the calendars that could not be read in this cycle; once
    `stopping` says so, what is under way is brought to its end, and nothing more is begun."""

    provider: Provider
    ledger: Ledger
    home_zone: str
    now: datetime
    skip: frozenset[str] = frozenset()
    stopping: Callable[[], bool] = lambda: False

    def apply(self, actions: tuple[Action, ...]) -> Applied:
        """Carry out what can be. One that fails stops the others only where it concerns the account as a whole."""
        result = Applied()
        with ThreadPoolExecutor(self.provider.at_once) as pool:  # one for all: each thread has connections of its own
            creator = Creator(provider=self.provider, now=self.now, pool=pool, stopping=self.stopping)
            for batch in _batches(self._possible(actions, result)):
                self._carry_out_all(batch, creator, result)
        return result

    def _carry_out_all(self, batch: Sequence[Write], creator: Creator, result: Applied) -> None:
        """Several creations at once, as long as nothing went wrong; from then on, and all else, one by one, since the
        server may have too much to do."""
        if not self._goes_on(result):
            return
        left = [told for action in batch if (told := result.honest(action))]
        creations = [action for action in left if isinstance(action, Create)]
        announced = self._announce(creations)

        def tell(action: Create, outcome: Outcome) -> bool:
            left.remove(action)
            self._note(action, partial(self._create, action, outcome), result)
            return self._goes_on(result)

        if len(creations) > 1 and self.provider.at_once > 1 and not (result.errors or result.doubts):
            creator.create_all(creations, tell)
        while left and self._goes_on(result):
            action = left.pop(0)
            self._note(action, partial(self._carry_out, action, creator), result)
        self._take_back(announced & {action.identity for action in left if isinstance(action, Create)})

    def _goes_on(self, result: Applied) -> bool:
        result.stopped |= self.stopping() or bool(self.ledger.fact("paused"))  # `pause` or `undo`, meanwhile
        return not result.stopped

    def _note(self, action: Write, carry_out: Callable[[], ProviderError | None], result: Applied) -> None:
        try:
            doubt = carry_out()
        except ProviderError as error:
            result.failed(action, error)
            return
        if doubt:
            result.doubted(action, doubt)
        else:
            result.done.append(action)
            _log.info("%s: %s (%s)", type(action).__name__.lower(), _title(action), action.reason)

    def _possible(self, actions: Sequence[Action], result: Applied) -> Sequence[Write]:
        writes = [action for action in actions if not isinstance(action, Keep)]
        for action in writes:
            if _calendar(action) in self.skip:
                result.left_out(action)
        return [action for action in writes if _calendar(action) not in self.skip]

    def _announce(self, creations: Sequence[Create]) -> frozenset[Identity]:
        """Say beforehand what we make again, so that whoever deletes it from now on is the person. Gives of what."""
        if not creations:
            return frozenset()
        memory = self.ledger.memory()
        again = {action.identity for action in creations} & memory.keys()
        removed = frozenset(identity for identity in again if memory[identity].state == "removed")
        with self.ledger.transaction():
            for identity in removed:
                self.ledger.set_state(identity, "making", was="removed")
        return removed

    def _take_back(self, announced: Iterable[Identity]) -> None:
        """What was not begun is as it was."""
        for identity in announced:
            self.ledger.set_state(identity, "removed", was="making")

    def _carry_out(self, action: Write, creator: Creator) -> ProviderError | None:
        """What stood in the way, after reading back what stands; None if it went as expected."""
        match action:
            case Create():
                return self._create(action, creator.create(action))
            case Update():
                return self._update(action)
            case Delete():
                return self._delete(action)

    def _create(self, action: Create, outcome: Outcome) -> ProviderError | None:
        if isinstance(outcome, Exists):
            self._stands_or_is_burned(action, in_trash=isinstance(outcome, Burned))
            return outcome
        if isinstance(outcome, ProviderError):
            raise outcome
        item = self._settled(action.calendar, outcome, action.draft)
        with self.ledger.transaction():
            self.ledger.put(action.calendar, item)
            self.ledger.forget(action.identity)
        return None

    def _stands_or_is_burned(self, action: Create, *, in_trash: bool) -> None:
        """The id is taken. By a standing event: mirror it. By a deleted one: if the person wants it back, the next
        generation is due, else, where ids burn, it was the person's decision (promise 9). Elsewhere the next generation
        is due if we had deleted it; of what nobody remembers, a trash bin tells the decision. Any other refusal
        proves nothing, but that it may stand in a calendar that is not known yet: they are listed anew."""
        try:
            item = self.provider.get(action.calendar, action.draft.key, window(self.now))
        except Missing:
            remembered = self.ledger.memory().get(action.identity)
            burns = self.provider.burns_ids
            ours = remembered is not None and remembered.state in ({"restored"} if burns else {"making", "restored"})
            if not (ours or burns or (in_trash and remembered is None)):
                self.ledger.set_fact("listed", "")
                return
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
            self.ledger.put(action.calendar, item)

    def _update(self, action: Update) -> ProviderError | None:
        standing = action.observed
        try:
            item = self.provider.update(standing.calendar, standing.href, standing.etag, action.draft, action.fields)
        except (Changed, Missing, Unreachable) as error:
            self._read_back(standing)
            return error
        item = self._settled(standing.calendar, item, action.draft)
        with self.ledger.transaction():
            self.ledger.put(standing.calendar, item)
            self.ledger.note_rewrite(standing.key, action.aim, action.rewrites, self.now)
        return None

    def _settled(self, calendar: str, written: Item, draft: Draft) -> Item:
        """What stands after a write. A server that tells no etag may have changed what it was sent (RFC 4791 5.3.4);
        of one that tells an etag all the same, an update shows what became of the fields that it did not send. What
        the server made of them is noted in the event's base, so that nobody takes it for the person's edit. Raises
        `SignedOut`, `RateLimited`."""
        try:
            found = written if written.etag else self._stored(calendar, written.href, draft.key)
            marks = dict(found.events[0].marks) if found.events else {}
            if marks.get("base", "") != dict(draft.marks)["base"]:
                return found
            base = settle(of_draft(draft), of_event(found.events[0], self.home_zone), marks["base"])
            if base == marks["base"]:
                return found
            settled = replace(draft, marks=tuple(sorted({**dict(draft.marks), "base": base}.items())))
            return self.provider.update(calendar, found.href, found.etag, settled, frozenset())
        except (SignedOut, RateLimited):
            raise
        except ProviderError:  # the next reading tells what stands
            return written

    def _stored(self, calendar: str, href: str, of: str) -> Item:
        """The event where it was written, or where the server put it instead. Raises `Missing`."""
        try:
            return self.provider.get(calendar, href, window(self.now))
        except Missing:
            return self.provider.get(calendar, of, window(self.now))

    def _delete(self, action: Delete) -> ProviderError | None:
        """We say beforehand that it is us who delete, so that its absence is never taken for the person's; and take it
        back where we were refused, so that theirs is never taken for ours."""
        standing = action.observed
        before = self.ledger.memory().get(standing.identity)
        if not action.superseded:
            self._remember(standing, "removing")
        try:
            self.provider.delete(standing.calendar, standing.href, standing.etag)
        except Missing:
            pass
        except Unreachable as error:
            if self._read_back(standing):
                return error
        except Changed as error:
            self._recall(standing.identity, before)
            if self._read_back(standing):
                return error
        except ProviderError:
            self._recall(standing.identity, before)
            raise
        with self.ledger.transaction():
            if not action.superseded:
                self._remember(standing, "removed")
            self.ledger.drop(standing.calendar, standing.href)
        return None

    def _recall(self, identity: Identity, before: Remembered | None) -> None:
        if before:
            self.ledger.remember(identity, before)
        else:
            self.ledger.forget(identity)

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

    def _read_back(self, standing: Observed) -> bool:
        """Whether it stands."""
        seen = window(self.now)
        try:
            item = self.provider.get(standing.calendar, standing.href, seen)
        except Missing:
            mirroring = Mirroring(
                provider=self.provider, ledger=self.ledger, home_zone=self.home_zone, now=self.now, window=seen
            )
            mirroring.vanish(standing.calendar, standing.href)
            return False
        self.ledger.put(standing.calendar, item)
        return True


def _batches(actions: Sequence[Write]) -> Iterator[Sequence[Write]]:
    """The creations first, of which the first one alone, since an account that refuses it refuses all, and what carries
    a receipt after what it names; then every other action by itself."""
    creations = [action for action in actions if isinstance(action, Create)]
    named = [action for action in creations if not receipts.carries_one(action.draft)]
    carriers = [action for action in creations if receipts.carries_one(action.draft)]
    yield from (named[:1], named[1:], carriers)
    yield from ([action] for action in actions if not isinstance(action, Create))


def _calendar(action: Create | Update | Delete) -> str:
    return action.calendar if isinstance(action, Create) else action.observed.calendar


def _title(action: Create | Update | Delete) -> str:
    return action.observed.fields.title if isinstance(action, Delete) else action.draft.title
