"""Several accounts: whatever becomes of one, the others are served and shown, and what is wrong is said once."""

import io
import json
import sys
from pathlib import Path
from typing import Any

import pytest

from sync.accounts import FACTORIES
from sync.errors import BAD_CONFIG, BUG, SIGN_IN_NEEDED, TRY_LATER, USAGE
from tests.service.rig import FolderClient, Rig, interview

COUNTS = ("created", "updated", "deleted", "kept", "unchanged", "requests")


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """Two accounts, on two folders, with one interview each that has the same UID."""
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    (tmp_path / "two").mkdir()
    (tmp_path / "two" / "interview.ics").write_text(interview())
    rig.configure(folder_account(rig))
    return rig


def folder_account(rig: Rig, more: str = "") -> str:
    return f'[[accounts]]\nname = "two"\nprovider = "vdir"\npath = "{rig.folder / "two"}"\n{more}'


def take_its_ledger(rig: Rig) -> None:
    """The second account's ledger can't be used."""
    (rig.state / "two.sqlite").unlink(missing_ok=True)
    (rig.state / "two.sqlite").mkdir(parents=True)


def accounts(rig: Rig, code: int) -> list[dict[str, Any]]:
    outcome = rig.run("sync", "--json")
    assert outcome.code == code
    found = json.loads(outcome.out)["accounts"]
    assert isinstance(found, list)
    return found


def test_an_account_to_try_later_stands_in_the_json_beside_those_that_were_served(rig: Rig) -> None:
    take_its_ledger(rig)
    home, two = accounts(rig, TRY_LATER)
    assert home["created"] == 4
    assert [two[count] for count in COUNTS] == [0] * len(COUNTS)
    assert (two["name"], two["actions"]) == ("two", [])
    assert "two.sqlite" in two["problems"][0]
    assert set(home) == set(two)


def test_an_account_without_a_password_stands_in_the_json_too(rig: Rig) -> None:
    rig.configure('[[accounts]]\nname = "dav"\nprovider = "caldav"\nurl = "http://127.0.0.1:9/"\nusername = "me"\n')
    home, dav = accounts(rig, SIGN_IN_NEEDED)
    assert (home["created"], dav["created"]) == (4, 0)
    assert "no password" in dav["problems"][0]
    told = rig.run("sync").err
    assert told.startswith("dav: no password")
    assert "account dav" not in told


@pytest.mark.parametrize("command", ["sync", "agenda"])
def test_a_calendar_name_that_does_not_exist_leaves_standard_output_without_json(rig: Rig, command: str) -> None:
    rig.run("sync")
    rig.configure(folder_account(rig, 'calendars = ["nope"]\n'))
    rig.put_foreign("interview.ics", interview(title="Interview with Globex #interview"))
    outcome = rig.run(command, "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    assert 'there is no calendar "nope"; there are: "two"' in outcome.err


def test_what_was_done_is_told_on_standard_error_where_there_is_no_json(rig: Rig) -> None:
    rig.configure(folder_account(rig, 'calendars = ["nope"]\n'))
    outcome = rig.run("sync", "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    assert "home: 4 created" in outcome.err


def test_status_remembers_since_when_the_configuration_is_wrong_and_that_it_was_mended(rig: Rig) -> None:
    rig.run("sync")
    rig.configure(folder_account(rig, 'calendars = ["nope"]\n'))
    assert rig.run("sync").code == BAD_CONFIG
    home, two = json.loads(rig.run("status", "--json").out)["accounts"]
    assert (home["exit_code"], home["failing_since"]) == (0, None)
    assert (two["exit_code"], two["failing_since"]) == (BAD_CONFIG, two["last"])
    assert 'there is no calendar "nope"' in two["problems"][0]
    assert "two (vdir): failing since" in rig.run("status").out
    rig.configure(folder_account(rig))
    assert rig.run("sync").code == 0
    assert "failing" not in rig.run("status").out


@pytest.mark.parametrize("command", [["agenda"], ["status"], ["explain", "Email", "Acme"]])
def test_an_account_that_can_not_be_looked_at_hides_no_other(rig: Rig, command: list[str]) -> None:
    rig.run("sync")
    take_its_ledger(rig)
    outcome = rig.run(*command)
    assert outcome.code == TRY_LATER
    assert "home" in outcome.out or "Jane Doe (Acme)" in outcome.out
    assert "two.sqlite" in outcome.err


def test_the_agenda_of_the_others_stands_in_the_json(rig: Rig) -> None:
    rig.run("sync")
    take_its_ledger(rig)
    outcome = rig.run("agenda", "--json")
    assert outcome.code == TRY_LATER
    assert {entry["account"] for entry in json.loads(outcome.out)["follow_ups"]} == {"home"}


def test_an_account_that_was_never_synced_says_so(rig: Rig) -> None:
    rig.configure(folder_account(rig, 'calendars = ["two"]\n'))
    outcome = rig.run("agenda")
    assert (outcome.code, outcome.out) == (0, "")
    assert outcome.err == "home: never synced; run: aftertouch sync\ntwo: never synced; run: aftertouch sync\n"


def test_a_bug_in_one_account_surfaces_once_the_others_are_served(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Any:
        raise ZeroDivisionError("by zero")

    first = rig.config.read_text().replace('name = "home"\nprovider = "vdir"', 'name = "bad"\nprovider = "caldav"')
    rig.config.write_text(first.replace(f'path = "{rig.folder / "calendar"}"', 'url = "http://127.0.0.1:9/"'))
    monkeypatch.setitem(FACTORIES, "caldav", broken)
    outcome = rig.run("sync")
    assert outcome.code == BUG
    assert "two: 4 created" in outcome.out
    assert "this is a bug: ZeroDivisionError: by zero" in outcome.err
    assert "while account bad was served" in (rig.state / "crash.log").read_text()
    again = rig.run("sync", "--json")
    assert (again.code, again.out) == (BUG, "")


def test_a_playbook_that_is_wrong_is_told_once_and_before_any_account_is_served(rig: Rig) -> None:
    rig.config.write_text(rig.config.read_text() + '[playbook]\nfile = "gone.toml"\n')
    outcome = rig.run("sync")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    assert outcome.err.count("gone.toml") == 1
    assert not rig.state.exists()
    assert rig.run("agenda").err.count("gone.toml") == 1


def test_undo_and_calendars_need_no_playbook(rig: Rig) -> None:
    rig.run("sync")
    rig.config.write_text(rig.config.read_text() + '[playbook]\nfile = "gone.toml"\n')
    assert rig.run("calendars").code == 0
    assert rig.run("undo", "--yes").code == 0
    assert rig.follow_ups() == {}


def test_one_interview_in_two_accounts_is_told_apart_by_the_account(rig: Rig) -> None:
    rig.run("sync")
    key = rig.named("Email").removesuffix(".ics")
    several = rig.run("explain", key)
    assert several.code == USAGE
    assert "(home)" in several.err
    assert "(two)" in several.err
    assert "--account" in several.err
    assert "of account two" in rig.run("explain", key, "--account", "two").out


def test_a_follow_up_comes_back_in_the_account_that_is_named(rig: Rig) -> None:
    rig.run("sync")
    name = rig.named("Email")
    for folder in (rig.folder / "two", rig.folder / "calendar"):
        (folder / name).unlink()
    rig.run("sync")
    key = name.removesuffix(".ics")
    assert rig.run("restore", key).code == USAGE
    assert rig.run("restore", key, "--account", "two").code == 0
    assert any("Email" in path.read_text() for path in (rig.folder / "two").glob("*.ics"))
    assert not any(title.startswith("Email") for title in rig.titles())


def test_undo_asks_for_each_account(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.run("sync")
    answers = io.StringIO("n\ny\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    outcome = rig.run("undo")
    assert "home: remove 4 follow-ups" in outcome.out
    assert "two: remove 4 follow-ups" in outcome.out
    assert len(rig.follow_ups()) == 4
    assert [path.name for path in (rig.folder / "two").glob("*.ics")] == ["interview.ics"]
