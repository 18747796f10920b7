"""The real page on a real port, over a calendar folder, at a moment that the test says."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from re import findall
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

import requests

from sync.samples import samples
from sync.service import serve_all
from sync.settings import load_file
from sync.web.gate import Gate
from sync.web.serving import listen
from sync.wishes import Wishes

NEW_YORK = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 10, 5, 9, 0, tzinfo=NEW_YORK)
HOME = '[home]\ntimezone = "America/New_York"\nname = "Sam Poe"\nemails = ["sam@poe.example"]\n'


@dataclass(kw_only=True)
class Desk:
    """A person's calendar folder, their configuration, and the moment."""

    folder: Path
    now: datetime = MONDAY
    more: str = HOME

    def __post_init__(self) -> None:
        self.calendar = self.folder / "calendar"
        self.state = self.folder / "state"
        self.config = self.folder / "config.toml"
        self.calendar.mkdir()
        self.configure(f'[[accounts]]\nname = "home"\nprovider = "vdir"\npath = "{self.calendar}"\n')

    def configure(self, accounts: str) -> None:
        self.config.write_text(f'state_dir = "{self.state}"\n{self.more}{accounts}', encoding="utf-8")
        self.config.chmod(0o600)

    def put(self, name: str, text: str) -> None:
        (self.calendar / name).write_text(text, encoding="utf-8", newline="")

    def sync(self) -> None:
        settings = load_file(self.config)
        _, bugs = serve_all(settings, settings.accounts, Wishes(), now=self.now)
        assert not bugs

    def files(self) -> dict[str, bytes]:
        """The calendar and the ledgers, byte for byte."""
        return {str(path): path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}

    def text(self, path: Path) -> str:
        """An event, each property on one line."""
        return path.read_bytes().decode().replace("\r\n ", "")

    def ours(self, part: str) -> Path:
        """The follow-up with this in its title."""
        texts = {path: self.text(path) for path in self.calendar.glob("*.ics")}
        (found,) = [p for p, text in texts.items() if "X-AFTERTOUCH-KEY" in text and f"SUMMARY:{part}" in text]
        return found

    def play_demo(self) -> None:
        """The demo's interviews, planned on their Monday; of one follow-up the person wants none."""
        for sample in samples(self.now.date(), "America/New_York"):
            sample.write(self.calendar)
        self.sync()
        self.ours("Email Bob Ray").unlink()
        self.now += timedelta(minutes=1)
        self.sync()


@dataclass(kw_only=True)
class Visitor:
    """A browser without a screen. `enter` follows the address that the command prints."""

    gate: Gate
    session: requests.Session = field(default_factory=requests.Session)

    def __post_init__(self) -> None:
        self.session.trust_env = False

    def enter(self) -> "Visitor":
        assert self.session.get(self.gate.address, timeout=10).status_code == 200
        return self

    def get(self, path: str = "/", **headers: str) -> requests.Response:
        return self.session.get(self.gate.origin + path, headers=headers, timeout=10)

    def post(self, path: str, fields: dict[str, str], **headers: str) -> requests.Response:
        return self.session.post(self.gate.origin + path, data=fields, headers=headers, timeout=10)

    def application(self, name: str) -> str:
        """The path of an application's page."""
        (path,) = set(findall(rf'<a href="(/applications/\w+)">{name}</a>', self.get().text))
        assert isinstance(path, str)
        return path


@contextmanager
def opened(desk: Desk) -> Iterator[Gate]:
    """The page, served from another thread."""
    site, server = listen(lambda: load_file(desk.config), host="127.0.0.1", port=0, clock=lambda: desk.now)
    thread = Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield site.gate
    finally:
        _stop(server)
        thread.join(timeout=5)
        assert not thread.is_alive()


def _stop(server: Any) -> None:
    """From another thread: once all answers are out, in the server's own."""
    server.task_dispatcher.shutdown(timeout=5)
    with suppress(OSError):  # woken by somebody else, it may have closed itself before the pull
        server.trigger.pull_trigger(lambda: [one.close() for one in (*server.active_channels.values(), server)])
