"""From Google's event resource to `planner.values.Event`.

Only `id` is taken for granted; whatever else the reference calls optional may be missing. An occurrence of a series is
an event of its own, with an id of its own, that names its series.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from planner.values import Attendee, Event, Person, Source
from providers.google import marks, times
from providers.google.descriptions import plain, without_conference
from providers.interface import Item, Look, Window

Resource = Mapping[str, Any]

FIELDS = (
    "id,etag,status,summary,description,location,colorId,start,end,originalStartTime,recurringEventId,recurrence,"
    "transparency,organizer(email,displayName,self),"
    "attendees(email,displayName,self,resource,responseStatus),"
    "sequence,updated,reminders,extendedProperties"
)
"""What is read of an event: nothing else travels."""

CATEGORIES = "X-MOZ-CATEGORIES"
"""The shared extended property in which Thunderbird keeps categories: Google has none."""

_HALVES = re.compile("[\ud800-\udfff]")
_PARTSTAT = {"needsAction": "NEEDS-ACTION", "declined": "DECLINED", "tentative": "TENTATIVE", "accepted": "ACCEPTED"}


def is_gone(resource: Resource) -> bool:
    """Whether it is a tombstone. A cancelled occurrence is none: its series still says that it does not take place."""
    return resource.get("status") == "cancelled" and not resource.get("recurringEventId")


def item(resource: Resource, calendar: str, look: Look) -> Item:
    """An event that stands, as an item; one that can't be read says why."""
    href, etag = str(resource["id"]), _sound(str(resource.get("etag") or ""))
    try:
        one = event(_sound(resource), calendar, look)
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        title = " ".join(_sound(str(resource.get("summary") or "")).split())[:100]
        called = f'{href} ("{title}")' if title else href
        return Item(href=href, etag=etag, problem=f"{called} can't be read: {type(error).__name__}: {error}"[:300])
    return Item(href=href, etag=etag, events=(one,), recurring=bool(resource.get("recurrence")))


def _sound(part: Any) -> Any:
    """The same without halves of characters, which JSON can hold (RFC 8259 8.2), and no file or database can."""
    if isinstance(part, str):
        return part if part.isascii() else _HALVES.sub("\N{REPLACEMENT CHARACTER}", part)
    if isinstance(part, Mapping):
        return {_sound(name): _sound(inside) for name, inside in part.items()}
    return [_sound(inside) for inside in part] if isinstance(part, list) else part


def event(resource: Resource, calendar: str, look: Look) -> Event:
    """The event; bare where it holds nothing that `look` asks for. Raises what odd answers make it raise."""
    cancelled = resource.get("status") == "cancelled"
    start = resource.get("start") or resource["originalStartTime"]
    bare = Event(
        source=_source(resource),
        start=times.read(start),
        end=times.read(resource.get("end") or start),
        zone=times.zone_of(start),
        busy=not cancelled and resource.get("transparency") != "transparent",
        whole=False,
    )
    # A cancelled occurrence need not say more than that, and must not be taken for nobody's business.
    return _filled(bare, resource, calendar) if cancelled or _is_wanted(resource, calendar, look) else bare


def _filled(bare: Event, resource: Resource, calendar: str) -> Event:
    private = _extended(resource, "private")
    ours = marks.read(private)
    description = str(resource.get("description") or "")
    return Event(
        source=bare.source,
        start=bare.start,
        end=bare.end,
        zone=bare.zone,
        busy=bare.busy,
        title=str(resource.get("summary") or ""),
        description=plain(description) if ours else without_conference(description),
        location=str(resource.get("location") or ""),
        categories=_categories(resource),
        color=str(resource.get("colorId") or ""),
        status=str(resource.get("status") or "confirmed").upper(),
        organizer=_organizer(resource, calendar),
        attendees=tuple(_attendee(one) for one in resource.get("attendees") or ()),
        sequence=int(resource.get("sequence") or 0),
        stamp=datetime.fromisoformat(resource["updated"]) if resource.get("updated") else None,
        reminder=reminder(resource),
        marks=ours,
    )


def reminder(resource: Resource) -> timedelta | None:
    """Of several notices the one that we wrote, else the first."""
    notices = popups(resource)
    written = _extended(resource, "private").get(marks.REMINDER, "")
    ours = [minutes for minutes in notices if str(minutes) == written]
    return timedelta(minutes=(ours or notices)[0]) if notices else None


def popups(resource: Resource) -> list[int]:
    """The minutes before the start at which notices appear."""
    overrides = (resource.get("reminders") or {}).get("overrides") or ()
    return [int(one.get("minutes", 0)) for one in overrides if one.get("method") == "popup"]


def _is_wanted(resource: Resource, calendar: str, look: Look) -> bool:
    if look.everything or resource.get("attendees") or _organizer(resource, calendar):
        return True
    if resource.get("colorId") in look.colors or marks.read(_extended(resource, "private")):
        return True
    texts = (
        *(str(resource.get(name) or "") for name in ("summary", "description", "location")),
        *_categories(resource),
    )
    text = "\n".join(texts).casefold()
    # An entity may spell the # of a hashtag.
    return "&#" in text or any(word.casefold() in text for word in look.words)


def _source(resource: Resource) -> Source:
    series = resource.get("recurringEventId")
    if not series:
        return Source(uid=str(resource["id"]))
    return Source(uid=str(series), recurrence_id=times.basic(times.read(resource["originalStartTime"])))


def _organizer(resource: Resource, calendar: str) -> Person | None:
    """Who invites; nobody where the calendar's owner made the event."""
    organizer = resource.get("organizer") or {}
    if not organizer or organizer.get("self") or organizer.get("email") == calendar:
        return None
    return _person(organizer)


def _attendee(attendee: Mapping[str, Any]) -> Attendee:
    return Attendee(
        person=_person(attendee),
        partstat=_PARTSTAT.get(str(attendee.get("responseStatus")), ""),
        cutype="RESOURCE" if attendee.get("resource") else "",
        is_self=bool(attendee.get("self")),
    )


def _person(resource: Mapping[str, Any]) -> Person:
    return Person(name=str(resource.get("displayName") or ""), email=str(resource.get("email") or "").lower())


def _categories(resource: Resource) -> tuple[str, ...]:
    written = _extended(resource, "shared").get(CATEGORIES, "")
    return tuple(name for name in (part.strip() for part in written.split(",")) if name)


def _extended(resource: Resource, kind: str) -> Mapping[str, str]:
    return (resource.get("extendedProperties") or {}).get(kind) or {}


def private(resource: Resource) -> Mapping[str, str]:
    """The private extended properties."""
    return _extended(resource, "private")


def is_inside(event: Event, window: Window) -> bool:
    """Whether it overlaps the window; whole days count in UTC."""
    return _instant(event.end) > window.start and _instant(event.start) < window.end


def _instant(at: datetime | date) -> datetime:
    return at if isinstance(at, datetime) else datetime(at.year, at.month, at.day, tzinfo=UTC)
