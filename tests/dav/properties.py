"""PROPFIND (RFC 4918 9.1): the way from the root to the calendars (RFC 5397, RFC 4791 6.2), and what they say of
themselves."""

from collections.abc import Iterator, Mapping

from tests.dav import tokens
from tests.dav.asked import Answer, Asked
from tests.dav.quirks import Quirks
from tests.dav.store import HOME, Collection, Store
from tests.dav.xml import CALDAV, DAV, SERVER, element, found, hrefs, multistatus, refusal, text

ROOT, PRINCIPAL = "/", "/principals/me/"

_COLLECTION = element(f"{DAV}collection")
_REPORTS = ("sync-collection", "calendar-query", "calendar-multiget")


def propfind(asked: Asked, store: Store, path: str) -> Answer:
    """The properties asked for, of the place and, with Depth: 1, of what is in it."""
    names = [] if asked.xml is None else [child.tag for child in asked.xml.iterfind(f"{DAV}prop/*")]
    if not names:
        return refusal(400, words="this server tells the properties that it is asked for")
    places = dict(_places(store, path, deep=asked.headers.get("depth", "0") != "0"))
    if not places:
        return refusal(404)
    if path == ROOT and store.quirks.anonymous_root and "authorization" not in asked.headers:
        places = {ROOT: {f"{DAV}resourcetype": _COLLECTION}}
    return multistatus(found(href, names, properties) for href, properties in places.items())


def _places(store: Store, path: str, *, deep: bool) -> Iterator[tuple[str, Mapping[str, str]]]:
    ways = {
        ROOT: {f"{DAV}resourcetype": _COLLECTION},
        PRINCIPAL: {
            f"{DAV}resourcetype": _COLLECTION + element(f"{DAV}principal"),
            f"{CALDAV}calendar-home-set": hrefs(HOME),
        },
        HOME: {f"{DAV}resourcetype": _COLLECTION},
    }
    if path in ways:
        yield path, ways[path] | _user()
        if path == HOME and deep:
            yield from ((one.href, _of_calendar(one, store)) for one in store.collections.values())
    elif path in store.collections:
        collection = store.collections[path]
        yield path, _of_calendar(collection, store)
        if deep:
            objects = store.view(collection).objects
            yield from ((href, {f"{DAV}getetag": text(one.etag)}) for href, one in objects.items())
    elif (around := store.of(path)) and path in (objects := store.view(around).objects):
        yield path, {f"{DAV}getetag": text(objects[path].etag), f"{DAV}resourcetype": ""}


def _user() -> dict[str, str]:
    return {f"{DAV}current-user-principal": hrefs(PRINCIPAL)}


def _of_calendar(collection: Collection, store: Store) -> dict[str, str]:
    view, quirks = store.view(collection), store.quirks
    told = {
        f"{DAV}resourcetype": _COLLECTION + element(f"{CALDAV}calendar"),
        f"{DAV}displayname": text(collection.name),
        f"{DAV}current-user-privilege-set": _privileges("read", *(["write"] if collection.writable else [])),
        f"{DAV}supported-report-set": _reports(quirks),
        f"{CALDAV}supported-calendar-component-set": element(
            f"{CALDAV}comp", attributes=f' name="{collection.component}"'
        ),
    }
    told |= {f"{DAV}sync-token": text(tokens.current(collection, view, quirks))} if quirks.sync_collection else {}
    return told | _user() | ({f"{SERVER}getctag": text(tokens.ctag(collection, view))} if quirks.ctag else {})


def _privileges(*names: str) -> str:
    return "".join(element(f"{DAV}privilege", element(f"{DAV}{name}")) for name in names)


def _reports(quirks: Quirks) -> str:
    offered = {"sync-collection": quirks.sync_collection, "calendar-query": quirks.calendar_query}
    namespaces = {"sync-collection": DAV}
    return "".join(
        element(f"{DAV}supported-report", element(f"{DAV}report", element(f"{namespaces.get(name, CALDAV)}{name}")))
        for name in _REPORTS
        if offered.get(name, True)
    )
