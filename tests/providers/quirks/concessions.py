"""What can't hold on some servers, and why. Everything else holds everywhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from tests.dav.quirks import Quirks
from tests.dav.rewriting import drops_alarms, shortens_titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Concession:
    """The least that has to be given up on a server."""

    idle: int = 1
    """Requests when nothing changed."""
    late: bool = False
    """The server keeps changes from us: they are noticed by the next whole reading, a day later at most."""
    looks_edited: bool = False
    """Without the ledger, what the server made of our event looks like the person's edit: cancelled, the event says
    that it is no longer needed, but stays."""


NONE = Concession()

CONCESSIONS: Mapping[Quirks, Concession] = MappingProxyType(
    {
        # A temporary redirect must be followed anew each time (RFC 9110 15.4.3).
        Quirks(redirects=True): Concession(idle=2),
        # Nothing in an answer that was cut in silence tells that it was, nor that a deletion is missing from it.
        Quirks(delta_cut=1): Concession(late=True),
        Quirks(deltas_omit_deletions=True): Concession(late=True),
        # A strong etag says that what stands is what was sent, byte for byte (RFC 4791 5.3.4). Where that is not so,
        # the ledger's etag alone tells the server's hand from the person's.
        Quirks(rewrites=(shortens_titles,), vouches_for_rewritten=True): Concession(looks_edited=True),
        Quirks(rewrites=(drops_alarms,), vouches_for_rewritten=True): Concession(looks_edited=True),
    }
)
