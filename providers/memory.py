"""Calendars in memory: the smallest provider that keeps every promise of the interface, for tests.

A `Store` is the server; each `Memory` is a client of it. Tokens are positions in the calendar's log of changes; a
store's `put`, `text` and `remove` are what other clients do. Thread-safe, one request at a time.
"""

import threading
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from providers import ics
from providers.errors import Changed, Exists, Forbidden, Missing, Refused, TokenExpired
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Window


@dataclass(slots=True)
class _Collection:
    texts: dict[str, tuple[str, str]] = field(default_factory=dict)
    """By href: the etag and the text."""
    log: list[str] = field(default_factory=list)
    """The href of every change, in order; an etag is its length at the time, so none is ever given twice."""
    burned: set[str] = field(default_factory=set)

    def put(self, href: str, text: str) -> str:
        self.log.append(href)
        etag = f'"{len(self.log)}"'
        self.texts[href] = etag, text
        return etag

    def remove(self, href: str) -> None:
        self.log.append(href)
        del self.texts[href]
        self.burned.add(href)


class Store:
    """A calendar server: its calendars, and what happens to them behind a provider's back."""

    def __init__(self, *names: str) -> None:
        self._collections = {name: _Collection() for name in names}
        self._epoch = 1
        self._one_at_a_time = threading.Lock()
        self.read_only: set[str] = set()
        """The calendars that nobody may write to."""

    def put(self, calendar: str, href: str, text: str) -> None:
        """Another client stores an object."""
        with self.request(calendar) as collection:
            collection.put(href, text)

    def text(self, calendar: str, href: str) -> str:
        """What is stored there."""
        with self.request(calendar) as collection:
            return collection.texts[href][1]

    def remove(self, calendar: str, href: str) -> None:
        """Another client deletes an object."""
        with self.request(calendar) as collection:
            collection.remove(href)

    def expire_tokens(self) -> None:
        """No token given so far can be continued from."""
        self._epoch += 1

    def names(self) -> tuple[str, ...]:
        """The calendars, in the order in which they were made."""
        return tuple(self._collections)

    def make(self, name: str) -> None:
        """Make a calendar, if it isn't there."""
        with self._one_at_a_time:
            self._collections.setdefault(name, _Collection())

    def token(self, collection: _Collection) -> str:
        """The state of a calendar now."""
        return f"{self._epoch}:{len(collection.log)}"

    def position(self, token: str) -> int:
        """Where in the log a token stands. Raises `TokenExpired`."""
        epoch, _, position = token.partition(":")
        if epoch != str(self._epoch):
            raise TokenExpired(f"the token {token!r} is not valid any more")
        return int(position)

    @contextmanager
    def request(self, calendar: str, *, writing: bool = False) -> Iterator[_Collection]:
        """A calendar, to itself. Raises `Missing`, `Forbidden`."""
        with self._one_at_a_time:
            if calendar not in self._collections:
                raise Missing(f"there is no calendar {calendar!r}")
            if writing and calendar in self.read_only:
                raise Forbidden(f"the calendar {calendar!r} is read-only")
            yield self._collections[calendar]


class Memory:
    """A client of a store."""

    at_once = 1

    def __init__(self, *, look: Look, store: Store | None = None, burns_ids: bool = False) -> None:
        self.store = store or Store("Personal")
        self.burns_ids = burns_ids
        self.requests = 0
        self._look = look

    def calendars(self) -> tuple[Calendar, ...]:
        self.requests += 1
        names = self.store.names()
        return tuple(Calendar(id=name, name=name, writable=name not in self.store.read_only) for name in names)

    def make_calendar(self, name: str) -> Calendar:
        self.requests += 1
        self.store.make(name)
        return Calendar(id=name, name=name, writable=name not in self.store.read_only)

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        self.requests += 1
        with self.store.request(calendar) as collection:
            since = self.store.position(token) if token else 0
            hrefs = dict.fromkeys(collection.log[since:])
            standing = {href: collection.texts[href] for href in hrefs if href in collection.texts}
            now = self.store.token(collection)
        unchanged = frozenset(href for href, (etag, _) in standing.items() if known.get(href) == etag)
        items = tuple(
            ics.read(text, window=window, look=self._look).item(href, etag)
            for href, (etag, text) in standing.items()
            if href not in unchanged
        )
        if not token:
            return Changes(items=items, unchanged=unchanged, token=now, full=True)
        return Changes(items=items, removed=tuple(href for href in hrefs if href not in standing), token=now)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        self.requests += 1
        with self.store.request(calendar) as collection:
            href = href if href in collection.texts else _href(href)
            etag, text = _standing(collection, href)
        return _whole(href, etag, text, window)

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """Creating needs no look."""

    def create(self, calendar: str, draft: Draft) -> Item:
        self.requests += 1
        href, text = _href(draft.key), ics.write(draft)
        with self.store.request(calendar, writing=True) as collection:
            if href in collection.texts or (self.burns_ids and href in collection.burned):
                raise Exists(f"{href} exists, or once existed")
            etag = collection.put(href, text)
        return _whole(href, etag, text, None)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        self.requests += 1
        with self.store.request(calendar, writing=True) as collection:
            current, text = _standing(collection, href)
            _check(href, current, etag)
            try:
                text = ics.patch(text, draft, fields)
            except ics.Unreadable as error:
                raise Refused(f"{href} {error}") from error
            etag = collection.put(href, text)
        return _whole(href, etag, text, None)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        self.requests += 1
        with self.store.request(calendar, writing=True) as collection:
            _check(href, _standing(collection, href)[0], etag)
            collection.remove(href)


def _href(key: str) -> str:
    return f"{key}.ics"


def _standing(collection: _Collection, href: str) -> tuple[str, str]:
    if href not in collection.texts:
        raise Missing(f"there is no {href}")
    return collection.texts[href]


def _check(href: str, current: str, etag: str) -> None:
    if current != etag:
        raise Changed(f"{href} changed meanwhile")


def _whole(href: str, etag: str, text: str, window: Window | None) -> Item:
    return ics.read(text, window=window, look=Look(everything=True)).item(href, etag)
