"""The methods on events: what each answers."""

from tests.google import listing, writing
from tests.google.answers import Answer, forbidden, in_json, invalid
from tests.google.calls import Call
from tests.google.discovery import schema
from tests.google.fields import parsed, selected
from tests.google.store import Body
from tests.google.views import shown


def listed(call: Call) -> Answer:
    """calendar.events.list"""
    return answer(call, listing.events(call))


def instances(call: Call) -> Answer:
    """calendar.events.instances"""
    return answer(call, listing.instances_of(call))


def get(call: Call) -> Answer:
    """calendar.events.get: a deleted event too, while its tombstone lasts."""
    return answer(call, shown(call, writing.current(call.world, call.calendar, call.path["eventId"])))


def insert(call: Call) -> Answer:
    """calendar.events.insert"""
    body = _sent(call)
    for name in ("start", "end"):
        if name not in body:
            raise invalid(f"Missing {name} time.", reason="required")
    return answer(call, shown(call, writing.insert(call.world, call.calendar, body, creator=call.grant.account)))


def patch(call: Call) -> Answer:
    """calendar.events.patch"""
    return _changed(call, writing.patch)


def update(call: Call) -> Answer:
    """calendar.events.update"""
    return _changed(call, writing.update)


def delete(call: Call) -> Answer:
    """calendar.events.delete"""
    body = writing.current(call.world, call.calendar, call.path["eventId"])
    if body["status"] != "cancelled":
        call.check_match(body["etag"])
    writing.delete(call.world, call.calendar, call.path["eventId"])
    return Answer(status=204)


def answer(call: Call, body: Body) -> Answer:
    """The answer with its etag, cut down to `fields`; 304 where the client has it already."""
    if call.method.http_method == "GET" and call.unchanged(body["etag"]):
        return Answer(status=304, headers={"ETag": body["etag"]})
    chosen = parsed(call.params["fields"], schema(call.method.response)) if call.params.get("fields") else {}
    return in_json(selected(body, chosen), headers={"ETag": body["etag"]})


def _changed(call: Call, how: writing.Change) -> Answer:
    event_id = call.path["eventId"]
    call.check_match(writing.current(call.world, call.calendar, event_id)["etag"])
    return answer(call, shown(call, how(call.world, call.calendar, event_id, _sent(call))))


def _sent(call: Call) -> Body:
    """The body, without what the call's version of conference data does not take."""
    if call.body.get("attendees") and call.grant.service:
        message = "Service accounts cannot invite attendees without Domain-Wide Delegation of Authority."
        raise forbidden(message, reason="forbiddenForServiceAccounts")
    if call.params.get("conferenceDataVersion"):
        return call.body
    return {name: value for name, value in call.body.items() if name != "conferenceData"}
