"""What scenarios are played on: a calendar server with a person at it, and faults on the way to it."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from planner.values import Event
from providers.interface import Look, Provider
from tests.torture.scenarios.line import Line

LOOK = Look(words=("#interview", "interview"))
HOME = "Personal"
"""The calendar that every target has at the start."""


class Target(Protocol):
    """One server. Calendars go by their names, events by the name that they were put under, ours by their keys."""

    before: tuple[str, ...]
    """Faults of a request of which nothing is done."""
    lost_reads: tuple[str, ...]
    """Faults in the answer to a request that reads."""
    lost_writes: tuple[str, ...]
    """Faults in the answer to a request that is carried out."""

    def connect(self, who: str, line: Line) -> Provider:
        """The real provider, as a process on computer `who` opens it, whose requests pass through the line."""
        ...

    def calendars(self) -> tuple[str, ...]:
        """Names, in order; of several with one name the second is `name (2)`."""
        ...

    def stored(self, calendar: str) -> Mapping[str, str]:
        """Names to all that stands there, versions included: equal if nobody has written."""
        ...

    def event(self, stored: str) -> Event:
        """What is stored there, as a provider reads it."""
        ...

    def put(self, calendar: str, name: str, text: str) -> None:
        """The person's program stores an iCalendar text."""
        ...

    def edit(self, calendar: str, name: str, *, title: str = "", start: datetime | None = None) -> None:
        """The person changes an event; with `start` its end moves along."""
        ...

    def remove(self, calendar: str, name: str) -> None:
        """The person deletes an event."""
        ...

    def expire_tokens(self) -> None:
        """No sync token given so far is taken any more."""
        ...

    def set_clock(self, now: datetime) -> None:
        """It is this late at the server."""
        ...

    def save(self) -> bytes:
        """All that the server holds."""
        ...

    def load(self, saved: bytes) -> None:
        """Hold that again, and nothing else."""
        ...


def told_apart(names: Mapping[str, str]) -> dict[str, str]:
    """Ids to names, of which no two are the same: the second calendar of a name is `name (2)`."""
    seen: Counter[str] = Counter()
    apart = {}
    for one, name in names.items():
        seen[name] += 1
        apart[one] = f"{name} ({seen[name]})" if seen[name] > 1 else name
    return apart
