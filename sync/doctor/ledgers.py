"""An account's ledger, looked at without touching it, and what it remembers of the last cycle."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sync import breaker
from sync.doctor.finding import Finding, fail, ok, warn
from sync.errors import AftertouchError
from sync.ledger import Ledger
from sync.ledger.schema import MIGRATIONS
from sync.service import offline
from sync.settings import Account, Settings

_STALE = timedelta(days=1)
"""Nobody runs it any more, or hardly ever, when the last cycle is older than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """What is remembered of an account: when it was last served, and until when its server wants to be left alone."""

    last: datetime | None = None
    failing_since: datetime | None = None
    problem: str = ""
    paused: bool = False
    left_alone_until: datetime | None = None


def file(path: Path) -> Finding:
    """The file itself: its version, whether it is whole, and its size."""
    if not path.exists():
        return ok("memory", f"{path}: the first sync makes it")
    try:
        with closing(_opened(path)) as db:
            (version,) = db.execute("PRAGMA user_version").fetchone()
            (state,) = db.execute("PRAGMA quick_check(1)").fetchone()
    except sqlite3.OperationalError as error:
        return fail("memory", f"{path}: can't be opened: {error}", f"Make it readable for yourself: chmod 600 {path}")
    except sqlite3.DatabaseError as error:
        return _damaged(path, str(error))
    return _judged(path, version, state)


def _judged(path: Path, version: int, state: str) -> Finding:
    if version > len(MIGRATIONS):
        what = f"{path}: was written by a newer Aftertouch (version {version}; this one knows {len(MIGRATIONS)})"
        return fail("memory", what, "Update this Aftertouch, or give it a state_dir of its own.")
    if state != "ok":
        return _damaged(path, state)
    if version < len(MIGRATIONS):
        what = f"{path}: was written by an older Aftertouch (version {version}; this one writes {len(MIGRATIONS)})"
        return warn("memory", what, "Nothing to fear: the next `aftertouch sync` brings it up to date.")
    return ok("memory", f"{path}: version {version}, whole, {_size(path)}")


def _damaged(path: Path, how: str) -> Finding:
    cure = "Run: aftertouch sync. It puts the file aside and rebuilds it from the calendar; nothing is doubled."
    return fail("memory", f"{path}: is damaged ({how})", cure)


def _opened(path: Path) -> sqlite3.Connection:
    """For reading alone; from a folder that can't be written to a file can only be read as if nobody wrote it."""
    address = path.absolute().as_uri()
    try:
        db = sqlite3.connect(f"{address}?mode=ro", uri=True)
        db.execute("PRAGMA user_version")
    except sqlite3.OperationalError:
        db = sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)
    return db


def _size(path: Path) -> str:
    return f"{path.stat().st_size / 1024:,.0f} KiB"


def past(settings: Settings, account: Account, *, now: datetime) -> Past:
    """What the ledger remembers, as far as it can be read."""
    try:
        with offline(settings, account, now=now) as ledger:
            return _past(ledger, now)
    except AftertouchError:  # what is wrong with the file is told by `file`
        return Past()


def _past(ledger: Ledger, now: datetime) -> Past:
    last = ledger.last_cycle()
    hold = breaker.hold(ledger)
    return Past(
        last=_moment(last.get("at", "")),
        failing_since=_moment(ledger.fact("failing_since")),
        problem=next(iter(last.get("problems", ())), ""),
        paused=bool(ledger.fact("paused")),
        left_alone_until=hold.until if hold and hold.is_in_force(now) else None,
    )


def last_cycle(account: Account, past: Past, *, now: datetime) -> Finding:
    """When the account was last served, and how that ended."""
    check = "last sync"
    if past.paused:
        return warn(check, "the account rests", f"aftertouch resume {account.name}")
    if past.last is None:
        return warn(check, "never yet", "Run: aftertouch sync --dry-run, then: aftertouch sync")
    if past.left_alone_until:
        what = f"the server asked to be left alone until {past.left_alone_until:%d %b %H:%M} UTC"
        return warn(check, what, "Nothing to do: it goes on by itself then.")
    if past.failing_since:
        what = f"failing for {_span(now - past.failing_since)}: {past.problem}"
        return warn(check, what, "Mend what else is told here; if all is well now, run: aftertouch sync")
    if now - past.last > _STALE:
        what = f"{_span(now - past.last)} ago: nothing runs it"
        return warn(check, what, "Let cron or a service run it: aftertouch install-unit shows how.")
    return ok(check, f"{_span(now - past.last)} ago, and all was well")


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _span(span: timedelta) -> str:
    for unit, length in (("day", timedelta(days=1)), ("hour", timedelta(hours=1)), ("minute", timedelta(minutes=1))):
        if (count := span // length) > 0:
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return "less than a minute"
