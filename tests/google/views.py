"""How a stored event looks to the account that asks."""

from collections.abc import Iterable

from tests.google import moments
from tests.google.calls import Call
from tests.google.store import Body

_BUSY = {"kind", "etag", "id", "status", "start", "end", "recurrence", "recurringEventId", "originalStartTime",
         "transparency", "iCalUID"}  # fmt: skip
_TOMB = {"kind", "etag", "id", "status"}
_NO_PRIVATE = {"reader", "writerWithoutPrivateAccess"}
_TOMB_OF_INSTANCE = _TOMB | {"recurringEventId", "originalStartTime"}


def shown(call: Call, body: Body) -> Body:
    """An event or its tombstone, as this call may see it, in the zone that it asks for."""
    if body["status"] == "cancelled" and call.world.habits.bare_tombstones:
        body = _only(body, _TOMB_OF_INSTANCE if "recurringEventId" in body else _TOMB)
    if call.busy_only or (call.role in _NO_PRIVATE and body.get("visibility") in {"private", "confidential"}):
        body = _only(body, _BUSY) | {"visibility": "private"}
    return _attended(call, _zoned(call, body))


def _only(body: Body, names: Iterable[str]) -> Body:
    return {name: body[name] for name in names if name in body}


def _zoned(call: Call, body: Body) -> Body:
    if "timeZone" not in call.params:
        return body
    zone = moments.zone(call.params["timeZone"])
    times = {name: body[name] for name in ("start", "end", "originalStartTime") if "dateTime" in body.get(name, {})}
    return body | {
        name: moments.write(moments.read(value, name), value["timeZone"], zone) for name, value in times.items()
    }


def _attended(call: Call, body: Body) -> Body:
    attendees = body.get("attendees", [])
    if len(attendees) <= call.params.get("maxAttendees", len(attendees)):
        return body
    return body | {"attendees": [one for one in attendees if one.get("self")], "attendeesOmitted": True}
