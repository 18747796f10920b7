"""A CalDAV server on loopback, whose state tests look at and change as other clients do.

    with dav_server(Quirks(put_etag="none")) as server:
        personal = server.make_calendar("Personal")
        server.put(personal, "a.ics", text)
        …                                               # url = server.url in the config, me, secret
        server.fail(lost(), when=kind("PUT"))
        assert "Stage" in server.text(personal, "a.ics")
        assert [entry.asked.kind for entry in server.requests()] == ["sync-collection"]

A calendar is named by its URL, an object by its name in it.
"""

import base64
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from types import MappingProxyType
from urllib.parse import urlsplit

from tests.dav import properties, reports, writing
from tests.dav.asked import Answer, Asked, Entry
from tests.dav.faults import Fault, Faults, Rule, When
from tests.dav.quirks import PLAIN, Quirks
from tests.dav.store import HOME, Collection, Store
from tests.dav.wire import Listener
from tests.dav.xml import DAV, refusal

USERNAME, PASSWORD = "me", "secret"

_ALLOW = {
    "DAV": "1, 3, access-control, calendar-access",
    "Allow": "OPTIONS, GET, PUT, DELETE, PROPFIND, REPORT, MKCALENDAR",
}
_CHALLENGE = MappingProxyType({"WWW-Authenticate": 'Basic realm="dav.test"'})
_WELL_KNOWN = "/.well-known/caldav"
_ELSEWHERE = "/elsewhere"
_READS = frozenset({"GET", "PROPFIND", "REPORT"})


class DavServer:
    """A running server for the user `me`, whose password is `secret`. `quirks` may be changed while it runs."""

    def __init__(self, quirks: Quirks, port: int) -> None:
        self.store = Store(quirks)
        self._faults = Faults()
        self._log: list[Entry] = []
        self.listener = Listener(port, self._serve)
        self.url = f"{self.listener.url}/"
        self.home = f"{self.listener.url}{HOME}"

    @property
    def quirks(self) -> Quirks:
        """How it differs from the standards."""
        return self.store.quirks

    @quirks.setter
    def quirks(self, quirks: Quirks) -> None:
        self.store.quirks = quirks

    # Other clients

    def make_calendar(self, name: str, *, component: str = "VEVENT", writable: bool = True) -> str:
        """A new calendar; gives its URL."""
        with self.store.lock:
            href = self.store.make(name, component=component, writable=writable).href
        return f"{self.listener.url}{href}"

    def remove_calendar(self, calendar: str) -> None:
        """It is gone with all that it holds."""
        with self.store.lock:
            del self.store.collections[urlsplit(calendar).path]

    def put(self, calendar: str, name: str, text: str) -> None:
        """Store an object, new or not, as it is and whatever stands there."""
        with self.store.lock:
            collection = self._collection(calendar)
            self.store.put(collection, collection.href + name, text)

    def remove(self, calendar: str, name: str) -> None:
        """Delete an object. Raises KeyError."""
        with self.store.lock:
            collection = self._collection(calendar)
            self.store.remove(collection, collection.href + name)

    def move(self, calendar: str, name: str, target: str) -> None:
        """Move an object to another calendar. Raises KeyError."""
        with self.store.lock:
            text = self.text(calendar, name)
            self.remove(calendar, name)
            self.put(target, name, text)

    def text(self, calendar: str, name: str) -> str:
        """What is stored there. Raises KeyError."""
        return self.texts(calendar)[name]

    def texts(self, calendar: str) -> dict[str, str]:
        """All that is stored in a calendar, by name."""
        with self.store.lock:
            collection = self._collection(calendar)
            return {href.removeprefix(collection.href): one.text for href, one in collection.objects.items()}

    def etag(self, calendar: str, name: str) -> str:
        """As the wire has it, quotes included. Raises KeyError."""
        with self.store.lock:
            collection = self._collection(calendar)
            return collection.objects[collection.href + name].etag

    def _collection(self, calendar: str) -> Collection:
        return self.store.collections[urlsplit(calendar).path]

    # Time

    def time_passes(self) -> None:
        """Reads show all that was written, and the next second begins."""
        with self.store.lock:
            self.store.time_passes()

    def expire_tokens(self) -> None:
        """No sync token given so far can be continued from."""
        with self.store.lock:
            for collection in self.store.collections.values():
                collection.epoch += 1000

    # What goes wrong

    def fail(self, fault: Fault, *, when: When, times: int | None = 1, skip: int = 0) -> Rule:
        """Let this happen; see `faults`."""
        return self._faults.add(fault, when=when, times=times, skip=skip)

    # The log

    def requests(self) -> list[Entry]:
        """Every request in order of arrival, with its answer's status (0: none went out)."""
        with self.store.lock:
            return list(self._log)

    def writes(self) -> list[str]:
        """Those that would change something, as `PUT /me/personal/a.ics 201`."""
        return [str(entry) for entry in self.requests() if entry.asked.writes]

    def forget(self) -> None:
        """Begin a new log."""
        with self.store.lock:
            self._log.clear()

    # A request comes in

    def _serve(self, asked: Asked) -> Answer:
        with self.store.lock:
            fault = self._faults.take(asked)
            answer = fault(asked, self._honest) if fault else self._honest(asked)
            self._log.append(Entry(asked=asked, status=answer.status if answer.delivery == "whole" else 0))
            return answer

    def _honest(self, asked: Asked) -> Answer:
        path = asked.path.removeprefix(_ELSEWHERE)
        if path == _WELL_KNOWN:
            return Answer(status=301, headers={"Location": properties.PRINCIPAL})
        if not self._may(asked, path):
            return replace(refusal(401), headers=_CHALLENGE)
        if self.quirks.redirects and asked.method in _READS and asked.path.startswith(HOME):
            return Answer(status=302, headers={"Location": _ELSEWHERE + path})
        return _METHODS.get(asked.method, _not_allowed)(asked, self.store, path)

    def _may(self, asked: Asked, path: str) -> bool:
        if self.quirks.anonymous_root and path == properties.ROOT:
            return True
        credentials = base64.b64encode(f"{USERNAME}:{PASSWORD}".encode()).decode()
        return asked.headers.get("authorization") == f"Basic {credentials}"


def _report(asked: Asked, store: Store, path: str) -> Answer:
    collection, report = store.collections.get(path), asked.xml
    if collection is None:
        return refusal(404)
    if report is None or asked.kind not in _REPORTS:
        return refusal(403, f"{DAV}supported-report")
    return _REPORTS[asked.kind](report, collection, store)


_REPORTS: Mapping[str, Callable[..., Answer]] = {
    "sync-collection": lambda report, collection, store: reports.sync_collection(
        report, collection, store.view(collection), store.quirks
    ),
    "calendar-query": lambda report, collection, store: reports.calendar_query(
        report, store.view(collection), store.quirks
    ),
    "calendar-multiget": lambda report, collection, store: reports.calendar_multiget(
        report, store.view(collection), store.quirks
    ),
}


def _not_allowed(asked: Asked, store: Store, path: str) -> Answer:
    return Answer(status=405, headers=_ALLOW)


_METHODS: Mapping[str, Callable[[Asked, Store, str], Answer]] = {
    "OPTIONS": lambda _asked, _store, _path: Answer(status=200, headers=_ALLOW),
    "PROPFIND": properties.propfind,
    "REPORT": _report,
    "MKCALENDAR": writing.make_calendar,
    "GET": lambda _asked, store, path: writing.get(store, path),
    "PUT": writing.put,
    "DELETE": writing.delete,
}


@contextmanager
def dav_server(quirks: Quirks = PLAIN, *, port: int = 0) -> Iterator[DavServer]:
    """Serve on 127.0.0.1 (port 0: a free one) until the block ends."""
    server = DavServer(quirks, port)
    thread = threading.Thread(target=server.listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.listener.shutdown()
        thread.join()
        server.listener.server_close()
