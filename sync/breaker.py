"""Leave an account alone whose server asked for it: the ledger remembers until when, also between one-shot commands.

told for how long   that long (Retry-After; hours, where Google has locked a calendar), a quarter of a day at most
not told            once may be chance; from the second time in a row on twice as long each time, an hour at most,
                    with full jitter, so that those that were refused together don't come back together
"""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from pydantic import TypeAdapter, ValidationError

from sync.ledger import Ledger
from sync.report import Report

_LONGEST = timedelta(hours=6)
_STEP, _HIGHEST = timedelta(minutes=1), timedelta(hours=1)
_FACT = "hold"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """Since when the server refuses, until when nothing is asked, how many changes wait, the refusals in a row."""

    since: datetime
    until: datetime
    waiting: int = 0
    refusals: int = 1

    def is_in_force(self, now: datetime) -> bool:
        """Whether nothing may be asked now. One from the future is of a clock that was wrong."""
        return self.since <= now < self.until


@cache
def _as_json() -> TypeAdapter[Hold]:
    return TypeAdapter(Hold)


def hold(ledger: Ledger) -> Hold | None:
    """What was asked for last, over or not; None once the server has served us again."""
    kept = ledger.fact(_FACT)
    try:
        return _as_json().validate_json(kept) if kept else None
    except ValidationError:
        return None


def note(ledger: Ledger, report: Report, now: datetime) -> None:
    """Remember how a cycle ended."""
    if not report.limited:
        ledger.set_fact(_FACT, "")
        return
    before = hold(ledger)
    refusals = before.refusals + 1 if before else 1
    after = Hold(
        since=before.since if before and before.since <= now else now,
        until=now + _pause(report.retry_after, refusals),
        waiting=report.waiting or (before.waiting if before else 0),
        refusals=refusals,
    )
    ledger.set_fact(_FACT, _as_json().dump_json(after).decode())


def _pause(told: float | None, refusals: int) -> timedelta:
    if told is not None:
        return timedelta(seconds=min(told, _LONGEST.total_seconds()))
    if refusals == 1:
        return timedelta(0)
    highest = min(_STEP * 2 ** min(refusals - 2, 10), _HIGHEST)
    return timedelta(seconds=random.uniform(0, highest.total_seconds()))  # noqa: S311  no secret
