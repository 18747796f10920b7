"""Accounts' calendars and their events, with the memory that sync tokens, tombstones and burned ids need."""

import base64
import copy
import hashlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Literal
from zoneinfo import ZoneInfo

from tests.google.answers import not_found
from tests.google.clock import Clock, stamp

Body = dict[str, Any]
Role = Literal["none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner"]
ROLES: tuple[Role, ...] = ("none", "freeBusyReader", "reader", "writerWithoutPrivateAccess", "writer", "owner")
"""From the weakest to the strongest."""


@dataclass(slots=True, kw_only=True)
class Habits:
    """Where Google's behaviour is open or changes, tests say how it is today."""

    rewrites: bool = False
    """Whether a written description is stored as the HTML that Google's editor makes of it."""
    bare_tombstones: bool = True
    """Whether a deleted event tells its id only, which is all that is guaranteed; else it is told whole."""
    bounded_deltas: bool = False
    """Whether a delta is held to the timeMin and timeMax of the first call; else it tells every change."""
    empty_pages: bool = False
    """Whether an empty page stands before each page that holds something."""
    page_size: int | None = None
    """Pages are not longer than this, whatever maxResults says."""
    horizon_days: int = 730
    """How far from now an endless series is expanded where no timeMax bounds it."""
    undelete: bool = False
    """Whether a deleted event can be brought back by a patch of its status; else that is 403."""


@dataclass(slots=True, kw_only=True)
class Stored:
    """An event, its tombstone included. `past` are its earlier states, the latest last."""

    body: Body
    version: int
    past: list[Body] = field(default_factory=list)

    @property
    def cancelled(self) -> bool:
        """Whether it is deleted."""
        return bool(self.body["status"] == "cancelled")


@dataclass(slots=True, kw_only=True)
class Calendar:
    """A calendar. `made_by` is the OAuth client that made it, "" where a person did."""

    id: str
    owner: str
    summary: str
    time_zone: str
    version: int
    description: str = ""
    location: str = ""
    made_by: str = ""
    roles: dict[str, Role] = field(default_factory=dict)
    public: bool = False
    events: dict[str, Stored] = field(default_factory=dict)
    burned: set[str] = field(default_factory=set)
    """Ids of events that are purged: known to nobody, and never to be used again."""
    purged: int = 0
    """The version of the youngest tombstone that is purged: sync tokens from before it are dead."""
    epoch: int = 0
    """Sync tokens of an earlier one are dead."""
    _latest: tuple[int, int, str] = (0, 0, "")

    def latest(self, world_version: int) -> tuple[int, str]:
        """The version of what was written last, and when an event was ("" where there is none). Looked for once in each
        version of the world: a delta of a large calendar costs no more than one of a small one."""
        if self._latest[0] != world_version:
            version = max([self.version, *(stored.version for stored in self.events.values())])
            updated = max((str(stored.body["updated"]) for stored in self.events.values()), default="")
            self._latest = world_version, version, updated
        return self._latest[1:]

    @property
    def zone(self) -> ZoneInfo:
        """In which its days begin."""
        return ZoneInfo(self.time_zone)

    def find(self, event_id: str) -> Stored:
        """An event or tombstone. Raises `ApiError` 404."""
        if event_id not in self.events:
            raise not_found()
        return self.events[event_id]

    def lives(self, body: Body) -> bool:
        """Whether this is an instance of a series that stands."""
        master = self.events.get(body.get("recurringEventId", ""))
        return master is not None and not master.cancelled

    def exceptions(self, master_id: str) -> Iterator[Stored]:
        """The changed and the cancelled instances of a series."""
        for stored in self.events.values():
            if stored.body.get("recurringEventId") == master_id:
                yield stored


@dataclass(slots=True, kw_only=True)
class Listed:
    """A calendar in a person's calendar list."""

    version: int
    more: Body = field(default_factory=dict)
    """What the person set: `hidden`, `summaryOverride`, `selected`, `colorId`, `deleted`."""


class World:
    """All that there is: the clock, the calendars, and who sees which."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.lock = threading.RLock()
        """Held while it is read or changed."""
        self.habits = Habits()
        self.calendars: dict[str, Calendar] = {}
        self.lists: dict[str, dict[str, Listed]] = {}
        self._versions = count(1)
        self._ids = count(1)
        self.version = 0

    def tick(self) -> int:
        """A new version: something changes now."""
        self.version = next(self._versions)
        return self.version

    def stamp(self) -> str:
        """The time now, as Google writes it."""
        return stamp(self.clock.now())

    def new_id(self) -> str:
        """An id that Google gives: 26 letters of base32hex; the same ones in every run."""
        digest = hashlib.sha256(str(next(self._ids)).encode()).digest()
        return base64.b32hexencode(digest).decode().lower()[:26]

    def calendar(self, calendar_id: str, account: str) -> Calendar:
        """The calendar, `primary` being the account's own. Raises `ApiError` 404, also where the account may not
        know of it."""
        found = self.calendars.get(account if calendar_id == "primary" else calendar_id)
        if found is None or self.role(found, account) == "none":
            raise not_found()
        return found

    def role(self, calendar: Calendar, account: str) -> Role:
        """What the account may do in the calendar."""
        return calendar.roles.get(account, "reader" if calendar.public else "none")

    def add_calendar(
        self,
        account: str,
        calendar_id: str,
        summary: str,
        *,
        time_zone: str,
        made_by: str = "",
        description: str = "",
        location: str = "",
    ) -> Calendar:
        """A new calendar of the account's, in its list."""
        made = Calendar(
            id=calendar_id,
            owner=account,
            summary=summary,
            time_zone=time_zone,
            made_by=made_by,
            version=self.tick(),
            roles={account: "owner"},
            description=description,
            location=location,
        )
        self.calendars[made.id] = made
        self.enlist(account, made)
        return made

    def enlist(self, account: str, calendar: Calendar) -> None:
        """Put a calendar into an account's list."""
        self.lists.setdefault(account, {})[calendar.id] = Listed(version=self.tick())

    def remove_calendar(self, calendar: Calendar) -> None:
        """Delete it, for everybody."""
        del self.calendars[calendar.id]
        for entries in self.lists.values():
            if calendar.id in entries:
                entries[calendar.id].more["deleted"] = True
                entries[calendar.id].version = self.tick()


def etag(version: int, *more: object) -> str:
    """Opaque, in double quotes, which belong to it."""
    digest = hashlib.sha256(repr((version, *more)).encode()).hexdigest()
    return f'"{int(digest[:13], 16):016}"'


def copied(body: Body) -> Body:
    """A deep copy: what is stored is changed by nobody else."""
    return copy.deepcopy(body)
