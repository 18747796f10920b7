"""Whole cycles over time, on calendars in memory: the clock is an argument, and weeks pass in a second."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from planner.values import Preferences
from sync.errors import DONE
from sync.ledger import Ledger
from tests.computer import ME
from tests.sync.world import DAY, HOUR, MONDAY, World, changes, interview


def hours(days: int) -> Iterator[datetime]:
    return (MONDAY + number * HOUR for number in range(1, days * 24))


def test_from_the_first_cycle_on_time_alone_changes_nothing(world: World) -> None:
    world.put(interview())
    world.put(interview("screen", MONDAY + 3 * HOUR, "#interview screen\\nCompany: Globex", "Call"), "s.ics")
    panel = "#interview more decision=2026-10-22\\nInterviewers: Al, Bo, Cy"
    world.put(interview("panel", MONDAY + DAY, panel, "Panel at Umbrella"), "p.ics")
    assert world.cycle(MONDAY).created == 9
    for now in hours(14):
        report = world.cycle(now)
        assert (changes(report), report.problems) == ([], ()), now


def test_a_plan_made_late_stays_as_it_was_made(world: World) -> None:
    world.put(interview(at=MONDAY - 2 * DAY))
    assert world.cycle(MONDAY + HOUR / 7).created > 1
    for now in hours(12):
        assert changes(world.cycle(now + HOUR / 7)) == [], now


def test_an_outcome_counts_from_the_day_on_which_it_was_first_seen(world: World) -> None:
    world.preferences = Preferences(home_zone="America/New_York", extensions=True)
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: rejected"))
    seen = world.cycle(MONDAY + 2 * DAY)
    assert seen.created == 3
    for number in range(3, 12):
        assert changes(world.cycle(MONDAY + number * DAY)) == []


def test_two_machines_agree_since_when_an_outcome_is_known(world: World, tmp_path: Path) -> None:
    world.preferences = Preferences(home_zone="America/New_York", extensions=True)
    other = World(ledger=tmp_path / "other.sqlite", store=world.store, preferences=world.preferences)
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: rejected"))
    assert world.cycle(MONDAY + 2 * DAY).created == 3
    for number in range(4, 8):
        assert changes(other.cycle(MONDAY + number * DAY)) == []
        assert changes(world.cycle(MONDAY + number * DAY + HOUR)) == []
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: offer"))
    assert world.cycle(MONDAY + 9 * DAY).created == 1


def test_a_quiet_cycle_is_one_request_and_what_we_wrote_is_not_fetched_again(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    for number in range(1, 20):
        assert world.cycle(MONDAY + number * HOUR).requests == 1


def test_once_a_day_everything_is_read_anew(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.store.expire_tokens()
    assert world.cycle(MONDAY + HOUR).exit_code == DONE
    assert world.cycle(MONDAY + 25 * HOUR).requests == 2


def test_an_untouched_follow_up_moves_with_its_postponed_interview_even_from_the_past(world: World) -> None:
    world.put(interview(description="Stage: decision\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY)
    later = MONDAY + 2 * DAY
    world.put(interview(at=MONDAY + 4 * DAY, description="Stage: decision\\nInterviewers: Jane Doe"))
    report = world.cycle(later)
    assert (report.created, report.updated, report.deleted) == (0, 2, 0)
    assert all(datetime.fromisoformat(action.at) > later for action in report.actions)


def test_what_is_past_is_never_deleted(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    before = world.ours()
    world.put(interview(more="STATUS:CANCELLED"))
    report = world.cycle(MONDAY + 2 * DAY)
    assert len(world.ours()) == len(before) - report.deleted > 0
    assert report.deleted > 0


def test_an_interview_that_leaves_the_window_keeps_what_is_pending(world: World) -> None:
    world.put(interview(description="Stage: decision\\nDecision: 2027-01-29\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY)
    for number in (30, 59, 61, 62, 90):
        report = world.cycle(MONDAY + number * DAY, whole=True)
        assert changes(report) == [], number
        assert report.unchanged > 0


def test_where_ids_burn_what_we_removed_comes_back_in_its_next_generation(world: World) -> None:
    world.burns_ids = True
    world.put(interview())
    assert world.cycle(MONDAY).created == 4
    world.put(interview(more="STATUS:CANCELLED"))
    assert world.cycle(MONDAY + HOUR).deleted == 4
    world.put(interview())
    assert world.cycle(MONDAY + 2 * HOUR).created == 4
    for number in range(3, 9):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []


def test_where_ids_burn_a_tombstone_is_the_persons_decision_also_without_a_ledger(world: World) -> None:
    world.burns_ids = True
    world.put(interview())
    world.cycle(MONDAY)
    world.store.remove("Personal", world.ours()[0])
    world.lose_ledger()
    for number in range(1, 11):
        assert world.cycle(MONDAY + number * HOUR / 10).created == 0
    assert len(world.ours()) == 3


def test_without_a_ledger_what_we_removed_before_comes_back_where_ids_do_not_burn(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + HOUR)
    world.lose_ledger()
    world.put(interview())
    assert world.cycle(MONDAY + 2 * HOUR).created == 4


def test_the_persons_copy_of_a_follow_up_is_theirs(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    original = world.ours()[0]
    copy = world.store.text("Personal", original).replace(f"UID:{original[:-4]}", "UID:copy")
    world.store.put("Personal", "copy.ics", copy)
    world.put(interview(more="STATUS:CANCELLED"))
    assert world.cycle(MONDAY + HOUR).deleted == 4
    assert world.store.text("Personal", "copy.ics") == copy


def test_a_follow_up_whose_marks_were_lost_is_not_made_again(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    original = world.ours()[0]
    text = world.store.text("Personal", original)
    bare = "".join(line for line in text.replace("\r\n ", "").splitlines(True) if not line.startswith("X-AFTERTOUCH"))
    world.store.put("Personal", original, bare)
    for number in range(1, 4):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []
    assert world.store.text("Personal", original) == bare


def test_a_follow_up_moved_to_another_calendar_is_served_there(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.cycle(MONDAY)
    moved = world.ours()[0]
    world.store.put("Work", moved, world.store.text("Personal", moved))
    world.store.remove("Personal", moved)
    assert changes(world.cycle(MONDAY + HOUR)) == []
    world.put(interview(at=MONDAY + 6 * HOUR))
    report = world.cycle(MONDAY + 2 * HOUR)
    assert (report.created, report.updated, report.deleted, report.unchanged) == (0, 1, 0, 3)
    assert world.ours("Work") == [moved]


@pytest.mark.parametrize("how", ["without marks", "as a series"])
def test_what_is_ours_no_more_and_is_deleted_stays_deleted(world: World, how: str) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    href = world.ours()[0]
    text = world.store.text("Personal", href).replace("\r\n ", "")
    if how == "as a series":
        theirs = text.replace("SUMMARY", "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY")
    else:
        theirs = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("X-AFTERTOUCH"))
    world.store.put("Personal", href, theirs)
    assert changes(world.cycle(MONDAY + HOUR)) == []
    world.store.remove("Personal", href)
    for number in (2, 3, 4):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []


def test_a_cancellation_taken_back_leaves_no_trace_on_a_follow_up_that_was_moved(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    href = world.ours()[0]
    text = world.store.text("Personal", href)
    world.store.put("Personal", href, text.replace("T1", "T0").replace("T2", "T1"))
    assert changes(world.cycle(MONDAY + HOUR)) == []
    moved = world.store.text("Personal", href)
    world.put(interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + 2 * HOUR)
    world.put(interview())
    world.cycle(MONDAY + 3 * HOUR)
    assert changes(world.cycle(MONDAY + 4 * HOUR)) == []
    assert world.store.text("Personal", href).count("No longer needed") == moved.count("No longer needed") == 0


def test_a_paused_account_is_left_alone(world: World) -> None:
    world.put(interview())
    ledger = Ledger.open(world.ledger, ME)
    ledger.set_fact("paused", "by hand")
    ledger.close()
    report = world.cycle(MONDAY)
    assert (report.created, report.requests, report.exit_code) == (0, 0, DONE)
    assert "aftertouch resume home" in report.problems[0]


def test_what_the_person_moved_behind_the_next_round_is_no_longer_needed_once_and_for_all(world: World) -> None:
    world.put(interview(description="Interviewers: Jane Doe"))
    world.cycle(MONDAY)
    [href] = [href for href in world.ours() if "thank-you" in world.store.text("Personal", href).split("STEP:")[1][:12]]
    world.put(interview("two", MONDAY + 3 * DAY, "Interviewers: Jane Doe"), "two.ics")
    moved = re.sub(r"DT(START|END)([^:]*):\d{8}", r"DT\1\2:20261030", world.store.text("Personal", href))
    world.store.put("Personal", href, moved)
    world.cycle(MONDAY + HOUR)
    assert "No longer needed" in world.store.text("Personal", href)
    for number in range(2, 6):
        assert changes(world.cycle(MONDAY + number * HOUR)) == [], number
