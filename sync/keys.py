"""Which event is which follow-up: identities, and the keys that stand for them in a calendar (design: keys).

A key is valid at once as a Google event id (`a-v0-9`, 5 to 1024 long), an RFC 5545 UID and a file name. It never
holds a time, so that a follow-up keeps its key when its interview moves; the same interview gives the same keys on
every machine, so that two machines can never make two events of one follow-up.
"""

import base64
import hashlib
from dataclasses import dataclass

from planner.values import FollowUp, Source, Standing

VERSION = 1
"""Of the key's recipe and of the marks on an event. An event of a newer version is never rewritten."""

_DIGITS = 9


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Identity:
    """One follow-up of one interview to one recipient, whatever its time and generation."""

    source: Source
    step: str
    slot: str

    @classmethod
    def of(cls, one: FollowUp | Standing) -> "Identity":
        """Which follow-up this is, wherever it was planned or stands."""
        return cls(source=one.source, step=one.step, slot=one.slot)


def key(identity: Identity, generation: int = 0) -> str:
    """The id of a follow-up's event: 52 characters of lower-case base32hex without padding (RFC 4648 section 7).

    `generation` counts up where an id stays burned after a deletion of ours or the person's `restore`.
    """
    parts = (
        "aftertouch",
        str(VERSION),
        identity.source.uid,
        identity.source.recurrence_id,
        identity.step,
        identity.slot,
        str(generation),
    )
    digest = hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).digest()
    return base64.b32hexencode(digest).decode("ascii").rstrip("=").lower()


def counted(text: str) -> int:
    """The number that a mark holds (a version, a generation); 0 where it holds none, and one beyond all that we count
    to where it is absurdly long. Anybody may write marks."""
    if not (text.isascii() and text.isdigit()):
        return 0
    return int(text) if len(text) <= _DIGITS else 10**_DIGITS
