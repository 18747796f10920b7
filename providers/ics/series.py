"""Recurring events as their occurrences (RFC 5545 3.8.5), by the library recurring-ical-events, within bounds.

A rule may name every second since 1970, and the library would count them all. So each rule is first walked, and
no further than `MAX_STEPS`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import recurring_ical_events
from icalendar.prop import vDDDTypes
from recurring_ical_events.util import convert_to_datetime

from planner.values import Event, Source
from providers.ics import fields, times, zones
from providers.ics.vevent import Vevent, why
from providers.interface import Window

MAX_OCCURRENCES = 2_000
"""Of one series in one window: four a day for more than a year."""
MAX_STEPS = 50_000
"""Occurrences of one rule up to the window's end: a daily one since 1890."""

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
        found = _occurrences(vevents, window or _EVER)
    except Exception as error:  # noqa: BLE001 - rules come from anywhere, and the library raises what it meets
        problem = f"{uid}: its repetitions can't be read: {why(error)}"
        return tuple(one.event for one in vevents), problem
    if len(found) > MAX_OCCURRENCES:
        return found[:MAX_OCCURRENCES], f"{uid}: only its first {MAX_OCCURRENCES} repetitions are read"
    return found, ""


def _occurrences(vevents: Sequence[Vevent], window: Window) -> tuple[Event, ...]:
    calendar = icalendar.Calendar()
    for index, one in enumerate(vevents):
        calendar.add_component(_for_library(one, index))
    query = recurring_ical_events.of(calendar)
    end = min(_enough(series.recurrence, window) for series in query.series)
    found = [_occurrence(component, vevents) for component in query.between(window.start, end)]
    return tuple(sorted(found, key=lambda event: event.source.recurrence_id))


def _for_library(one: Vevent, index: int) -> icalendar.Component:
    """The component with its mended times and identity, and with a way back to what was read from it."""
    component = one.component
    component.pop("DURATION", None)
    component["DTSTART"], component["DTEND"] = vDDDTypes(one.start), vDDDTypes(one.end)
    component["UID"], component[_INDEX] = one.event.source.uid, index
    component["SEQUENCE"] = one.event.sequence
    return component


def _enough(recurrence: Any, window: Window) -> datetime:
    """Where to stop: the window's end, or just behind the occurrence that is one too many."""
    if not recurrence.has_core:
        return window.end
    start, end = (convert_to_datetime(edge, recurrence.tzinfo) for edge in (window.start, window.end))
    for rule in recurrence.rrules:
        inside = 0
        for steps, moment in enumerate(rule):
            if moment >= end:
                break
            if steps >= MAX_STEPS:
                raise ValueError(f"more than {MAX_STEPS} before {window.end:%Y-%m-%d}")
            inside += moment >= start
            if inside > MAX_OCCURRENCES + 1:
                one_too_many: datetime = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
                return min(window.end, one_too_many)
    return window.end


def _occurrence(component: icalendar.Component, vevents: Sequence[Vevent]) -> Event:
    one: Vevent = vevents[fields.first(component, _INDEX)]
    start, end = (fields.first(component, name).dt for name in ("DTSTART", "DTEND"))
    source = Source(uid=one.event.source.uid, recurrence_id=_original(one, start))
    return replace(one.event, source=source, start=zones.settled(start), end=zones.settled(end))


def _original(one: Vevent, start: date) -> str:
    """Which occurrence this is: by its original start, whatever its start is now (RFC 5545 3.8.4.4)."""
    if not one.event.source.recurrence_id:
        return times.basic(start)
    written = fields.first(one.component, "RECURRENCE-ID")
    if str(written.params.get("RANGE", "")).upper() != "THISANDFUTURE":
        return one.event.source.recurrence_id
    return times.basic(times.later(start, times.between(one.start, written.dt)))
