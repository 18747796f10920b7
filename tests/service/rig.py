"""A person with a calendar program, beside Aftertouch, on one calendar: what the scenarios are played with."""

import io
import json
import re
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urljoin, urlsplit
from zoneinfo import ZoneInfo

from icalendar import Calendar, Event

from sync.cli import main
from tests.calendar_text import event_text
from tests.google.server import CalendarApi
from tests.providers import google_ics
from tests.providers.servers import Server

NEW_YORK = ZoneInfo("America/New_York")


class Client(Protocol):
    """Another calendar program, on the same calendar."""

    account: str

    def names(self) -> list[str]: ...
    def text(self, name: str) -> str: ...
    def put(self, name: str, text: str) -> None: ...
    def delete(self, name: str) -> None: ...
    def requests(self) -> int:
        """How many requests the calendar's server has seen."""
        ...


@dataclass(kw_only=True)
class FolderClient:
    """A program that works on the folder itself."""

    folder: Path

    def __post_init__(self) -> None:
        self.folder.mkdir()
        self.account = f'provider = "vdir"\npath = "{self.folder}"\n'

    def names(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.ics"))

    def text(self, name: str) -> str:
        return (self.folder / name).read_bytes().decode()

    def put(self, name: str, text: str) -> None:
        (self.folder / name).write_bytes(text.encode())

    def delete(self, name: str) -> None:
        (self.folder / name).unlink()

    def requests(self) -> int:
        return 0


@dataclass(kw_only=True)
class CalDavClient:
    """A program that talks to the same server."""

    server: Server
    folder: Path

    def __post_init__(self) -> None:
        self.url = self.server.make_calendar("Personal")
        self.account = f'provider = "caldav"\nurl = "{self.url}"\n'
        if self.server.username:
            secret = self.folder / "password"
            secret.write_text(self.server.password)
            secret.chmod(0o600)
            self.account += f'username = "{self.server.username}"\npassword_file = "{secret}"\n'

    def names(self) -> list[str]:
        answer = self.server.ask("PROPFIND", self.url, Depth="1").text
        hrefs = {unquote(urlsplit(href).path) for href in re.findall(r"href>([^<]+)</", answer)}
        return sorted(href.rpartition("/")[2] for href in hrefs if href.endswith(".ics"))

    def text(self, name: str) -> str:
        return self.server.text(urljoin(self.url, name))

    def put(self, name: str, text: str) -> None:
        self.server.put(urljoin(self.url, name), text)

    def delete(self, name: str) -> None:
        self.server.ask("DELETE", urljoin(self.url, name))

    def requests(self) -> int:
        return self.server.seen()


@dataclass(kw_only=True)
class GoogleClient:
    """The person at Google's own programs, whose events are written down as calendar objects."""

    google: CalendarApi
    folder: Path

    def __post_init__(self) -> None:
        person = self.google.person
        self.calendar = person.calendar("Personal")
        token_file, client_secrets = self.folder / "token.json", self.folder / "client_secrets.json"
        scopes = ("calendar.events", "calendar.calendarlist.readonly", "calendar.app.created")
        token_file.write_text(json.dumps(self.google.authorized_user(*scopes)))
        token_file.chmod(0o600)
        client_secrets.write_text(json.dumps(self.google.client_secrets()))
        self.account = (
            f'provider = "google"\nclient_secrets = "{client_secrets}"\ntoken_file = "{token_file}"\n'
            f'endpoint = "{self.google.endpoint}"\ncalendars = ["Personal"]\n'
        )

    def names(self) -> list[str]:
        return sorted(f"{event_id}.ics" for event_id in self.google.person.events(self.calendar))

    def text(self, name: str) -> str:
        return google_ics.text(self.google.person.get(self.calendar, name.removesuffix(".ics")))

    def put(self, name: str, text: str) -> None:
        google_ics.put(self.google.person, self.calendar, name.removesuffix(".ics"), text)

    def delete(self, name: str) -> None:
        self.google.person.delete(self.calendar, name.removesuffix(".ics"))

    def requests(self) -> int:
        return len(self.google.requests())


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """How a command ended."""

    code: int
    out: str
    err: str


def run(*arguments: str) -> Outcome:
    """One command, in this process."""
    out, err = io.StringIO(), io.StringIO()
    with redirect_stdout(out), redirect_stderr(err):
        code = main(arguments)
    return Outcome(code=code, out=out.getvalue(), err=err.getvalue())


@dataclass(kw_only=True)
class Rig:
    """The person, their program, and Aftertouch with a config and a state folder of its own."""

    folder: Path
    client: Client
    extra: str = ""
    foreign: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.state = self.folder / "state"
        self.config = self.folder / "config.toml"
        self.configure(self.extra)

    def configure(self, extra: str) -> None:
        self.config.write_text(
            f'state_dir = "{self.state}"\n[home]\ntimezone = "America/New_York"\nemails = ["me@example.org"]\n'
            f'[[accounts]]\nname = "home"\n{self.client.account}{extra}'
        )
        self.config.chmod(0o600)

    def run(self, *arguments: str) -> Outcome:
        return run("--config", str(self.config), *arguments)

    def sync(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """One cycle; the account's report."""
        outcome = self.run("sync", "--json", *arguments)
        assert outcome.code == code, outcome
        (account,) = json.loads(outcome.out)["accounts"]
        assert isinstance(account, dict)
        return account

    def put_foreign(self, name: str, text: str) -> None:
        """Something of the person's: it must stay byte for byte what it is, until they change it themselves."""
        self.client.put(name, text)
        self.foreign[name] = self.client.text(name)

    def delete_foreign(self, name: str) -> None:
        self.client.delete(name)
        del self.foreign[name]

    def follow_ups(self) -> dict[str, str]:
        """What Aftertouch has written, by name."""
        return {name: self.client.text(name) for name in self.client.names() if name not in self.foreign}

    def titles(self) -> list[str]:
        return sorted(word(text, "SUMMARY") for text in self.follow_ups().values())

    def named(self, part: str) -> str:
        """The one follow-up whose title has this in it."""
        (name,) = [name for name, text in self.follow_ups().items() if part in word(text, "SUMMARY")]
        return name

    def edit(self, name: str, change: Callable[[Event], None]) -> None:
        """The person changes a follow-up in their program."""
        calendar = Calendar.from_ical(self.client.text(name))
        (one,) = calendar.walk("VEVENT")
        assert isinstance(one, Event)
        change(one)
        self.client.put(name, calendar.to_ical().decode())

    def untouched(self) -> None:
        """All that is the person's is what it was."""
        assert {name: self.client.text(name) for name in self.foreign} == self.foreign


def event(text: str) -> Event:
    """The event in this text."""
    (one,) = Calendar.from_ical(text).walk("VEVENT")
    assert isinstance(one, Event)
    return one


def word(text: str, name: str) -> str:
    """A property of the event in this text."""
    return str(event(text)[name])


def start(text: str) -> datetime:
    """When the event in this text starts."""
    found = event(text).DTSTART
    assert isinstance(found, datetime)
    return found


def next_weekday(after: int = 0) -> datetime:
    """14:00 in New York on a working day at least one day ahead."""
    day = datetime.now(NEW_YORK).date() + timedelta(days=1 + after)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return datetime.combine(day, time(14), NEW_YORK)


def interview(
    uid: str = "interview@example.org",
    *,
    at: datetime | None = None,
    title: str = "Interview with Acme #interview",
    description: str = "Stage: decision\\nDecision: in 14 days\\nInterviewers: Jane Doe <jane@acme.example>",
    more: str = "",
) -> str:
    """A tagged interview as a calendar program stores it."""
    return event_text(uid, at or next_weekday(), title, description, more)
