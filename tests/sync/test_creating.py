"""Creations several at once: how they are begun, told and ended."""

from collections.abc import Callable, Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from threading import Barrier, Lock
from typing import Any

import pytest

from planner.values import Source
from providers.errors import Exists, Forbidden, ProviderError, Unreachable
from providers.interface import Draft, Item
from providers.memory import Memory, Store
from sync.actions import Create
from sync.creating import IN_A_ROW, Creator, Outcome
from sync.keys import Identity
from tests.providers.drafts import LOOK, draft

NOW = datetime(2026, 10, 5, tzinfo=UTC)


class Watched(Memory):
    """Four at once; notes what is asked, and does what `trouble` has for a key first."""

    at_once = 4

    def __init__(self) -> None:
        super().__init__(look=LOOK, store=Store("Personal", "Other"))
        self.begun: list[str] = []
        self.ahead: list[tuple[str, list[str]]] = []
        self.trouble: dict[str, Any] = {}
        self._one_by_one = Lock()

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        self.ahead.append((calendar, list(keys)))

    def create(self, calendar: str, draft: Draft) -> Item:
        self.begun.append(draft.key)
        if trouble := self.trouble.pop(draft.key, None):
            trouble()
        with self._one_by_one:
            return super().create(calendar, draft)


@pytest.fixture
def provider() -> Watched:
    return Watched()


@contextmanager
def creating(provider: Watched, stopping: Callable[[], bool] = lambda: False) -> Iterator[Creator]:
    with ThreadPoolExecutor(provider.at_once) as pool:
        yield Creator(provider=provider, now=NOW, pool=pool, stopping=stopping)


def creations(count: int, calendar: str = "Personal") -> list[Create]:
    return [
        Create(
            identity=Identity(source=Source(uid="a"), step=str(number), slot="1"),
            calendar=calendar,
            draft=draft(key=f"aft{number:029}"),
            generation=0,
            reason="planned",
        )
        for number in range(count)
    ]


def raising(error: ProviderError) -> Any:
    def fail() -> None:
        raise error

    return fail


@dataclass
class Told:
    """Is told of outcomes, and wants more of them, or not."""

    more: bool = True
    actions: list[Create] = field(default_factory=list)
    outcomes: list[Outcome] = field(default_factory=list)

    def __call__(self, action: Create, outcome: Outcome) -> bool:
        self.actions.append(action)
        self.outcomes.append(outcome)
        return self.more


def keys(actions: list[Create]) -> list[str]:
    return [action.draft.key for action in actions]


@pytest.mark.parametrize("count", [1, 3, 4, 5, 40])
def test_all_are_made_and_told_in_order(provider: Watched, count: int) -> None:
    told = Told()
    actions = creations(count)
    with creating(provider) as creator:
        creator.create_all(actions, told)
    assert told.actions == actions
    assert all(isinstance(outcome, Item) for outcome in told.outcomes)
    assert sorted(provider.begun) == keys(actions)


def test_few_are_each_begun_at_once(provider: Watched) -> None:
    together = Barrier(4, timeout=30)
    actions = creations(4)
    provider.trouble = dict.fromkeys(keys(actions), together.wait)
    with creating(provider) as creator:
        creator.create_all(actions, Told())
    assert len(provider.begun) == 4
    assert not provider.ahead


def test_many_go_in_rows_that_are_looked_ahead_for(provider: Watched) -> None:
    actions = creations(30)
    with creating(provider) as creator:
        creator.create_all(actions, Told())
    looked = sorted(key for _, row in provider.ahead for key in row)
    assert looked == keys(actions)
    assert {len(row) for _, row in provider.ahead} == {3, 4}
    assert len(provider.ahead) == 2 * provider.at_once


def test_no_row_is_longer_than_what_was_seen_stays_sure(provider: Watched) -> None:
    with creating(provider) as creator:
        for count in range(2, 60):
            creator.create_all(
                [replace(one, draft=draft(key=f"{count:032}{number}")) for number, one in enumerate(creations(count))],
                Told(),
            )
    assert max(len(row) for _, row in provider.ahead) == IN_A_ROW


def test_a_row_of_two_calendars_is_looked_ahead_for_in_each(provider: Watched) -> None:
    actions = [*creations(8), *creations(8, "Other")]
    mixed = [actions[place] for pair in zip(range(8), range(8, 16), strict=True) for place in pair]
    with creating(provider) as creator:
        creator.create_all(mixed, Told())
    assert {(calendar, len(row)) for calendar, row in provider.ahead} == {("Personal", 2), ("Other", 2)}


@pytest.mark.parametrize("error", [Forbidden("403"), Exists("stands")])
def test_from_the_first_that_goes_wrong_on_nothing_more_is_begun(provider: Watched, error: ProviderError) -> None:
    actions = creations(40)
    provider.trouble = dict.fromkeys(keys(actions), raising(error))
    told = Told()
    with creating(provider) as creator:
        creator.create_all(actions, told)
    assert len(provider.begun) <= provider.at_once
    assert told.outcomes == [error] * len(provider.begun)


def test_once_it_is_enough_nothing_more_is_begun(provider: Watched) -> None:
    told = Told(more=False)
    with creating(provider) as creator:
        creator.create_all(creations(400), told)
    assert len(provider.begun) < 400
    assert sorted(keys(told.actions)) == sorted(provider.begun)


def test_who_is_to_stop_ends_what_is_under_way(provider: Watched) -> None:
    told = Told()
    with creating(provider, stopping=lambda: len(provider.begun) >= 6) as creator:
        creator.create_all(creations(400), told)
    assert 6 <= len(provider.begun) < 6 + provider.at_once
    assert sorted(keys(told.actions)) == sorted(provider.begun)


def test_whoever_is_told_may_break_and_nothing_more_is_begun(provider: Watched) -> None:
    def broken(*_: object) -> bool:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), creating(provider) as creator:
        creator.create_all(creations(400), broken)
    assert len(provider.begun) < 400


def test_a_bug_in_a_thread_is_not_lost(provider: Watched) -> None:
    actions = creations(8)

    def bug() -> None:
        raise ZeroDivisionError

    provider.trouble = {actions[3].draft.key: bug}
    with pytest.raises(ZeroDivisionError), creating(provider) as creator:
        creator.create_all(actions, Told())


@pytest.mark.parametrize("carried_out", [True, False])
def test_after_a_lost_answer_it_is_looked_for_and_made_at_most_once_more(
    provider: Watched, *, carried_out: bool
) -> None:
    (action,) = creations(1)

    def lost() -> None:
        if carried_out:
            Memory.create(provider, action.calendar, action.draft)
        raise Unreachable("the connection broke")

    provider.trouble = {action.draft.key: lost}
    with creating(provider) as creator:
        outcome = creator.create(action)
    assert isinstance(outcome, Item)
    assert len(provider.begun) == (1 if carried_out else 2)
