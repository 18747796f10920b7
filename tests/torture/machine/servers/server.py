"""What the machine needs of calendars: a person's programs see texts, and our client is a `Provider`."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol

from providers.interface import Look, Provider

Texts = Mapping[str, str]
"""Href to text, of one calendar."""


class Server(Protocol):
    """`burns_ids` and `keeps_tombstones` say what it remembers of a deletion."""

    burns_ids: bool
    tells_deletions: bool
    """Whether a delta tells of all that is gone since its token."""
    renames: bool
    """Whether what we write may get an address of the server's own."""

    def names(self) -> tuple[str, ...]:
        """The calendars, by the ids that a provider gives them."""
        ...

    def texts(self, calendar: str) -> Texts:
        """What stands in a calendar now."""
        ...

    def put(self, calendar: str, href: str, text: str) -> None:
        """A person's program stores this."""
        ...

    def remove(self, calendar: str, href: str) -> None:
        """A person's program deletes this."""
        ...

    def name(self, href: str) -> str:
        """An href or a key, as a provider has it, as a name among the texts."""
        ...

    def expire_tokens(self) -> None:
        """No token given so far can be continued from."""
        ...

    def time_passes(self, now: datetime, /) -> None:
        """It is `now`, and reads show all that was written."""
        ...

    def connect(self, look: Look) -> Provider:
        """A client of ours."""
        ...

    def late(self, look: Look, calendar: str, commits: int, /) -> tuple[Provider, Texts] | None:
        """A client that sees a calendar as it was so many commits ago, and what it sees; None where reads are never
        late."""
        ...
