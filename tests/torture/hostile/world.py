"""One calendar with hostile events in it, and the real engine that serves it, cycle by cycle."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any, cast

from planner.playbook import Playbook
from planner.values import Preferences
from providers.errors import Refused
from providers.interface import Changes, Draft, Field, Item, Look, Window
from providers.memory import Memory, Store
from sync.ledger import Ledger
from sync.picture import Picture, picture_of
from sync.playbooks import load_playbook
from sync.report import Report
from sync.rules import Rules
from sync.scope import last_scope
from sync.settings import VdirAccount
from tests.computer import ME, Computer
from tests.torture.hostile.case import Case
from tests.torture.hostile.good import INTERVIEWS, NOW
from tests.torture.hostile.google import CALENDAR, Google

LOOK = Look(words=(ME.hashtag, ME.category))
SHARED = "holds other events too"
"""What is said of a file that can't be deleted: some of what stands in it is not ours."""


@dataclass(frozen=True, kw_only=True)
class Write:
    """What the engine did to the calendar. `before` is what stood there, b"" for nothing."""

    verb: str
    href: str
    before: bytes


class Watched(Memory):
    """Calendars in memory, with Google's events among them; every write is written down in `writes`."""

    def __init__(self, store: Store, google: Google, writes: list[Write]) -> None:
        super().__init__(look=LOOK, store=store)
        self._google = google
        self._writes = writes

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        read = super().changes(calendar, token, known, window)
        google = self._google.changes(known, window, LOOK)
        unchanged = read.unchanged | google.unchanged if read.full else read.unchanged
        return replace(read, items=(*read.items, *google.items), unchanged=unchanged)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        if href in self._google.resources:
            return self._google.get(href)
        return super().get(calendar, href, window)

    def create(self, calendar: str, draft: Draft) -> Item:
        self._note("create", f"{draft.key}.ics")
        return super().create(calendar, draft)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        self._note("update", href)
        if href in self._google.resources:
            return self._google.update(href, etag, draft, fields)
        return super().update(calendar, href, etag, draft, fields)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        if href in self._google.resources:
            self._note("delete", href)
            self._google.delete(href)
        elif len({event.source.uid for event in super().get(calendar, href, None).events}) > 1:
            raise Refused(f"{href} {SHARED}")  # as a folder of files does
        else:
            self._note("delete", href)
            super().delete(calendar, href, etag)

    def _note(self, verb: str, href: str) -> None:
        self._writes.append(Write(verb=verb, href=href, before=contents(self.store, self._google).get(href, b"")))


def contents(store: Store, google: Google) -> dict[str, bytes]:
    """All that stands, by href."""
    with store.request(CALENDAR) as collection:
        texts = {href: as_bytes(text) for href, (_, text) in collection.texts.items()}
    return texts | {href: json.dumps(body).encode() for href, body in google.resources.items()}


def as_bytes(text: str | bytes) -> bytes:
    """What another program stored (bytes), or what we wrote."""
    return text if isinstance(text, bytes) else text.encode("utf-8", "surrogatepass")


_FOLD = re.compile(rb"\r?\n[ \t]")


@dataclass(kw_only=True)
class World:
    """The good interview is served, then the cases arrive, with the second good interview."""

    folder: Path
    cases: Sequence[Case]
    store: Store = field(default_factory=lambda: Store(CALENDAR))
    google: Google = field(default_factory=lambda: Google({}))
    writes: list[Write] = field(default_factory=list)
    hrefs: dict[str, Case] = field(default_factory=dict)
    """Where each case stands."""

    def __post_init__(self) -> None:
        self.came = b"\n".join(_FOLD.sub(b"", case.content) for case in self.cases)
        """All that came with the cases, unfolded."""
        self.computer = Computer(
            folder=self.folder,
            connect=lambda: Watched(self.store, self.google, self.writes),
            playbook=_playbook(),
            open_ledger=_opened,
        )
        first, second = INTERVIEWS
        self._put(first, INTERVIEWS[first].encode())
        self.cycle()
        self._take_all_on()
        self._put(second, INTERVIEWS[second].encode())
        for number, case in enumerate(self.cases):
            self._arrive(number, case)
        self.writes.clear()
        self.before = contents(self.store, self.google)

    def cycle(self, **wishes: bool) -> Report:
        """One cycle; its writes are in `writes`, behind those of the cycles before."""
        return self.computer.cycle(NOW, **wishes)

    def contents(self) -> dict[str, bytes]:
        """All that stands, by href."""
        return contents(self.store, self.google)

    def picture(self) -> Picture:
        """What the engine knows now, as `agenda` and `explain` see it."""
        ledger = _opened(self.computer.ledger, ME)
        try:
            account = VdirAccount(name="home", provider="vdir", path=self.folder)
            rules = Rules(preferences=ME, own_playbook=_playbook(), reminder=None)
            return picture_of(ledger, last_scope(account, ledger), rules, now=NOW)
        finally:
            ledger.close()

    def _take_all_on(self) -> None:
        """However many new interviews there are: what is tried here is not how they wait for a yes."""
        ledger = _opened(self.computer.ledger, ME)
        ledger.set_fact("flood", "accepted")
        ledger.close()

    def _arrive(self, number: int, case: Case) -> None:
        if case.is_google:
            body: dict[str, Any] = json.loads(case.content)
            # Nobody but the server gives ids, so that no two are the same.
            self.google.resources[body["id"]] = body
            self.hrefs[body["id"]] = case
        else:
            href = f"{number}-{case.kind}.ics"
            # Where several arrive, each is an event of its own.
            content = case.content.replace(b":meeting@", b":meeting-%d@" % number).replace(
                b":one@", b":one-%d@" % number
            )
            self._put(href, content)
            self.hrefs[href] = replace(case, content=content)

    def _put(self, href: str, content: bytes) -> None:
        # Read from bytes, as from a folder or an answer of a server.
        self.store.put(CALENDAR, href, cast("str", content))


def _opened(path: Path, preferences: Preferences) -> Ledger:
    """A ledger that does not wait for the disk: nobody pulls the plug here."""
    ledger = Ledger.open(path, preferences)
    ledger._db.execute("PRAGMA synchronous = OFF")
    return ledger


@cache
def _playbook() -> Playbook:
    return load_playbook(None)
