"""The real Google provider, against a local server of its API."""

import json
import pickle
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from itertools import count
from typing import Any

import requests

from planner.values import Event
from providers.google import reading
from providers.google.provider import Google
from providers.interface import Look
from tests.google import faults
from tests.google.answers import backend_error, html, rate_limited
from tests.google.oauth import SCOPE, Grant
from tests.google.server import CLIENT, ME, CalendarApi, calendar_api
from tests.providers import google_ics
from tests.torture.scenarios.line import Line
from tests.torture.scenarios.on_the_wire import Wired, asked_fault
from tests.torture.scenarios.target import HOME, LOOK, told_apart

_NEW_IDS = 1000
"""From here on ids are given again whenever a stage is loaded: the same in every run."""
_SCOPES = ("calendar.events", "calendar.calendarlist.readonly", "calendar.app.created")

_FAULTS: Mapping[str, faults.Fault] = {
    "before:reset": faults.dropped(reset=True),
    "before:500": faults.answering(backend_error(500)),
    "before:503": faults.answering(replace(backend_error(503).answer(), headers={"Retry-After": "300"})),
    "before:429": faults.answering(rate_limited(429, retry_after=300)),
    "before:403": faults.answering(rate_limited(403)),
    "before:302": faults.redirected("http://127.0.0.1:9/"),
    "before:page": faults.page_with_200(),
    "lost:reset": faults.lost(reset=True),
    "lost:500": lambda asked, handle: (handle(asked), backend_error(500).answer())[1],
    "lost:half": faults.truncated(),
    "lost:page": lambda asked, handle: (handle(asked), html(200, "Please accept our terms of use"))[1],
}


class AtGoogle:
    """As `Target`. With `at_once` several creations go out of threads: which of them is the n-th is chance then."""

    before: tuple[str, ...] = ("die", "reset", "timeout", "500", "503", "429", "403", "302", "page", "outage")
    lost_reads: tuple[str, ...] = ("half",)
    lost_writes: tuple[str, ...] = ("die", "reset", "timeout", "500", "half", "page", "outage")

    def __init__(self, google: CalendarApi, *, at_once: int) -> None:
        self._google = google
        self._at_once = at_once
        self._machines: dict[str, tuple[Wired, Google]] = {}
        google.person.rename(google.person.primary, HOME)
        for name, fault in _FAULTS.items():
            google.fail(fault, when=_asks_for(name), times=None)

    def connect(self, who: str, line: Line) -> Google:
        if who not in self._machines:
            self._machines[who] = self._machine()
        wired, provider = self._machines[who]
        wired.line = line
        return provider

    def _machine(self) -> tuple[Wired, Google]:
        wired = Wired()
        provider = Google("home", _SignedIn(self._google), LOOK, endpoint=self._google.endpoint)
        provider.at_once = self._at_once
        provider._service._sleep = lambda _: None
        wire: Any = provider._service._wire
        open_session: Callable[[], requests.Session] = wire._session
        wire._session = lambda: wired.wire(open_session())
        return wired, provider

    def calendars(self) -> tuple[str, ...]:
        return tuple(told_apart(self._google.person.calendars()).values())

    def stored(self, calendar: str) -> Mapping[str, str]:
        world = self._google.world
        with world.lock:
            events = world.calendars[self._id(calendar)].events
            return {name: json.dumps(one.body) for name, one in events.items() if not one.cancelled}

    def event(self, stored: str) -> Event:
        return _read(stored)

    def put(self, calendar: str, name: str, text: str) -> None:
        google_ics.put(self._google.person, self._id(calendar), name, text)

    def edit(self, calendar: str, name: str, *, title: str = "", start: datetime | None = None) -> None:
        place = self._id(calendar)
        change: dict[str, Any] = {"summary": title} if title else {}
        if start:
            body = self._google.person.get(place, name)
            begins, ends = (datetime.fromisoformat(body[edge]["dateTime"]) for edge in ("start", "end"))
            zone = body["start"].get("timeZone", "UTC")
            for edge, at in (("start", start), ("end", start + (ends - begins))):
                change[edge] = {"dateTime": at.isoformat(), "timeZone": zone}
        self._google.person.patch(place, name, change)

    def remove(self, calendar: str, name: str) -> None:
        self._google.person.delete(self._id(calendar), name)

    def expire_tokens(self) -> None:
        for calendar in self._google.person.calendars():
            self._google.person.expire_sync_tokens(calendar)

    def set_clock(self, now: datetime) -> None:
        self._google.clock.set(now)

    def save(self) -> bytes:
        world = self._google.world
        with world.lock:
            return pickle.dumps((world.calendars, world.lists, world.version))

    def load(self, saved: bytes) -> None:
        world = self._google.world
        with world.lock:
            world.calendars, world.lists, world.version = pickle.loads(saved)  # noqa: S301  by `save`
            world._versions, world._ids = count(world.version + 1), count(_NEW_IDS)
        self._google.forget()

    def _id(self, calendar: str) -> str:
        names = told_apart(self._google.person.calendars())
        return next(one for one, name in names.items() if name == calendar)


@lru_cache(maxsize=100_000)
def _read(stored: str) -> Event:
    return reading.event(json.loads(stored), "", Look(everything=True))


class _SignedIn:
    """As `Bearer`: somebody whose access token never ends."""

    def __init__(self, google: CalendarApi) -> None:
        self._oauth = google.oauth
        self._grant = Grant(account=ME, client_id=CLIENT, scopes=self.granted())
        self._token, self._since = "", google.clock.now()
        self._clock = google.clock

    def token(self) -> str:
        if not self._token or not timedelta(0) <= self._clock.now() - self._since < timedelta(minutes=30):
            self._token, self._since = self._oauth.access_token(self._grant), self._clock.now()
        return self._token

    def renewed(self, refused: str) -> str:  # noqa: ARG002  the server has forgotten it
        self._token = ""
        return self.token()

    def granted(self) -> frozenset[str]:
        return frozenset(SCOPE + scope for scope in _SCOPES)


def _asks_for(name: str) -> faults.When:
    return lambda asked: asked_fault(asked.headers) == name


@contextmanager
def at_google(now: datetime, *, at_once: int = 1) -> Iterator[AtGoogle]:
    """A server of its own, until the block ends."""
    with calendar_api(now=now) as google:
        yield AtGoogle(google, at_once=at_once)
