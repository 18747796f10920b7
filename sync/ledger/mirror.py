"""The mirror: what the account's calendars hold, and how far each was read. A cache, which can be lost."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from functools import cache

from pydantic import TypeAdapter

from planner.values import Event, Interval, Source
from providers.interface import Calendar, Item
from sync.busy import blocks
from sync.ledger.file import LedgerFile

_WHOLE = """SELECT event.calendar, event.href, item.etag, item.problem, event.body
    FROM event INDEXED BY event_whole JOIN item USING (calendar, href)
    WHERE event.calendar IN (SELECT value FROM json_each(:calendars)) AND body IS NOT NULL"""


@cache
def _as_json() -> TypeAdapter[Event]:
    """Made when it is first used: that takes longer than a cycle in which nothing changed."""
    return TypeAdapter(Event)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mirrored:
    """An event read whole, and where it stands."""

    calendar: str
    href: str
    etag: str
    event: Event
    problem: str = ""
    """Why its object, or a part of it, can't be read at present; the event is then as it was known before."""


class Mirror(LedgerFile):
    """Calendars, stored objects, and their occurrences."""

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

    def known(self, calendar: str) -> Mapping[str, str]:
        """Href to etag of everything mirrored of a calendar, as it is when that is first asked for."""
        return _Known(lambda: dict(self._db.execute("SELECT href, etag FROM item WHERE calendar = ?", (calendar,))))

    def recurring(self, calendar: str) -> frozenset[str]:
        """The hrefs of recurring items, whose occurrences follow the window."""
        rows = self._db.execute("SELECT DISTINCT href FROM event WHERE calendar = ? AND occurrence != ''", (calendar,))
        return frozenset(href for (href,) in rows)

    def put(self, calendar: str, *items: Item) -> None:
        """Mirror items as they were read or written. Of one that could not be read, or not all of it, what was known
        and is not told anew stays: nothing may be concluded from that."""
        with self.transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO item VALUES (?, ?, ?, ?)",
                ((calendar, item.href, item.etag, item.problem) for item in items),
            )
            self._db.executemany(
                "DELETE FROM event WHERE calendar = ? AND href = ?",
                ((calendar, item.href) for item in items if not item.problem),
            )
            self._db.executemany(
                "INSERT OR REPLACE INTO event VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (self._row(calendar, item.href, event) for item in items for event in item.events),
            )

    def drop(self, calendar: str, href: str) -> None:
        """Forget an item that is gone."""
        with self.transaction():
            self._db.execute("DELETE FROM item WHERE calendar = ? AND href = ?", (calendar, href))
            self._db.execute("DELETE FROM event WHERE calendar = ? AND href = ?", (calendar, href))

    def drop_calendars_except(self, calendars: Iterable[str]) -> None:
        """Forget the mirror of calendars that are not read any more, and their tokens: nothing may be concluded from
        that, and who reads them again reads them whole."""
        kept = frozenset(calendars)
        if self._mirrored() | self._with_tokens() <= kept:
            return
        keep = json.dumps(sorted(kept))
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

    def _mirrored(self) -> frozenset[str]:
        """The calendars of which there are rows, from one to the next by the index."""
        rows = self._db.execute(
            "WITH RECURSIVE place (id) AS ("
            " SELECT min(calendar) FROM item UNION ALL"
            " SELECT (SELECT min(calendar) FROM item WHERE calendar > place.id) FROM place WHERE place.id IS NOT NULL"
            ") SELECT id FROM place WHERE id IS NOT NULL"
        )
        return frozenset(i for (i,) in rows)

    def _with_tokens(self) -> frozenset[str]:
        return frozenset(i for (i,) in self._db.execute("SELECT id FROM calendar WHERE token != ''"))

    def whole_events(self, calendars: Iterable[str], href: str | None = None) -> tuple[Mirrored, ...]:
        """All events read whole in these calendars (of one item, with `href`)."""
        rows = self._db.execute(
            _WHOLE if href is None else f"{_WHOLE} AND event.href = :href",
            {"calendars": json.dumps(list(calendars)), "href": href},
        )
        return tuple(
            Mirrored(calendar=calendar, href=found, etag=etag, problem=problem, event=_as_json().validate_json(body))
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
            _as_json().dump_json(event) if event.whole else None,
        )

    def _seconds(self, moment: datetime | date) -> int:
        if not isinstance(moment, datetime):
            moment = datetime.combine(moment, time.min)
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=self._zone)
        # plain arithmetic: years 1 and 9999 have no timestamp in every zone
        return int((moment.replace(tzinfo=None) - datetime(1970, 1, 1)).total_seconds()) - _offset(moment)  # noqa: DTZ001


class _Known(Mapping[str, str]):
    """Read once, when somebody looks: where nothing changed nobody does."""

    def __init__(self, read: Callable[[], dict[str, str]]) -> None:
        self._read = cache(read)

    def __getitem__(self, href: str) -> str:
        return self._read()[href]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read())

    def __len__(self) -> int:
        return len(self._read())


def _offset(moment: datetime) -> int:
    try:
        offset = moment.utcoffset()
    except OverflowError:
        offset = None
    return int(offset.total_seconds()) if offset else 0
