"""When an account is due, on any clocks."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sync.daemon.due import CEILING, NOW_AND_THEN, Due, next_look
from sync.daemon.machine import Moment
from sync.errors import BUG, DONE, SIGN_IN_NEEDED, TRY_LATER
from sync.report import Report

NOW = datetime(2026, 10, 19, 12, tzinfo=UTC)
INTERVALS = st.timedeltas(timedelta(seconds=1), timedelta(days=2))


def at(elapsed: float, now: datetime = NOW) -> Moment:
    return Moment(now=now, elapsed=elapsed, awake=elapsed)


def look(
    code: int,
    interval: timedelta = timedelta(minutes=5),
    failures: int = 1,
    share: float = 1.0,
    took: float = 2,
    **more: float,
) -> Due:
    report = Report(name="home", exit_code=code, **more)  # type: ignore[arg-type]
    return next_look(
        report,
        interval=interval,
        failures=failures,
        begun=at(0),
        ended=at(took),
        jitter=lambda ceiling: share * ceiling,
    )


@given(interval=INTERVALS, took=st.floats(0, 300))
def test_what_went_well_is_due_an_interval_after_its_beginning_and_never_at_once(
    interval: timedelta, took: float
) -> None:
    due = look(DONE, interval, took=took)
    assert due.at == max(interval.total_seconds(), took + 1)


@given(interval=INTERVALS, failures=st.integers(1, 10_000), share=st.floats(0, 1))
def test_what_failed_is_tried_between_now_and_a_ceiling_that_doubles(
    interval: timedelta, failures: int, share: float
) -> None:
    due = look(TRY_LATER, interval, failures, share)
    ceiling = min(interval.total_seconds() * 2 ** (min(failures, 30) - 1), max(interval, CEILING).total_seconds())
    assert due.at - 2 == pytest.approx(max(share * ceiling, 1))


@given(failures=st.integers(1, 50), share=st.floats(0, 1), told=st.floats(0, 6 * 3600))
def test_a_server_that_says_when_is_never_asked_before(failures: int, share: float, told: float) -> None:
    assert look(TRY_LATER, failures=failures, share=share, retry_after=told).at >= 2 + told


def test_no_server_says_for_ever() -> None:
    assert look(TRY_LATER, retry_after=1e9).at == 2 + 6 * 3600


@pytest.mark.parametrize("code", [SIGN_IN_NEEDED, 78])
def test_what_waits_for_a_person_is_looked_at_now_and_then(code: int) -> None:
    assert look(code, failures=1).at == look(code, failures=99).at == 2 + NOW_AND_THEN.total_seconds()
    assert look(code, interval=timedelta(hours=5)).at == 2 + 5 * 3600


def test_a_bug_backs_off_like_any_failure() -> None:
    assert look(BUG, failures=4).at == 2 + CEILING.total_seconds()


def test_a_boundary_wakes_early_and_only_by_the_wall_clock() -> None:
    due = Due(at=1000, boundary=NOW + timedelta(seconds=60))
    assert due.seconds(at(0)) == 61
    assert due.seconds(at(0, NOW + timedelta(days=3))) == 0
    assert due.seconds(at(0, NOW - timedelta(days=3))) == 1000
    assert due.seconds(at(1001, NOW - timedelta(days=3))) == 0


def test_what_failed_has_no_boundary() -> None:
    report = Report(name="home", exit_code=TRY_LATER, boundary=NOW)
    due = next_look(
        report, interval=timedelta(minutes=5), failures=1, begun=at(0), ended=at(0), jitter=lambda ceiling: ceiling
    )
    assert due == Due(at=300)
