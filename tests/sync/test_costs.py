"""What a cycle asks of the ledger, counted: what is measured in seconds stands in `benchmarks/`."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.sync.counting import Counted, counting
from tests.sync.world import DAY, HOUR, MONDAY, World, interview

FEW, MANY = 20, 220


@pytest.fixture
def few(tmp_path: Path) -> World:
    return world(tmp_path / "few" / "home.sqlite", FEW)


@pytest.fixture
def many(tmp_path: Path) -> World:
    return world(tmp_path / "many" / "home.sqlite", MANY)


def world(ledger: Path, meetings: int) -> World:
    """One interview among so many meetings."""
    made = World(ledger=ledger)
    made.put(interview())
    for number in range(meetings):
        at = MONDAY + number * DAY + HOUR
        made.put(interview(f"m{number}", at, "", f"Meeting {number}"), f"m{number}.ics")
    return made


def counted(world: World, minutes: int) -> Counted:
    with counting() as found:
        report = world.cycle(MONDAY + timedelta(minutes=minutes))
    assert report.problems == ()
    return found


def test_when_nothing_changed_no_row_is_written(many: World) -> None:
    many.cycle(MONDAY)
    assert counted(many, 10).written == 2, "that there was nothing to do, and when that was found"
    assert [counted(many, minutes).written for minutes in range(11, 15)] == [0] * 4


def test_when_nothing_changed_no_table_is_walked_through(few: World, many: World) -> None:
    asked = []
    for one in (few, many):
        one.cycle(MONDAY)
        one.cycle(MONDAY + timedelta(minutes=10))
        found = counted(one, 11)
        del found.by_statement["PRAGMA quick_check(1)"]  # it looks at every page, whenever the file is opened
        asked.append((len(found.statements), found.instructions))
    assert asked[0] == asked[1]


def test_an_event_that_is_read_for_the_first_time_is_two_rows(few: World, many: World) -> None:
    assert counted(many, 0).written - counted(few, 0).written == 2 * (MANY - FEW)


def test_one_changed_meeting_is_seven_rows(many: World) -> None:
    """Its item, its event out and in, the token; the calm that ends, the cycle, and the calm that begins."""
    many.cycle(MONDAY)
    many.cycle(MONDAY + timedelta(minutes=10))
    many.put(interview("m7", MONDAY + 7 * DAY, "", "Meeting 7, earlier"), "m7.ics")
    assert counted(many, 20).written == 7
