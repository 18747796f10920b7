"""What a server answered, and the one place where its refusals become our errors."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

import requests
from caldav.lib.error import AuthorizationError, parse_preconditions
from caldav.response import DAVResponse

from providers.caldav.urls import origin
from providers.errors import (
    Exists,
    Forbidden,
    Missing,
    ProviderError,
    RateLimited,
    Refused,
    SignedOut,
    Unreachable,
)

_CALDAV = "{urn:ietf:params:xml:ns:caldav}"
_UID_TAKEN = frozenset({f"{_CALDAV}no-uid-conflict"})
_ELSEWHERE = (
    "can't be made, since it stands in another calendar already; "
    "if several computers serve this account, give them all the same `calendars` and `write_to`"
)
_INVALID = frozenset(
    f"{_CALDAV}{name}" for name in ("valid-calendar-data", "valid-calendar-object-resource", "supported-calendar-data")
)

_BY_STATUS: dict[int, type[ProviderError]] = {
    403: Forbidden,
    404: Missing,
    410: Missing,
    413: Forbidden,
    423: Unreachable,
    507: Forbidden,
}


class Garbled(Unreachable):
    """An answer that can't be read as XML."""


class NotCalDav(Refused, Unreachable):
    """Somebody answered who is no CalDAV server: the page of a network or an app, or the way to one. Of a write nothing
    is known then."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`tree` is the parsed XML body (an lxml element) if it is XML, `text` the body if it is UTF-8 text."""

    url: str
    status: int
    headers: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    preconditions: frozenset[str] = frozenset()
    tree: Any = None
    text: str | None = ""

    @classmethod
    def of(cls, url: str, response: DAVResponse) -> "Answer":
        """From the library's response."""
        text = None if response.tree is not None and response.status < 300 else _text(response)
        return cls(
            url=url,
            status=response.status,
            headers=response.headers,
            preconditions=frozenset(parse_preconditions(text) if response.status >= 400 else ()),
            tree=response.tree,
            text=text,
        )

    @classmethod
    def forbidden(cls, url: str, error: AuthorizationError) -> "Answer":
        """From what the library raises for a 403."""
        body = error.body or ""
        text = body if isinstance(body, str) else body.decode(errors="replace")
        return cls(url=url, status=403, preconditions=frozenset(error.preconditions), text=text)

    @property
    def etag(self) -> str:
        """The ETag header, "" without one."""
        return self.headers.get("ETag", "")

    @property
    def is_gone(self) -> bool:
        """Whether the resource does not exist."""
        return self.status in {404, 410}

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people, with a status that would pass for success."""
        return self.status == 200 and self.headers.get("Content-Type", "").lower().startswith("text/html")

    @property
    def is_temporary(self) -> bool:
        """Whether the server is out of order for a while, rather than unable to give just this."""
        return self.status in {408, 502, 503, 504}

    def error(self, *, taken: type[ProviderError] = Refused) -> ProviderError:
        """What this refusal means. `taken` is what a conflict means (409, 412): `Exists` on creation, `Changed` on
        update and deletion."""
        kind = _BY_STATUS.get(self.status, Unreachable if self.status >= 500 or self.status == 408 else Refused)
        if self.status in {409, 412}:
            kind = taken
        if self.preconditions & _UID_TAKEN:
            return Exists(f"{self.url} {_ELSEWHERE}")
        if self.preconditions & _INVALID:
            kind = Refused
        return kind(f"{self.url} answered {self.status}{self._words()}")

    def expect(self, *statuses: int, taken: type[ProviderError] = Refused) -> "Answer":
        """This answer, if it has one of these statuses; else raises its error."""
        if self.status not in statuses:
            raise self.error(taken=taken)
        return self

    def _words(self) -> str:
        """The precondition that failed, else the first words of the body, as far as they are printable."""
        if self.preconditions:
            return f" ({', '.join(sorted(name.rpartition('}')[2] for name in self.preconditions))})"
        words = " ".join((self.text or "")[:2000].split())[:120] if self.tree is None else ""
        words = "".join(character for character in words if character.isprintable())
        return f": {words}" if words and not words.startswith("<") else ""


def _text(response: DAVResponse) -> str | None:
    try:
        return response.raw
    except UnicodeDecodeError:
        return None


def signed_out(url: str) -> SignedOut:
    """Status 401, or a server that sees no user in spite of our credentials."""
    return SignedOut(
        f"{origin(url)} does not take the username and password of this account. Check both in the config "
        f"(some services want a password made for the app), then run: aftertouch sync"
    )


def rate_limited(url: str, retry_after: float | None) -> RateLimited:
    """Status 429, or 503 with Retry-After."""
    return RateLimited(f"{origin(url)} asks to slow down", retry_after=retry_after)


def connection_error(url: str, error: requests.RequestException) -> ProviderError:
    """No answer at all, by what requests says of it."""
    for kind, words in _CONNECTION_ERRORS:
        if isinstance(error, kind):
            return Unreachable(f"{origin(url)} {words}{_certificate(error)}")
    return Refused(f"{origin(url)} can't be asked ({type(error).__name__})")


def _certificate(error: BaseException | None) -> str:
    """What is wrong with the server's certificate, where that is the cause."""
    while error is not None and not isinstance(error, ssl.SSLCertVerificationError):
        error = error.__context__
    return "" if error is None else f" ({error.verify_message})"


_CONNECTION_ERRORS: tuple[tuple[type[requests.RequestException], str], ...] = (
    (requests.exceptions.ProxyError, "can't be reached through the proxy of the environment"),
    (requests.exceptions.SSLError, "shows no certificate that is trusted here; for a private authority set `ca_file`"),
    (requests.exceptions.ConnectTimeout, "does not take connections in time"),
    (requests.exceptions.Timeout, "does not answer in time"),
    (requests.exceptions.ConnectionError, "can't be reached, or closed the connection without an answer"),
    (requests.exceptions.ChunkedEncodingError, "broke off its answer"),
    (requests.exceptions.ContentDecodingError, "sent an answer that can't be decompressed"),
)
