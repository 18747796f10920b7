"""Progress, and moments as people write and read them."""

import subprocess
import sys
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from sync.cli.moments import day_and_time, parse_moment
from sync.errors import UsageError
from tests.service.terminal import on_a_terminal

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
