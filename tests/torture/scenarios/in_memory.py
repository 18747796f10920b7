"""The server in memory. Its client has no wire: faults are the errors that a provider raises."""

import pickle
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import lru_cache, partial
from typing import Any, TypeVar

from icalendar import Calendar as Document

from planner.values import Event
from providers import ics
from providers.errors import ProviderError, RateLimited, Refused, Unreachable
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Window
from providers.memory import Memory, Store
from tests.torture.scenarios.line import BEFORE, Line
from tests.torture.scenarios.target import HOME, LOOK

Given = TypeVar("Given")


def _error(kind: str) -> ProviderError:
    errors = {
        "reset": Unreachable("the connection was reset"),
        "429": RateLimited("slow down"),
        "503": RateLimited("slow down", retry_after=300),
        "302": Refused("look elsewhere"),
    }
    return errors[kind]


class InMemory:
    """As `Target`."""

    before: tuple[str, ...] = ("die", "reset", "429", "503", "302", "outage")
    lost_reads: tuple[str, ...] = ()
    lost_writes: tuple[str, ...] = ("die", "reset", "outage")

    def __init__(self, *, burns_ids: bool) -> None:
        self._burns_ids = burns_ids
        self._store = Store(HOME)

    def connect(self, who: str, line: Line) -> Memory:  # noqa: ARG002  one machine is as any other
        return _Client(line, self._store, burns_ids=self._burns_ids)

    def calendars(self) -> tuple[str, ...]:
        return self._store.names()

    def stored(self, calendar: str) -> Mapping[str, str]:
        with self._store.request(calendar) as collection:
            return {href.removesuffix(".ics"): f"{etag}\n{text}" for href, (etag, text) in collection.texts.items()}

    def event(self, stored: str) -> Event:
        return read(stored.partition("\n")[2])

    def put(self, calendar: str, name: str, text: str) -> None:
        self._store.put(calendar, f"{name}.ics", text)

    def edit(self, calendar: str, name: str, *, title: str = "", start: datetime | None = None) -> None:
        self.put(calendar, name, edited(self._store.text(calendar, f"{name}.ics"), title=title, start=start))

    def remove(self, calendar: str, name: str) -> None:
        self._store.remove(calendar, f"{name}.ics")

    def expire_tokens(self) -> None:
        self._store.expire_tokens()

    def set_clock(self, now: datetime) -> None:
        """It has none."""

    def save(self) -> bytes:
        return pickle.dumps((self._store._collections, self._store._epoch))

    def load(self, saved: bytes) -> None:
        self._store._collections, self._store._epoch = pickle.loads(saved)  # noqa: S301  by `save`


class _Client(Memory):
    """A client whose requests pass through a line."""

    def __init__(self, line: Line, store: Store, *, burns_ids: bool) -> None:
        super().__init__(look=LOOK, store=store, burns_ids=burns_ids)
        self._line = line

    def calendars(self) -> tuple[Calendar, ...]:
        return self._ask(super().calendars)

    def make_calendar(self, name: str) -> Calendar:
        return self._ask(partial(super().make_calendar, name), writes=True)

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        return self._ask(partial(super().changes, calendar, token, known, window))

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        return self._ask(partial(super().get, calendar, href, window))

    def create(self, calendar: str, draft: Draft) -> Item:
        return self._ask(partial(super().create, calendar, draft), writes=True)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        return self._ask(partial(super().update, calendar, href, etag, draft, fields), writes=True)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        return self._ask(partial(super().delete, calendar, href, etag), writes=True)

    def _ask(self, call: Callable[[], Given], *, writes: bool = False) -> Given:
        def deliver(fault: str) -> Given:
            place, _, kind = fault.partition(":")
            if place == BEFORE:
                raise _error(kind)
            given = call()
            if kind:
                raise _error(kind)
            return given

        return self._line.send(deliver, writes=writes)


@lru_cache(maxsize=100_000)
def read(text: str) -> Event:
    """The one event in this text."""
    (event,) = ics.read(text, window=None, look=Look(everything=True)).item("", "").events
    return event


def edited(text: str, *, title: str, start: datetime | None) -> str:
    """This text as a program stores it in which its event was changed."""
    document = Document.from_ical(text)
    (event,) = document.walk("VEVENT")
    found: Any = event
    if title:
        found["SUMMARY"] = title
    if start:
        found.DTSTART, found.DTEND = start, start + (found.DTEND - found.DTSTART)
    return str(document.to_ical().decode())
