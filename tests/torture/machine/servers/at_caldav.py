"""A CalDAV server with habits of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from urllib.parse import unquote

from providers.caldav.provider import CalDav
from providers.interface import Look, Provider
from tests.dav.quirks import Quirks
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server
from tests.torture.machine.servers.server import Server, Texts


@contextmanager
def at_caldav(quirks: Quirks) -> Iterator[Server]:
    """A new one."""
    with dav_server(quirks) as server:
        yield CalDavServer(server)


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
        # answered with nothing, or with all that stands, a dead token hides what went until the daily reading
        if self._server.quirks.dead_token not in ("nothing", "everything"):
            self._server.expire_tokens()

    def time_passes(self, _now: datetime) -> None:
        self._server.time_passes()

    def connect(self, look: Look) -> Provider:
        return CalDav(self._server.url, USERNAME, PASSWORD, look)

    def late(self, _look: Look, _calendar: str, _commits: int) -> tuple[Provider, Texts] | None:
        return None
