"""The reading half of a cycle: ask what changed, and bring the mirror up to date."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from providers.errors import Missing, ProviderError, RateLimited, SignedOut, TokenExpired
from providers.interface import Changes, Provider, Window
from sync.ledger import Ledger

if TYPE_CHECKING:
    from sync.mirroring import Mirroring

WINDOW_BACK = timedelta(days=60)
WINDOW_AHEAD = timedelta(days=400)
WHOLE_EVERY = timedelta(days=1)
"""How often everything is read, since some servers accept dead tokens."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What a reading came to: the calendars that could not be read, and why."""

    errors: tuple[tuple[str, ProviderError], ...] = ()
    changed: bool = True
    """Whether anything did, as far as they could be read."""

    @property
    def failed(self) -> frozenset[str]:
        """The calendars that could not be read."""
        return frozenset(calendar for calendar, _ in self.errors)

    @property
    def missing(self) -> frozenset[str]:
        """The calendars of which the server says that they do not exist."""
        return frozenset(calendar for calendar, error in self.errors if isinstance(error, Missing))


def window(now: datetime) -> Window:
    """The part of a calendar that is mirrored."""
    return Window(start=now - WINDOW_BACK, end=now + WINDOW_AHEAD)


@dataclass(frozen=True, kw_only=True)
class Gatherer:
    """Reads the calendars of one account into its ledger."""

    provider: Provider
    ledger: Ledger
    home_zone: str
    now: datetime

    def gather(self, calendars: Iterable[str], *, whole: bool = False) -> Gathered:
        """Read what changed in these calendars (everything, with `whole`). One that fails never stops the others;
        `SignedOut` and `RateLimited` concern the account as a whole and are raised."""
        errors: list[tuple[str, ProviderError]] = []
        changed = False
        for calendar in calendars:
            try:
                changed |= self._read(calendar, whole=whole)
            except (SignedOut, RateLimited):
                raise
            except ProviderError as error:
                errors.append((calendar, error))
        return Gathered(errors=tuple(errors), changed=changed)

    @property
    def mirroring(self) -> "Mirroring":
        """Who takes in what was read."""
        from sync.mirroring import Mirroring  # noqa: PLC0415  most cycles take nothing in, and load nothing for it

        return Mirroring(
            provider=self.provider,
            ledger=self.ledger,
            home_zone=self.home_zone,
            now=self.now,
            window=window(self.now),
        )

    def _read(self, calendar: str, *, whole: bool) -> bool:
        """Whether there was anything to read. Without, an older token tells as much as a newer one, but where it
        repeats what is known, and for servers that tell the difference of two states (`Decider._read_own_writes`)."""
        token, whole_at = self.ledger.progress(calendar)
        if whole or self.now - whole_at >= WHOLE_EVERY or self.now < whole_at:
            token = ""
        changes = self._changes(calendar, token)
        if changes.items or changes.removed or changes.full:
            return self.mirroring.take_in(calendar, changes)
        if changes.token != token and (changes.repeats or not self.provider.burns_ids):
            self.ledger.set_progress(calendar, changes.token, None)
        return False

    def _changes(self, calendar: str, token: str) -> Changes:
        known = self.ledger.known(calendar)
        if token:
            try:
                return self.provider.changes(calendar, token, known, window(self.now))
            except TokenExpired:
                pass
        again = self.ledger.recurring(calendar)
        unread = {href: etag for href, etag in known.items() if href not in again}
        return self.provider.changes(calendar, "", unread, window(self.now))
