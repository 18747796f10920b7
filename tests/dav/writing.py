"""GET, PUT, DELETE and MKCALENDAR, with the preconditions of RFC 4791 5.3 and RFC 9110 13."""

import hashlib

from tests.dav.asked import Answer, Asked
from tests.dav.quirks import Quirks
from tests.dav.store import HOME, Collection, Store, Stored
from tests.dav.xml import CALDAV, DAV, refusal

_NO_RIGHT = f"{DAV}need-privileges"
_UID_TAKEN = f"{CALDAV}no-uid-conflict"
_NO_EVENT = f"{CALDAV}valid-calendar-data"
_OTHER_COMPONENT = f"{CALDAV}supported-calendar-component"
_IN_TRASH = "Deleted calendar object with uid already exists in this calendar collection."


def get(store: Store, path: str) -> Answer:
    """The object as stored."""
    collection = store.of(path)
    stored = store.view(collection).objects.get(path) if collection else None
    if stored is None:
        return refusal(404)
    headers = {"ETag": stored.etag, "Content-Type": "text/calendar; charset=utf-8"}
    return Answer(status=200, headers=headers, body=stored.text)


def put(asked: Asked, store: Store, path: str) -> Answer:
    """Store a new object, or another text of one that stands."""
    collection, quirks = store.of(path), store.quirks
    if collection is None:
        return refusal(409)
    standing = collection.objects.get(path)
    sent = Stored(etag="", text=asked.body)
    refused = (
        _no_right(collection)
        or _condition_failed(asked, standing, quirks)
        or _no_such_event(sent, collection, quirks)
        or _uid_conflict(sent, standing, store, collection, path)
    )
    if refused:
        return refused
    href = path if standing or not quirks.renames else _own_href(collection, path)
    text = asked.body
    for rewrite in quirks.rewrites:
        text = rewrite(text)
    stored = store.put(collection, href, text)
    verbatim = text == asked.body and href == path
    return Answer(
        status=204 if standing else 201,
        headers=_etag(stored, quirks, verbatim=verbatim) | _location(href, path, quirks),
    )


def delete(asked: Asked, store: Store, path: str) -> Answer:
    """Remove an object, or a calendar."""
    if path in store.collections:
        del store.collections[path]
        return Answer(status=204)
    collection = store.of(path)
    standing = collection.objects.get(path) if collection else None
    if collection is None or standing is None:
        return refusal(404)
    refused = _no_right(collection) or _condition_failed(asked, standing, store.quirks)
    if refused:
        return refused
    store.remove(collection, path)
    return Answer(status=204)


def make_calendar(asked: Asked, store: Store, path: str) -> Answer:
    """A new calendar in the home (RFC 4791 5.3.1)."""
    if not path.startswith(HOME) or asked.xml is None:
        return refusal(403, f"{CALDAV}calendar-collection-location-ok")
    if path in store.collections:
        return refusal(405, f"{DAV}resource-must-be-null")
    store.make(asked.xml.findtext(f".//{DAV}displayname") or "", path)
    return Answer(status=201)


def _no_right(collection: Collection) -> Answer | None:
    return None if collection.writable else refusal(403, _NO_RIGHT)


def _condition_failed(asked: Asked, standing: Stored | None, quirks: Quirks) -> Answer | None:
    if "if-none-match" in asked.headers and standing and not quirks.ignores_if_none_match:
        return refusal(412)
    if quirks.demands_if_match and standing and "if-match" not in asked.headers:
        return refusal(412)
    if "if-match" not in asked.headers or quirks.ignores_if_match:
        return None
    wanted = asked.headers["if-match"]
    is_met = standing is not None and (wanted == "*" or (wanted == standing.etag and not wanted.startswith("W/")))
    return None if is_met else refusal(412)


def _no_such_event(sent: Stored, collection: Collection, quirks: Quirks) -> Answer | None:
    if "BEGIN:VCALENDAR" not in sent.text or not sent.uid:
        return refusal(403, _NO_EVENT)
    if f"BEGIN:{collection.component}" not in sent.text:
        return refusal(403, _OTHER_COMPONENT)
    return refusal(403, _NO_EVENT) if quirks.refuses_without_end and "\nDTEND" not in sent.text else None


def _uid_conflict(
    sent: Stored, standing: Stored | None, store: Store, collection: Collection, path: str
) -> Answer | None:
    quirks = store.quirks
    if quirks.trash and standing is None and sent.uid in collection.trash:
        return refusal(400, words=_IN_TRASH)
    if standing and standing.uid != sent.uid:
        return refusal(quirks.uid_conflict, _UID_TAKEN)
    if quirks.uid_scope == "none":
        return None
    holder = store.holder(sent.uid, within=collection if quirks.uid_scope == "calendar" else None)
    return refusal(quirks.uid_conflict, _UID_TAKEN) if holder not in {"", path} else None


def _own_href(collection: Collection, path: str) -> str:
    """Another one each time."""
    of = f"{len(collection.log)} {path}"
    return f"{collection.href}{hashlib.sha256(of.encode()).hexdigest()[:12].upper()}.ics"


def _etag(stored: Stored, quirks: Quirks, *, verbatim: bool) -> dict[str, str]:
    if quirks.put_etag == "none" or not (verbatim or quirks.vouches_for_rewritten):
        return {}
    weak = quirks.put_etag == "weak" and not stored.etag.startswith("W/")
    return {"ETag": f"W/{stored.etag}" if weak else stored.etag}


def _location(href: str, path: str, quirks: Quirks) -> dict[str, str]:
    return {"Location": href} if href != path and quirks.renames == "told" else {}
