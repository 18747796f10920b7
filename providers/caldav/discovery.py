"""From what a person writes as `url` to their calendars (RFC 4791 6.2, RFC 5397, RFC 6764).

What is named wins: a calendar stands for itself, a collection for the calendars in it. Only then the principal is
asked for the homes of its calendars; for a bare host the way leads over `/.well-known/caldav`. Where a network wants
a sign-in, its page answers for what is named: that leads nowhere, least of all to other calendars.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from urllib.parse import unquote, urlsplit

from caldav.elements import cdav, dav

from providers.caldav import queries, srv
from providers.caldav.answers import NotCalDav, signed_out
from providers.caldav.multistatus import Multistatus, Row
from providers.caldav.transport import Transport
from providers.caldav.urls import as_collection, is_name, origin, path_of
from providers.errors import Forbidden, Missing, ProviderError, Refused, Unreachable
from providers.interface import Calendar

WELL_KNOWN = "/.well-known/caldav"

_WRITES = frozenset({"{DAV:}all", "{DAV:}write", "{DAV:}write-content", "{DAV:}bind"})
_MOST = 20
"""Principals, and homes of calendars, that are looked at: an account has one or two."""
_UNAUTHENTICATED = "{DAV:}unauthenticated"

Services = Callable[[str], Iterator[str]]
"""The addresses that DNS names for a host, best first (`srv.services`)."""


def calendars(transport: Transport, url: str, services: Services = srv.services) -> tuple[Calendar, ...]:
    """All calendars that hold events, in the server's order.

    Raises `SignedOut`, `RateLimited`, `Unreachable`, and `Refused` where no CalDAV is found.
    """
    with _leading_nowhere(url):
        place = _start(transport, url, services)
        if _is_calendar(place):
            return (_calendar(place),)
        found = [calendar for inside in _homes(transport, place, url).values() for calendar in inside]
        return tuple({calendar.id: calendar for calendar in found}.values())


def home(transport: Transport, url: str, services: Services = srv.services) -> str:
    """The collection in which a new calendar belongs. Raises as `calendars` does."""
    with _leading_nowhere(url):
        return next(iter(_homes(transport, _start(transport, url, services), url)))


def calendars_in(transport: Transport, collection: str) -> tuple[Calendar, ...]:
    """The calendars for events that stand directly in a collection."""
    answer = transport.ask("PROPFIND", collection, queries.PLACE, {"Depth": "1"})
    return tuple(_calendar(row) for row in Multistatus.of(answer).rows if _is_calendar(row) and _holds_events(row))


@contextmanager
def _leading_nowhere(url: str) -> Iterator[None]:
    """A place that is missing or closed on the way is an address that can't be used."""
    try:
        yield
    except (Missing, Forbidden) as error:
        raise Refused(f"{url} leads to no calendars: {error}") from None


def _homes(transport: Transport, place: Row, url: str) -> dict[str, tuple[Calendar, ...]]:
    """The homes to which a place leads, and what they hold. Raises `Missing` where what was named by `url` belongs into
    one of them, and is not there, be it for a moment: the others there are not meant."""
    homes = _homes_from(transport, place)
    named = path_of(as_collection(url))
    if named != path_of(as_collection(place.url)) and any(_is_inside(named, home) for home in homes):
        raise Missing(f"{url} does not exist")
    return homes


def _is_inside(path: str, home: str) -> bool:
    around = path_of(home)
    return around not in {"/", path} and path.startswith(around)


def _homes_from(transport: Transport, place: Row) -> dict[str, tuple[Calendar, ...]]:
    """The collections that hold the person's calendars, and what they hold."""
    own = as_collection(place.url)
    is_named = path_of(own) != "/" and _is(place, dav.Collection.tag) and not _is_calendar(place)
    if is_named and (inside := calendars_in(transport, own)):
        return {own: inside}
    homes = (as_collection(home) for home in _homes_of_principal(transport, place)[:_MOST])
    return {home: calendars_in(transport, home) for home in homes}


def _homes_of_principal(transport: Transport, place: Row) -> tuple[str, ...]:
    """calendar-home-set; raises `Refused` where the server tells none."""
    if found := place.hrefs(cdav.CalendarHomeSet.tag):
        return found
    for principal in place.hrefs(dav.CurrentUserPrincipal.tag)[:_MOST]:
        if found := _look(transport, principal).hrefs(cdav.CalendarHomeSet.tag):
            return found
    raise Refused(f"{place.url} names no home of calendars: set `url` to the address of a calendar")


def _start(transport: Transport, url: str, services: Services) -> Row:
    """The first place that leads on: what was named, the well-known address, the root, then what DNS names."""
    root = origin(url)
    candidates = [url] if path_of(url) != "/" else []
    candidates += [root + WELL_KNOWN, f"{root}/"]
    failure: ProviderError = Refused(f"{url} leads to no calendars: nothing there names a principal or a home")
    try:
        for candidate in candidates:
            try:
                place = _look(transport, candidate)
            except (Missing, Forbidden, Refused) as error:
                if candidate == url and isinstance(error, NotCalDav):
                    raise
                failure = error
            else:
                if _leads_on(place) or candidate == url:
                    return place
    except Unreachable as error:
        failure = error
    service = next(services(urlsplit(url).hostname or ""), None) if is_name(url) and path_of(url) == "/" else None
    if service is None:
        raise failure
    transport.trust(service)
    return _look(transport, service)


def _leads_on(place: Row) -> bool:
    return bool(place.hrefs(dav.CurrentUserPrincipal.tag) or place.hrefs(cdav.CalendarHomeSet.tag))


def _look(transport: Transport, url: str) -> Row:
    """What stands at this address. After redirects the place is where they led."""
    answer = transport.ask("PROPFIND", url, queries.PLACE, {"Depth": "0"})
    place = Multistatus.of(answer).about(answer.url)
    if place is None or place.gone:
        raise Missing(f"{url} does not exist")
    if _UNAUTHENTICATED in place.tags(dav.CurrentUserPrincipal.tag):
        raise signed_out(url)
    return place


def _is(row: Row, kind: str) -> bool:
    return kind in row.tags(dav.ResourceType.tag)


def _is_calendar(row: Row) -> bool:
    return _is(row, cdav.Calendar.tag)


def _holds_events(row: Row) -> bool:
    """Whether VEVENT is among the supported components; servers that don't say support all (RFC 4791 5.2.3)."""
    element = row.props.get(cdav.SupportedCalendarComponentSet.tag)
    names = [] if element is None else [str(component.get("name", "")).upper() for component in element]
    return not names or "VEVENT" in names


def _calendar(row: Row) -> Calendar:
    privileges = row.tags(dav.CurrentUserPrivilegeSet.tag)
    return Calendar(
        id=as_collection(row.url),
        name=row.text(dav.DisplayName.tag).strip() or unquote(row.href.rstrip("/").rpartition("/")[2]),
        writable=not privileges or bool(privileges & _WRITES),
    )
