"""Remove all that we ever made, also without the ledger (promise 6's exception, the person's own wish).

Every calendar of the account is read whole, whatever the window and the config say. What goes is kept as iCalendar
text first; it is remembered as deleted, so that nothing brings it back, and the account rests until `resume`.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, count
from pathlib import Path

from providers import private
from providers.errors import Changed, Missing, ProviderError
from providers.ics import write
from providers.interface import Draft, Item, Provider
from sync.ledger import Ledger, Remembered
from sync.observe import Place, observe
from sync.standing import Observed


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """What came of it: how many events went, the copy of them, and what failed."""

    removed: int
    copy: Path | None
    errors: tuple[tuple[str, ProviderError], ...] = ()


def find_ours(provider: Provider, home_zone: str) -> tuple[tuple[Observed, ...], tuple[tuple[str, ProviderError], ...]]:
    """Every event of ours in every calendar of the account, and the calendars that could not be read."""
    found: list[Observed] = []
    errors: list[tuple[str, ProviderError]] = []
    for calendar in provider.calendars():
        try:
            changes = provider.changes(calendar.id, "", {}, None)
        except ProviderError as error:
            errors.append((calendar.name, error))
            continue
        found += [ours for item in changes.items for ours in _ours(calendar.id, item, home_zone)]
    return tuple(found), tuple(errors)


def undo(provider: Provider, ledger: Ledger, ours: tuple[Observed, ...], *, copy_to: Path, home_zone: str) -> Undone:
    """Remove these events. Interrupted, it can be run again; the account is paused before anything goes. The copy is
    kept under the path given, or that with a number behind it where a file stands there."""
    copy = _keep_copy(copy_to, ours) if ours else None
    with ledger.transaction():
        ledger.set_fact("paused", "after undo")
        for item in ours:
            ledger.remember(item.identity, _deleted(item))
    errors: list[tuple[str, ProviderError]] = []
    removed = 0
    for item in ours:
        try:
            removed += _remove(provider, item, home_zone)
        except ProviderError as error:
            errors.append((item.title, error))
        else:
            ledger.drop(item.calendar, item.href)
    return Undone(removed=removed, copy=copy, errors=tuple(errors))


def _ours(calendar: str, item: Item, home_zone: str) -> Iterator[Observed]:
    place = Place(calendar=calendar, href=item.href, etag=item.etag)
    return (ours for event in item.events if (ours := observe(event, place, home_zone)))


def _remove(provider: Provider, item: Observed, home_zone: str) -> bool:
    try:
        provider.delete(item.calendar, item.href, item.etag)
    except Missing:
        return False
    except Changed:
        fresh = provider.get(item.calendar, item.href, None)
        if any(ours.key == item.key for ours in _ours(item.calendar, fresh, home_zone)):
            provider.delete(item.calendar, item.href, fresh.etag)
    return True


def _deleted(item: Observed) -> Remembered:
    return Remembered(
        state="deleted", generation=item.generation, at=item.start, marks=item.marks, title=item.fields.title
    )


def _keep_copy(path: Path, ours: tuple[Observed, ...]) -> Path:
    """On the disk for sure before anything goes; beside the copy of an undo that was interrupted a moment ago."""
    numbered = (path.with_name(f"{path.stem}-{number}{path.suffix}") for number in count(2))
    free = next(one for one in chain([path], numbered) if not one.exists())
    private.make_folder(free.parent)
    with private.open_new(free) as file:
        file.write("".join(write(_draft(item)) for item in ours))
        file.flush()
        os.fsync(file.fileno())
    return free


def _draft(item: Observed) -> Draft:
    fields = item.fields
    start = fields.start if isinstance(fields.start, datetime) else item.start.astimezone(UTC)
    return Draft(
        key=item.key,
        title=item.title,
        start=start,
        duration=fields.duration,
        description=fields.description,
        location=fields.location,
        reminder=fields.reminder,
        related_to=item.identity.source.uid,
        marks=item.marks,
    )
