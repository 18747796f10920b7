"""When an account is to be looked at next. Pure.

it went well            one poll interval after the last look began; earlier, where the plan itself says so
nobody is signed in,    now and then: only a person can mend it. What they mend wakes the account: a reload, or a
or the config is wrong  change of the files that its sign-in comes from
it failed               some time between now and a ceiling (full jitter, so that those whom one failure hit together
                        don't come back together); it starts at the poll interval and doubles with each failure in a
                        row. Never before the server's Retry-After
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from sync.daemon.machine import Moment
from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED
from sync.report import Report

NOW_AND_THEN = timedelta(hours=1)
CEILING = timedelta(minutes=30)
"""A failing account waits no longer than this, unless its poll interval is longer or its server says so."""
_LONGEST_TOLD = timedelta(hours=6)
_LEAST = 1.0
_AFTER = timedelta(seconds=1)
"""A follow-up is past when its time is over, not at that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """By which clock reading an account is to be looked at: `at` on the elapsed clock, or earlier when the wall clock
    reaches `boundary`. A wall clock that is set may bring one look too early; none can come too late by it."""

    at: float
    boundary: datetime | None = None

    def seconds(self, moment: Moment) -> float:
        """How long to wait."""
        left = self.at - moment.elapsed
        if self.boundary is not None:
            left = min(left, (self.boundary + _AFTER - moment.now).total_seconds())
        return max(left, 0.0)


def next_look(
    report: Report,
    *,
    interval: timedelta,
    failures: int,
    begun: Moment,
    ended: Moment,
    jitter: Callable[[float], float],
) -> Due:
    """When to look again after this report. `failures` counts those in a row, this one included; `jitter` gives a
    random number between 0 and the one it is given."""
    if report.exit_code == DONE:
        at = max(begun.elapsed + interval.total_seconds(), ended.elapsed + _LEAST)
        return Due(at=at, boundary=report.boundary)
    if report.exit_code in {SIGN_IN_NEEDED, BAD_CONFIG}:
        return Due(at=ended.elapsed + max(interval, NOW_AND_THEN).total_seconds())
    ceiling = min(interval.total_seconds() * 2.0 ** min(failures - 1, 20), max(interval, CEILING).total_seconds())
    told = min(report.retry_after or 0.0, _LONGEST_TOLD.total_seconds())
    return Due(at=ended.elapsed + max(told, jitter(ceiling), _LEAST))
