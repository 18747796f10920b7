"""The state of a server: calendars, their objects, the log of changes, and what other clients do to them."""

import hashlib
import re
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count

from tests.dav.quirks import Quirks
from tests.dav.rewriting import unfolded

HOME = "/me/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """An object as it stands. `etag` is as the wire has it, quotes included."""

    etag: str
    text: str

    @property
    def uid(self) -> str:
        """The UID of its first component that has one, "" without."""
        lines = (line for line in unfolded(self.text) if line.upper().startswith("UID"))
        return next((line.partition(":")[2] for line in lines if line[3:4] in {":", ";"}), "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One entry of a calendar's log: what was done to this href in that second, and whether an object stands there
    since."""

    href: str
    second: int
    stands: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """A calendar as a read sees it: its objects by href, and its log up to then."""

    objects: Mapping[str, Stored]
    log: tuple[Change, ...]
    second: int


@dataclass(kw_only=True)
class Collection:
    """A calendar. `href` ends with a slash; hrefs of objects are absolute paths."""

    href: str
    name: str
    component: str = "VEVENT"
    writable: bool = True
    objects: dict[str, Stored] = field(default_factory=dict)
    log: list[Change] = field(default_factory=list)
    trash: set[str] = field(default_factory=set)
    """UIDs of what was deleted."""
    epoch: int = 0
    """Sync tokens of an earlier one are dead."""
    _shown: list[dict[str, Stored]] = field(default_factory=list)
    """The objects as they were before each of the latest changes that reads do not show yet."""


class Store:
    """All calendars of the one user. `lock` is held while it is read or changed."""

    def __init__(self, quirks: Quirks) -> None:
        self.quirks = quirks
        self.lock = threading.RLock()
        self.collections: dict[str, Collection] = {}
        self.second = 0
        self._versions = count(1)

    def make(self, name: str, href: str = "", *, component: str = "VEVENT", writable: bool = True) -> Collection:
        """A new, empty calendar."""
        href = href or f"{HOME}{_slug(name)}/"
        made = Collection(href=href, name=name, component=component, writable=writable, epoch=next(self._versions))
        self.collections[href] = made
        return made

    def of(self, href: str) -> Collection | None:
        """The calendar in which an object of this href would stand."""
        return self.collections.get(href.rpartition("/")[0] + "/")

    def view(self, collection: Collection) -> View:
        """What reads see."""
        hidden = collection._shown[-self.quirks.lag :] if self.quirks.lag else []
        objects = hidden[0] if hidden else dict(collection.objects)
        seen = len(collection.log) - len(hidden)
        return View(objects=objects, log=tuple(collection.log[:seen]), second=self.second)

    def time_passes(self) -> None:
        """A second goes by, and reads show all that was written."""
        self.second += 1
        for collection in self.collections.values():
            collection._shown.clear()

    def put(self, collection: Collection, href: str, text: str) -> Stored:
        """Store it, whatever stands there."""
        return self._change(collection, href, lambda: self._put(collection, href, text))

    def remove(self, collection: Collection, href: str) -> Stored:
        """Delete what stands there. Raises KeyError."""
        return self._change(collection, href, lambda: self._remove(collection, href))

    def _change(self, collection: Collection, href: str, change: Callable[[], Stored]) -> Stored:
        before = dict(collection.objects) if self.quirks.lag else {}
        stored = change()
        if self.quirks.lag:
            collection._shown.append(before)
        collection.log.append(Change(href=href, second=self.second, stands=href in collection.objects))
        return stored

    def _put(self, collection: Collection, href: str, text: str) -> Stored:
        stored = Stored(etag=self._etag(text), text=text)
        collection.objects[href] = stored
        return stored

    def _remove(self, collection: Collection, href: str) -> Stored:
        gone = collection.objects.pop(href)
        collection.trash.add(gone.uid)
        return gone

    def _etag(self, text: str) -> str:
        version = text if self.quirks.etags_of_content else f"{next(self._versions)}"
        strong = f'"{hashlib.sha256(version.encode()).hexdigest()[:16]}"'
        return f"W/{strong}" if self.quirks.weak_etags else strong

    def holder(self, uid: str, *, within: Collection | None = None) -> str:
        """The href of the event with this UID, in one calendar or in any; "" without."""
        places = [within] if within else self.collections.values()
        with suppress(StopIteration):
            return next(href for place in places for href, one in place.objects.items() if one.uid == uid)
        return ""


def _slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "calendar"
