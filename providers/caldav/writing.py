"""Writing events and calendars, so that nothing of somebody else's is ever overwritten.

Several servers ignore `If-None-Match` and `If-Match` (SOGo and Zimbra overwrite; others on deletion), and which ones
can't be told from outside. So each write looks first, or was looked for just before, and compares by itself; the header
closes the gap in between on the servers that honour it. A weak etag never matches in `If-Match` (RFC 9110 13.1.1):
there the comparison is all there is.
"""

import re
import unicodedata

from providers import ics
from providers.caldav import discovery, queries, reading
from providers.caldav.answers import Answer
from providers.caldav.objects import Objects, item
from providers.caldav.transport import Transport
from providers.caldav.urls import joined, path_of
from providers.errors import Burned, Changed, Exists, Refused
from providers.interface import Calendar, Draft, Field, Item, Look

_CALENDAR = {"Content-Type": "text/calendar; charset=utf-8"}
_WHOLE = Look(everything=True)
_UID_TAKEN = re.compile(r"uid already exists", re.IGNORECASE)
"""Nextcloud's words with status 400, also for what lies in its trash bin."""

_OCCUPIED = frozenset({405, 409, 412})
_MUST_BE_NULL = "{DAV:}resource-must-be-null"
_TRIES = 10


def create(objects: Objects, calendar: str, draft: Draft, *, looked: bool = False) -> Item:
    """PUT what must not exist yet; `looked` says that somebody just saw that it does not. Raises `Exists`, `Burned`,
    `Missing` (no such calendar), `Forbidden`."""
    href = place(calendar, draft.key)
    if not looked:
        _look(objects, calendar, href)
    text, url = ics.write(draft), joined(calendar, href)
    answer = objects.transport.ask("PUT", url, text, _CALENDAR | {"If-None-Match": "*"})
    if answer.status == 400 and _UID_TAKEN.search(answer.text or ""):
        raise Burned(f"{url} was taken by an event that is gone, and can't be used again")
    if answer.status == 409 and not answer.preconditions:
        # RFC 4918 9.7.1: also the answer to a PUT into a collection that does not exist. That raises `Missing` here.
        reading.current_token(objects, calendar)
    answer.expect(200, 201, 204, taken=Exists)
    return item(_address(answer, calendar, href), _vouched(answer), text, None, _WHOLE)


def place(calendar: str, key: str) -> str:
    """The href at which an event of ours is created."""
    return path_of(f"{calendar}{key}.ics")


def _look(objects: Objects, calendar: str, href: str) -> None:
    standing = objects.fetch(calendar, href)
    if standing.status == 200:
        raise Exists(f"{standing.url} stands already")
    if not standing.is_gone:
        raise standing.error()


def update(objects: Objects, calendar: str, href: str, etag: str, *, draft: Draft, fields: frozenset[Field]) -> Item:
    """GET, change the fields, PUT. Raises `Changed`, `Missing`, `Forbidden`."""
    standing = _standing(objects, calendar, href, etag)
    try:
        text = ics.patch(standing.text or "", draft, fields)
    except ics.Unreadable as error:
        raise Refused(f"{standing.url} {error}") from error
    answer = objects.transport.ask("PUT", standing.url, text, _CALENDAR | _only_if(etag))
    answer.expect(200, 201, 204, taken=Changed)
    return item(href, _vouched(answer), text, None, _WHOLE)


def delete(objects: Objects, calendar: str, href: str, etag: str) -> None:
    """DELETE what still has this etag. Raises `Changed`, `Missing`, `Forbidden`, and `Refused` where other events stand
    in the same object, as RFC 4791 4.1 forbids and some programs do."""
    standing = _standing(objects, calendar, href, etag)
    if len({event.source.uid for event in ics.read(standing.text or "", window=None, look=Look()).events}) > 1:
        raise Refused(f"{standing.url} holds other events too")
    objects.transport.ask("DELETE", standing.url, headers=_only_if(etag)).expect(200, 202, 204, taken=Changed)


def make_calendar(transport: Transport, home: str, name: str) -> Calendar:
    """MKCALENDAR in this home, or what has this name there. Raises `Forbidden`.

    Who makes the same calendar at the same time picks the same address, is refused, and finds it on looking again.
    """
    for number in range(1, _TRIES + 1):
        calendars = discovery.calendars_in(transport, home)
        if found := _named(calendars, name):
            return found
        url = home + _slug(name) + (f"-{number}" if number > 1 else "") + "/"
        if any(path_of(calendar.id) == path_of(url) for calendar in calendars):
            continue
        answer = transport.ask("MKCALENDAR", url, queries.new_calendar(name))
        if answer.status in {200, 201, 207}:
            return _made(transport, home, url, name)
        if answer.status not in _OCCUPIED and _MUST_BE_NULL not in answer.preconditions:
            raise answer.error()
    raise Refused(f"{home} has no free address for a calendar named {name!r}")


def _made(transport: Transport, home: str, url: str, name: str) -> Calendar:
    calendars = discovery.calendars_in(transport, home)
    at_url = next((calendar for calendar in calendars if path_of(calendar.id) == path_of(url)), None)
    found = at_url or _named(calendars, name)
    if found is None:
        raise Refused(f"{url} was made, but {home} does not list it")
    return found


def _named(calendars: tuple[Calendar, ...], name: str) -> Calendar | None:
    return next((calendar for calendar in calendars if calendar.name == name), None)


def _slug(name: str) -> str:
    """A path segment that every server takes."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", ascii_name).strip("-") or "calendar"


def _standing(objects: Objects, calendar: str, href: str, etag: str) -> Answer:
    """The event as it stands with this etag. Raises `Missing`, and `Changed` also where no etag is known."""
    answer = objects.fetch(calendar, href).expect(200)
    if not etag or answer.etag != etag:
        raise Changed(f"{answer.url} changed since it was read")
    return answer


def _address(answer: Answer, calendar: str, href: str) -> str:
    """Where a new event stands. Some servers choose the address themselves, and say so (RFC 9110 10.2.2)."""
    told = path_of(joined(answer.url, answer.headers.get("Location", "")))
    return told if answer.status == 201 and told.startswith(path_of(calendar)) and not told.endswith("/") else href


def _vouched(answer: Answer) -> str:
    """The etag, where it says that what was sent is what stands: a weak one does not (RFC 9110 8.8.1)."""
    return "" if answer.etag.startswith("W/") else answer.etag


def _only_if(etag: str) -> dict[str, str]:
    return {} if etag.startswith("W/") else {"If-Match": etag}
