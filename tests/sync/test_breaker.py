"""An account whose server asks for it is left alone, from one command to the next."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from planner.values import Preferences
from sync import breaker
from sync.errors import TRY_LATER
from sync.ledger import Ledger
from sync.report import Report

NOW = datetime(2026, 10, 19, 12, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    opened = Ledger.open(tmp_path / "ledger.sqlite", Preferences())
    yield opened
    opened.close()


def refused(retry_after: float | None = None, waiting: int = 0) -> Report:
    return Report(name="mine", exit_code=TRY_LATER, limited=True, retry_after=retry_after, waiting=waiting)


def held(ledger: Ledger, now: datetime) -> bool:
    hold = breaker.hold(ledger)
    return hold is not None and hold.is_in_force(now)


def test_an_account_that_is_served_is_never_held(ledger: Ledger) -> None:
    breaker.note(ledger, Report(name="mine", exit_code=TRY_LATER), NOW)
    assert breaker.hold(ledger) is None


def test_as_long_as_the_server_says(ledger: Ledger) -> None:
    breaker.note(ledger, refused(40 * 60), NOW)
    assert held(ledger, NOW)
    assert held(ledger, NOW + 40 * MINUTE - timedelta(seconds=1))
    assert not held(ledger, NOW + 40 * MINUTE)


def test_never_for_days(ledger: Ledger) -> None:
    breaker.note(ledger, refused(1e12), NOW)
    assert held(ledger, NOW + 5 * HOUR)
    assert not held(ledger, NOW + 6 * HOUR)


def test_once_may_be_chance_and_then_ever_longer(ledger: Ledger) -> None:
    breaker.note(ledger, refused(), NOW)
    assert not held(ledger, NOW)
    longest = timedelta(0)
    for _ in range(200):
        breaker.note(ledger, refused(), NOW)
        hold = breaker.hold(ledger)
        assert hold is not None
        longest = max(longest, hold.until - NOW)
        assert hold.until - NOW <= HOUR
    assert longest > 30 * MINUTE


def test_since_when_and_what_waits_are_kept_until_it_ends(ledger: Ledger) -> None:
    breaker.note(ledger, refused(60, waiting=25), NOW)
    breaker.note(ledger, refused(60), NOW + HOUR)
    hold = breaker.hold(ledger)
    assert hold is not None
    assert (hold.since, hold.waiting, hold.refusals) == (NOW, 25, 2)
    breaker.note(ledger, Report(name="mine"), NOW + 2 * HOUR)
    assert breaker.hold(ledger) is None


def test_a_clock_that_was_set_back_holds_nobody(ledger: Ledger) -> None:
    breaker.note(ledger, refused(3600), NOW)
    assert not held(ledger, NOW - HOUR)


def test_what_is_no_hold_holds_nobody(ledger: Ledger) -> None:
    ledger.set_fact("hold", "{}")
    assert breaker.hold(ledger) is None
