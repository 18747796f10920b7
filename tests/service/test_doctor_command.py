"""`aftertouch doctor` as a command: what it prints and ends with, that it leaves no trace, and its test event."""

import json
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from providers.interface import Draft
from sync.accounts import FACTORIES
from sync.doctor import examine, scratch
from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED, USAGE
from tests.providers.servers import Server, xandikos
from tests.service.rig import CalDavClient, Client, FolderClient, GoogleClient, Rig, interview

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")


@pytest.fixture(scope="module")
def open_dav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos(tmp_path_factory.mktemp("xandikos")) as server:
        yield server


_CLIENTS: dict[str, Callable[[pytest.FixtureRequest, Path], Client]] = {
    "folder": lambda _, path: FolderClient(folder=path / "calendar"),
    "dav": lambda request, path: CalDavClient(server=request.getfixturevalue("dav"), folder=path),
    "open_dav": lambda request, path: CalDavClient(server=request.getfixturevalue("open_dav"), folder=path),
    "google": lambda request, path: GoogleClient(google=request.getfixturevalue("google"), folder=path),
}


@pytest.fixture(params=_CLIENTS)
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Rig:
    """An account of each kind, with an interview in it."""
    rig = Rig(folder=tmp_path, client=_CLIENTS[request.param](request, tmp_path))
    rig.put_foreign("interview.ics", interview())
    return rig


@pytest.fixture
def folder(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    return rig


def everything(rig: Rig) -> tuple[dict[str, str], dict[str, bytes]]:
    """All that stands in the calendar and the state folder."""
    calendar = {name: rig.client.text(name) for name in rig.client.names()}
    state = {path.name: path.read_bytes() for path in rig.state.glob("*.sqlite")}
    return calendar, state


@pytest.mark.parametrize("synced", [False, True])
def test_it_leaves_no_trace(rig: Rig, synced: bool) -> None:
    if synced:
        rig.sync()
    before = everything(rig)
    assert rig.run("doctor").code == DONE
    assert everything(rig) == before
    assert rig.state.exists() == synced


def test_a_test_event_is_written_looked_at_and_removed_again(rig: Rig) -> None:
    rig.sync()
    before = everything(rig)
    outcome = rig.run("doctor", "--write-test")
    assert outcome.code == DONE, outcome
    lines = [line for line in outcome.out.splitlines() if "  test event (home): " in line]
    assert {line.split()[0] for line in lines} == {"ok"}, lines
    said = "\n".join(lines)
    for ability in (
        'can be written to "',
        "not written a second time",
        "the title is kept",
        "the reminder is kept",
        "notes on an event (X- properties) is kept",
        "tells what changed",
        "can be changed",
        "somebody else's is not overwritten",
        "it is gone again",
    ):
        assert ability in said
    assert everything(rig) == before


def test_what_a_crash_left_behind_is_told_of_and_removed_by_the_next_test(
    rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    rig.sync()
    before = set(rig.client.names())
    with monkeypatch.context() as crash:
        crash.setattr(scratch._Test, "remove", lambda _: iter(()))
        assert rig.run("doctor", "--write-test").code == DONE
    (left,) = set(rig.client.names()) - before
    assert left.startswith(scratch.PREFIX)
    assert rig.sync()["actions"] == []
    assert "1 of an earlier run still stands in the calendar. To remove it, run: aftertouch doctor --write-test" in (
        rig.run("doctor").out
    )
    assert rig.run("doctor", "--write-test").code == DONE
    assert set(rig.client.names()) == before
    assert rig.sync()["actions"] == []


def test_a_test_event_is_no_interview_and_no_follow_up(folder: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scratch._Test, "remove", lambda _: iter(()))
    folder.run("doctor", "--write-test")
    folder.client.delete("interview.ics")
    assert folder.sync()["created"] == 0
    assert folder.run("undo", "--yes").code == DONE
    assert len(folder.client.names()) == 1


@pytest.mark.parametrize("how", ["without a mark", "with the mark of another", "sent by somebody"])
def test_what_is_not_ours_is_no_leftover_whatever_its_name(folder: Rig, how: str) -> None:
    named = f"{scratch.PREFIX}0000000000000000"
    mark = scratch._mark("another" if how == "with the mark of another" else named)[1]
    more = {
        "without a mark": "",
        "with the mark of another": f"X-AFTERTOUCH-CHECK:{mark}",
        "sent by somebody": f"X-AFTERTOUCH-CHECK:{mark}\r\nORGANIZER:mailto:eve@example.org",
    }
    folder.put_foreign(f"{named}.ics", interview(named, title="Mine", more=more[how]))
    assert folder.run("doctor", "--write-test").code == DONE
    folder.untouched()


def test_a_calendar_that_does_not_take_it_is_told(folder: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    from providers.errors import Forbidden  # noqa: PLC0415
    from providers.vdir import Vdir  # noqa: PLC0415

    class Full(Vdir):
        def create(self, calendar: str, draft: Draft) -> Any:  # noqa: ARG002
            raise Forbidden(f"{calendar}: Disk quota exceeded")

    monkeypatch.setitem(FACTORIES, "vdir", lambda account, look, _: Full(account.path, look))
    examination = examine(folder.config, write_test=True, now=datetime.now(UTC))
    (bad,) = [one for one in examination.findings if one.verdict == "fail"]
    assert "it was not taken: " in bad.what
    assert bad.what.endswith("Disk quota exceeded")
    assert bad.cure == 'Let yourself make changes to "calendar", or name another calendar in write_to.'


# What it prints


def test_json_is_a_list_of_findings(folder: Rig) -> None:
    outcome = folder.run("doctor", "--json")
    findings = json.loads(outcome.out)
    assert {"check", "account", "verdict", "what", "cure"} == set(findings[0])


def test_as_elsewhere_standard_output_stays_empty_where_the_configuration_is_wrong(folder: Rig) -> None:
    folder.config.write_text("accounts = 7\n")
    outcome = folder.run("doctor", "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    assert "fail" in outcome.err


def test_only_the_accounts_that_are_named_are_looked_at(folder: Rig) -> None:
    folder.configure('[[accounts]]\nname = "two"\nprovider = "caldav"\nurl = "http://127.0.0.1:9/"\nusername = "me"\n')
    assert folder.run("doctor", "home").code == DONE
    outcome = folder.run("doctor")
    assert outcome.code == SIGN_IN_NEEDED
    assert "(home): " in outcome.out
    assert "fail  sign-in (two): " in outcome.out
    unknown = folder.run("doctor", "three")
    assert (unknown.code, unknown.out) == (USAGE, "")
    assert 'there is no account "three"; there are: home, two' in unknown.err


def test_as_a_process_it_ends_with_the_worst_code_and_is_quick(folder: Rig) -> None:
    folder.configure('[[accounts]]\nname = "two"\nprovider = "caldav"\nurl = "http://127.0.0.1:9/"\n')
    done = subprocess.run(
        [AFTERTOUCH, "doctor", "--config", folder.config], capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 75, done.stderr
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    (bad,) = [line for line in done.stdout.splitlines() if line.startswith("fail")]
    assert bad.startswith("fail  connection (two): 127.0.0.1:9 takes no connections. Check the address")


def test_a_report_for_strangers_holds_nothing_of_the_persons(dav: Server, tmp_path: Path) -> None:
    client = CalDavClient(server=dav, folder=tmp_path)
    rig = Rig(folder=tmp_path, client=client, extra='write_to = "Secret plans"\n')
    rig.put_foreign("interview.ics", interview(title="Talk with Initech #interview", description="Decision: soonish"))
    rig.config.write_text(rig.config.read_text().replace('name = "home"', 'name = "jane-at-work"'))
    rig.sync()
    outcome = rig.run("doctor", "--report")
    assert outcome.code == DONE
    assert outcome.out.startswith("## Aftertouch doctor\n")
    assert re.search(r"aftertouch \S+, Python 3\.\d+\.\d+, SQLite 3", outcome.out)
    assert "- account 1: caldav" in outcome.out
    assert "| warn | problems | account 1 | a sync would report: … | " in outcome.out
    for private in ("Initech", "Secret plans", "jane", "127.0.0.1", client.url, str(tmp_path), "Personal", "soonish"):
        assert private not in outcome.out, private
