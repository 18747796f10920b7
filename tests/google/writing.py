"""What happens to an event when it is written, by a client of the API or by a person."""

import base64
from collections.abc import Callable
from typing import Any

from tests.google import moments, rules, texts
from tests.google.answers import deleted, duplicate, forbidden, not_found
from tests.google.series import instance
from tests.google.store import Body, Calendar, Stored, World, copied, etag

Change = Callable[[World, Calendar, str, Body], Body]
"""`patch` or `update`."""

_GOOGLES = {
    "attendeesOmitted", "created", "creator", "etag", "hangoutLink", "htmlLink", "iCalUID", "id", "kind", "locked",
    "organizer", "originalStartTime", "recurringEventId", "sequence", "updated",
}  # fmt: skip
"""What the server says of an event; a client that sends it back changes nothing by it."""

_IMMUTABLE = {"eventType", "birthdayProperties", "privateCopy"}
_RESCHEDULES = ("start", "end", "recurrence")
_BESIDE = {"created", "etag", "kind", "reminders", "sequence", "updated"}
"""What is no main data of an event: `updated` is not about it."""
_UNSAID = {"transparency": "opaque", "visibility": "default", "summary": "", "description": "", "location": ""}
"""Defaults, which Google leaves out."""


def insert(world: World, calendar: Calendar, body: Body, *, creator: str) -> Body:
    """A client's new event. Raises `ApiError`: 400, 409 where the id stands, stood, or is burned."""
    body = _present(copied(body))
    event_id = body.get("id") or world.new_id()
    rules.check_id(event_id)
    rules.check_type(body)
    if event_id in calendar.events or event_id in calendar.burned:
        raise duplicate()
    uid = body.get("iCalUID") or f"{event_id}@google.com"
    body = {name: value for name, value in body.items() if name not in _GOOGLES}
    body |= {"id": event_id, "iCalUID": uid} | _signed(calendar, creator)
    return store(world, calendar, _cleaned(world, body)).body


def patch(world: World, calendar: Calendar, event_id: str, change: Body) -> Body:
    """Merge a client's change: null deletes, objects are merged, lists replaced. Raises `ApiError`."""
    old = current(world, calendar, event_id)
    if old["status"] == "cancelled":
        _check_undelete(world, change)
    sent = {name: value for name, value in copied(change).items() if name not in _GOOGLES | _IMMUTABLE}
    return store(world, calendar, _cleaned(world, merged(old, sent))).body


def update(world: World, calendar: Calendar, event_id: str, body: Body) -> Body:
    """Put a client's event in the place of what stands: what it does not send is gone. Raises `ApiError`."""
    old = current(world, calendar, event_id)
    if old["status"] == "cancelled":
        _check_undelete(world, body)
    kept = {name: value for name, value in old.items() if name in _GOOGLES | _IMMUTABLE}
    sent = {name: value for name, value in _present(copied(body)).items() if name not in _GOOGLES | _IMMUTABLE}
    return store(world, calendar, _cleaned(world, kept | sent)).body


def delete(world: World, calendar: Calendar, event_id: str) -> None:
    """Leave a tombstone; a series takes its exceptions with it. Raises `ApiError` 404, 410."""
    body = current(world, calendar, event_id)
    if body["status"] == "cancelled":
        raise deleted()
    store(world, calendar, body | {"status": "cancelled"})
    for exception in list(calendar.exceptions(event_id)):
        if not exception.cancelled:
            store(world, calendar, exception.body | {"status": "cancelled"})


def current(world: World, calendar: Calendar, event_id: str) -> Body:
    """What stands under an id, an instance of a series included that nobody has changed. Raises `ApiError` 404."""
    if event_id in calendar.events:
        return copied(calendar.events[event_id].body)
    master = calendar.events.get(event_id.rpartition("_")[0])
    found = instance(world, calendar, master, event_id) if master and not master.cancelled else None
    if found is None:
        raise not_found()
    return found


def store(world: World, calendar: Calendar, body: Body) -> Stored:
    """Let it stand from now on; the server's words on it are set here."""
    with world.lock:
        old = calendar.events.get(body["id"])
        body = _normal(calendar, body)
        stored = Stored(body=body, version=world.tick(), past=[*old.past, old.body] if old else [])
        body |= _said(world, old, body) | {"etag": etag(stored.version, calendar.id, body["id"])}
        # The order in which events stand is that of their latest change, so that deltas come in it.
        calendar.events.pop(body["id"], None)
        calendar.events[body["id"]] = stored
    return stored


def merged(old: Any, change: Body) -> Body:
    """A patch applied."""
    result = dict(old) if isinstance(old, dict) else {}
    for name, value in change.items():
        if value is None:
            result.pop(name, None)
        else:
            result[name] = merged(result.get(name), value) if isinstance(value, dict) else value
    return result


def _present(body: Body) -> Body:
    """Without what is null."""
    return merged({}, body)


def _check_undelete(world: World, change: Body) -> None:
    if "status" not in change:
        raise deleted()
    if not world.habits.undelete:
        raise forbidden()


def _cleaned(world: World, body: Body) -> Body:
    """What Google stores of a client's event. Raises `ApiError` 400."""
    rules.check(body)
    if "description" in body:
        text = texts.without_conference(body["description"])
        body["description"] = texts.rewritten(text) if world.habits.rewrites else text
    properties = body.get("extendedProperties", {})
    body["extendedProperties"] = {kind: rules.kept(properties[kind]) for kind in properties}
    return body


def _normal(calendar: Calendar, body: Body) -> Body:
    body = copied(body)
    for name in ("start", "end", "originalStartTime"):
        if name in body:
            named = body[name].get("timeZone", calendar.time_zone)
            body[name] = moments.write(moments.read(body[name], name), named, calendar.zone)
    for attendee in body.get("attendees", []):
        attendee.setdefault("responseStatus", "needsAction")
        if attendee["email"] == calendar.owner:
            attendee["self"] = True
    properties = {kind: part for kind, part in body.pop("extendedProperties", {}).items() if part}
    if properties:
        body["extendedProperties"] = properties
    body.setdefault("status", "confirmed")
    body.setdefault("eventType", "default")
    body.setdefault("reminders", {"useDefault": True})
    body["reminders"].setdefault("useDefault", False)
    body["htmlLink"] = _link(calendar, body["id"])
    return {name: value for name, value in body.items() if _UNSAID.get(name) != value}


def _signed(calendar: Calendar, creator: str) -> Body:
    own = calendar.id == creator
    organizer: Body = {"email": calendar.id, "self": True}
    return {
        "creator": {"email": creator} | ({"self": True} if own else {}),
        "organizer": organizer if own else organizer | {"displayName": calendar.summary},
    }


def _link(calendar: Calendar, event_id: str) -> str:
    eid = base64.urlsafe_b64encode(f"{event_id} {calendar.id}".encode()).decode().rstrip("=")
    return f"https://www.google.com/calendar/event?eid={eid}"


def _said(world: World, old: Stored | None, body: Body) -> Body:
    """What the server says of an event that is written."""
    now = world.stamp()
    if old is None:
        return {"kind": "calendar#event", "created": now, "updated": now, "sequence": body.get("sequence", 0)}
    return {
        "kind": "calendar#event",
        "created": old.body["created"],
        "updated": now if _main(old.body) != _main(body) else old.body["updated"],
        "sequence": old.body["sequence"] + _rescheduled(old.body, body),
    }


def _main(body: Body) -> Body:
    """What counts for `updated`."""
    return {name: value for name, value in body.items() if name not in _BESIDE}


def _rescheduled(old: Body, new: Body) -> int:
    return int(any(old.get(name) != new.get(name) for name in _RESCHEDULES))
