"""No evidence, no deletion (promise 7), and no change lost between a token and what it stands for."""

from collections.abc import Mapping
from dataclasses import replace

import pytest

from providers.errors import Unreachable
from providers.interface import Changes, Draft, Field, Item, Window
from providers.memory import Memory
from sync.errors import DONE
from sync.ledger import Ledger
from tests.computer import ME
from tests.sync.world import HOUR, MONDAY, World, changes, interview


def test_what_a_reading_leaves_out_is_asked_for_by_name_before_it_counts_as_gone(world: World) -> None:
    class Forgetful(Memory):
        def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
            all_ = super().changes(calendar, token, known, window)
            left = tuple(item for item in all_.items if item.href != "i.ics")
            return replace(all_, items=left, unchanged=all_.unchanged - {"i.ics"})

    world.put(interview())
    world.cycle(MONDAY)
    standing = world.ours()
    world.provider = Forgetful
    assert changes(world.cycle(MONDAY + HOUR, whole=True)) == []
    assert world.ours() == standing


def test_a_death_between_a_token_and_its_work_loses_no_change(world: World) -> None:
    class Dying(Memory):
        def get(self, *_asked: object) -> Item:
            raise KeyboardInterrupt

    world.put(interview())
    world.cycle(MONDAY)
    gone = world.ours()[0]
    world.store.remove("Personal", gone)
    world.provider = Dying
    with pytest.raises(KeyboardInterrupt):
        world.cycle(MONDAY + HOUR)
    world.provider = Memory
    world.cycle(MONDAY + 2 * HOUR)
    ledger = Ledger.open(world.ledger, ME)
    try:
        assert [entry.state for entry in ledger.memory().values()] == ["deleted"]
    finally:
        ledger.close()


def test_what_no_delta_tells_is_noticed_by_the_daily_reading(world: World) -> None:
    class Silent(Memory):
        def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
            return Changes(token=token) if token else super().changes(calendar, token, known, window)

    world.put(interview())
    world.cycle(MONDAY)
    world.provider = Silent
    world.put(interview(more="STATUS:CANCELLED"))
    assert changes(world.cycle(MONDAY + HOUR)) == []
    assert changes(world.cycle(MONDAY + 25 * HOUR)) != []


def test_what_is_gone_when_the_token_expires_is_noticed_though_nothing_else_is_new(world: World) -> None:
    world.put(interview())
    for _ in range(2):
        world.cycle(MONDAY)
    world.store.remove("Personal", "i.ics")
    world.store.expire_tokens()
    assert world.cycle(MONDAY + HOUR).deleted == 4
    assert world.ours() == []


class Swift(Memory):
    """The person deletes each follow-up just before we change it."""

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        self.store.remove(calendar, href)
        return super().update(calendar, href, etag, draft, fields)


def test_what_is_gone_before_we_change_it_is_the_persons_deletion_in_the_same_cycle(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(at=MONDAY + 8 * HOUR))
    world.provider = Swift
    report = world.cycle(MONDAY + HOUR)
    assert report.exit_code == DONE
    world.provider = Memory
    left = world.ours()
    assert len(left) < 4
    world.cycle(MONDAY + 2 * HOUR)
    assert world.ours() == left


def test_after_a_lost_answer_to_a_change_the_same_cycle_knows_what_stands(world: World) -> None:
    lost: list[str] = []

    class Lossy(Memory):
        def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
            item = super().update(calendar, href, etag, draft, fields)
            if not lost:
                lost.append(href)
                raise Unreachable("no answer")
            return item

    world.put(interview())
    world.cycle(MONDAY)
    world.provider = Lossy
    world.put(interview(at=MONDAY + 6 * HOUR))
    report = world.cycle(MONDAY + HOUR)
    assert lost
    assert (report.exit_code, report.problems) == (0, ())


def test_what_we_were_deleting_when_the_process_died_is_never_taken_for_the_persons_decision(world: World) -> None:
    class Dying(Memory):
        def delete(self, calendar: str, href: str, etag: str) -> None:
            super().delete(calendar, href, etag)
            raise KeyboardInterrupt

    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(more="STATUS:CANCELLED"))
    world.provider = Dying
    with pytest.raises(KeyboardInterrupt):
        world.cycle(MONDAY + HOUR)
    world.provider = Memory
    world.put(interview())
    world.cycle(MONDAY + 2 * HOUR)
    assert len(world.ours()) == 4
