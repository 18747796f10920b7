"""A server, a person at it, and computers that serve it: what scenarios are played on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path

from planner.values import Event
from sync.keys import Identity
from sync.observe import Place, observe
from sync.receipts import MARK, names
from sync.report import Report
from sync.standing import Observed
from tests.computer import ME, Computer
from tests.torture.scenarios.ledgers import watched
from tests.torture.scenarios.line import Line
from tests.torture.scenarios.target import HOME, Target

NOON = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
STEP = timedelta(minutes=10)
"""Between two cycles: longer than any server asks to be left alone."""

Serve = Callable[["Stage", str], Report | None]


def cycle(stage: "Stage", who: str) -> Report:
    """One cycle on this computer."""
    return stage.computers[who].cycle(stage.now)


@dataclass(kw_only=True)
class Stage:
    """The moment, the server, and the computers by name, each with a ledger of its own."""

    target: Target
    folder: Path
    who: Sequence[str] = ("a",)
    now: datetime = NOON
    lines: dict[str, Line] = field(default_factory=dict)
    banned: set[Identity] = field(default_factory=set)
    """What the person deleted: it must not stand."""
    theirs: dict[str, str] = field(default_factory=dict)
    """What is the person's, as `calendar/name`, exactly as stored."""

    def __post_init__(self) -> None:
        self.computers = {who: self._computer(who) for who in self.who}
        self.lines = {who: Line() for who in self.who}
        self.target.set_clock(self.now)

    def _computer(self, who: str) -> Computer:
        return Computer(
            folder=self.folder / who,
            connect=lambda: self.target.connect(who, self.lines[who]),
            open_ledger=watched(lambda: self.lines[who].committed()),  # noqa: PLW0108  lines change
        )

    # Time, and Aftertouch

    def wait(self, by: timedelta = STEP) -> None:
        """Time passes."""
        self.now += by
        self.target.set_clock(self.now)

    def serve(self) -> None:
        """Every computer serves the account, until there is nothing to do."""
        for _ in range(2):
            for who in self.who:
                cycle(self, who)
                self.wait()

    # The person

    def put(self, name: str, text: str, calendar: str = HOME) -> None:
        """The person stores an event of their own, or puts another text in its place."""
        self.target.put(calendar, name, text)
        self.theirs[f"{calendar}/{name}"] = self.target.stored(calendar)[name]

    def remove(self, name: str, calendar: str = HOME) -> None:
        """The person deletes an event of their own."""
        self.target.remove(calendar, name)
        del self.theirs[f"{calendar}/{name}"]

    def stored(self) -> dict[str, str]:
        """All that stands, as `calendar/name`, exactly as stored."""
        return {
            f"{calendar}/{name}": stored
            for calendar in self.target.calendars()
            for name, stored in self.target.stored(calendar).items()
        }

    def ours(self, stored: Mapping[str, str]) -> tuple[Observed, ...]:
        """The follow-ups among what stands, by time."""
        found = [ours for place, text in stored.items() if (ours := self._observed(place, text))]
        return tuple(sorted(found, key=lambda one: (one.start, one.key)))

    def ours_of(self, source: str) -> tuple[Observed, ...]:
        """The follow-ups of one interview, by time."""
        return tuple(ours for ours in self.ours(self.stored()) if ours.identity.source.uid == source)

    def _observed(self, place: str, stored: str) -> Observed | None:
        calendar, _, name = place.partition("/")
        return _observed(self.target.event(stored), calendar, name)

    def delete(self, ours: Observed) -> None:
        """The person deletes a follow-up, for good."""
        self.target.remove(ours.calendar, ours.href)
        self.banned.add(ours.identity)

    def edit(self, ours: Observed, *, title: str = "", start: datetime | None = None) -> None:
        """The person changes a follow-up."""
        self.target.edit(ours.calendar, ours.href, title=title, start=start)

    # What there is to see

    def state(self) -> dict[str, str]:
        """All that stands, as it reads; what differs between two runs with the same outcome is left out."""
        state = {f"{name}/": "" for name in self.target.calendars()}
        for place, stored in self.stored().items():
            event = self.target.event(stored)
            event = replace(event, stamp=None, sequence=0, marks=_without_hints(event.marks))
            state[f"{place.partition('/')[0]}/{event.source.uid}"] = repr(event)
        return state

    # Again and again

    def save(self) -> "Saved":
        """All as it is now, between two cycles."""
        ledgers = {}
        for who, computer in self.computers.items():
            ledgers[who] = computer.ledger.read_bytes() if computer.ledger.exists() else b""
        writes = {who: computer.write_to for who, computer in self.computers.items()}
        return Saved(
            server=self.target.save(),
            ledgers=ledgers,
            write_to=writes,
            now=self.now,
            banned=frozenset(self.banned),
            theirs=dict(self.theirs),
        )

    def load(self, saved: "Saved") -> None:
        """As it was then."""
        self.target.load(saved.server)
        for who, computer in self.computers.items():
            computer.write_to = saved.write_to[who]
            for left in computer.folder.glob("*"):
                left.unlink()
            if saved.ledgers[who]:
                computer.ledger.write_bytes(saved.ledgers[who])
        self.banned, self.theirs = set(saved.banned), dict(saved.theirs)
        self.now = saved.now
        self.target.set_clock(self.now)


def _without_hints(marks: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """The times on a receipt follow with the next change."""
    return tuple((name, " ".join(sorted(names(told))) if name == MARK else told) for name, told in marks)


@lru_cache(maxsize=100_000)
def _observed(event: Event, calendar: str, name: str) -> Observed | None:
    return observe(event, Place(calendar=calendar, href=name, etag=""), ME.home_zone) if event.marks else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A stage between two cycles."""

    server: bytes
    ledgers: dict[str, bytes]
    write_to: dict[str, str]
    now: datetime
    banned: frozenset[Identity]
    theirs: dict[str, str]
