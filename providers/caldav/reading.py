"""Reading a calendar: whole within a window, or what changed since a token.

A token is ours: `sync:` and the server's sync-token (RFC 6578), `ctag:` and its ctag, or `list:` where it has neither.
With a sync-token a change costs one REPORT and one multiget. Without, a changed ctag leads to a list of etags, which
is compared with `known`.
"""

from collections.abc import Iterable, Mapping, Sequence

from caldav.elements import dav
from caldav.elements.base import BaseElement

from providers.caldav import queries
from providers.caldav.answers import NotCalDav
from providers.caldav.multistatus import Multistatus, Row
from providers.caldav.objects import Objects
from providers.caldav.urls import path_of
from providers.errors import Missing, ProviderError, RateLimited, Refused, SignedOut, TokenExpired
from providers.interface import Changes, Item, Window

_PAGES = 1000
_EXPIRED = frozenset({409, 410, 412, 507})
_UNSUPPORTED = frozenset({400, 403, 405, 415, 422, 501})
_INVALID_TOKEN = "{DAV:}valid-sync-token"  # noqa: S105 - the name of a precondition
_SYNC_COLLECTION = "{DAV:}sync-collection"


class _NoSyncCollection(Exception):
    """The server tells a sync-token, but does not take the REPORT."""


def changes(objects: Objects, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
    """As `Provider.changes` has it."""
    kind, _, value = token.partition(":")
    if kind == "sync":
        try:
            return _delta(objects, calendar, value, known, window)
        except _NoSyncCollection:
            kind = "ctag"
    if kind == "list":
        return _compared(objects, calendar, token, known, window)
    if kind not in {"", "ctag"}:
        raise TokenExpired(f"{token!r} is not a token of this provider")
    # The token comes first: what changes while we read is then read again, not missed.
    now = current_token(objects, calendar, with_sync=kind != "ctag")
    if now == token:
        return Changes(token=token)
    return (_compared if token else _full)(objects, calendar, now, known, window)


def current_token(objects: Objects, calendar: str, *, with_sync: bool = True) -> str:
    """The token of the calendar as it stands now. Raises `Missing`. Each kind is asked for by itself: for either a
    server may go through all that the calendar holds."""
    if with_sync:
        row = _about(objects, calendar, queries.SYNC_TOKEN)
        reports, sync_token = row.tags(dav.SupportedReportSet.tag), row.text(dav.SyncToken.tag).strip()
        if sync_token and (not reports or _SYNC_COLLECTION in reports):
            return f"sync:{sync_token}"
    ctag = _about(objects, calendar, queries.CTAG).text(queries.GetCTag.tag).strip()
    return f"ctag:{ctag}" if ctag else "list:"


def _about(objects: Objects, calendar: str, properties: BaseElement) -> Row:
    found = Multistatus.of(objects.transport.ask("PROPFIND", calendar, properties, {"Depth": "0"}))
    row = found.about(calendar)
    if row is None or row.gone:
        raise Missing(f"the calendar {calendar} does not exist")
    return row


def find(objects: Objects, calendar: str, uid: str) -> str:
    """The href of the one event with this UID; "" where there is none, or the server can't tell."""
    answer = objects.transport.ask("REPORT", calendar, queries.events_named(uid), {"Depth": "1"})
    if answer.is_temporary:
        raise answer.error()
    found = _members(Multistatus.of(answer), calendar) if answer.status == 207 else []
    return found[0].href if len(found) == 1 else ""


def _delta(
    objects: Objects, calendar: str, sync_token: str, known: Mapping[str, str], window: Window | None
) -> Changes:
    rows, sync_token = _changed(objects, calendar, sync_token)
    removed = [row.href for row in rows if row.gone]
    wanted = {row.href: row.etag for row in rows if not row.gone and not _is_known(row, known)}
    items, gone = _sorted(objects.read(calendar, wanted, window))
    return Changes(items=items, removed=(*removed, *gone), token=f"sync:{sync_token}")


def _changed(objects: Objects, calendar: str, sync_token: str) -> tuple[Iterable[Row], str]:
    """The rows of all pages of a sync-collection and the token behind the last; of an href the last row counts."""
    rows: dict[str, Row] = {}
    path = path_of(calendar)
    for _ in range(_PAGES):
        answer = objects.transport.ask("REPORT", calendar, queries.changed_since(sync_token), {"Depth": "0"})
        if _INVALID_TOKEN in answer.preconditions or answer.status in _EXPIRED:
            raise TokenExpired(f"{calendar} no longer knows its sync token")
        if answer.status in _UNSUPPORTED:
            raise _NoSyncCollection
        page = Multistatus.of(answer)
        rows |= {row.href: row for row in page.rows if _is_member(row, path)}
        if not page.token or (page.cut and page.token == sync_token):
            raise TokenExpired(f"{calendar} gives no token to go on from")
        sync_token = page.token
        if not page.cut:
            return rows.values(), sync_token
    raise TokenExpired(f"{calendar} does not come to an end with its changes")


def _full(objects: Objects, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
    """Where nothing is known the objects come with their list, in one answer: a third of what the server has to do.
    That there are none is believed of the usual list alone."""
    rows = () if known else _list_with_objects(objects, calendar, window)
    given = tuple(one for row in rows if (one := objects.given(row, row.etag, window)))
    rows = rows or _list(objects, calendar, window)
    unchanged = frozenset(row.href for row in rows if _is_known(row, known))
    there = unchanged.union(one.href for one in given)
    wanted = {row.href: row.etag for row in rows if row.href not in there}
    items, gone = _sorted(objects.read(calendar, wanted, window))
    return Changes(items=(*given, *items), removed=gone, unchanged=unchanged, token=token, full=True)


def _compared(objects: Objects, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
    """A delta by comparing lists. What is known and not in the window's list either left the window or is gone: the
    list of all there is tells which."""
    rows = {row.href: row for row in _list(objects, calendar, window)}
    if known.keys() - rows.keys():
        rows |= {row.href: row for row in _list_all(objects, calendar) if row.href in known}
    removed = sorted(known.keys() - rows.keys())
    wanted = {row.href: row.etag for row in rows.values() if not _is_known(row, known)}
    items, gone = _sorted(objects.read(calendar, wanted, window))
    return Changes(items=items, removed=(*removed, *gone), token=token)


def _list(objects: Objects, calendar: str, window: Window | None) -> list[Row]:
    """All that the window holds, with etags. Where the server does not query, or gives only a part, all that the
    calendar holds; never a part, since what is not in the list counts as gone."""
    answer = objects.transport.ask("REPORT", calendar, queries.events_in(window), {"Depth": "1"})
    if answer.status in _UNSUPPORTED or answer.status == 507:
        return _list_all(objects, calendar)
    found = Multistatus.of(answer)
    return _list_all(objects, calendar) if found.cut else _members(found, calendar)


def _list_with_objects(objects: Objects, calendar: str, window: Window | None) -> Sequence[Row]:
    """The same with the objects, as far as the server gives them so; nothing where that is too much for it, or for
    us: then they are read piece by piece."""
    try:
        answer = objects.transport.ask("REPORT", calendar, queries.events_in(window, data=True), {"Depth": "1"})
        found = Multistatus.of(answer)
    except (SignedOut, RateLimited, NotCalDav):
        raise
    except ProviderError:
        return ()
    return () if found.cut else _members(found, calendar)


def _list_all(objects: Objects, calendar: str) -> list[Row]:
    found = Multistatus.of(objects.transport.ask("PROPFIND", calendar, queries.ETAGS, {"Depth": "1"}))
    if found.cut:
        raise Refused(f"{calendar} gives only a part of its list of events")
    return _members(found, calendar)


def _members(found: Multistatus, calendar: str) -> list[Row]:
    path = path_of(calendar)
    return [row for row in found.rows if not row.gone and _is_member(row, path)]


def _is_member(row: Row, path: str) -> bool:
    """Not the calendar itself, which has this path, nor a collection in it, nor the mark of a truncated answer."""
    return row.status != 507 and not row.href.endswith("/") and row.href != path.rstrip("/")


def _is_known(row: Row, known: Mapping[str, str]) -> bool:
    return bool(row.etag) and known.get(row.href) == row.etag


def _sorted(read: Iterable[Item | str]) -> tuple[tuple[Item, ...], tuple[str, ...]]:
    """What was read, and what was gone."""
    results = list(read)
    return (
        tuple(result for result in results if isinstance(result, Item)),
        tuple(result for result in results if isinstance(result, str)),
    )
