"""Where the calendars stand: a Radicale, the local Google server, a folder; each filled, and warm.

A place gives the lines of an account's configuration, also for the way through a relay, lets the person change one
meeting, and makes undone what Aftertouch wrote.
"""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Protocol
from urllib.parse import urljoin

from benchmarks import stock
from benchmarks.events import Event, interviews, meetings
from benchmarks.wire import ROOT
from tests.providers.servers import Server

_THEIRS = ("meeting-", "interview-")
_STATE = '<propfind xmlns="DAV:"><prop><sync-token/></prop></propfind>'


class Place(Protocol):
    """One calendar with events in it."""

    url: str
    """Where its server is; "" for none."""

    def account(self, url: str = "") -> str:
        """The lines of the account, without its name; with `url` by that way."""
        ...

    def change(self) -> None:
        """The person changes one meeting."""
        ...

    def clean(self) -> None:
        """What Aftertouch wrote there goes."""
        ...


@dataclass(kw_only=True)
class Folder:
    """A folder of .ics files."""

    folder: Path
    url: str = ""
    _changes: Iterator[int] = field(default_factory=count)

    def account(self, url: str = "") -> str:
        """As `Place.account`."""
        return f'provider = "vdir"\npath = "{url or self.folder}"\n'

    def change(self) -> None:
        """As `Place.change`."""
        (self.folder / "meeting-0.ics").write_text(_moved(next(self._changes)), encoding="utf-8", newline="")

    def clean(self) -> None:
        """As `Place.clean`."""
        _clean(self.folder)


@dataclass(kw_only=True)
class Radicale:
    """A calendar on a Radicale."""

    server: Server
    url: str
    folder: Path
    secret: Path
    _changes: Iterator[int] = field(default_factory=count)

    def account(self, url: str = "") -> str:
        """As `Place.account`."""
        way = f'provider = "caldav"\nurl = "{url or self.url}"\nusername = "{self.server.username}"\n'
        return f'{way}password_file = "{self.secret}"\n'

    def change(self) -> None:
        """As `Place.change`."""
        self.server.put(urljoin(self.url, "meeting-0.ics"), _moved(next(self._changes)))

    def clean(self) -> None:
        """As `Place.clean`."""
        _clean(self.folder)


@dataclass(kw_only=True)
class Google:
    """A calendar on the local Google server."""

    folder: Path
    url: str
    process: subprocess.Popen[str]

    def account(self, url: str = "") -> str:
        """As `Place.account`."""
        files = f'client_secrets = "{self.folder}/client_secrets.json"\ntoken_file = "{self.folder}/token.json"\n'
        return f'provider = "google"\n{files}endpoint = "{url or self.url}"\ncalendars = ["Personal"]\n'

    def change(self) -> None:
        """As `Place.change`."""
        self._say("change")

    def clean(self) -> None:
        """As `Place.clean`."""
        self._say("clean")

    def _say(self, word: str) -> None:
        assert self.process.stdin and self.process.stdout  # noqa: PT018, S101  they are pipes
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        self.process.stdout.readline()


def folder_with(folder: Path, size: int, *, tagged: int = 1) -> Folder:
    """A folder of so many meetings and tagged interviews."""
    folder.mkdir(parents=True)
    for event in (*meetings(size, stock.anchor()), *interviews(tagged, datetime.now(UTC))):
        (folder / f"{event.uid}.ics").write_text(event.text, encoding="utf-8", newline="")
    return Folder(folder=folder)


def on_radicale(server: Server, taken: Path, size: int, *, tagged: Iterable[Event] = ()) -> Radicale:
    """A new calendar on a running Radicale: so many meetings of a stock, evenly taken, and these interviews."""
    url = server.make_calendar("Personal")
    root = server.log.parent
    folder = _stored(server, url)
    names = stock.names(taken)
    taking = tuple(names[place * len(names) // size] for place in range(size))
    stock.take(taken, taking, folder, kept=root / "stock" / taken.parents[2].name)
    stock.fill(folder, *tagged)
    server.ask("PROPFIND", url, _STATE, Depth="0")
    secret = root / "password"
    secret.write_text(server.password)
    secret.chmod(0o600)
    return Radicale(server=server, url=url, folder=folder, secret=secret)


def copy_of(place: Radicale) -> Radicale:
    """Another calendar on the same server, with all that stands in this one now."""
    url = place.server.make_calendar("Personal")
    folder = _stored(place.server, url)
    stock.link(place.folder, folder)
    return replace(place, url=url, folder=folder)


@contextmanager
def google_with(folder: Path, size: int, *, tagged: int = 1) -> Iterator[Google]:
    """The local Google server with one calendar of so many meetings and tagged interviews."""
    folder.mkdir(parents=True)
    command: list[str | Path] = [sys.executable, "-m", "benchmarks.google_server", folder, str(size), str(tagged)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin and process.stdout  # noqa: PT018, S101  they are pipes
        yield Google(folder=folder, url=process.stdout.readline().strip(), process=process)
        process.stdin.close()


def _stored(server: Server, url: str) -> Path:
    root = server.log.parent / "collections" / "collection-root"
    return root / server.username / url.rstrip("/").rpartition("/")[2]


def _clean(folder: Path) -> None:
    for file in folder.glob("*.ics"):
        if not file.name.startswith(_THEIRS):
            file.unlink()


def _moved(times: int) -> str:
    first = next(meetings(1, stock.anchor()))
    event = Event(uid=first.uid, at=first.at, title=f"Meeting, moved {times} times", description=first.description)
    return event.text
