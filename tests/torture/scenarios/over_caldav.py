"""The real CalDAV provider, against a local server of any habits."""

import pickle
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime

from planner.values import Event
from providers.caldav.provider import CalDav
from tests.dav import faults
from tests.dav.asked import Answer
from tests.dav.quirks import PLAIN, SERVERS
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server
from tests.torture.scenarios.in_memory import edited, read
from tests.torture.scenarios.line import Line
from tests.torture.scenarios.on_the_wire import Wired, asked_fault
from tests.torture.scenarios.target import HOME, LOOK, told_apart

_PAGE = faults.page_with_200()
_FAULTS: Mapping[str, faults.Fault] = {
    "before:reset": faults.dropped(reset=True),
    "before:500": faults.answering(Answer(status=500)),
    "before:503": faults.answering(Answer(status=503, headers={"Retry-After": "300"})),
    "before:429": faults.answering(Answer(status=429)),
    "before:302": faults.redirected("http://127.0.0.1:9/"),
    "before:page": _PAGE,
    "lost:reset": faults.lost(reset=True),
    "lost:500": lambda asked, handle: (handle(asked), Answer(status=500))[1],
    "lost:half": faults.truncated(),
    "lost:page": lambda asked, handle: (handle(asked), _PAGE(asked, handle))[1],
}


class OverCalDav:
    """As `Target`."""

    before: tuple[str, ...] = ("die", "reset", "timeout", "500", "503", "429", "302", "page", "outage")
    lost_reads: tuple[str, ...] = ("half",)
    lost_writes: tuple[str, ...] = ("die", "reset", "timeout", "500", "page", "outage")

    def __init__(self, server: DavServer) -> None:
        self._server = server
        self._machines: dict[str, tuple[Wired, CalDav]] = {}
        server.make_calendar(HOME)
        for name, fault in _FAULTS.items():
            server.fail(fault, when=_asks_for(name), times=None)

    def connect(self, who: str, line: Line) -> CalDav:
        if who not in self._machines:
            self._machines[who] = self._machine()
        wired, provider = self._machines[who]
        wired.line = line
        return provider

    def _machine(self) -> tuple[Wired, CalDav]:
        provider = CalDav(self._server.home, USERNAME, PASSWORD, LOOK)
        wired = Wired()
        wired.wire(provider._transport._client.session)
        return wired, provider

    def calendars(self) -> tuple[str, ...]:
        return tuple(self._names().values())

    def stored(self, calendar: str) -> Mapping[str, str]:
        place = self._url(calendar)
        texts = self._server.texts(place)
        return {name: f"{self._server.etag(place, name)}\n{text}" for name, text in texts.items()}

    def event(self, stored: str) -> Event:
        return read(stored.partition("\n")[2])

    def put(self, calendar: str, name: str, text: str) -> None:
        self._server.put(self._url(calendar), name, text)

    def edit(self, calendar: str, name: str, *, title: str = "", start: datetime | None = None) -> None:
        self.put(calendar, name, edited(self._server.text(self._url(calendar), name), title=title, start=start))

    def remove(self, calendar: str, name: str) -> None:
        self._server.remove(self._url(calendar), name)

    def expire_tokens(self) -> None:
        self._server.expire_tokens()

    def set_clock(self, now: datetime) -> None:  # noqa: ARG002  seconds alone count there
        """It knows no time of day; a second has gone by."""
        self._server.time_passes()

    def save(self) -> bytes:
        store = self._server.store
        with store.lock:
            return pickle.dumps((store.collections, store.second))

    def load(self, saved: bytes) -> None:
        store = self._server.store
        with store.lock:
            store.collections, store.second = pickle.loads(saved)  # noqa: S301  by `save`
        self._server.forget()

    def _url(self, calendar: str) -> str:
        href = next(href for href, name in self._names().items() if name == calendar)
        return f"{self._server.listener.url}{href}"

    def _names(self) -> dict[str, str]:
        return told_apart({href: one.name for href, one in self._server.store.collections.items()})


def _asks_for(name: str) -> faults.When:
    return lambda asked: asked_fault(asked.headers) == name


@contextmanager
def over_caldav(habits: str = "") -> Iterator[OverCalDav]:
    """A server of its own with the habits of one of `SERVERS`, until the block ends."""
    with dav_server(SERVERS[habits] if habits else PLAIN) as server:
        yield OverCalDav(server)
