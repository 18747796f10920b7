"""The provider for CalDAV servers."""

import time
from collections.abc import Callable, Collection, Mapping
from pathlib import Path

from providers.caldav import discovery, reading, srv, writing
from providers.caldav.objects import Objects, item
from providers.caldav.transport import Limits, Transport
from providers.caldav.urls import account_url
from providers.errors import Refused
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Window

_WHOLE = Look(everything=True)
_BELIEVED = 2.0
"""Seconds from when it was asked whether something stands: a creation that comes later looks again."""


class CalDav:
    """One account on a CalDAV server. A calendar's id is its URL; an item's href is its path, quoted in one way.

    `url` is whatever the person knows: a host, an email address, a URL of the server, a principal, a home or a
    calendar. `meter` is called for every request as it goes out, retries, redirects and challenges included.
    Nothing is asked until the first call. Raises `Refused` for a `url` or `ca_file` that can't be used.
    `clock` gives seconds from anywhere. Thread-safe in what concerns single events.
    """

    burns_ids = False
    """Nextcloud's trash does burn some; `create` says so with `Exists`."""

    at_once = 8
    """Servers are far away."""

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        look: Look,
        *,
        ca_file: str | Path | None = None,
        limits: Limits | None = None,
        meter: Callable[[], None] | None = None,
        services: discovery.Services = srv.services,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        if ca_file and not Path(ca_file).is_file():
            raise Refused(f"ca_file {ca_file} is not a file")
        self._url = account_url(url)
        self._services = services
        self._transport = Transport(self._url, username, password, ca_file=ca_file, limits=limits, meter=meter)
        self._objects = Objects(transport=self._transport, look=look)
        self._clock = clock
        self._absent: dict[str, float] = {}

    def calendars(self) -> tuple[Calendar, ...]:
        """All calendars that hold events, in the server's order; the one alone where `url` is a calendar's."""
        with self._transport.one_reading():
            return discovery.calendars(self._transport, self._url, self._services)

    def make_calendar(self, name: str) -> Calendar:
        """As `Provider.make_calendar`, in the first home of the account's calendars."""
        with self._transport.one_reading():
            home = discovery.home(self._transport, self._url, self._services)
        return writing.make_calendar(self._transport, home, name)

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        """As `Provider.changes`. Also raises `Forbidden`."""
        with self._transport.one_reading():
            return reading.changes(self._objects, calendar, token, known, window)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        """As `Provider.get`. An event of ours stands at its key; only where nothing does it is searched, which is slow,
        for servers that choose the address themselves."""
        place = _href(calendar, href)
        answer = self._objects.fetch(calendar, place)
        if answer.is_gone and "/" not in href and (elsewhere := reading.find(self._objects, calendar, href)):
            place, answer = elsewhere, self._objects.fetch(calendar, elsewhere)
        return item(place, answer.expect(200).etag, answer.text, window, _WHOLE)

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """One multiget. Of what is seen not to stand, each is believed once, and for two seconds."""
        hrefs = [writing.place(calendar, key) for key in keys]
        until = self._clock() + _BELIEVED
        self._absent.update(dict.fromkeys(self._objects.absent(calendar, hrefs), until))

    def create(self, calendar: str, draft: Draft) -> Item:
        """As `Provider.create`."""
        looked = self._clock() < self._absent.pop(writing.place(calendar, draft.key), 0)
        return writing.create(self._objects, calendar, draft, looked=looked)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        """As `Provider.update`."""
        return writing.update(self._objects, calendar, _href(calendar, href), etag, draft=draft, fields=fields)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        """As `Provider.delete`."""
        writing.delete(self._objects, calendar, _href(calendar, href), etag)


def _href(calendar: str, href: str) -> str:
    """A key stands for the resource of that name in the calendar."""
    return href if "/" in href else f"{calendar}{href}.ics"
