"""The ledger: one SQLite file per account. A mirror of the calendars (a cache) and the memory of what is gone.

The calendar is the database (promise 9); this file can be lost. What must hold: a token is stored in the same
transaction as the rows that it stands for, so that a process that dies in between reads the same changes again.
Times are stored as whole seconds since 1970 UTC. Several processes may use one ledger; each step is a transaction.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

from pydantic import TypeAdapter

from planner.values import Event, Interval, Preferences, Source
from providers.interface import Calendar, Item
from sync.busy import blocks
from sync.keys import Identity, key
from sync.reconcile import State
from sync.schema import MIGRATIONS

_EVENT = TypeAdapter(Event)
_BUSY_SECONDS = 30


class NewerLedgerError(Exception):
    """The file was written by a newer version than this one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Remembered:
    """A follow-up that does not stand: what became of it, and what stood there."""

    state: State
    generation: int
    at: datetime
    marks: tuple[tuple[str, str], ...]
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """An event read whole, and where it stands."""

    calendar: str
    href: str
    etag: str
    event: Event
    problem: str = ""
    """Why its object, or a part of it, can't be read at present; the event is then as it was known before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """An interview as last seen. `note` fingerprints a note event at the time it was attached; `outcome_on` is the
    employer-local day on which the outcome was first seen."""

    calendar: str
    attached: Source | None = None
    note: str = ""
    outcome: str = ""
    outcome_on: date | None = None


class Ledger:
    """One account's ledger. Not thread-safe; any number of processes may have one open on the same file."""

    def __init__(self, connection: sqlite3.Connection, preferences: Preferences) -> None:
        self._db = connection
        self._preferences = preferences
        self._zone = ZoneInfo(preferences.home_zone)

    @classmethod
    def open(cls, path: Path, preferences: Preferences) -> "Ledger":
        """Open or make the file (mode 0600, its folder 0700). Raises OSError where that is not possible,
        sqlite3.DatabaseError where the file is no ledger, NewerLedgerError."""
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, 0o600))
        path.chmod(0o600)
        db = sqlite3.connect(path, isolation_level=None, timeout=_BUSY_SECONDS)
        db.execute("PRAGMA journal_mode = WAL")
        return cls._migrated(db, preferences)

    @classmethod
    def copy(cls, path: Path, preferences: Preferences) -> "Ledger":
        """A copy in memory, on which a dry run may write as it likes; empty where there is no file."""
        db = sqlite3.connect(":memory:", isolation_level=None)
        if path.exists():
            _copy_into(db, path)
        return cls._migrated(db, preferences)

    @classmethod
    def _migrated(cls, db: sqlite3.Connection, preferences: Preferences) -> "Ledger":
        db.execute("PRAGMA synchronous = NORMAL")
        (version,) = db.execute("PRAGMA user_version").fetchone()
        if version > len(MIGRATIONS):
            db.close()
            raise NewerLedgerError(f"version {version}, this program knows {len(MIGRATIONS)}")
        if version < len(MIGRATIONS):
            _migrate(db)
        return cls(db, preferences)

    def close(self) -> None:
        """Close the file; nothing is lost, every step was committed."""
        self._db.close()

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside; reentrant."""
        if self._db.in_transaction:
            yield
            return
        with _transaction(self._db):
            yield

    # -- facts of the account -------------------------------------------------------------------------------------

    def fact(self, name: str) -> str:
        """A fact by name, "" where it was never set."""
        row = self._db.execute("SELECT value FROM fact WHERE name = ?", (name,)).fetchone()
        return row[0] if row else ""

    def set_fact(self, name: str, value: str) -> None:
        """Set a fact; "" forgets it."""
        if value == self.fact(name):
            return
        if value:
            self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (name, value))
        else:
            self._db.execute("DELETE FROM fact WHERE name = ?", (name,))

    # -- calendars ------------------------------------------------------------------------------------------------

    def calendars(self) -> tuple[Calendar, ...]:
        """The account's calendars as last listed, in the server's order."""
        rows = self._db.execute("SELECT id, name, writable FROM calendar ORDER BY position")
        return tuple(Calendar(id=i, name=n, writable=bool(w)) for i, n, w in rows)

    def set_calendars(self, calendars: Iterable[Calendar]) -> None:
        """Replace the list; what was read of a calendar that is listed again stays."""
        listed = tuple(calendars)
        with self.transaction():
            for position, calendar in enumerate(listed):
                self._db.execute(
                    "INSERT INTO calendar (id, name, writable, position) VALUES (?, ?, ?, ?) ON CONFLICT (id) DO UPDATE"
                    " SET name = excluded.name, writable = excluded.writable, position = excluded.position",
                    (calendar.id, calendar.name, calendar.writable, position),
                )
            for known in self.calendars():
                if known.id not in {calendar.id for calendar in listed}:
                    self._db.execute("DELETE FROM calendar WHERE id = ?", (known.id,))

    def never_read(self) -> frozenset[str]:
        """The calendars that were never read whole."""
        return frozenset(i for (i,) in self._db.execute("SELECT id FROM calendar WHERE whole_at = 0"))

    def calendars_with_marks(self) -> frozenset[str]:
        """The calendars in which events with marks of ours stand."""
        return frozenset(i for (i,) in self._db.execute("SELECT DISTINCT calendar FROM event WHERE marked"))

    def progress(self, calendar: str) -> tuple[str, datetime]:
        """The token to continue from, and when the calendar was last read whole (1970 for never)."""
        row = self._db.execute("SELECT token, whole_at FROM calendar WHERE id = ?", (calendar,)).fetchone()
        token, whole_at = row or ("", 0)
        return token, datetime.fromtimestamp(whole_at, UTC)

    def set_progress(self, calendar: str, token: str, whole_at: datetime | None) -> None:
        """Store the token; belongs into the transaction that stores what it stands for."""
        self._db.execute("UPDATE calendar SET token = ? WHERE id = ? AND token != ?", (token, calendar, token))
        if whole_at is not None:
            self._db.execute("UPDATE calendar SET whole_at = ? WHERE id = ?", (int(whole_at.timestamp()), calendar))

    def read_anew(self) -> None:
        """Forget tokens and etags, so that everything is read again; the rows stay, as evidence of what stood."""
        with self.transaction():
            self._db.execute("UPDATE calendar SET token = '', whole_at = 0")
            self._db.execute("UPDATE item SET etag = ''")

    # -- the mirror -----------------------------------------------------------------------------------------------

    def known(self, calendar: str) -> dict[str, str]:
        """Href to etag of everything mirrored of a calendar."""
        return dict(self._db.execute("SELECT href, etag FROM item WHERE calendar = ?", (calendar,)).fetchall())

    def recurring(self, calendar: str) -> frozenset[str]:
        """The hrefs of recurring items, whose occurrences follow the window."""
        rows = self._db.execute("SELECT DISTINCT href FROM event WHERE calendar = ? AND occurrence != ''", (calendar,))
        return frozenset(href for (href,) in rows)

    def put(self, calendar: str, item: Item) -> None:
        """Mirror an item as it was read or written. Of one that could not be read, or not all of it, what was known and
        is not told anew stays: nothing may be concluded from that."""
        with self.transaction():
            self._db.execute(
                "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)", (calendar, item.href, item.etag, item.problem)
            )
            if not item.problem:
                self._db.execute("DELETE FROM event WHERE calendar = ? AND href = ?", (calendar, item.href))
            self._db.executemany(
                "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._row(calendar, item.href, event) for event in item.events),
            )

    def drop(self, calendar: str, href: str) -> None:
        """Forget an item that is gone."""
        with self.transaction():
            self._db.execute("DELETE FROM item WHERE calendar = ? AND href = ?", (calendar, href))
            self._db.execute("DELETE FROM event WHERE calendar = ? AND href = ?", (calendar, href))

    def drop_calendars_except(self, calendars: Iterable[str]) -> None:
        """Forget the mirror of calendars that are not read any more, and their tokens: nothing may be concluded from
        that, and who reads them again reads them whole."""
        keep = json.dumps(list(calendars))
        with self.transaction():
            self._db.execute(
                "UPDATE calendar SET token = '' WHERE token != '' AND id NOT IN (SELECT value FROM json_each(?))",
                (keep,),
            )
            for table in ("item", "event"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE calendar NOT IN (SELECT value FROM json_each(?))",  # noqa: S608 two fixed names
                    (keep,),
                )

    def whole_events(self, calendars: Iterable[str], href: str | None = None) -> tuple[Mirrored, ...]:
        """All events read whole in these calendars (of one item, with `href`)."""
        rows = self._db.execute(
            "SELECT event.calendar, event.href, item.etag, item.problem, event.body"
            " FROM event JOIN item USING (calendar, href)"
            " WHERE event.calendar IN (SELECT value FROM json_each(?)) AND body IS NOT NULL"
            " AND (?2 IS NULL OR event.href = ?2)",
            (json.dumps(list(calendars)), href),
        )
        return tuple(
            Mirrored(calendar=calendar, href=found, etag=etag, problem=problem, event=_EVENT.validate_json(body))
            for calendar, found, etag, problem, body in rows
        )

    def span(self, calendar: str, href: str) -> Interval | None:
        """From the first start to the last end of an item's occurrences, None for one without events."""
        row = self._db.execute(
            "SELECT min(starts), max(ends) FROM event WHERE calendar = ? AND href = ?", (calendar, href)
        ).fetchone()
        if row[0] is None:
            return None
        return Interval(start=datetime.fromtimestamp(row[0], UTC), end=datetime.fromtimestamp(row[1], UTC))

    def sources(self, calendars: Iterable[str]) -> frozenset[Source]:
        """Every event that is mirrored of these calendars, whole or bare."""
        rows = self._db.execute(
            "SELECT DISTINCT uid, occurrence FROM event WHERE calendar IN (SELECT value FROM json_each(?))",
            (json.dumps(list(calendars)),),
        )
        return frozenset(Source(uid=uid, recurrence_id=occurrence) for uid, occurrence in rows)

    def uids(self) -> frozenset[str]:
        """The UID of every event that is mirrored."""
        return frozenset(uid for (uid,) in self._db.execute("SELECT DISTINCT uid FROM event"))

    def uids_of(self, calendar: str, href: str) -> frozenset[str]:
        """The UIDs of one item's events."""
        rows = self._db.execute("SELECT uid FROM event WHERE calendar = ? AND href = ?", (calendar, href))
        return frozenset(uid for (uid,) in rows)

    def busy(self, start: datetime, end: datetime) -> tuple[Interval, ...]:
        """The times between two instants in which the person is busy."""
        rows = self._db.execute(
            "SELECT DISTINCT starts, ends FROM event WHERE busy AND starts < ? AND ends > ? AND ends > starts"
            " ORDER BY 1, 2",
            (int(end.timestamp()), int(start.timestamp())),
        )
        return tuple(
            Interval(start=datetime.fromtimestamp(s, UTC), end=datetime.fromtimestamp(e, UTC)) for s, e in rows
        )

    def unreadable(self) -> tuple[tuple[str, str, str], ...]:
        """Calendar, href and reason of every item that could not be read."""
        rows = self._db.execute("SELECT calendar, href, problem FROM item WHERE problem != '' ORDER BY 1, 2")
        return tuple((calendar, href, problem) for calendar, href, problem in rows)

    def _row(self, calendar: str, href: str, event: Event) -> tuple[object, ...]:
        return (
            calendar,
            href,
            event.source.uid,
            event.source.recurrence_id,
            self._seconds(event.start),
            self._seconds(event.end),
            blocks(event, self._preferences),
            bool(event.marks),
            _EVENT.dump_json(event) if event.whole else None,
        )

    def _seconds(self, moment: datetime | date) -> int:
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time.min)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        # plain arithmetic: years 1 and 9999 have no timestamp in every zone
        return int((moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()) - _offset(moment)  # noqa: DTZ001

    # -- the memory -----------------------------------------------------------------------------------------------

    def memory(self) -> Mapping[Identity, Remembered]:
        """All follow-ups that are remembered as gone."""
        rows = self._db.execute("SELECT * FROM memory ORDER BY uid, occurrence, step, slot")
        return {
            Identity(source=Source(uid=uid, recurrence_id=occurrence), step=step, slot=slot): Remembered(
                state=state,
                generation=generation,
                at=datetime.fromisoformat(at),
                marks=tuple((name, value) for name, value in json.loads(marks)),
                title=title,
            )
            for uid, occurrence, step, slot, state, generation, at, marks, title in rows
        }

    def remember(self, identity: Identity, remembered: Remembered) -> None:
        """Remember what became of a follow-up."""
        self._db.execute(
            "INSERT OR REPLACE INTO memory VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                *_columns(identity),
                remembered.state,
                remembered.generation,
                remembered.at.isoformat(),
                json.dumps(remembered.marks),
                remembered.title,
            ),
        )

    def set_state(self, identity: Identity, state: State, *, was: State) -> None:
        """Change what became of a follow-up that is remembered, if that is still what it was."""
        self._db.execute(
            "UPDATE memory SET state = ? WHERE uid = ? AND occurrence = ? AND step = ? AND slot = ? AND state = ?",
            (state, *_columns(identity), was),
        )

    def forget(self, identity: Identity) -> None:
        """It stands (again): the memory of its end is void."""
        self._db.execute(
            "DELETE FROM memory WHERE uid = ? AND occurrence = ? AND step = ? AND slot = ?", _columns(identity)
        )

    def removed_keys(self) -> frozenset[str]:
        """The keys of the follow-ups that we deleted, or are deleting."""
        return frozenset(
            key(identity, entry.generation)
            for identity, entry in self.memory().items()
            if entry.state in ("removing", "removed")
        )

    def bury(self, of: str) -> None:
        """Remember the key of an event of ours that is gone, and of which nobody knows which follow-up it was."""
        self._db.execute("INSERT OR IGNORE INTO buried VALUES (?)", (of,))

    def exhume(self, of: str) -> None:
        """Forget a buried key."""
        self._db.execute("DELETE FROM buried WHERE key = ?", (of,))

    def buried(self) -> frozenset[str]:
        """All buried keys."""
        return frozenset(found for (found,) in self._db.execute("SELECT key FROM buried"))

    def standing_twice(self) -> Mapping[str, datetime]:
        """The keys that stand on two events, and since when that is known."""
        return {of: datetime.fromisoformat(since) for of, since in json.loads(self.fact("twice") or "{}").items()}

    def set_standing_twice(self, keys: Iterable[str], now: datetime) -> None:
        """Note which keys stand on two events now."""
        known = self.standing_twice()
        told = {of: known.get(of, now).isoformat() for of in sorted(keys)}
        self.set_fact("twice", json.dumps(told) if told else "")

    # -- interviews -----------------------------------------------------------------------------------------------

    def interviews(self) -> Mapping[Source, Seen]:
        """Every interview ever seen."""
        rows = self._db.execute("SELECT * FROM interview")
        return {
            Source(uid=uid, recurrence_id=occurrence): Seen(
                calendar=calendar,
                attached=Source(uid=attached_uid, recurrence_id=attached_occurrence) if attached_uid else None,
                note=note,
                outcome=outcome,
                outcome_on=date.fromisoformat(outcome_on) if outcome_on else None,
            )
            for uid, occurrence, calendar, attached_uid, attached_occurrence, note, outcome, outcome_on in rows
        }

    def set_gone(self, source: Source) -> None:
        """An interview that was seen is gone from its calendar for sure; its `calendar` is then ""."""
        self._db.execute(
            "UPDATE interview SET calendar = '' WHERE uid = ? AND occurrence = ?", (source.uid, source.recurrence_id)
        )

    def set_interview(self, source: Source, seen: Seen) -> None:
        """Store an interview as seen."""
        attached = seen.attached or Source(uid="")
        self._db.execute(
            "INSERT OR REPLACE INTO interview VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                source.uid,
                source.recurrence_id,
                seen.calendar,
                attached.uid,
                attached.recurrence_id,
                seen.note,
                seen.outcome,
                seen.outcome_on.isoformat() if seen.outcome_on else "",
            ),
        )


def _copy_into(db: sqlite3.Connection, path: Path) -> None:
    """Also from a folder that can't be written to, in which a file can only be read as if nobody wrote it."""
    address = path.absolute().as_uri()
    try:
        with closing(sqlite3.connect(f"{address}?mode=ro", uri=True)) as file:
            file.backup(db)
    except sqlite3.OperationalError:
        with closing(sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True)) as file:
            file.backup(db)


def _migrate(db: sqlite3.Connection) -> None:
    with _transaction(db):
        # read again inside the transaction: another process may have been first
        (version,) = db.execute("PRAGMA user_version").fetchone()
        for migration in MIGRATIONS[version:]:
            for statement in migration:
                db.execute(statement)
        db.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")


@contextmanager
def _transaction(db: sqlite3.Connection) -> Iterator[None]:
    db.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        db.execute("ROLLBACK")
        raise
    db.execute("COMMIT")


def _columns(identity: Identity) -> tuple[str, str, str, str]:
    return identity.source.uid, identity.source.recurrence_id, identity.step, identity.slot


def _offset(moment: datetime) -> int:
    try:
        offset = moment.utcoffset()
    except OverflowError:
        offset = None
    return int(offset.total_seconds()) if offset else 0
