"""The wire between one computer and the calendars: what goes wrong on it, and who sees what went over it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from providers.errors import Missing, RateLimited, SignedOut, TokenExpired, Unreachable
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Provider, Window
from tests.torture.machine.servers.server import Server, Texts

T = TypeVar("T")

TROUBLES = ("dropped", "lost", "limited", "signed out", "dies before", "dies after", "late", "token expired")
"""What may become of a request: nothing is done; all is done and the answer is lost; refused for a while; refused for
the credentials; the process dies before it or after it; the answer is of a former state; the token is not taken."""


class Died(BaseException):
    """The process is no more."""


class Observer(Protocol):
    """Who watches the wire."""

    def before(self, number: int) -> None:
        """A request is about to go out."""
        ...

    def committed(self, calendar: str, before: Texts, after: Texts) -> None:
        """A request of ours has changed a calendar."""
        ...

    def told(self, calendar: str, texts: Texts) -> None:
        """The computer was told all of a calendar."""
        ...

    def read(self, calendar: str, *, full: bool) -> None:
        """The computer knows all that it can know of a calendar, by a delta or by reading it anew."""
        ...

    def told_one(self, calendar: str, href: str, text: str | None) -> None:
        """The computer was told of one object; None for its absence."""
        ...


@dataclass(kw_only=True)
class Wire:
    """A `Provider` for one cycle. `troubles` by the number of the request, from 1."""

    server: Server
    look: Look
    observer: Observer
    troubles: Mapping[int, str]
    away: frozenset[str]
    requests: int = 0
    writes: int = 0
    met: list[tuple[str, str]] = field(default_factory=list)
    """The troubles that happened: which, and in which calendar."""

    def __post_init__(self) -> None:
        self.inner: Provider = self.server.connect(self.look)
        self.burns_ids = self.server.burns_ids
        self.at_once = 1

    def calendars(self) -> tuple[Calendar, ...]:
        return self._carry("", self.inner.calendars)

    def make_calendar(self, name: str) -> Calendar:
        return self._carry("", partial(self.inner.make_calendar, name))

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        def answer() -> Changes:
            if self._now("token expired") and token:
                raise TokenExpired("the token is not valid any more")
            late = self.server.late(self.look, calendar, 2) if self._now("late") else None
            provider, texts = late or (self.inner, self.server.texts(calendar))
            changes = provider.changes(calendar, token, known, window)
            if changes.full:
                self.observer.told(calendar, texts)
            for href in {item.href for item in changes.items}.union(changes.removed):
                name = self.server.name(href)
                self.observer.told_one(calendar, name, texts.get(name))
            self.observer.read(calendar, full=changes.full)
            return changes

        return self._carry(calendar, answer)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        def answer() -> Item:
            try:
                item = self.inner.get(calendar, href, window)
            except Missing:
                self.observer.told_one(calendar, self.server.name(href), None)
                raise
            name = self.server.name(item.href)
            self.observer.told_one(calendar, name, self.server.texts(calendar)[name])
            return item

        return self._carry(calendar, answer)

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """Nobody does: one thing is under way at a time."""

    def create(self, calendar: str, draft: Draft) -> Item:
        return self._carry(calendar, partial(self.inner.create, calendar, draft))

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        return self._carry(calendar, partial(self.inner.update, calendar, href, etag, draft, fields))

    def delete(self, calendar: str, href: str, etag: str) -> None:
        return self._carry(calendar, partial(self.inner.delete, calendar, href, etag))

    def _now(self, trouble: str) -> bool:
        return self.troubles.get(self.requests) == trouble

    def _carry(self, calendar: str, answer: Callable[[], T]) -> T:
        self.requests += 1
        self.observer.before(self.requests)
        self._fail_before(calendar)
        before = self.server.texts(calendar) if calendar in self.server.names() else {}
        try:
            result = answer()
        except TokenExpired:
            self.met.append(("token expired", calendar))
            raise
        after = self.server.texts(calendar) if calendar in self.server.names() else {}
        if before != after:
            self.writes += 1
            self.observer.committed(calendar, before, after)
        self._fail_after(calendar)
        for href in before.keys() | after.keys():
            if before.get(href) != after.get(href):
                self.observer.told_one(calendar, href, after.get(href))
        return result

    def _fail_before(self, calendar: str) -> None:
        if calendar in self.away:
            self.met.append(("away", calendar))
            raise Unreachable(f"{calendar} is away")
        trouble = self.troubles.get(self.requests)
        error = {
            "dropped": Unreachable("the connection broke"),
            "limited": RateLimited("slow down", retry_after=90),
            "signed out": SignedOut("who are you"),
            "dies before": Died(),
        }.get(trouble or "")
        if trouble:
            self.met.append((trouble, calendar))
        if error:
            raise error

    def _fail_after(self, calendar: str) -> None:
        if self._now("lost"):
            raise Unreachable(f"{calendar}: the answer is lost")
        if self._now("dies after"):
            raise Died
