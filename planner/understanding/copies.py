"""One event may come several times: from each calendar that holds it, and in several versions."""

from collections.abc import Iterable
from datetime import datetime

from planner.values import Event, Source


def copies_of(events: Iterable[Event]) -> dict[Source, list[Event]]:
    """For each source its copies, one from each calendar: there the higher SEQUENCE counts, then the later stamp.

    What carries our marks in any copy is ours, and none of them.
    """
    best: dict[tuple[Source, int], Event] = {}
    ours = set()
    for event in events:
        if event.marks:
            ours.add(event.source)
        place = (event.source, event.rank)
        if place not in best or _version(event) > _version(best[place]):
            best[place] = event
    copies: dict[Source, list[Event]] = {}
    for (source, _), event in best.items():
        if source not in ours:
            copies.setdefault(source, []).append(event)
    return copies


def first_of(versions: Iterable[Event]) -> Event:
    """The copy in the calendar that the config names first."""
    return min(versions, key=lambda event: event.rank)


def _version(event: Event) -> tuple[int, float, str]:
    """Sorts versions of one event, the one that counts last; between equals their words decide, for want of better."""
    return event.sequence, _seconds(event.stamp), repr(event)


def _seconds(stamp: datetime | None) -> float:
    if stamp is None:
        return float("-inf")
    # Not by timestamp(): a naive stamp would be read in this machine's zone, and year 1 leads out of the calendar.
    offset = stamp.utcoffset()
    wall = stamp.toordinal() * 86_400.0 + stamp.hour * 3600 + stamp.minute * 60 + stamp.second
    return wall - (offset.total_seconds() if offset else 0)
