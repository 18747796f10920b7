"""Reading calendar objects: many by one multiget, or each by itself where that does not serve."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from caldav.elements import cdav

from providers import ics
from providers.caldav import queries
from providers.caldav.answers import Answer, Garbled, NotCalDav
from providers.caldav.multistatus import Multistatus, Row
from providers.caldav.transport import Transport
from providers.caldav.urls import joined, path_of
from providers.errors import ProviderError, Refused
from providers.interface import Item, Look, Window

_BATCH = 100

AS_STORED = {"Accept-Encoding": "identity"}
"""Sent with GET: web servers that compress change the etag (Apache appends `-gzip`, nginx makes it weak)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Objects:
    """The objects of an account's calendars."""

    transport: Transport
    look: Look

    def read(self, calendar: str, wanted: Mapping[str, str], window: Window | None) -> Iterator[Item | str]:
        """For each href wanted (with the etag from a list) its item, or the href alone where it is gone by now.

        An object that the server can't or won't give comes as an item with a problem. Raises what `Transport.ask`
        raises, and `Unreachable` where the server is out of order for a while.
        """
        hrefs = list(wanted)
        for start in range(0, len(hrefs), _BATCH):
            batch = hrefs[start : start + _BATCH]
            found = self._multiget(calendar, batch)
            for href in batch:
                row = found.get(href)
                if row and row.gone:
                    yield href
                elif row and (given := self.given(row, wanted[href], window)):
                    yield given
                else:
                    yield self._alone(calendar, href, wanted[href], window)

    def given(self, row: Row, etag: str, window: Window | None) -> Item | None:
        """The item of a row that brings its object along (with this etag where it tells none); None for one without."""
        data = row.text(cdav.CalendarData.tag)
        return item(row.href, row.etag or etag, data, window, self.look) if data else None

    def fetch(self, calendar: str, href: str) -> Answer:
        """The object as stored, whatever the answer."""
        return self.transport.ask("GET", joined(calendar, href), headers=AS_STORED)

    def absent(self, calendar: str, hrefs: Sequence[str]) -> frozenset[str]:
        """Of these, those of which the server says in one answer that nothing stands there: what it is silent about, or
        refuses, says nothing."""
        try:
            found = self._multiget(calendar, hrefs)
        except ProviderError:
            return frozenset()
        return frozenset(href for href in hrefs if href in found and found[href].gone)

    def _multiget(self, calendar: str, hrefs: Sequence[str]) -> dict[str, Row]:
        """What one multiget gives, nothing where it fails as a whole: servers are silent about missing hrefs, leave
        out the data, or choke on one event (an emoji that they can't write as XML)."""
        try:
            answer = self.transport.ask("REPORT", calendar, queries.these(hrefs), {"Depth": "1"})
            if answer.is_temporary:
                raise answer.error()
            return {row.href: row for row in Multistatus.of(answer).rows} if answer.status in {200, 207} else {}
        except (Refused, Garbled):
            return {}

    def _alone(self, calendar: str, href: str, etag: str, window: Window | None) -> Item | str:
        try:
            answer = self.fetch(calendar, href)
        except NotCalDav:
            raise
        except Refused as error:
            return Item(href=href, etag=etag, problem=str(error))
        if answer.is_temporary:
            raise answer.error()
        if answer.is_gone:
            return href
        if answer.status != 200:
            return Item(href=href, etag="", problem=str(answer.error()))
        return item(href, answer.etag or etag, answer.text, window, self.look)


def item(href: str, etag: str, text: str | None, window: Window | None, look: Look) -> Item:
    """An item from its text; None is a body that is not UTF-8."""
    if text is None:
        return Item(href=path_of(href), etag=etag, problem="is not UTF-8, which RFC 5545 asks for")
    return ics.read(text, window=window, look=look).item(path_of(href), etag)
