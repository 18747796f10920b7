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


def test_when_nothing_changed_one_row_is_written_which_tells_of_the_cycle(many: World) -> None:
    many.cycle(MONDAY)
    found = counted(many, 10)
    assert found.written == 1
    assert [one[:39] for one in found.statements if '"exit_code"' in one] == ["INSERT OR REPLACE INTO fact VALUES ('la"]


def test_when_nothing_changed_the_statements_are_the_same_however_many_events_there_are(
    few: World, many: World
) -> None:
    asked = []
    for one in (few, many):
        one.cycle(MONDAY)
        asked.append(len(counted(one, 10).statements))
    assert asked[0] == asked[1]


def test_an_event_that_is_read_for_the_first_time_is_two_rows(few: World, many: World) -> None:
    assert counted(many, 0).written - counted(few, 0).written == 2 * (MANY - FEW)


def test_one_changed_meeting_is_its_item_its_event_out_and_in_and_the_token(many: World) -> None:
    many.cycle(MONDAY)
    before = counted(many, 10).written
    many.put(interview("m7", MONDAY + 7 * DAY, "", "Meeting 7, earlier"), "m7.ics")
    assert counted(many, 20).written - before == 4
