"""Google's event resources as iCalendar text, and back: what a person's calendar program makes of them.

Nothing may get lost on the way, so that a text that was changed by hand can be put in the place of the event: extended
properties stand in `X-PRIVATE` and, where they have a name of their own, in properties of that name.
"""

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Event, vCalAddress

from providers.google.marks import RELATED_TO
from providers.google.reading import CATEGORIES
from tests.google.person import Person

Body = dict[str, Any]

_PARTSTAT = {"NEEDS-ACTION": "needsAction", "DECLINED": "declined", "TENTATIVE": "tentative", "ACCEPTED": "accepted"}
_TEXTS = {"SUMMARY": "summary", "DESCRIPTION": "description", "LOCATION": "location"}
_OURS = {"X-PRIVATE", "X-ETAG"}


def bodies(text: str, *, me: str) -> tuple[Body, dict[str, Body]]:
    """The event in this text, and the changes of its occurrences by the ends of their ids."""
    events: list[Any] = list(Calendar.from_ical(text).walk("VEVENT"))
    (main,) = [one for one in events if "RECURRENCE-ID" not in one]
    changed = {_suffix(one["RECURRENCE-ID"].dt): _body(one, me) for one in events if one is not main}
    return _body(main, me), changed


def put(person: Person, calendar: str, event_id: str, text: str) -> None:
    """The person's program stores this text under this id, whatever stands there."""
    body, changed = bodies(text, me=person.account)
    person.put(calendar, body, event_id=event_id)
    for suffix, change in changed.items():
        if change["status"] == "cancelled":
            person.delete(calendar, f"{event_id}_{suffix}")
        else:
            person.patch(calendar, f"{event_id}_{suffix}", change)


def text(body: Body) -> str:
    """This event as a calendar object."""
    event = Event()
    event.add("UID", body["id"])
    event.add("DTSTAMP", datetime(2026, 9, 1, tzinfo=UTC))
    event.add("X-ETAG", body["etag"])
    for name, key in _TEXTS.items():
        if key in body:
            event.add(name, body[key])
    for name, key in (("DTSTART", "start"), ("DTEND", "end")):
        event.add(name, _moment(body[key]))
    event.add("STATUS", body["status"].upper())
    event.add("SEQUENCE", body["sequence"])
    event.add("TRANSP", body.get("transparency", "opaque").upper())
    if body.get("visibility") == "private":
        event.add("CLASS", "PRIVATE")
    for one in body.get("attachments", ()):
        event.add("ATTACH", one["fileUrl"])
    _add_people(event, body)
    _add_extended(event, body)
    for one in body["reminders"].get("overrides", ()):
        event.add_component(_alarm(one["minutes"]))
    calendar = Calendar()
    calendar.add("VERSION", "2.0")
    calendar.add("PRODID", "-//Google Inc//Google Calendar 70.9054//EN")
    calendar.add_component(event)
    return str(calendar.to_ical().decode())


def _body(event: Any, me: str) -> Body:
    body: Body = {key: str(event[name]) for name, key in _TEXTS.items() if name in event}
    body["start"], body["end"] = (_written(event[name].dt) for name in ("DTSTART", "DTEND"))
    body["status"] = str(event.get("STATUS", "confirmed")).lower()
    body["transparency"] = str(event.get("TRANSP", "opaque")).lower()
    body["sequence"] = int(event.get("SEQUENCE", 0))
    if "CLASS" in event:
        body["visibility"] = str(event["CLASS"]).lower()
    if "ORGANIZER" in event:
        body["organizer"] = _person(event["ORGANIZER"], me)
    attendees = [_person(one, me) | _answer(one) for one in _every(event, "ATTENDEE")]
    recurrence = [
        line for line in event.to_ical().decode().replace("\r\n ", "").splitlines() if line[:5] in {"RRULE", "EXDAT"}
    ]
    attachments = [{"fileUrl": str(one)} for one in _every(event, "ATTACH")]
    more = {"attendees": attendees, "recurrence": recurrence, "attachments": attachments}
    body |= {key: value for key, value in more.items() if value}
    body["extendedProperties"] = {
        "private": {one.params["NAME"]: json.loads(str(one)) for one in _every(event, "X-PRIVATE")},
        "shared": _shared(event),
    }
    minutes = [-one["TRIGGER"].dt // timedelta(minutes=1) for one in event.walk("VALARM")]
    if minutes or "X-ETAG" in event:
        overrides = [{"method": "popup", "minutes": one} for one in minutes]
        body["reminders"] = {"useDefault": False, "overrides": overrides}
    return body


def _shared(event: Event) -> dict[str, str]:
    shared = {name: str(event[name]) for name in event if name.startswith("X-") and name not in _OURS}
    categories = [str(one) for line in _every(event, "CATEGORIES") for one in line.cats]
    return shared | ({CATEGORIES: ",".join(categories)} if categories else {})


def _add_people(event: Event, body: Body) -> None:
    if not body["organizer"].get("self"):
        event.add("ORGANIZER", _address(body["organizer"]))
    for one in body.get("attendees", ()):
        address = _address(one)
        address.params["PARTSTAT"] = {value: key for key, value in _PARTSTAT.items()}[one["responseStatus"]]
        event.add("ATTENDEE", address)


def _add_extended(event: Event, body: Body) -> None:
    extended = body.get("extendedProperties", {})
    for name, value in extended.get("private", {}).items():
        event.add("X-PRIVATE", json.dumps(value), parameters={"NAME": name})
        if name == RELATED_TO:
            event.add("RELATED-TO", value)
    for name, value in extended.get("shared", {}).items():
        if name == CATEGORIES:
            event.add("CATEGORIES", value.split(","))
        else:
            event.add(name, value)


def _alarm(minutes: int) -> Alarm:
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("DESCRIPTION", "Reminder")
    alarm.add("TRIGGER", timedelta(minutes=-minutes))
    return alarm


def _address(person: Body) -> vCalAddress:
    address = vCalAddress(f"mailto:{person['email']}")
    if "displayName" in person:
        address.params["CN"] = person["displayName"]
    return address


def _person(address: Any, me: str) -> Body:
    email = str(address).partition(":")[2]
    person: Body = {"email": email} | ({"self": True} if email == me else {})
    return person | ({"displayName": str(address.params["CN"])} if "CN" in address.params else {})


def _answer(address: Any) -> Body:
    return {"responseStatus": _PARTSTAT[str(address.params.get("PARTSTAT", "NEEDS-ACTION"))]}


def _every(event: Event, name: str) -> Iterator[Any]:
    found = event.get(name, [])
    yield from found if isinstance(found, list) else [found]


def _moment(value: Body) -> datetime | date:
    if "date" in value:
        return date.fromisoformat(value["date"])
    zone = value.get("timeZone", "UTC")
    return datetime.fromisoformat(value["dateTime"]).astimezone(UTC if zone == "UTC" else ZoneInfo(zone))


def _written(moment: datetime | date) -> Body:
    if not isinstance(moment, datetime):
        return {"date": moment.isoformat()}
    return {"dateTime": moment.isoformat(), "timeZone": getattr(moment.tzinfo, "key", "UTC")}


def _suffix(original: datetime | date) -> str:
    return f"{original.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(original, datetime) else f"{original:%Y%m%d}"
