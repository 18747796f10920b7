"""The reading half of a cycle: bring the mirror up to date, and note what vanished.

Absence is never concluded lightly (promise 7). What leaves the window is not gone; whatever was read whole and is
missing from an answer is asked for by name before it counts as gone; and a follow-up that is gone is remembered in
the same transaction that forgets its row, so that no crash can lose the deletion.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from planner.values import Source
from providers.errors import Missing, ProviderError, RateLimited, SignedOut, TokenExpired
from providers.interface import Changes, Item, Provider, Window
from sync.ledger import Ledger, Mirrored, Remembered
from sync.observe import Place, identity_of, observe
from sync.scope import Scope

WINDOW_BACK = timedelta(days=60)
WINDOW_AHEAD = timedelta(days=400)
WHOLE_EVERY = timedelta(days=1)
"""How often everything is read, since some servers accept dead tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a reading came to: the calendars that could not be read, and why."""

    errors: tuple[tuple[str, ProviderError], ...] = ()

    @property
    def failed(self) -> frozenset[str]:
        """The calendars that could not be read."""
        return frozenset(calendar for calendar, _ in self.errors)


def window(now: datetime) -> Window:
    """The part of a calendar that is mirrored."""
    return Window(start=now - WINDOW_BACK, end=now + WINDOW_AHEAD)


def gather(
    provider: Provider, ledger: Ledger, scope: Scope, home_zone: str, *, now: datetime, whole: bool = False
) -> Gathered:
    """Read what changed in every calendar of the scope (everything, with `whole`). One calendar that fails never stops
    the others; `SignedOut` and `RateLimited` concern the account as a whole and are raised."""
    errors: list[tuple[str, ProviderError]] = []
    for calendar in scope.read:
        try:
            _read(provider, ledger, calendar, home_zone, now=now, whole=whole)
        except (SignedOut, RateLimited):
            raise
        except ProviderError as error:
            errors.append((calendar, error))
    return Gathered(errors=tuple(errors))


def vanish(ledger: Ledger, calendar: str, href: str, home_zone: str) -> None:
    """An item is gone from its calendar: forget its row, and remember any follow-up of ours that stood there, unless
    we were the ones who deleted it."""
    with ledger.transaction():
        memory = ledger.memory()
        for mirrored in ledger.whole_events([calendar], href):
            place = Place(calendar=calendar, rank=0, href=href, etag=mirrored.etag)
            ours = observe(mirrored.event, place, home_zone)
            if ours and ours.identity not in memory:
                ledger.remember(
                    ours.identity,
                    Remembered(
                        state="vanished",
                        generation=ours.generation,
                        at=ours.start,
                        marks=ours.marks,
                        title=ours.fields.title,
                    ),
                )
        ledger.drop(calendar, href)


def _read(provider: Provider, ledger: Ledger, calendar: str, home_zone: str, *, now: datetime, whole: bool) -> None:
    token, whole_at = ledger.progress(calendar)
    if whole or now - whole_at >= WHOLE_EVERY or now < whole_at:
        token = ""
    changes = _changes(provider, ledger, calendar, token, now)
    absent = _absent(ledger, calendar, changes)
    left = _left_the_window(ledger, calendar, absent, home_zone, now) if changes.full else frozenset()
    gone, standing = _confirm(provider, ledger, calendar, [href for href in absent if href not in left], now)
    with ledger.transaction():
        for item in (*changes.items, *standing):
            ledger.put(calendar, item)
        for href in left:
            ledger.drop(calendar, href)
        for href in gone:
            vanish(ledger, calendar, href, home_zone)
        ledger.set_progress(calendar, changes.token, now if changes.full else None)


def _changes(provider: Provider, ledger: Ledger, calendar: str, token: str, now: datetime) -> Changes:
    known = ledger.known(calendar)
    if token:
        try:
            return provider.changes(calendar, token, known, window(now))
        except TokenExpired:
            pass
    for href in ledger.recurring(calendar):
        known.pop(href, None)
    return provider.changes(calendar, "", known, window(now))


def _absent(ledger: Ledger, calendar: str, changes: Changes) -> Sequence[str]:
    known = ledger.known(calendar)
    if changes.full:
        return sorted(known.keys() - {item.href for item in changes.items} - changes.unchanged)
    return [href for href in changes.removed if href in known]


def _left_the_window(
    ledger: Ledger, calendar: str, absent: Sequence[str], home_zone: str, now: datetime
) -> frozenset[str]:
    """Of the absent, those that only lie outside what is read, and that no pending follow-up hangs on."""
    pending = _interviews_with_pending(ledger, home_zone, now) if absent else frozenset()
    seen = window(now)
    return frozenset(
        href
        for href in absent
        if (span := ledger.span(calendar, href))
        and (span.end <= seen.start or span.start >= seen.end)
        and not any(_about(mirrored) & pending for mirrored in ledger.whole_events([calendar], href))
    )


def _interviews_with_pending(ledger: Ledger, home_zone: str, now: datetime) -> frozenset[Source]:
    ours = (
        observe(m.event, Place(calendar=m.calendar, rank=0, href=m.href, etag=m.etag), home_zone)
        for m in ledger.whole_events(ledger.calendars_with_marks())
    )
    return frozenset(item.identity.source for item in ours if item and item.start >= now)


def _about(mirrored: Mirrored) -> frozenset[Source]:
    return frozenset({mirrored.event.source, identity_of(dict(mirrored.event.marks)).source})


def _confirm(
    provider: Provider, ledger: Ledger, calendar: str, absent: Sequence[str], now: datetime
) -> tuple[tuple[str, ...], tuple[Item, ...]]:
    """Which hrefs are gone for sure, and the items that turned out to stand. Bare events are believed gone at once:
    nothing hangs on them."""
    gone: list[str] = []
    standing: list[Item] = []
    for href in absent:
        if not ledger.whole_events([calendar], href):
            gone.append(href)
            continue
        try:
            standing.append(provider.get(calendar, href, window(now)))
        except Missing:
            gone.append(href)
    return tuple(gone), tuple(standing)
