"""Lists of events: full ones, and what changed since a sync token
(developers.google.com/calendar/api/guides/sync, /v3/reference/events/list)."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from tests.google import moments
from tests.google.answers import full_sync_required, invalid
from tests.google.calls import Call
from tests.google.pages import Frame, State, chunks
from tests.google.selecting import Selector
from tests.google.series import instances
from tests.google.store import Body, etag
from tests.google.views import shown

_NOT_WITH_SYNC_TOKEN = (
    "iCalUID",
    "orderBy",
    "privateExtendedProperty",
    "q",
    "sharedExtendedProperty",
    "timeMin",
    "timeMax",
    "updatedMin",
)
_FRAME = {
    "alwaysIncludeEmail": False,
    "eventTypes": (),
    "maxAttendees": None,
    "maxResults": 250,
    "showHiddenInvitations": False,
    "singleEvents": False,
    "timeZone": None,
}
"""What must stay as it was at the first call, with its defaults."""

_NO_SYNC_AFTER = ("iCalUID", "orderBy", "privateExtendedProperty", "q", "sharedExtendedProperty", "updatedMin")
_PAGE = 2500


def events(call: Call) -> Body:
    """A page of the calendar's events. Raises `ApiError` 400, 410."""
    since = _since(call)
    frame = _exactly(call)
    if "pageToken" in call.params:
        page = call.pages.next(call.params["pageToken"], frame)
    else:
        page = call.pages.first(frame, _pages(call, since), _end(call, since))
    return _head(call) | page


def instances_of(call: Call) -> Body:
    """A page of a series' instances. Raises `ApiError` 400, 404."""
    master = call.calendar.find(call.path["eventId"])
    frame = _exactly(call)
    if "pageToken" in call.params:
        return _head(call) | call.pages.next(call.params["pageToken"], frame)
    if "recurrence" not in master.body:
        raise invalid("The event is not recurring.")
    selector = Selector.of(call, None)
    bodies = [
        shown(call, body)
        for body in instances(call.world, call.calendar, master, selector.expansion())
        if body["status"] != "cancelled" or call.params.get("showDeleted", False)
    ]
    pages = chunks(bodies, _size(call))
    return _head(call) | call.pages.first(frame, pages, {})


def _since(call: Call) -> State | None:
    if "syncToken" not in call.params:
        return None
    for name in _NOT_WITH_SYNC_TOKEN:
        if name in call.params:
            raise invalid(f"Sync token cannot be used with {name}.")
    if call.params.get("showDeleted") is False:
        raise invalid("showDeleted=false cannot be used with a sync token.")
    state = call.pages.since(call.params["syncToken"], collection=call.calendar.id, epoch=call.calendar.epoch)
    if state.version < call.calendar.purged:
        raise full_sync_required()
    if state.frame != _frame(call):
        raise invalid(f"The parameters must be those of the first call: {state.frame}")
    return state


def _frame(call: Call) -> Frame:
    frame = {name: call.params.get(name, default) for name, default in _FRAME.items()}
    return frame | {"eventTypes": sorted(frame["eventTypes"])}


def _exactly(call: Call) -> Frame:
    """All that was sent, except for what may differ between pages."""
    names = sorted(set(call.params) - {"pageToken", "fields", "prettyPrint", "quotaUser", "alt", "key"})
    return {name: str(call.params[name]) for name in names}


def _pages(call: Call, since: State | None) -> list[Any]:
    bodies = [shown(call, body) for body in _ordered(call, Selector.of(call, since).bodies())]
    return chunks(bodies, _size(call), empty_between=call.world.habits.empty_pages)


def _size(call: Call) -> int:
    asked: int = min(call.params.get("maxResults", _FRAME["maxResults"]), _PAGE)
    return min(asked, call.world.habits.page_size or asked)


def _ordered(call: Call, bodies: Iterator[Body]) -> Iterable[Body]:
    order = call.params.get("orderBy")
    if order == "startTime" and not call.params.get("singleEvents"):
        raise invalid("The requested ordering is not available for the particular query.")
    if order is None:
        return bodies
    keys = {"startTime": lambda body: moments.span(body, call.calendar.zone), "updated": lambda body: body["updated"]}
    return sorted(bodies, key=keys[order])


def _end(call: Call, since: State | None) -> Frame:
    """What the last page has in place of a page token. It continues from the state that the first page saw."""
    if any(name in call.params for name in _NO_SYNC_AFTER):
        return {}
    state = State(
        collection=call.calendar.id,
        epoch=call.calendar.epoch,
        version=call.world.version,
        frame=_frame(call),
        bounds=since.bounds if since else (_text(call.params, "timeMin"), _text(call.params, "timeMax")),
    )
    return {"nextSyncToken": call.pages.sync_token(state)}


def _text(params: Mapping[str, Any], name: str) -> str:
    moment = params.get(name)
    return moment.isoformat() if isinstance(moment, datetime) else ""


def _head(call: Call) -> Body:
    calendar = call.calendar
    latest, updated = calendar.latest(call.world.version)
    head = {
        "kind": "calendar#events",
        "etag": etag(latest, calendar.id, *sorted(_exactly(call).items())),
        "summary": calendar.summary,
        "description": calendar.description,
        "updated": updated or call.world.stamp(),
        "timeZone": call.params.get("timeZone", calendar.time_zone),
        "accessRole": call.role,
        "defaultReminders": [{"method": "popup", "minutes": 30}],
    }
    return {name: value for name, value in head.items() if value != ""}
