"""Recurring events as their occurrences (RFC 5545 3.8.5), by the library recurring-ical-events, within bounds.

A rule may name every second since 1970, and the library would count them all. So each rule is first walked, and
no further than `MAX_STEPS`.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
from icalendar.prop import vDDDTypes

from planner.values import Event, Source
from providers.ics import fields, times, zones
from providers.ics.vevent import Vevent, why
from providers.interface import Window

MAX_OCCURRENCES = 2_000
"""Of one series in one window: four a day for more than a year."""
MAX_STEPS = 50_000
"""Occurrences of one rule up to the window's end: a daily one since 1890."""

_MAX_RULES = 4
"""Of one event; RFC 5545 3.8.5.3 says that there should be one. A rule that never comes true is looked for up to the
year 9999, and nothing ends that."""

_MAX_SHIFT = timedelta(days=366)
"""By what the library looks further than the window; beyond it the bounds above would not hold."""

_INDEX = "X-INDEX"
_EVER = Window(start=datetime(1970, 1, 1, tzinfo=UTC), end=datetime(2100, 1, 1, tzinfo=UTC))


def events(same_uid: Sequence[Vevent], window: Window | None) -> tuple[tuple[Event, ...], str]:
    """The events of the components of one UID, and what is missing among them, if anything is.

    Plain ones come as they stand (of two versions the later SEQUENCE), a series as its occurrences in the window.
    A series that can't be expanded comes as its components stand.
    """
    newest = {one.event.source: one for one in sorted(same_uid, key=lambda one: one.event.sequence)}
    vevents = list(newest.values())
    if not any(one.recurs for one in vevents):
        return tuple(one.event for one in vevents), ""
    uid = vevents[0].event.source.uid
    try:
        found, is_cut = _occurrences(vevents, window or _EVER)
    except Exception as error:  # noqa: BLE001 - rules come from anywhere, and the library raises what it meets
        problem = f"{uid}: its repetitions can't be read: {why(error)}"
        return tuple(one.event for one in vevents), problem
    if is_cut or len(found) > MAX_OCCURRENCES:
        return found[:MAX_OCCURRENCES], f"{uid}: only its first {MAX_OCCURRENCES} repetitions are read"
    return found, ""


def _occurrences(vevents: Sequence[Vevent], window: Window) -> tuple[tuple[Event, ...], bool]:
    """The occurrences by their original start, and whether there are more."""
    import recurring_ical_events  # noqa: PLC0415  most changes are of events that do not recur

    calendar = icalendar.Calendar()
    for index, one in enumerate(vevents):
        calendar.add_component(_for_library(one, index))
    query = recurring_ical_events.of(calendar)
    start, whole_end = window.start.astimezone(UTC), window.end.astimezone(UTC)
    end = min(_enough(series.recurrence, start, whole_end) for series in query.series)
    found = [_occurrence(component, vevents) for component in query.between(start, end)]
    return tuple(sorted(found, key=lambda event: event.source.recurrence_id)), end < whole_end


def _for_library(one: Vevent, index: int) -> icalendar.Component:
    """The component with its mended times and identity, and with a way back to what was read from it."""
    component = one.component
    if len(fields.every(component, "RRULE")) > _MAX_RULES:
        raise ValueError(f"more than {_MAX_RULES} rules")
    if _changes_what_follows(one) and abs(_shift(one)) > _MAX_SHIFT:
        raise ValueError("a change of what follows moves it by years")
    component.pop("DURATION", None)
    component["DTSTART"], component["DTEND"] = vDDDTypes(one.start), vDDDTypes(one.end)
    component["UID"], component[_INDEX] = one.event.source.uid, index
    component["SEQUENCE"] = one.event.sequence
    return component


def _enough(recurrence: Any, start: datetime, end: datetime) -> datetime:
    """Where to stop: at the end, or at the occurrence of one rule that is one too many."""
    if not recurrence.has_core:
        return end
    from recurring_ical_events.util import convert_to_datetime  # noqa: PLC0415  as above

    start, end = (convert_to_datetime(edge, recurrence.tzinfo) for edge in (start, end))
    for rule in recurrence.rrules:
        end = _walked(rule, start, end)
    return end if end.tzinfo else end.replace(tzinfo=UTC)


def _walked(rule: Iterable[datetime], start: datetime, end: datetime) -> datetime:
    inside, before = 0, None
    for steps, moment in enumerate(rule):
        if moment >= end:
            break
        if steps >= MAX_STEPS or moment == before:  # INTERVAL=0 stands still
            raise ValueError(f"more than {MAX_STEPS} before {end:%Y-%m-%d}")
        inside, before = inside + (moment >= start), moment
        if inside > MAX_OCCURRENCES + 1:
            return moment
    return end


def _occurrence(component: icalendar.Component, vevents: Sequence[Vevent]) -> Event:
    one: Vevent = vevents[fields.first(component, _INDEX)]
    start, end = (fields.first(component, name).dt for name in ("DTSTART", "DTEND"))
    source = Source(uid=one.event.source.uid, recurrence_id=_original(one, start))
    return replace(one.event, source=source, start=zones.settled(start), end=zones.settled(end))


def _original(one: Vevent, start: date) -> str:
    """Which occurrence this is: by its original start, whatever its start is now (RFC 5545 3.8.4.4)."""
    if not one.event.source.recurrence_id:
        return times.basic(start)
    if not _changes_what_follows(one):
        return one.event.source.recurrence_id
    return times.basic(times.later(start, -_shift(one)))


def _changes_what_follows(one: Vevent) -> bool:
    written = fields.first(one.values, "RECURRENCE-ID")
    return written is not None and str(written.params.get("RANGE", "")).upper() == "THISANDFUTURE"


def _shift(one: Vevent) -> timedelta:
    """By how much a change of one occurrence moves it."""
    return times.between(fields.first(one.values, "RECURRENCE-ID").dt, one.start)
