"""From what is measured to what is said, where the measure can't be had from a real server or disk in a test."""

import sys
import zoneinfo
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.doctor import connection, machine, state_folder

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
_MIB = 1024 * 1024


@pytest.mark.parametrize(("free", "verdict"), [(199 * _MIB, "warn"), (19 * _MIB, "fail"), (200 * _MIB, "ok")])
def test_free_bytes(free: int, verdict: str) -> None:
    assert state_folder.space(Path("/"), free).verdict == verdict


@pytest.mark.parametrize(("left", "verdict"), [(timedelta(days=2), "warn"), (timedelta(days=4), "ok")])
def test_a_certificate_that_ends(left: timedelta, verdict: str) -> None:
    answer = connection.Answer(who="dav.example.org", ends=NOW + left)
    said = {one.check: one.verdict for one in connection.findings(answer, now=NOW)}
    assert said == {"connection": "ok", "certificate": verdict}


@pytest.mark.parametrize(
    ("ahead", "verdict"),
    [
        (timedelta(seconds=119), "ok"),
        (timedelta(minutes=-2), "warn"),
        (timedelta(minutes=59), "warn"),
        (timedelta(hours=-1), "fail"),
        (timedelta(days=400), "fail"),
    ],
)
def test_a_clock_that_differs(ahead: timedelta, verdict: str) -> None:
    answer = connection.Answer(who="dav.example.org", ahead=ahead)
    assert connection.findings(answer, now=NOW)[-1].verdict == verdict


def test_a_computer_that_knows_no_time_zones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "tzdata", None)
    zoneinfo.reset_tzpath(to=())
    try:
        (finding,) = machine.time_zones()
    finally:
        zoneinfo.reset_tzpath()
    assert (finding.verdict, finding.what) == ("fail", "this computer has no time zone database")
    assert machine.time_zones()[0].verdict == "ok"


def test_a_proxy_of_the_environment_is_not_gone_around(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    answer = connection.knock("https://dav.example.invalid/", None, lambda: NOW, patience=1)
    assert isinstance(answer, connection.Answer)
    assert "through the proxy" in answer.who
