"""What a reading told goes into the mirror, and what vanished is noted.

Absence is never concluded lightly (promise 7). What leaves the window is not gone; whatever was read whole and is
missing from an answer is asked for by name before it counts as gone; and a follow-up that is gone is remembered in
the same transaction that forgets its row, so that no crash can lose the deletion.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePosixPath

from planner.values import Source
from providers.errors import Missing
from providers.interface import Changes, Item, Provider, Window
from sync import receipts
from sync.ledger import Ledger, Mirrored, Remembered
from sync.observe import identity_of, looks_like_a_key, observed_in
from sync.standing import Observed


@dataclass(frozen=True, kw_only=True)
class Mirroring:
    """Keeps one account's mirror. `window` is the part of each calendar that is mirrored."""

    provider: Provider
    ledger: Ledger
    home_zone: str
    now: datetime
    window: Window

    def take_in(self, calendar: str, changes: Changes) -> bool:
        """Mirror what changed in a calendar, with the token that stands for it. Gives whether anything did. Raises what
        `Provider.get` raises, and has written nothing then."""
        ledger = self.ledger
        absent = self._absent(calendar, changes)
        left = self._left_the_window(calendar, absent) if changes.full else frozenset()
        gone, standing = self._confirm(calendar, [href for href in absent if href not in left])
        unknown = changes.removed and sorted(set(changes.removed) - ledger.known(calendar).keys())
        with ledger.transaction():
            ledger.put(calendar, *changes.items, *standing)
            for item in (*changes.items, *standing):
                self._believe(calendar, item)
            for href in left:
                ledger.drop(calendar, href)
            for href in gone:
                self.vanish(calendar, href)
            self._bury(unknown)
            ledger.set_progress(calendar, changes.token, self.now if changes.full else None)
        return bool(changes.items or changes.removed or absent)

    def vanish(self, calendar: str, href: str) -> None:
        """An item is gone from its calendar: forget its row, and remember any follow-up of ours that stood there,
        unless we were the ones who deleted it, and any interview, so that its absence is known for sure."""
        ledger = self.ledger
        with ledger.transaction():
            memory = ledger.memory()
            standing = ledger.whole_events([calendar], href)
            ours = observed_in(standing, self.home_zone)
            for item in ours:
                if item.identity not in memory or memory[item.identity].state == "back":
                    ledger.remember(item.identity, _vanished(item))
            for uid in ledger.uids_of(calendar, href) - {item.key for item in ours}:
                if looks_like_a_key(uid):  # an event of ours that lost its marks: who deleted it wanted it gone
                    ledger.bury(uid)
            for mirrored in standing:
                ledger.set_gone(mirrored.event.source)
            ledger.drop(calendar, href)

    def vanish_calendar(self, calendar: str) -> None:
        """A whole calendar is gone, and all that stood in it."""
        with self.ledger.transaction():
            for href in self.ledger.known(calendar):
                self.vanish(calendar, href)

    def _believe(self, calendar: str, item: Item) -> None:
        """A live event beats the memory of its end (promise 4), but for a deletion of ours that is under way."""
        if not item.problem and not any(event.marks for event in item.events):
            return
        memory = self.ledger.memory()
        for ours in observed_in(self.ledger.whole_events([calendar], item.href), self.home_zone):
            self.ledger.exhume(ours.key)
            state = memory[ours.identity].state if ours.identity in memory else ""
            if state == "removed" and receipts.on(ours):
                self.ledger.set_state(ours.identity, "back", was=state)
            elif state and state not in ("removing", "back"):
                self.ledger.forget(ours.identity)

    def _absent(self, calendar: str, changes: Changes) -> Sequence[str]:
        known = self.ledger.known(calendar)
        if changes.full:
            return sorted(known.keys() - {item.href for item in changes.items} - changes.unchanged)
        return [href for href in changes.removed if href in known]

    def _bury(self, unknown: Iterable[str]) -> None:
        """Tombstones of follow-ups that this ledger never saw stand: without a memory of our own they are the person's
        decision (promise 9)."""
        ours = self.ledger.removed_keys()
        for href in unknown:
            key = PurePosixPath(href).name.removesuffix(".ics")
            if looks_like_a_key(key) and key not in ours:
                self.ledger.bury(key)

    def _left_the_window(self, calendar: str, absent: Sequence[str]) -> frozenset[str]:
        """Of the absent, those that only lie outside what is read, and that no pending follow-up hangs on."""
        pending = self._interviews_with_pending() if absent else frozenset()
        seen = self.window
        return frozenset(
            href
            for href in absent
            if (span := self.ledger.span(calendar, href))
            and (span.end <= seen.start or span.start >= seen.end)
            and not any(_about(mirrored) & pending for mirrored in self.ledger.whole_events([calendar], href))
        )

    def _interviews_with_pending(self) -> frozenset[Source]:
        marked = self.ledger.whole_events(self.ledger.calendars_with_marks())
        ours = observed_in(marked, self.home_zone)
        return frozenset(item.identity.source for item in ours if item.start >= self.now)

    def _confirm(self, calendar: str, absent: Sequence[str]) -> tuple[tuple[str, ...], tuple[Item, ...]]:
        """Which hrefs are gone for sure, and the items that turned out to stand. Bare events are believed gone at once:
        nothing hangs on them."""
        gone: list[str] = []
        standing: list[Item] = []
        for href in absent:
            if not self.ledger.whole_events([calendar], href):
                gone.append(href)
                continue
            try:
                standing.append(self.provider.get(calendar, href, self.window))
            except Missing:
                gone.append(href)
        return tuple(gone), tuple(standing)


def _about(mirrored: Mirrored) -> frozenset[Source]:
    return frozenset({mirrored.event.source, identity_of(dict(mirrored.event.marks)).source})


def _vanished(item: Observed) -> Remembered:
    return Remembered(
        state="vanished",
        generation=item.generation,
        at=item.start,
        marks=item.marks,
        title=item.fields.title,
    )
