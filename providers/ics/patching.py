"""Changes to an event of ours in its text: the lines of the fields that are named, and of our marks, are replaced;
every other byte stays as it stands (the person's categories, second alarms, attachments, what a server added)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from math import inf

from providers.ics import fields, times, vevent, writing, zones
from providers.ics.lines import Block, Line, blocks, decode, own, properties, split
from providers.ics.times import Unreadable
from providers.interface import FIELDS, MARK_PREFIX, Draft, Field

_PROPERTIES: dict[Field, set[str]] = {
    "title": {"SUMMARY"},
    "start": {"DTSTART", "DTEND", "DURATION"},
    "duration": {"DTEND", "DURATION"},
    # Clients that show X-ALT-DESC in its place would go on saying the old text.
    "description": {"DESCRIPTION", "X-ALT-DESC"},
    "location": {"LOCATION"},
    "reminder": set(),
}
"""Which properties make up a field; a reminder is a component of its own."""


def patch(text: str | bytes, draft: Draft, changing: frozenset[Field]) -> str:
    """The text with these fields and the marks of the event whose UID is the draft's key changed, and nothing else.

    A change of the start alone keeps the duration, and the other way round. Raises `Unreadable` where the text holds
    no such event.
    """
    decoded, _ = decode(text)
    lines = split(decoded)
    found = tuple(blocks(lines))
    with zones.of_file(lines, found):
        block = _ours(lines, found, draft.key)
        before, inside, after = lines[: block.first], lines[block.first : block.last + 1], lines[block.last + 1 :]
        properties_now = [*_times(inside, draft, changing), *_texts(draft, changing), *writing.marks(draft)]
    alarms_now = _alarm(inside, draft) if "reminder" in changing else {}
    names = {name for field in changing for name in _PROPERTIES[field]}
    dropped = {index: "" for index in own(inside) if _is_replaced(inside[index], names)}
    # Properties come before the alarms (RFC 5545 3.6.1), so ours stand right behind BEGIN.
    edits = {0: "".join([inside[0].raw, *_like(inside, properties_now)]), **dropped, **alarms_now}
    patched = (edits.get(index, line.raw) for index, line in enumerate(inside))
    timezone = _like(inside, _missing_timezone(lines, found, draft)) if "start" in changing else []
    return "".join([*_raw(before), *timezone, *patched, *_raw(after)])


def _ours(lines: Sequence[Line], found: Sequence[Block], key: str) -> Block:
    """The event of this key; of several versions the one that is read, or the change would never be seen to be made."""
    versions = {}
    for block in found:
        inside = lines[block.first : block.last + 1]
        is_override = any(line.name == "RECURRENCE-ID" for line in properties(inside))
        if block.kind == "VEVENT" and not block.cut and not is_override and vevent.identity(inside) == key:
            versions[block] = inside
    if not versions:
        raise Unreadable(f"holds no event {key}")
    return max(reversed(versions), key=lambda block: _sequence(versions[block]))


def _sequence(inside: Sequence[Line]) -> float:
    try:
        return vevent.read(inside, whole=True).event.sequence
    except Unreadable:
        return -inf


def _times(inside: Sequence[Line], draft: Draft, changing: frozenset[Field]) -> list[str]:
    if not changing & {"start", "duration"}:
        return []
    now = vevent.read(inside, whole=False)
    start = draft.start if "start" in changing else now.start
    duration = draft.duration if "duration" in changing else times.between(now.start, now.end)
    end = times.later(start, duration)
    if not isinstance(start, datetime):
        end = max(end, times.shortest(start))
    return [*(writing.moment("DTSTART", start) if "start" in changing else []), *writing.moment("DTEND", end)]


def _texts(draft: Draft, changing: frozenset[Field]) -> list[str]:
    wanted = [writing.TEXTS[field] for field in FIELDS if field in changing and field in writing.TEXTS]
    return [line for lines in wanted for line in lines(draft)]


def _alarm(inside: Sequence[Line], draft: Draft) -> dict[int, str]:
    """The edits that make the reminder the draft's: of the alarm that is read as the reminder, or of a new one."""
    found = fields.reminder_alarm(inside)
    if found is None:
        new = [] if draft.reminder is None else writing.alarm(draft.reminder)
        return {len(inside) - 1: "".join([*_like(inside, new), inside[-1].raw])}
    span, _ = found
    if draft.reminder is None:
        return dict.fromkeys(span, "")
    new_trigger = "".join(_like(inside, [writing.trigger(draft.reminder)]))
    return {index: new_trigger for index in span if inside[index].name == "TRIGGER"}


def _missing_timezone(lines: Sequence[Line], found: Iterable[Block], draft: Draft) -> list[str]:
    zone = zones.name_of(draft.start)
    blocks_of_zones = (lines[block.first : block.last + 1] for block in found if block.kind == "VTIMEZONE")
    stands = any(line.name == "TZID" and line.value == zone for block in blocks_of_zones for line in block)
    return [] if stands else writing.timezone(draft.start)


def _is_replaced(line: Line, names: set[str]) -> bool:
    return line.name in names or line.name.startswith(MARK_PREFIX)


def _like(inside: Sequence[Line], new: Iterable[str]) -> list[str]:
    """New lines with the line ends that the text has."""
    ending = "\r\n" if inside[0].raw.endswith("\r\n") else "\n"
    return [line.replace("\r\n", ending) for line in new]


def _raw(lines: Iterable[Line]) -> list[str]:
    return [line.raw for line in lines]
