"""The provider for Google Calendar."""

from collections.abc import Callable, Collection, Mapping, Sequence

from providers.errors import Changed, Forbidden, Missing, Refused
from providers.google import calendars, reading, writing
from providers.google.changes import Reader
from providers.google.credentials import Bearer
from providers.google.service import Service
from providers.google.wire import Limits
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Window

_WHOLE = Look(everything=True)
_QUIETLY = {"sendUpdates": "none"}
"""Nobody is ever told by mail."""


class Google:
    """One account at Google. A calendar's id is Google's; an item's href is the event's id, an occurrence's own one
    where the event is one of a series.

    `account` is named in messages; `own_calendar` says whether only a calendar of our own is written to; `named` are
    the names and ids in the configuration, since an id may be missing from the person's list. `meter` is called for
    every request to the API as it goes out. Nothing is asked until the first call. Thread-safe.
    """

    burns_ids = True
    at_once = 8

    def __init__(
        self,
        account: str,
        bearer: Bearer,
        look: Look,
        *,
        own_calendar: bool = False,
        may_make_calendars: bool = True,
        named: Sequence[str] = (),
        endpoint: str = "",
        limits: Limits | None = None,
        meter: Callable[[], None] | None = None,
    ) -> None:
        self._look = look
        self._named = tuple(named)
        self._may_make_calendars = may_make_calendars
        self._service = Service(
            account,
            bearer,
            own_calendar=own_calendar,
            endpoint=f"{endpoint.rstrip('/')}/" if endpoint else "",
            limits=limits or Limits(),
            meter=meter or (lambda: None),
        )

    def calendars(self) -> tuple[Calendar, ...]:
        """As `Provider.calendars`: those whose events can be read."""
        with self._service.one_reading():
            return calendars.listed(self._service, self._named)

    def make_calendar(self, name: str) -> Calendar:
        """As `Provider.make_calendar`. A service account that acts for itself makes none: nobody would see it."""
        if not self._may_make_calendars:
            raise Forbidden(
                f'there is no calendar "{name}": make it, share it with the service account (to make changes to '
                "events), and name it by its id in write_to"
            )
        return calendars.make(self._service, name)

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        """As `Provider.changes`."""
        reader = Reader(service=self._service, look=self._look, calendar=calendar, known=known, window=window)
        with self._service.one_reading():
            return reader.changes(token)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:  # noqa: ARG002  an item is one event
        """As `Provider.get`. A tombstone is missing; a cancelled occurrence of a series is not."""
        return reading.item(self._standing(calendar, href), calendar, _WHOLE)

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """Creating needs no look: the id makes it safe."""

    def create(self, calendar: str, draft: Draft) -> Item:
        """As `Provider.create`. The id makes a second delivery harmless: it is told as `Exists`."""
        body = writing.whole(draft)
        made = self._service.call("events", "insert", calendarId=calendar, body=body, fields=reading.FIELDS, **_QUIETLY)
        return reading.item({**body, **made}, calendar, _WHOLE)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        """As `Provider.update`, by a patch of what differs. Also raises `Refused` for an event that is not ours."""
        if href != draft.key:
            raise Refused(f"{href} is no event of ours")
        resource = self._standing(calendar, href)
        if etag and resource.get("etag") and resource["etag"] != etag:
            raise Changed(f"{href} changed meanwhile")
        body = writing.change(resource, draft, fields)
        if body:
            resource = self._service.call(
                "events",
                "patch",
                calendarId=calendar,
                eventId=href,
                body=body,
                fields=reading.FIELDS,
                if_match=str(resource.get("etag") or ""),
                **_QUIETLY,
            )
        return reading.item({"id": href, **resource}, calendar, _WHOLE)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        """As `Provider.delete`."""
        self._service.call("events", "delete", calendarId=calendar, eventId=href, if_match=etag, **_QUIETLY)

    def _standing(self, calendar: str, href: str) -> reading.Resource:
        resource = {
            "id": href,
            **self._service.call("events", "get", calendarId=calendar, eventId=href, fields=reading.FIELDS),
        }
        if reading.is_gone(resource):
            raise Missing(f"{href} was deleted")
        return resource
