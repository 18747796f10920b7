"""No fights (promise 12): two programs that want different things write twice, and stop."""

from datetime import timedelta
from pathlib import Path

import pytest

from planner.values import Preferences
from tests.sync.world import DAY, HOUR, MONDAY, World, changes, interview


@pytest.fixture
def other(world: World, tmp_path: Path) -> World:
    """A second computer on the same calendar, with another reminder in its config."""
    return World(ledger=tmp_path / "other.sqlite", store=world.store, reminder=timedelta(hours=1))


def test_the_third_rewrite_within_a_day_stops_and_is_told(world: World, other: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    written = [
        [len(changes(world.cycle(MONDAY + n * HOUR + HOUR / 2))), len(changes(other.cycle(MONDAY + n * HOUR)))]
        for n in range(1, 5)
    ]
    assert written[-1] == [0, 0]
    assert sum(map(sum, written)) <= 4 * 4
    told = " ".join(world.cycle(MONDAY + 6 * HOUR).problems) + " ".join(other.cycle(MONDAY + 7 * HOUR).problems)
    assert "back and forth" in told


def test_a_change_of_the_interview_ends_the_truce(world: World, other: World) -> None:
    world.put(interview())
    for n in range(8):
        world.cycle(MONDAY + n * HOUR / 4)
        other.cycle(MONDAY + n * HOUR / 4)
    world.put(interview(at=MONDAY + 6 * HOUR))
    assert "update" in changes(world.cycle(MONDAY + 3 * HOUR))


def test_a_person_who_changes_the_interview_many_times_a_day_is_followed(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    for n in range(1, 9):
        world.put(interview(at=MONDAY + (5 + n % 2) * HOUR))
        assert "update" in changes(world.cycle(MONDAY + n * HOUR / 4)), n


def test_the_truce_lasts_a_day(world: World, other: World) -> None:
    world.put(interview())
    for n in range(8):
        world.cycle(MONDAY + n * HOUR / 4)
        other.cycle(MONDAY + n * HOUR / 4)
    assert changes(world.cycle(MONDAY + 2 * HOUR)) == changes(other.cycle(MONDAY + 2 * HOUR)) == []
    later = MONDAY + DAY + 3 * HOUR
    assert changes(world.cycle(later)) or changes(other.cycle(later))


def test_one_computer_alone_never_comes_to_a_truce(world: World) -> None:
    world.put(interview())
    for n in range(6):
        world.preferences = Preferences(home_zone="America/New_York")
        world.reminder = timedelta(minutes=10 + n)
        assert not any("back and forth" in p for p in world.cycle(MONDAY + n * HOUR / 4).problems)
