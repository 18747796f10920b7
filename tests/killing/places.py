"""Where the processes die: a server behind a proxy that sees every request, or a folder."""

import random
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic, sleep
from typing import Protocol

from tests.killing.program import Run
from tests.providers.servers import SERVERS, Server
from tests.service.proxy import Proxy, Wire, proxied, well
from tests.service.rig import CalDavClient, Client, FolderClient

REQUESTS = 12
"""Within so many requests of a process it is killed: a first sync takes more than twice as many."""

MOMENT = 0.01
"""Seconds in which a kill follows an answer: to store it takes about as long."""


RESTART_ONE_IN = 8
"""Of so many runs one is followed by a restart of the server."""


class Place(Protocol):
    """What the rounds need of a place."""

    def client(self, folder: Path) -> Client:
        """A person with a fresh calendar; their things are kept in the folder."""
        ...

    def doom(self, run: Callable[[], Run], chance: random.Random) -> int:
        """Start a run, kill it at a moment of its work, and give how it ended."""
        ...

    def writes(self) -> int:
        """How many changes of the calendar have come in so far, as far as the place can tell."""
        ...


@dataclass(kw_only=True)
class OnServer:
    """A server whose requests pass a proxy; the kill comes before a request is passed on, before its answer is passed
    back, or within a moment after it. Now and then the server goes down, and comes back before the next run."""

    name: str
    folder: Path
    proxy: Proxy
    restarts: int = 0
    _running: ExitStack = field(default_factory=ExitStack)
    _server: Server | None = None

    def start(self) -> None:
        """Start the server, or start it anew on the same storage."""
        self._running.close()
        self._server = self._running.enter_context(SERVERS[self.name](self.folder))
        self.proxy.upstream = self._server.url

    def stop(self) -> None:
        """End the server."""
        self._running.close()

    def client(self, folder: Path) -> Client:
        """The person goes through the proxy, too: its address stays when the server comes back on another port."""
        assert self._server
        home = self._server.home.replace(self._server.url, self.proxy.url)
        return CalDavClient(server=replace(self._server, url=self.proxy.url, home=home), folder=folder)

    def doom(self, run: Callable[[], Run], chance: random.Random) -> int:
        """By the proxy, at one of the first requests."""
        at, delay = chance.randint(1, REQUESTS), chance.uniform(0, MOMENT)
        strike = chance.choice(_STRIKES)
        running: Future[Run] = Future()
        self.proxy.spoil(lambda wire: strike(wire, running.result().kill, delay), at=at)
        running.set_result(run())
        code = running.result().wait()
        self.proxy.serve_well()
        if chance.randrange(RESTART_ONE_IN) == 0:
            self.restarts += 1
            self.start()
        return code

    def writes(self) -> int:
        """As the proxy saw them come in."""
        return sum(asked.writes for asked in self.proxy.asked)


def _before(_: Wire, kill: Callable[[], None], __: float) -> None:
    kill()


def _carried_out(wire: Wire, kill: Callable[[], None], _: float) -> None:
    wire.pass_on()
    kill()


def _answered(wire: Wire, kill: Callable[[], None], delay: float) -> None:
    well(wire)
    sleep(delay)
    kill()


_STRIKES = (_before, _carried_out, _answered)


@dataclass(kw_only=True)
class OnFolder:
    """A folder of files: the kill comes at any moment of the time that a run takes."""

    restarts: int = 0
    _seconds: float = 0.3
    _folder: Path | None = None
    _writes: int = 0
    _before: frozenset[tuple[str, int]] = frozenset()

    def client(self, folder: Path) -> Client:
        self._folder = folder / "calendar"
        return FolderClient(folder=self._folder)

    def doom(self, run: Callable[[], Run], chance: random.Random) -> int:
        begun = monotonic()
        running = run()
        timer = threading.Timer(chance.uniform(0, self._seconds), running.kill)
        timer.start()
        code = running.wait()
        timer.cancel()
        timer.join()
        self._seconds = monotonic() - begun if code >= 0 else self._seconds * 1.05
        return code

    def writes(self) -> int:
        """Files made, written or removed since it was asked last count as one change."""
        assert self._folder
        now = frozenset((path.name, path.stat().st_mtime_ns) for path in self._folder.glob("*.ics"))
        self._writes += now != self._before
        self._before = now
        return self._writes


@contextmanager
def on_server(name: str, folder: Path) -> Iterator[OnServer]:
    """Radicale or Xandikos."""
    with proxied("http://127.0.0.1:1/") as proxy:
        place = OnServer(name=name, folder=folder, proxy=proxy)
        place.start()
        try:
            yield place
        finally:
            place.stop()


@contextmanager
def place(name: str, folder: Path) -> Iterator[OnServer | OnFolder]:
    """By name: a server, or `folder`."""
    if name == "folder":
        yield OnFolder()
    else:
        with on_server(name, folder) as server:
            yield server


PLACES = (*sorted(SERVERS), "folder")
