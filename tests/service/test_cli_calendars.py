"""`aftertouch calendars`: the part that each calendar plays, by the same rules as in a cycle."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.service.rig import FolderClient, Rig, interview


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """An account of two calendars, with an interview in the first."""
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    for name in ("jobs", "private"):
        (tmp_path / "calendar" / name).mkdir()
    (tmp_path / "calendar" / "jobs" / "interview.ics").write_text(interview())
    return rig


def account(rig: Rig) -> dict[str, Any]:
    outcome = rig.run("calendars", "--json")
    assert outcome.code == 0, outcome
    (one,) = json.loads(outcome.out)["accounts"]
    assert isinstance(one, dict)
    return one


def parts(rig: Rig) -> dict[str, tuple[bool, bool]]:
    return {one["name"]: (one["read"], one["written"]) for one in account(rig)["calendars"]}


def written(rig: Rig) -> set[str]:
    """Where a cycle writes."""
    return {action["calendar"] for action in rig.sync("--dry-run")["actions"]}


def test_without_a_choice_all_are_read_and_each_gets_its_own_follow_ups(rig: Rig) -> None:
    assert parts(rig) == {"jobs": (True, True), "private": (True, True)}


@pytest.mark.parametrize("name", ["jobs", "JOBS", "{folder}/calendar/jobs", "{folder}/calendar/jobs/"])
def test_a_calendar_is_named_as_a_cycle_takes_it(rig: Rig, name: str) -> None:
    rig.configure(f'calendars = ["{name.format(folder=rig.folder)}"]\n')
    assert parts(rig) == {"jobs": (True, True), "private": (False, False)}
    assert written(rig) == {"jobs"}


def test_a_target_gets_the_follow_ups_whether_it_is_read_for_interviews_or_not(rig: Rig) -> None:
    rig.configure('calendars = ["jobs"]\nwrite_to = "private"\n')
    assert parts(rig) == {"jobs": (True, False), "private": (False, True)}
    assert written(rig) == {"private"}
    assert "private  not read for interviews, gets follow-ups" in rig.run("calendars").out


def test_a_target_that_does_not_exist_yet_is_told_and_no_other_gets_follow_ups(rig: Rig) -> None:
    rig.configure('write_to = "Follow-ups"\n')
    assert parts(rig) == {"jobs": (True, False), "private": (True, False)}
    assert account(rig)["missing"] == "Follow-ups"
    assert "Follow-ups  gets follow-ups; the next sync makes it" in rig.run("calendars").out


def test_a_name_that_does_not_exist_is_told_beside_those_that_do(rig: Rig) -> None:
    rig.configure('calendars = ["jobs", "nope"]\n')
    outcome = rig.run("calendars", "--json")
    assert outcome.code == 0
    assert 'there is no calendar "nope"; there are: "jobs", "private"' in outcome.err
    assert parts(rig) == {"jobs": (False, False), "private": (False, False)}
