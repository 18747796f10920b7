"""When the person is busy, as the calendar tells it: calls keep out of these times."""

from collections.abc import Iterable
from datetime import datetime
from zoneinfo import ZoneInfo

from planner.values import Event, Interval, Preferences


def busy_times(events: Iterable[Event], preferences: Preferences) -> tuple[Interval, ...]:
    """The times that events block, sorted. Floating times are in the person's home zone."""
    home = ZoneInfo(preferences.home_zone)
    times = (_interval(event, home) for event in events if blocks(event, preferences))
    return tuple(sorted({time for time in times if time and time.start < time.end}))


def blocks(event: Event, preferences: Preferences) -> bool:
    """Whether an event keeps the person from calling. A whole day does not (a birthday, a trip: one can still call),
    nor does what is cancelled, declined by the person, or ours."""
    declined = any(
        attendee.partstat == "DECLINED" and (attendee.is_self or attendee.person.email in preferences.my_addresses)
        for attendee in event.attendees
    )
    timed = isinstance(event.start, datetime)
    return timed and event.busy and event.status.upper() != "CANCELLED" and not declined and not event.mark("key")


def _interval(event: Event, home: ZoneInfo) -> Interval | None:
    if not isinstance(event.start, datetime) or not isinstance(event.end, datetime):
        return None
    return Interval(start=_aware(event.start, home), end=_aware(event.end, home))


def _aware(moment: datetime, home: ZoneInfo) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=home)
