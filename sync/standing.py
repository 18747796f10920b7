"""What is wanted, what stands, and what is remembered: the values that `reconcile` decides on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from hashlib import sha256
from typing import cast, get_args

from planner.values import Channel, Source
from providers.interface import Field
from sync.fields import Fields, touched
from sync.keys import VERSION, Identity, counted, key
from sync.render import Writing
from sync.states import State
from sync.ticks import Said, said


def channel_in(marks: Iterable[tuple[str, str]]) -> Channel:
    """By which channel a follow-up goes, as its marks tell it."""
    told = dict(marks).get("channel", "")
    return cast("Channel", told) if told in get_args(Channel) else "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """A follow-up that the plan wants, and the calendar where it goes if it is new ("": none can be written to).
    `first` says that it is the interview's first one."""

    identity: Identity
    calendar: str
    writing: Writing
    first: bool = False

    @property
    def aim(self) -> str:
        """What tells this plan from another one of the same follow-up."""
        return sha256(repr((self.writing.fields, self.writing.marks)).encode("utf-8", "replace")).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class Observed:
    """An event of ours as it stands. `rank` is its calendar's place in the config."""

    identity: Identity
    generation: int
    calendar: str
    rank: int
    href: str
    etag: str
    fields: Fields
    marks: tuple[tuple[str, str], ...]
    typed: Mapping[str, str] = field(default_factory=dict)
    """What the person wrote in the places of questions, by key; `fields` has the questions as they were asked."""
    words: str = ""
    """The description as it stands, where that differs from the one in `fields`."""
    unreadable: bool = False
    """It is known as it was before, and can't be read at present."""
    tick: str = ""
    """The mark at the start of its title (`✓ `), which `fields` is without."""
    wished: str | None = None
    """The mark that the person wants there, as they say elsewhere."""

    @property
    def key(self) -> str:
        return key(self.identity, self.generation)

    @property
    def base(self) -> str:
        return dict(self.marks).get("base", "")

    @cached_property
    def touched(self) -> frozenset[Field]:
        """The fields that the person changed."""
        return touched(self.fields, self.base)

    @property
    def said(self) -> Said:
        """What the person says of it."""
        return said(self.tick if self.wished is None else self.wished)

    @property
    def ticked_anew(self) -> frozenset[Field]:
        """The title, where another mark is to stand in front of it."""
        return frozenset() if self.wished is None or self.wished == self.tick else frozenset({"title"})

    @property
    def title(self) -> str:
        """The title as it stands."""
        return self.tick + self.fields.title

    def titled(self, title: str) -> str:
        """Another title, with the person's mark in front of it."""
        return (self.tick if self.wished is None else self.wished) + title

    @property
    def as_found(self) -> Fields:
        """The fields with the person's answers where they wrote them."""
        return replace(self.fields, description=self.words) if self.typed else self.fields

    @property
    def frozen(self) -> bool:
        """It is counted, and never written: a newer version wrote it (promise 12), or it can't be read."""
        version = counted(dict(self.marks).get("version", ""))
        return self.unreadable or not 0 < version <= VERSION

    @property
    def start(self) -> datetime:
        """Its start as an instant; a follow-up that the person made a whole day counts from that day's end."""
        start = self.fields.start
        return start if isinstance(start, datetime) else datetime.combine(start, time.max, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the ledger remembers of a follow-up that does not stand."""

    state: State
    generation: int = 0
    at: datetime | None = None
    channel: Channel = "email"


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What may be concluded from this cycle's reading.

    `reasons` says of each interview that was recognised why a follow-up of it may be unwanted (cancelled, an outcome,
    the plan changed). `present` holds every event that the account's calendars hold; `whole` says that all of them were
    read whole; `unread` holds the interviews whose calendar is not read any more. `window` is what was read, from and
    to: what lies outside may be absent without being gone.
    """

    reasons: Mapping[Source, str]
    present: frozenset[Source]
    whole: bool
    window: tuple[datetime, datetime]
    unread: frozenset[Source] = frozenset()
    gone: frozenset[Source] = frozenset()
    """Interviews that the server itself said are gone, wherever they lay."""
    taken: frozenset[str] = frozenset()
    """Keys that stand on events whose marks were lost: ours once, the person's now."""
    buried: frozenset[str] = frozenset()
    """Keys of events of ours that are gone, and of which nobody knows which follow-ups they were."""
    copies: frozenset[str] = frozenset()
    """Keys that have stood on two events for so long that nobody is in the middle of moving one."""
    rewrites: Mapping[tuple[str, str], Mapping[str, int]] = field(default_factory=dict)
    """How often within a day each field of an event was rewritten towards one and the same plan, by key and `aim`."""
    complete: bool = True
    """Every calendar in which a follow-up may stand was read at least once: what is not known does not stand."""
