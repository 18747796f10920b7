"""Where calendars live, behind one interface.

The words: a *calendar* is a collection of events, named by an opaque `id` (a URL, a folder, a Google calendar id).
An *item* is one stored object in it, named by an opaque `href` and versioned by an opaque `etag`; it holds one event,
or a recurring series as its occurrences. A *token* is an opaque mark of a calendar's state from which changes can
be continued. A *draft* is what we want to stand on an event of ours. Providers know nothing of interviews and
follow-ups; they are told which words make an event worth reading whole.

Who writes a provider gives a class with the methods of `Provider` and the abilities `burns_ids` and `at_once`, maps the
vendor's errors to `providers.errors` in one place, and runs `tests/providers/contract.py` by a fixture of some twenty
lines.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, Protocol

from planner.values import Event

MARK_PREFIX = "X-AFTERTOUCH-"
"""iCalendar properties of ours; `Event.marks` has them in lower case without the prefix."""

MAX_BYTES = 64 * 1024 * 1024
"""No answer of a server is read beyond this (design: config)."""

Field = Literal["title", "start", "duration", "description", "location", "reminder"]
FIELDS: tuple[Field, ...] = ("title", "start", "duration", "description", "location", "reminder")
"""What we write on an event, field by field; whatever else stands on it is the person's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """A collection of events. `id` is what the other methods take; `name` is what the person sees."""

    id: str
    name: str
    writable: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """Aware; occurrences that end after `start` and start before `end` are inside."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What makes an item worth reading whole: one of `words` (any case) in its text, one of `colors`, an organizer or
    attendees, or one of our marks. Everything else comes as bare events. `everything` reads all whole."""

    words: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    everything: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One stored object: `events` are its occurrences inside the window (one for a plain event, wherever it lies).

    `etag` is "" where the server gave none: the next `changes` then reads the item again.
    `recurring` items are to be read again by a full reading, since their occurrences follow the window.
    `problem` says why an object, or some event in it, could not be read: nothing may be concluded from what is missing
    in `events` then.
    """

    href: str
    etag: str
    events: tuple[Event, ...] = ()
    recurring: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What changed since a token. With `full`, `items` and `unchanged` together are all that the window holds."""

    items: tuple[Item, ...] = ()
    removed: tuple[str, ...] = ()
    """Hrefs that are gone."""
    unchanged: frozenset[str] = frozenset()
    """Only with `full`: hrefs that stand with the etag that the caller knows, and were not read again."""
    token: str = ""
    full: bool = False
    repeats: bool = False
    """Whether the server told anything, be it known already: from the new token on it need not tell that again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What is to stand on an event of ours.

    `key` is the id (Google), the UID (RFC 5545) and the file name. `start` is aware with an IANA zone (zoneinfo).
    `marks` are stored verbatim. `related_to` is the UID of the interview, "" for none.
    Always written private (CLASS:PRIVATE) and as free time (TRANSP:TRANSPARENT); never an attendee, never a mail.
    The bytes depend on the draft alone, so that two writers in a race write the same.
    """

    key: str
    title: str
    start: datetime
    duration: timedelta
    description: str = ""
    location: str = ""
    reminder: timedelta | None = None
    related_to: str = ""
    marks: tuple[tuple[str, str], ...] = ()


class Provider(Protocol):
    """One account's calendars. Not thread-safe unless its class says so. Every method raises `SignedOut`,
    `RateLimited`, `Unreachable` and `Refused`; what else it raises stands at the method."""

    @property
    def burns_ids(self) -> bool:
        """Whether the id of a deleted event can never be used again (Google)."""
        ...

    @property
    def at_once(self) -> int:
        """How many requests may be under way at once, from as many threads; 1 for one after the other."""
        ...

    def calendars(self) -> tuple[Calendar, ...]:
        """All calendars that hold events, in the server's order."""
        ...

    def make_calendar(self, name: str) -> Calendar:
        """Make a calendar for events with this name, or give the one that has it. Raises `Forbidden`."""
        ...

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        """What changed in a calendar since `token` ("" reads all that the window holds; None is all there is).

        `known` maps hrefs to etags of what the caller has: an item that stands with that etag is not read again.
        In a delta, such items are left out; in a full reading they stand in `unchanged`.
        Exactly one request when nothing changed. The token covers a state not later than what was read.
        Raises `TokenExpired`, `Missing` (the calendar is gone).
        """
        ...

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        """One item as it stands now, read whole. `href` is an item's href, or the key of an event of ours, which every
        provider finds by itself (the file or resource `key + ".ics"`; at Google the event id). Raises `Missing`."""
        ...

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """Before several are created: where `create` looks first, look for all of these in one request, of which the
        next creations may make use for a moment. Thread-safe. Never raises."""
        ...

    def create(self, calendar: str, draft: Draft) -> Item:
        """Write a new event that must not exist yet; gives its href, its etag ("" if the server told none) and its
        event as written. Raises `Exists` (stands, or the id is burned), `Forbidden`, `Missing` (no such calendar)."""
        ...

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        """Change these fields and the marks of an event, and nothing else on it, if it still has this etag.
        Raises `Changed`, `Missing`, `Forbidden`."""
        ...

    def delete(self, calendar: str, href: str, etag: str) -> None:
        """Delete an event if it still has this etag. Raises `Changed`, `Missing` (gone already), `Forbidden`."""
        ...
