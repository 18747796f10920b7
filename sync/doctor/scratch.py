"""The test event: written where follow-ups go, looked at, and removed again.

It can be told from everything else by its id, which begins as no follow-up's key does, and it is never taken for an
interview: it carries neither tag nor attendees, and it has marks of ours. It lies a year ahead, so that one that a
crash leaves behind reminds nobody; the next run removes it.
"""

import hashlib
import re
import secrets
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from planner.values import Event
from providers.errors import Changed, Exists, Missing, ProviderError, TokenExpired
from providers.interface import Draft, Field, Item, Provider
from sync.doctor.finding import Finding, fail, ok, warn
from sync.gather import window
from sync.ledger import Mirrored

PREFIX = "aftertouchcheck"
"""Of its id; with what follows it has letters and digits that every kind of calendar takes (base32hex)."""
_CHECK = "test event"
_ALPHABET = "0123456789abcdefghijklmnopqrstuv"
_TITLE = "Test of Aftertouch, to be deleted"
_ID = re.compile(rf"{PREFIX}[{_ALPHABET}]{{16}}")
_ONLY_TITLE: frozenset[Field] = frozenset({"title"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A calendar to write to, as it was just read: `token` and `known` are what `Provider.changes` takes."""

    calendar: str
    name: str
    token: str
    known: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Leftover:
    """A test event of an earlier run."""

    calendar: str
    href: str


def leftover(mirrored: Mirrored) -> Leftover | None:
    """This event as a test event of ours: by its id, by a mark that fits no other id, and since nobody sent it; None if
    it is none."""
    event = mirrored.event
    ours = _ID.fullmatch(event.source.uid) and _mark(event.source.uid) in event.marks
    if not ours or event.organizer or event.attendees:
        return None
    return Leftover(calendar=mirrored.calendar, href=mirrored.href)


def left_behind(leftovers: tuple[Leftover, ...]) -> Finding:
    """What is said of them where nothing is to be written."""
    what = f"{len(leftovers)} of an earlier run still {'stands' if len(leftovers) == 1 else 'stand'} in the calendar"
    return warn(_CHECK, what, "To remove it, run: aftertouch doctor --write-test")


def examine(provider: Provider, place: Place, leftovers: tuple[Leftover, ...], *, now: datetime) -> tuple[Finding, ...]:
    """Remove what earlier runs left behind, and try everything that Aftertouch does in this calendar."""
    test = _Test(provider=provider, place=place, draft=_draft(now), now=now)
    found: list[Finding] = []
    try:
        for one in leftovers:
            with suppress(Missing):
                _delete(provider, one.calendar, one.href, now)
        found.extend(test.run())
    except ProviderError as error:
        cure = f'Let yourself make changes to "{place.name}", or name another calendar in write_to.'
        found.append(fail(_CHECK, f"it was not taken: {error}", cure))
    finally:
        found.extend(test.remove())
    return tuple(found)


def _delete(provider: Provider, calendar: str, href: str, now: datetime) -> None:
    standing = provider.get(calendar, href, window(now))
    provider.delete(calendar, standing.href, standing.etag)


def _mark(of: str) -> tuple[str, str]:
    return "check", hashlib.sha256(of.encode()).hexdigest()[:16]


def _draft(now: datetime) -> Draft:
    key = PREFIX + "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return Draft(
        key=key,
        title=_TITLE,
        start=(now + timedelta(days=365)).astimezone(ZoneInfo("UTC")).replace(minute=0, second=0, microsecond=0),
        duration=timedelta(minutes=15),
        description="Made by `aftertouch doctor --write-test`, which removes it at once.",
        reminder=timedelta(minutes=10),
        marks=(_mark(key),),
    )


@dataclass(kw_only=True)
class _Test:
    provider: Provider
    place: Place
    draft: Draft
    now: datetime

    def run(self) -> Iterator[Finding]:
        """Each ability in its turn. Raises ProviderError where the event can't be written at all."""
        self.provider.create(self.place.calendar, self.draft)
        yield ok(_CHECK, f'new events can be written to "{self.place.name}"')
        yield self._once()
        standing = self.provider.get(self.place.calendar, self.draft.key, window(self.now))
        yield from _kept(standing.events[0], self.draft)
        yield self._told(standing.href)
        yield from self._changed(standing)

    def _once(self) -> Finding:
        try:
            self.provider.create(self.place.calendar, self.draft)
        except Exists:
            return ok(_CHECK, "an event that stands is not written a second time")
        return warn(_CHECK, "the server lets an event be written twice", "Let one computer alone serve this account.")

    def _told(self, href: str) -> Finding:
        place = self.place
        with suppress(TokenExpired):
            changes = self.provider.changes(place.calendar, place.token, place.known, window(self.now))
            if href in {item.href for item in changes.items}:
                return ok(_CHECK, "the server tells what changed")
        return warn(_CHECK, "the server is late to tell what changed", "Nothing to do: everything is read once a day.")

    def _changed(self, standing: Item) -> Iterator[Finding]:
        change = replace(self.draft, title=f"{_TITLE} now")
        self.provider.update(self.place.calendar, standing.href, standing.etag, change, _ONLY_TITLE)
        yield ok(_CHECK, "events can be changed")
        with suppress(Changed):
            self.provider.update(self.place.calendar, standing.href, standing.etag, self.draft, _ONLY_TITLE)
            cure = "Let one computer alone serve this account, and sync after your own edits."
            yield warn(_CHECK, "a change of somebody else's would be overwritten", cure)
            return
        yield ok(_CHECK, "a change of somebody else's is not overwritten")

    def remove(self) -> Iterator[Finding]:
        """Take it away again, whatever has become of it."""
        try:
            _delete(self.provider, self.place.calendar, self.draft.key, self.now)
            yield ok(_CHECK, "events can be deleted; it is gone again")
        except Missing:
            return
        except ProviderError as error:
            what = f'"{_TITLE}" could not be removed: {error}'
            yield fail(_CHECK, what, "Run it again later: aftertouch doctor --write-test, or delete it by hand.")


def _kept(event: Event, draft: Draft) -> Iterator[Finding]:
    for what, holds, otherwise in _PARTS:
        yield ok(_CHECK, f"{what} is kept") if holds(event, draft) else otherwise


_PARTS: tuple[tuple[str, Callable[[Event, Draft], bool], Finding], ...] = (
    (
        "the title",
        lambda event, draft: event.title == draft.title,
        warn(_CHECK, "titles are rewritten by the server", "Nothing to do: Aftertouch takes that for no edit."),
    ),
    (
        "the time",
        lambda event, draft: event.start == draft.start,
        warn(_CHECK, "times are changed by the server", "Check the time zone of this calendar in its settings."),
    ),
    (
        "the reminder",
        lambda event, draft: event.reminder == draft.reminder,
        warn(_CHECK, "reminders are not kept", "Let your calendar program remind you of this calendar's events."),
    ),
    (
        "what Aftertouch notes on an event (X- properties)",
        lambda event, draft: set(draft.marks) <= set(event.marks),
        fail(_CHECK, "what Aftertouch notes on an event is not kept", "Name another calendar in write_to."),
    ),
)
