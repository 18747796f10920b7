"""What is kept of a suggestion between cycles, and that keeping it costs nothing."""

from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from providers.memory import Memory
from sync.ledger import Ledger
from sync.suggestions import remembered, told
from tests.computer import ME
from tests.sync.world import DAY, HOUR, MONDAY, Away, World, interview

SCREEN = interview("s", title="Interview with Globex", description="", at=MONDAY + 2 * DAY)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(ledger=tmp_path / "home.sqlite")


def kept(world: World, now: timedelta) -> list[str]:
    with closing(Ledger.open(world.ledger, ME)) as ledger:
        return [one.title for one in remembered(ledger, MONDAY + now)]


def test_what_was_found_is_kept_until_it_begins(world: World) -> None:
    world.put(SCREEN)
    world.cycle(MONDAY)
    assert kept(world, HOUR) == ["Interview with Globex"]
    assert kept(world, 2 * DAY) == []


def test_a_cycle_that_failed_forgets_nothing_and_nobody_is_asked_again(world: World) -> None:
    world.put(SCREEN)
    assert len(world.cycle(MONDAY).new_questions) == 1
    world.provider = Away
    world.cycle(MONDAY + HOUR)
    assert kept(world, HOUR) == ["Interview with Globex"]
    world.provider = Memory
    report = world.cycle(MONDAY + 2 * HOUR)
    assert (len(report.suggestions), report.new_questions) == (1, ())


def test_a_cycle_in_which_nothing_changed_asks_the_server_once_and_keeps_what_is_kept(world: World) -> None:
    world.put(SCREEN)
    world.cycle(MONDAY)
    with closing(Ledger.open(world.ledger, ME)) as ledger:
        before = ledger.fact("suggestions")
    report = world.cycle(MONDAY + HOUR)
    assert (report.requests, len(report.suggestions), report.new_questions) == (1, 1, ())
    with closing(Ledger.open(world.ledger, ME)) as ledger:
        assert ledger.fact("suggestions") == before
        assert "Globex" not in ledger.fact("last")


def test_one_that_went_and_came_again_is_asked_about_again(world: World) -> None:
    world.put(SCREEN)
    world.cycle(MONDAY)
    world.put(SCREEN.replace("SUMMARY:", "STATUS:CANCELLED\r\nSUMMARY:"))
    assert world.cycle(MONDAY + HOUR).suggestions == ()
    world.put(SCREEN)
    assert len(world.cycle(MONDAY + 2 * HOUR).new_questions) == 1


def test_an_interview_that_a_former_version_saw_and_that_is_gone_explains_nothing(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    with closing(Ledger.open(world.ledger, ME)) as ledger, ledger.transaction():
        ledger._db.execute("UPDATE interview SET title = '', starts = '', company = '', organizer = ''")
        ledger._db.execute("UPDATE interview SET calendar = ''")
    world.store.remove("Personal", "i.ics")
    assert world.cycle(MONDAY + HOUR).suggestions == ()


def test_the_first_five_are_told_and_the_others_counted() -> None:
    assert told("abcde") == tuple("abcde")
    assert told("abcdefg") == (*"abcde", "and 2 more of the kind")
