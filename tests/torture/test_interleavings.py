"""A part of what `python -m tests.torture --part interleavings` tries, and that it would notice."""

import random
from collections.abc import Iterator
from itertools import chain

import pytest

from sync.keys import Identity
from sync.keys import key as honest
from tests.torture.interleavings import Plays, explore, once, replay, twice


@pytest.fixture(scope="module")
def plays() -> Iterator[Plays]:
    with Plays() as made:
        yield made


@pytest.mark.parametrize("scenario", ["first", "rescheduled", "vanished", "valid-again", "deleted"])
@pytest.mark.parametrize("target", ["memory", "burning"])
def test_two_computers_never_get_in_each_others_way(plays: Plays, target: str, scenario: str) -> None:
    schedules = [*chain(once(plays, target, scenario), twice(plays, target, scenario))]
    picked = random.Random(1).sample(schedules, 4)  # noqa: S311  the same schedules in every run
    assert [finding for schedule in picked for finding in plays.played(schedule).findings] == []


@pytest.mark.parametrize("schedule", ["google:first:nobody:a3.b2.a", "caldav:void:retitles:a2.p.b3.a4!"])
def test_nor_do_they_on_the_wire(plays: Plays, schedule: str) -> None:
    assert plays.played(schedule).findings == ()


def test_two_computers_that_make_a_calendar_at_once_end_up_with_one() -> None:
    assert replay("google:elsewhere:nobody:a1.b").findings == ()


def test_a_part_of_the_time_is_enough_for_some_schedules() -> None:
    tally = explore(seconds=0, seed=1)
    assert (tally.schedules, tally.findings) == (1, ())
    assert tally.boundaries > 0


def test_computers_that_do_not_agree_on_keys_are_noticed(plays: Plays, monkeypatch: pytest.MonkeyPatch) -> None:
    calls = iter(range(10**6))

    def key(identity: Identity, generation: int = 0) -> str:
        return honest(identity, generation * 10**6 + next(calls))

    assert plays.played("memory:first:nobody:a2.b1.a").findings == ()
    monkeypatch.setattr("sync.reconcile.key", key)
    monkeypatch.setattr("sync.observe.key", lambda *_: "")
    assert plays.played("memory:first:nobody:a2.b1.a").findings != ()
