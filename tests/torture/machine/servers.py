"""The calendars that the machine plays on: a server that a person's programs see as texts, and ours as a `Provider`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from functools import partial
from typing import Protocol
from urllib.parse import unquote

from providers.caldav.provider import CalDav
from providers.interface import Look, Provider
from providers.memory import Memory, Store
from tests.dav.quirks import PLAIN, Quirks
from tests.dav.quirks import SERVERS as DAV_SERVERS
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server

Texts = Mapping[str, str]
"""Href to text, of one calendar."""


class Server(Protocol):
    """`burns_ids` and `keeps_tombstones` say what it remembers of a deletion."""

    burns_ids: bool
    tells_deletions: bool
    """Whether a delta tells of all that is gone since its token."""
    renames: bool
    """Whether what we write may get an address of the server's own."""

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

    def name(self, href: str) -> str:
        """An href or a key, as a provider has it, as a name among the texts."""
        ...

    def expire_tokens(self) -> None:
        """No token given so far can be continued from."""
        ...

    def time_passes(self, now: datetime, /) -> None:
        """It is `now`, and reads show all that was written."""
        ...

    def connect(self, look: Look) -> Provider:
        """A client of ours."""
        ...

    def late(self, look: Look, calendar: str, commits: int, /) -> tuple[Provider, Texts] | None:
        """A client that sees a calendar as it was so many commits ago, and what it sees; None where reads are never
        late."""
        ...


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


class CalDavServer:
    """A CalDAV server with habits of its own."""

    burns_ids = False
    tells_deletions = False

    def __init__(self, server: DavServer) -> None:
        self._server = server
        self.renames = bool(server.quirks.renames)
        self._personal, self._work = server.make_calendar("Personal"), server.make_calendar("Work")

    def names(self) -> tuple[str, ...]:
        with self._server.store.lock:
            return tuple(f"{self._server.listener.url}{href}" for href in self._server.store.collections)

    def texts(self, calendar: str) -> Texts:
        return self._server.texts(calendar)

    def put(self, calendar: str, href: str, text: str) -> None:
        self._server.put(calendar, href, text)

    def remove(self, calendar: str, href: str) -> None:
        self._server.remove(calendar, href)

    def name(self, href: str) -> str:
        return unquote(href.rpartition("/")[2]) if "/" in href else f"{href}.ics"

    def expire_tokens(self) -> None:
        self._server.expire_tokens()

    def time_passes(self, _now: datetime) -> None:
        self._server.time_passes()

    def connect(self, look: Look) -> Provider:
        return CalDav(self._server.url, USERNAME, PASSWORD, look)

    def late(self, _look: Look, _calendar: str, _commits: int) -> tuple[Provider, Texts] | None:
        return None


@contextmanager
def _memory(*, burns_ids: bool) -> Iterator[Server]:
    yield MemoryServer(burns_ids=burns_ids)


@contextmanager
def _dav(quirks: Quirks) -> Iterator[Server]:
    with dav_server(quirks) as server:
        yield CalDavServer(server)


SERVERS: Mapping[str, Callable[[], AbstractContextManager[Server]]] = {
    "memory": lambda: _memory(burns_ids=False),
    "memory-burns": lambda: _memory(burns_ids=True),
    "dav": lambda: _dav(PLAIN),
    **{name: partial(_dav, quirks) for name, quirks in DAV_SERVERS.items()},
}
"""By the name in a schedule."""
