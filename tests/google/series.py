"""Recurring events: masters, their instances, and the exceptions among them."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import recurring_ical_events
from icalendar import Calendar as ICalendar

from tests.google import moments
from tests.google.moments import Moment
from tests.google.store import Body, Calendar, Stored, World, copied

Bounds = tuple[datetime, datetime]


def instances(world: World, calendar: Calendar, master: Stored, bounds: Bounds) -> Iterator[Body]:
    """The instances that end after the first bound and start before the second, exceptions in their places, cancelled
    ones among them."""
    changed = {stored.body["id"]: stored.body for stored in calendar.exceptions(master.body["id"])}
    for start in starts(master.body, calendar.zone, bounds):
        plain = _instance(calendar, master.body, start)
        if plain["id"] not in changed:
            yield plain
    for body in changed.values():
        begins, ends = moments.span(body, calendar.zone)
        if ends > bounds[0] and begins < bounds[1]:
            yield copied(body)


def instance(world: World, calendar: Calendar, master: Stored, instance_id: str) -> Body | None:
    """The instance of this id as its master has it; None where there is none."""
    original = _original(instance_id.rpartition("_")[2], calendar.zone)
    if original is None:
        return None
    at = moments.instant(original, calendar.zone)
    for start in starts(master.body, calendar.zone, (at - timedelta(days=1), at + timedelta(days=1))):
        found = _instance(calendar, master.body, start)
        if found["id"] == instance_id:
            return found
    return None


def starts(body: Body, home: ZoneInfo, bounds: Bounds) -> Iterator[Moment]:
    """When the instances of a master start that overlap the bounds."""
    series = ICalendar.from_ical(_as_ical(body))
    for found in recurring_ical_events.of(series).between(*bounds):
        start = found.start
        begins = moments.instant(start, home)
        if begins < bounds[1] and begins + _length(body, home) > bounds[0]:
            yield start


def horizon(world: World, bounds: tuple[datetime | None, datetime | None]) -> Bounds:
    """Bounds for an expansion, which has an end even where the client gave none."""
    far = timedelta(days=world.habits.horizon_days)
    now = world.clock.now()
    return bounds[0] or now - far, bounds[1] or now + far


def _instance(calendar: Calendar, master: Body, start: Moment) -> Body:
    body = {name: value for name, value in copied(master).items() if name != "recurrence"}
    named = master["start"].get("timeZone", calendar.time_zone)
    begins = moments.write(start, named, calendar.zone)
    end = moments.later(start, _length(master, calendar.zone))
    ends = moments.write(end, master["end"].get("timeZone", named), calendar.zone)
    return body | {
        "id": f"{master['id']}_{moments.suffix(start)}",
        "recurringEventId": master["id"],
        "originalStartTime": begins,
        "start": begins,
        "end": ends,
    }


def _length(body: Body, home: ZoneInfo) -> timedelta:
    start, end = moments.read(body["start"], "start"), moments.read(body["end"], "end")
    if isinstance(start, datetime):
        return moments.instant(end, home) - moments.instant(start, home)
    return end - start


def _original(text: str, home: ZoneInfo) -> Moment | None:
    for form, timed in (("%Y%m%dT%H%M%SZ", True), ("%Y%m%d", False)):
        try:
            found = datetime.strptime(text, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        return found if timed else found.date()
    return None


def _as_ical(body: Body) -> str:
    start = moments.read(body["start"], "start")
    length = _length(body, ZoneInfo("UTC"))
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//tests//EN", "BEGIN:VEVENT", "UID:series"]
    if isinstance(start, datetime):
        lines.append(f"DTSTART;TZID={body['start']['timeZone']}:{start:%Y%m%dT%H%M%S}")
    else:
        lines.append(f"DTSTART;VALUE=DATE:{start:%Y%m%d}")
    lines.append(f"DURATION:{_duration(length, start)}")
    return "\r\n".join([*lines, *body["recurrence"], "END:VEVENT", "END:VCALENDAR", ""])


def _duration(length: timedelta, start: date) -> str:
    return f"PT{int(length.total_seconds())}S" if isinstance(start, datetime) else f"P{length.days}D"
