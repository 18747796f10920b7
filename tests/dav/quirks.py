"""How servers differ from the standards: one flag for each way, and what is known of named servers.

Every flag defaults to what RFC 4791 (calendars), RFC 4918 (WebDAV) and RFC 6578 (sync) ask for or recommend.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from types import MappingProxyType
from typing import Literal

Rewrite = Callable[[str], str]
"""What a server makes of an event's text when it stores it; see `rewriting`."""

DeadToken = Literal["403", "403 without a word", "409", "412", "everything", "nothing"]
"""What answers a token that can't be continued from: a status, with the precondition DAV:valid-sync-token but for the
one without a word, or 207 with everything or with nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirks:
    """A server that keeps the standards, but for the flags that are set."""

    # Conditions

    ignores_if_none_match: bool = False
    """A PUT that must create overwrites."""
    ignores_if_match: bool = False
    """PUT and DELETE are done whatever the etag."""
    demands_if_match: bool = False
    """PUT and DELETE of what stands are refused without it."""

    # Etags

    put_etag: Literal["strong", "weak", "none"] = "strong"
    """In the answer to a PUT. A body that was rewritten never gets a strong one there (RFC 4791 5.3.4)."""
    vouches_for_rewritten: bool = False
    """It does get one."""
    weak_etags: bool = False
    """Everywhere; they never match in `If-Match` (RFC 9110 13.1.1)."""
    etags_of_content: bool = False
    """What is deleted and made again with the same text has its old etag."""

    # Sync

    sync_collection: bool = True
    """RFC 6578; without, there is only the ctag."""
    ctag: bool = True
    dead_token: DeadToken = "403"
    deltas_omit_deletions: bool = False
    deltas_omit_short_lives: bool = False
    """Nothing is told of what came and went since the token."""
    delta_page: int | None = None
    """No more changes than this in one answer; the rest is announced by 507 (RFC 6578 3.6)."""
    delta_cut: int | None = None
    """No more changes than this in one answer, and the rest is lost without a word."""
    tokens_in_seconds: bool = False
    """A delta repeats what changed in the second of its token (`DavServer.time_passes`)."""
    tombstones_at_first: bool = False
    """The answer to the empty token tells what is gone, too."""
    teapots: bool = False
    """A tombstone has an empty propstat with 418 beside its 404."""
    data_in_deltas: bool = True
    """calendar-data is given in a delta that asks for it."""

    # Reading

    calendar_query: bool = True
    loose_time_range: bool = False
    """A time-range also finds a series by the slot from which an occurrence was moved away."""
    multiget_missing: Literal["404", "silent", "fails"] = "404"
    breaks_emoji: bool = False
    """calendar-data with a character beyond U+FFFF is malformed XML."""
    lag: int = 0
    """Reads do not show so many of the latest changes, until time passes (`DavServer.time_passes`)."""

    # Writing

    renames: Literal["", "told", "silent"] = ""
    """A new event is stored under an address of the server's own, told in Location or not at all."""
    uid_scope: Literal["calendar", "account", "none"] = "calendar"
    """Where no other event may have the same UID."""
    uid_conflict: Literal[403, 409] = 403
    trash: bool = False
    """A deleted event's UID can't be used again: 400, in Nextcloud's words."""
    refuses_without_end: bool = False
    """An event without DTEND: 403."""
    rewrites: tuple[Rewrite, ...] = ()

    # Ways

    anonymous_root: bool = False
    """`/` answers 207 without a principal to anybody, instead of 401."""
    redirects: bool = False
    """Reads of calendars are sent on to another address of the same server."""

    def __str__(self) -> str:
        """What is not as it should be."""
        odd = {one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) != one.default}
        return ", ".join(_words(name, value) for name, value in odd.items()) or "plain"


def _words(name: str, value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(rewrite.__name__ for rewrite in value)
    return name if value is True else f"{name}={value}"


PLAIN = Quirks()

SERVERS: Mapping[str, Quirks] = MappingProxyType(
    {
        "iCloud-like": Quirks(uid_scope="account", uid_conflict=409, refuses_without_end=True, renames="told"),
        "Nextcloud-like": Quirks(trash=True, teapots=True, deltas_omit_short_lives=True, multiget_missing="silent"),
        "SOGo-like": Quirks(ignores_if_none_match=True, dead_token="everything", tokens_in_seconds=True),
        "Zimbra-like": Quirks(ignores_if_none_match=True, put_etag="none"),
        "Fastmail-like": Quirks(uid_scope="account", delta_page=5),
        "DAViCal-like": Quirks(uid_scope="none", dead_token="409", etags_of_content=True),
        "OX-like": Quirks(renames="silent", demands_if_match=True, put_etag="none"),
        "GMX-like": Quirks(put_etag="weak", sync_collection=False, multiget_missing="fails"),
        "Stalwart-like": Quirks(dead_token="nothing"),
    }
)
"""By what users and libraries report of them. Each is a reminder of a combination, no claim on a version."""
