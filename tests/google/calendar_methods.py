"""The methods on calendars, on the list of them, and on colours."""

from tests.google import moments
from tests.google.answers import Answer, invalid, not_found
from tests.google.calls import Call
from tests.google.event_methods import answer
from tests.google.pages import State, chunks
from tests.google.palette import CALENDARS, EVENTS
from tests.google.store import ROLES, Body, Calendar, Listed, etag

_PAGE, _MOST = 100, 250
_FRAME = ("minAccessRole", "showDeleted", "showHidden", "showOwnOrganizationOnly")


def get(call: Call) -> Answer:
    """calendar.calendars.get"""
    return answer(call, _calendar(call.calendar))


def insert(call: Call) -> Answer:
    """calendar.calendars.insert: the client gives no id, so a second one makes a second calendar."""
    body = call.body
    if not body.get("summary"):
        raise invalid("Missing title.", reason="required")
    made = call.world.add_calendar(
        call.grant.account,
        f"{call.world.new_id()}@group.calendar.google.com",
        body["summary"],
        time_zone=moments.zone(body.get("timeZone") or "UTC").key,
        made_by=call.grant.client_id,
        description=body.get("description") or "",
        location=body.get("location") or "",
    )
    return answer(call, _calendar(made))


def delete(call: Call) -> Answer:
    """calendar.calendars.delete: secondary ones only."""
    if call.calendar.id == call.calendar.owner:
        raise invalid("Cannot delete the primary calendar.", reason="cannotDeletePrimaryCalendar")
    call.world.remove_calendar(call.calendar)
    return Answer(status=204)


def listed(call: Call) -> Answer:
    """calendar.calendarList.list"""
    frame = {name: str(call.params[name]) for name in _FRAME if name in call.params}
    head = {"kind": "calendar#calendarList", "etag": etag(call.world.version, call.grant.account)}
    if "pageToken" in call.params:
        return answer(call, head | call.pages.next(call.params["pageToken"], frame))
    entries = [_entry(call, calendar_id, listed) for calendar_id, listed in _asked_for(call).items()]
    size = min(call.params.get("maxResults", _PAGE), _MOST, call.world.habits.page_size or _MOST)
    state = State(collection=call.grant.account, epoch=0, version=call.world.version, frame={})
    last = {"nextSyncToken": call.pages.sync_token(state)}
    return answer(call, head | call.pages.first(frame, chunks(entries, size), last))


def entry(call: Call) -> Answer:
    """calendar.calendarList.get"""
    found = _list(call).get(call.calendar.id)
    if found is None or found.more.get("deleted"):
        raise not_found()
    return answer(call, _entry(call, call.calendar.id, found))


def colors(call: Call) -> Answer:
    """calendar.colors.get"""
    body: Body = {"kind": "calendar#colors", "updated": "2012-02-14T00:00:00.000Z", "etag": etag(0)}
    return answer(call, body | {"calendar": CALENDARS, "event": EVENTS})


def _list(call: Call) -> dict[str, Listed]:
    return call.world.lists.get(call.grant.account, {})


def _asked_for(call: Call) -> dict[str, Listed]:
    params, since = call.params, 0
    if "syncToken" in params:
        if "minAccessRole" in params:
            raise invalid("Sync token cannot be used with minAccessRole.")
        since = call.pages.since(params["syncToken"], collection=call.grant.account, epoch=0).version
    return {
        calendar_id: found
        for calendar_id, found in _list(call).items()
        if found.version > since
        and (since or params.get("showDeleted") or not found.more.get("deleted"))
        and (since or params.get("showHidden") or not found.more.get("hidden"))
        and _strong(call, calendar_id)
    }


def _strong(call: Call, calendar_id: str) -> bool:
    calendar = call.world.calendars.get(calendar_id)
    if calendar is None:
        return True
    return ROLES.index(call.world.role(calendar, call.grant.account)) >= ROLES.index(
        call.params.get("minAccessRole", "none")
    )


def _calendar(calendar: Calendar) -> Body:
    return {
        "kind": "calendar#calendar",
        "etag": etag(calendar.version, calendar.id),
        "conferenceProperties": {"allowedConferenceSolutionTypes": ["hangoutsMeet"]},
        **_named(calendar),
    }


def _named(calendar: Calendar) -> Body:
    said = {
        "id": calendar.id,
        "summary": calendar.summary,
        "description": calendar.description,
        "location": calendar.location,
        "timeZone": calendar.time_zone,
        "dataOwner": calendar.owner if calendar.id != calendar.owner else "",
    }
    return {name: value for name, value in said.items() if value}


def _entry(call: Call, calendar_id: str, listed: Listed) -> Body:
    head = {
        "kind": "calendar#calendarListEntry",
        "etag": etag(listed.version, calendar_id, call.grant.account),
        "id": calendar_id,
    }
    calendar = call.world.calendars.get(calendar_id)
    if calendar is None:
        return head | {"deleted": True}
    return {
        **head,
        **_named(calendar),
        "accessRole": call.world.role(calendar, call.grant.account),
        "colorId": "14",
        **{name: CALENDARS["14"][f"{name.removesuffix('Color')}"] for name in ("backgroundColor", "foregroundColor")},
        "selected": True,
        "defaultReminders": [{"method": "popup", "minutes": 30}],
        **({"primary": True} if calendar_id == call.grant.account else {}),
        **listed.more,
    }
