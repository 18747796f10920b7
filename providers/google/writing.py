"""From a draft to what Google is sent: a whole event once, then patches that name nothing but what changes."""

from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any

from providers.google import marks, reading, times
from providers.google.descriptions import written
from providers.interface import Draft, Field

Body = dict[str, Any]

_FOUR_WEEKS = 40320
"""Minutes: Google reminds no earlier."""
_MAX_OVERRIDES = 5


def whole(draft: Draft) -> Body:
    """A new event: private, free time, nobody invited, under the id that makes a second delivery harmless."""
    texts = {"summary": draft.title, "description": written(draft.description), "location": draft.location}
    private = marks.properties(draft.marks)
    if draft.related_to:
        private[marks.RELATED_TO] = draft.related_to
    if draft.reminder is not None:
        private[marks.REMINDER] = str(_minutes(draft.reminder))
    return {
        "id": draft.key,
        **{name: text for name, text in texts.items() if text},
        "start": times.written(draft.start),
        "end": times.written(_end(draft.start, draft.duration)),
        "visibility": "private",
        "transparency": "transparent",
        "reminders": {"useDefault": False, "overrides": _notices(draft)},
        "extendedProperties": {"private": private},
    }


def change(resource: reading.Resource, draft: Draft, fields: frozenset[Field]) -> Body:
    """What must be patched on this event so that these fields and the marks are as the draft has them; empty where they
    are. Raises what `reading.event` raises."""
    private = reading.private(resource)
    wanted = marks.properties(draft.marks)
    differing: dict[str, str | None] = {name: value for name, value in wanted.items() if private.get(name) != value}
    differing |= dict.fromkeys(marks.stale(private, wanted))
    body: Body = {}
    for name in sorted(fields & _TEXTS.keys()):
        key, value = _TEXTS[name](draft)
        body[key] = value
    if fields & {"start", "duration"}:
        body |= _times(resource, draft, fields)
    if "reminder" in fields:
        body["reminders"] = _reminders(resource, draft)
        differing[marks.REMINDER] = None if draft.reminder is None else str(_minutes(draft.reminder))
    return body | ({"extendedProperties": {"private": differing}} if differing else {})


_TEXTS: Mapping[Field, Callable[[Draft], tuple[str, str]]] = {
    "title": lambda draft: ("summary", draft.title),
    "description": lambda draft: ("description", written(draft.description)),
    "location": lambda draft: ("location", draft.location),
}


def _times(resource: reading.Resource, draft: Draft, fields: frozenset[Field]) -> Body:
    start, end = times.read(resource["start"]), times.read(resource["end"])
    length = draft.duration if "duration" in fields or not isinstance(start, datetime) else _between(start, end)
    start = draft.start if "start" in fields or not isinstance(start, datetime) else start
    body = {"start": times.written(start), "end": times.written(_end(start, length))}
    for name, part in body.items():
        if resource[name].get("date"):
            part["date"] = None  # type: ignore[assignment]  # null deletes: an event has a date or a time, never both
    return body


def _between(start: datetime, end: datetime | date) -> timedelta:
    return end - start if isinstance(end, datetime) else timedelta(0)


def _end(start: datetime, length: timedelta) -> datetime:
    """Real time later, whatever the clocks do in between."""
    return (start.astimezone(UTC) + length).astimezone(start.tzinfo)


def _reminders(resource: reading.Resource, draft: Draft) -> Body:
    """Our notice in the place of the one that we wrote; the person's others stay."""
    before = reading.reminder(resource)
    theirs = list((resource.get("reminders") or {}).get("overrides") or ())
    ours = {"method": "popup", "minutes": _minutes(before)} if before is not None else None
    if ours in theirs:
        theirs.remove(ours)
    return {"useDefault": False, "overrides": [*_notices(draft), *theirs][:_MAX_OVERRIDES]}


def _notices(draft: Draft) -> list[Body]:
    return [] if draft.reminder is None else [{"method": "popup", "minutes": _minutes(draft.reminder)}]


def _minutes(reminder: timedelta) -> int:
    return min(max(reminder // timedelta(minutes=1), 0), _FOUR_WEEKS)
