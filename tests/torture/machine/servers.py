"""The calendars that the machine plays on: a server that a person's programs see as texts, and ours as a `Provider`."""

from collections.abc import Callable, Mapping
from typing import Protocol

from providers.interface import Look, Provider
from providers.memory import Memory, Store

Texts = Mapping[str, str]
"""Href to text, of one calendar."""


class Server(Protocol):
    """`burns_ids` and `keeps_tombstones` say what it remembers of a deletion."""

    burns_ids: bool

    def names(self) -> tuple[str, ...]:
        """The calendars, by the ids that a provider gives them."""
        ...

    def texts(self, calendar: str) -> Texts:
        """What stands in a calendar now."""
        ...

    def put(self, calendar: str, href: str, text: str) -> None:
        """A person's program stores this."""
        ...

    def remove(self, calendar: str, href: str) -> None:
        """A person's program deletes this."""
        ...

    def expire_tokens(self) -> None:
        """No token given so far can be continued from."""
        ...

    def connect(self, look: Look) -> Provider:
        """A client of ours."""
        ...

    def late(self, look: Look, calendar: str, commits: int) -> tuple[Provider, Texts] | None:
        """A client that sees a calendar as it was so many commits ago, and what it sees; None where reads are never
        late."""
        ...


class MemoryServer:
    """Calendars in memory, every former state of which can be read late."""

    def __init__(self, *, burns_ids: bool) -> None:
        self.burns_ids = burns_ids
        self._store = Store("Personal", "Work")
        self._before: dict[str, list[tuple[int, dict[str, tuple[str, str]]]]] = {}

    def names(self) -> tuple[str, ...]:
        return self._store.names()

    def texts(self, calendar: str) -> Texts:
        with self._store.request(calendar) as collection:
            state = (len(collection.log), dict(collection.texts))
        states = self._before.setdefault(calendar, [])
        if not states or states[-1][0] != state[0]:
            states.append(state)
        return {href: text for href, (_, text) in state[1].items()}

    def put(self, calendar: str, href: str, text: str) -> None:
        self._store.put(calendar, href, text)
        self.texts(calendar)

    def remove(self, calendar: str, href: str) -> None:
        self._store.remove(calendar, href)
        self.texts(calendar)

    def expire_tokens(self) -> None:
        self._store.expire_tokens()

    def connect(self, look: Look) -> Provider:
        return Memory(look=look, store=self._store, burns_ids=self.burns_ids)

    def late(self, look: Look, calendar: str, commits: int) -> tuple[Provider, Texts] | None:
        self.texts(calendar)
        states = self._before[calendar]
        length, texts = states[max(0, len(states) - 1 - commits)]
        then = Store(*self._store.names())
        then._epoch = self._store._epoch
        with self._store.request(calendar) as now, then.request(calendar) as collection:
            collection.log = now.log[:length]
            collection.texts = dict(texts)
        return Memory(look=look, store=then, burns_ids=self.burns_ids), {
            href: text for href, (_, text) in texts.items()
        }


SERVERS: Mapping[str, Callable[[], Server]] = {
    "memory": lambda: MemoryServer(burns_ids=False),
    "memory-burns": lambda: MemoryServer(burns_ids=True),
}
"""By the name in a schedule."""
