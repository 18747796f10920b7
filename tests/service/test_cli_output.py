"""What reaches a terminal: progress, moments as people read them, and nothing by which a calendar would steer it."""

import json
import os
import re
import subprocess
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from sync.cli.moments import day_and_time, parse_moment
from sync.cli.output import show, tell
from sync.errors import UsageError
from sync.plain import clean
from tests.service.rig import FolderClient, Rig, interview
from tests.service.terminal import on_a_terminal

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")

SLOW = """
import threading
from sync.cli import output
output.PATIENCE = 0
with output.progress("Reading calendars"):
    for thread in threading.enumerate():
        if isinstance(thread, threading.Timer):
            thread.join()
output.show("done")
"""
QUICK = """
from sync.cli import output
with output.progress("Reading calendars"):
    pass
output.show("done")
"""
LOGGING = r"""
import logging
from sync.logs import log_to_standard_error
log_to_standard_error(1)
try:
    raise ValueError("trace \x1b[31m")
except ValueError:
    logging.getLogger("sync").exception("wrote \x1b]0;pwned\x07\nfake: all is well")
"""
HOSTILE = "Anna\x1b]0;pwned\x07\x9b31m \u202eemal\u2069\nfake: all is well"
STEERING = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]")
NEW_YORK = ZoneInfo("America/New_York")


def test_a_person_at_a_terminal_is_told_what_takes_long() -> None:
    shown = on_a_terminal([sys.executable, "-c", SLOW])
    assert "Reading calendars…" in shown
    assert "done" in shown


def test_what_is_quick_shows_no_progress() -> None:
    assert "Reading" not in on_a_terminal([sys.executable, "-c", QUICK])


def test_progress_never_gets_into_a_pipe() -> None:
    done = subprocess.run([sys.executable, "-c", SLOW], capture_output=True, text=True, check=True)
    assert (done.stdout, done.stderr) == ("done\n", "")


def test_a_moment_with_an_offset_is_taken_as_it_is() -> None:
    assert parse_moment("2026-10-05T13:00-04:00", "UTC") == datetime(2026, 10, 5, 17, tzinfo=UTC)


def test_a_moment_without_one_is_at_home_and_a_date_is_its_midnight() -> None:
    assert parse_moment("2026-10-05T13:00", "America/New_York") == datetime(2026, 10, 5, 13, tzinfo=NEW_YORK)
    assert parse_moment("2026-10-05", "America/New_York") == datetime(2026, 10, 5, tzinfo=NEW_YORK)


@pytest.mark.parametrize("text", ["", "tomorrow", "2026-13-01", "5 Oct 2026", "9999-12-31", "0001-01-01"])
def test_what_is_no_moment_is_wrong_usage(text: str) -> None:
    with pytest.raises(UsageError, match="For example"):
        parse_moment(text, "UTC")


@pytest.mark.parametrize(
    ("home", "expected"),
    [
        ("America/New_York", "Mon 5 Oct 2026 21:30"),
        ("America/Detroit", "Mon 5 Oct 2026 21:30"),
        ("America/Los_Angeles", "Mon 5 Oct 2026 21:30 EDT (18:30 at home)"),
        ("Europe/Berlin", "Mon 5 Oct 2026 21:30 EDT (Tue 03:30 at home)"),
    ],
)
def test_a_moment_is_read_with_the_clock_at_home_where_it_differs(home: str, expected: str) -> None:
    assert day_and_time(datetime(2026, 10, 5, 21, 30, tzinfo=NEW_YORK), home) == expected


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    return rig


def put_hostile(rig: Rig) -> None:
    """A follow-up that somebody gave a hostile title, a hostile file and UID that can't be read, and a hostile name of
    the calendar."""
    rig.edit(rig.named("Email"), lambda one: one.update(SUMMARY=HOSTILE))
    uid = HOSTILE.splitlines()[0]
    broken = f"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:{uid}\r\nSUMMARY:#interview\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    rig.put_foreign("broken\x1b[5m.ics", broken)
    rig.put_foreign("displayname", HOSTILE)


@pytest.mark.parametrize("text", [HOSTILE, Text.assemble((HOSTILE, "bold"), "!")])
def test_what_a_calendar_says_never_steers_the_terminal(text: str | Text, capsys: pytest.CaptureFixture[str]) -> None:
    show(text)
    tell(text)
    for shown in capsys.readouterr():
        assert STEERING.search(shown) is None
        assert shown.count("\n") == 1
        assert "Anna" in shown
        assert "fake: all is well" in shown


@given(st.text())
def test_a_cleaned_text_is_one_line_as_long_as_before_and_otherwise_the_same(text: str) -> None:
    cleaned = clean(text)
    assert STEERING.search(cleaned) is None
    assert len(cleaned.splitlines()) <= 1
    assert len(cleaned) == len(text)
    assert all(a == b or not b.isprintable() for a, b in zip(cleaned, text, strict=True))
    assert not any(unicodedata.category(character) == "Cc" for character in cleaned)


@pytest.mark.parametrize(
    "command", [["sync"], ["agenda", "--why"], ["status"], ["calendars"], ["explain", "Anna"], ["plan", "calendar"]]
)
def test_no_command_lets_a_hostile_event_write_to_the_terminal(
    rig: Rig, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(rig.folder)
    rig.sync()
    put_hostile(rig)
    if command != ["sync"]:  # which tells each problem once
        rig.sync()
    outcome = rig.run(*command)
    assert outcome.code in {0, 65}
    assert outcome.out + outcome.err
    assert STEERING.search(outcome.out + outcome.err) is None
    assert not re.search("^fake", outcome.out + outcome.err, flags=re.MULTILINE)


def test_json_says_what_the_calendar_says(rig: Rig) -> None:
    rig.sync()
    put_hostile(rig)
    rig.sync()
    outcome = rig.run("agenda", "--json")
    assert STEERING.search(outcome.out) is None
    assert HOSTILE in {entry["title"] for entry in json.loads(outcome.out)["follow_ups"]}


def test_a_log_line_is_one_line_without_controls() -> None:
    done = subprocess.run([sys.executable, "-c", LOGGING], capture_output=True, text=True, check=True)
    assert STEERING.search(done.stderr) is None
    assert "ERROR sync: wrote" in done.stderr
    assert "Traceback" in done.stderr
    assert not re.search("^fake", done.stderr, flags=re.MULTILINE)


@pytest.mark.parametrize("encoding", ["latin-1", "ascii"])
@pytest.mark.parametrize("command", [["sync"], ["agenda"], ["agenda", "--json"], ["status"]])
def test_an_output_that_lacks_a_character_shows_its_escape(rig: Rig, encoding: str, command: list[str]) -> None:
    rig.put_foreign("interview.ics", interview(title="Interview with Łódź Corp #interview"))
    if command != ["sync"]:
        rig.run("sync")
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    done = subprocess.run(
        [AFTERTOUCH, "--config", rig.config, *command], env=environment, capture_output=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert (b"\\u0141" in done.stdout) == (command != ["status"])
