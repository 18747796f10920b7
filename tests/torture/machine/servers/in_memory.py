"""Calendars in memory, every former state of which can be read late."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from providers.interface import Look, Provider
from providers.memory import Memory, Store
from tests.torture.machine.servers.server import Server, Texts


@contextmanager
def in_memory(*, burns_ids: bool) -> Iterator[Server]:
    """New ones."""
    yield MemoryServer(burns_ids=burns_ids)


class MemoryServer:
    """Calendars in memory, every former state of which can be read late."""

    tells_deletions = True
    renames = False

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

    def name(self, href: str) -> str:
        return href if href.endswith(".ics") else f"{href}.ics"

    def expire_tokens(self) -> None:
        self._store.expire_tokens()

    def time_passes(self, now: datetime) -> None:
        """Nothing here has a clock."""

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
