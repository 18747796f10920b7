"""Creations several at once, where the provider allows it, and few in a row, which it may look ahead for.

Only requests go out of threads; what came of them is told where they were begun, since the ledger is not for threads.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from math import ceil
from threading import Event

from providers.errors import Missing, ProviderError, Unreachable
from providers.interface import Item, Provider
from sync.actions import Create
from sync.gather import window

IN_A_ROW = 7
"""At most: what was looked ahead for is less sure the longer it takes to write it."""

Outcome = Item | ProviderError


@dataclass(frozen=True, kw_only=True)
class Creator:
    """Creates events of one account. Each thread of the `pool` has connections of its own, and asks `stopping`."""

    provider: Provider
    now: datetime
    pool: ThreadPoolExecutor
    stopping: Callable[[], bool]

    def create(self, action: Create) -> Outcome:
        """After a lost answer: what stands under the key; if nothing does, once more, which the key makes safe."""
        calendar, draft = action.calendar, action.draft
        try:
            try:
                return self.provider.create(calendar, draft)
            except Unreachable:
                try:
                    return self.provider.get(calendar, draft.key, window(self.now))
                except Missing:
                    return self.provider.create(calendar, draft)
        except ProviderError as error:
            return error

    def create_all(self, actions: Sequence[Create], tell: Callable[[Create, Outcome], bool]) -> None:
        """Each outcome is told, in the order of the actions. From the first that goes wrong on, or once `tell` says no
        or `stopping` yes, what is under way is brought to its end, and nothing more is begun, nor told."""
        enough = Event()
        under_way = [self.pool.submit(self._in_a_row, row, enough) for row in _rows(actions, self.provider.at_once)]
        try:
            for row in under_way:
                for action, outcome in row.result():
                    if not tell(action, outcome):
                        enough.set()
        finally:
            enough.set()

    def _in_a_row(self, row: Sequence[Create], enough: Event) -> Sequence[tuple[Create, Outcome]]:
        if len(row) > 1 and not enough.is_set():
            for calendar in {action.calendar for action in row}:
                self.provider.look_ahead(calendar, [one.draft.key for one in row if one.calendar == calendar])
        outcomes: list[tuple[Create, Outcome]] = []
        for action in row:
            if enough.is_set() or self.stopping():
                break
            outcome = self.create(action)
            outcomes.append((action, outcome))
            if isinstance(outcome, ProviderError):
                enough.set()
        return outcomes


def _rows(actions: Sequence[Create], at_once: int) -> Sequence[Sequence[Create]]:
    """As long as each other, and as many as keep all at work to the end."""
    rounds = ceil(len(actions) / (at_once * IN_A_ROW))
    count = min(len(actions), rounds * at_once)
    edges = [len(actions) * number // count for number in range(count + 1)]
    return [actions[first:last] for first, last in pairwise(edges)]
