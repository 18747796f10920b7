"""A follow-up that we had removed is wanted again: whoever deletes it then is the person, whatever died meanwhile."""

from pathlib import Path
from typing import Any

import pytest

from providers.interface import Draft, Item
from providers.memory import Memory
from tests.sync.world import HOUR, MONDAY, Away, World, changes, interview


class Dying(Memory):
    """Dies when its answer to a creation is out."""

    def create(self, calendar: str, draft: Draft) -> Item:
        super().create(calendar, draft)
        raise KeyboardInterrupt


class Breaking(Memory):
    """Dies before a creation goes out."""

    def create(self, *_: Any) -> Any:
        raise KeyboardInterrupt


@pytest.fixture(params=[False, True], ids=["ids are free again", "ids burn"])
def removed(request: pytest.FixtureRequest, tmp_path: Path) -> World:
    world = World(ledger=tmp_path / "home.sqlite", burns_ids=request.param)
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(title="Coffee"))
    assert world.cycle(MONDAY + HOUR / 4).deleted == 4
    world.put(interview())
    return world


def test_what_was_deleted_before_we_knew_that_it_stood_again_stays_deleted(removed: World) -> None:
    removed.provider = Dying
    with pytest.raises(KeyboardInterrupt):
        removed.cycle(MONDAY + HOUR / 2)
    (made,) = removed.ours()
    removed.store.remove("Personal", made)
    removed.provider = Memory
    assert removed.cycle(MONDAY + HOUR).created == 3
    for number in (2, 3):
        assert changes(removed.cycle(MONDAY + HOUR + number * HOUR / 10)) == []
    assert len(removed.ours()) == 3


def test_what_was_not_made_before_we_died_is_made_afterwards(removed: World) -> None:
    removed.provider = Breaking
    with pytest.raises(KeyboardInterrupt):
        removed.cycle(MONDAY + HOUR / 2)
    removed.provider = Memory
    assert removed.cycle(MONDAY + HOUR).created == 4


def test_what_was_not_made_and_is_unwanted_and_wanted_again_is_made(removed: World) -> None:
    removed.provider = Breaking
    with pytest.raises(KeyboardInterrupt):
        removed.cycle(MONDAY + HOUR / 2)
    removed.provider = Memory
    removed.put(interview(title="Coffee"))
    assert changes(removed.cycle(MONDAY + HOUR)) == []
    removed.put(interview())
    assert removed.cycle(MONDAY + 2 * HOUR).created == 4


def test_what_was_brought_back_in_a_calendar_that_cannot_be_read_is_not_made_a_second_time(world: World) -> None:
    world.store.make("Work")
    world.store.put("Work", "i.ics", interview())
    world.write_to = "Personal"
    world.cycle(MONDAY)
    href = world.ours("Personal")[0]
    text = world.store.text("Personal", href)
    world.store.put("Work", "i.ics", interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + HOUR)
    assert world.ours("Personal") == []
    world.store.put("Work", "i.ics", interview())
    world.store.put("Personal", href, text)
    world.write_to, world.provider = "Work", Away
    world.cycle(MONDAY + 2 * HOUR)
    assert world.ours("Work") == []
    world.provider = Memory
    world.cycle(MONDAY + 3 * HOUR)
    assert len(world.ours("Work")) == 3
    assert world.ours("Personal") == [href]
