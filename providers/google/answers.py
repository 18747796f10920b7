"""What Google answered, and the one place where its refusals become our errors
(developers.google.com/calendar/api/guides/errors)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import requests
from googleapiclient.errors import HttpError

from providers.errors import (
    Changed,
    Exists,
    Forbidden,
    Locked,
    Missing,
    ProviderError,
    RateLimited,
    Refused,
    SignedOut,
    Unreachable,
)
from providers.google.retry_after import seconds

PAGES = 1000
"""The most pages of one list that are asked for."""
LOCKED_FOR = 40 * 60.0
"""Seconds to leave a locked calendar alone, where Google does not say: it takes hours, and is not to be hurried."""

_LOCK = frozenset({"quotaExceeded"})
_TOO_FAST = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})
_SCOPES = frozenset({"insufficientPermissions", "ACCESS_TOKEN_SCOPE_INSUFFICIENT", "insufficientScopes"})


class Gone(Missing):
    """410: of an event, that it was deleted; of a list, that all must be read anew."""


class NeedsScopes(SignedOut):
    """What was signed in for does not cover what was asked."""


_BY_STATUS: dict[int, type[ProviderError]] = {
    400: Refused,
    401: SignedOut,
    403: Forbidden,
    404: Missing,
    409: Exists,
    410: Gone,
    412: Changed,
    408: Unreachable,
}


def error(answer: HttpError) -> ProviderError:
    """What a refusal means. `str()` names neither tokens nor what was sent."""
    status, reasons, said = int(answer.resp.status), _reasons(answer.content), _said(answer.content)
    where = f"Google Calendar answered {status}{f': {said}' if said else ''}"
    if reasons & _LOCK and status in {403, 429}:
        return Locked(
            f"Google has locked the calendar for writing, which takes hours ({said or 'quotaExceeded'})",
            retry_after=seconds(answer.resp.get("retry-after")) or LOCKED_FOR,
        )
    if status == 429 or (status == 403 and reasons & _TOO_FAST):
        return RateLimited("Google asks to slow down", retry_after=seconds(answer.resp.get("retry-after")))
    if status == 403 and reasons & _SCOPES:
        return NeedsScopes(where)
    if 300 <= status < 400 or status >= 500:
        return Unreachable(where)
    return _BY_STATUS.get(status, Refused)(where)


def identified(answer: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The items of a page. Raises `Unreachable` where one has no id: that is not Google's answer."""
    items = answer.get("items") or ()
    if not isinstance(items, list | tuple) or not all(isinstance(one, Mapping) and one.get("id") for one in items):
        raise Unreachable("Google Calendar answered with something that is no list")
    yield from items


def connection_error(problem: requests.RequestException) -> Unreachable:
    """No answer at all, by what requests says of it."""
    words = next((words for kind, words in _CONNECTION_ERRORS if isinstance(problem, kind)), type(problem).__name__)
    return Unreachable(f"Google Calendar {words}")


_CONNECTION_ERRORS: Sequence[tuple[type[requests.RequestException], str]] = (
    (requests.exceptions.ProxyError, "can't be reached through the proxy of the environment"),
    (requests.exceptions.SSLError, "shows no certificate that is trusted here"),
    (requests.exceptions.ConnectTimeout, "does not take connections in time"),
    (requests.exceptions.Timeout, "does not answer in time"),
    (requests.exceptions.ConnectionError, "can't be reached, or closed the connection without an answer"),
    (requests.exceptions.ChunkedEncodingError, "broke off its answer"),
    (requests.exceptions.ContentDecodingError, "sent an answer that can't be decompressed"),
)


def _reasons(content: bytes) -> frozenset[str]:
    """Why, in Google's words: `errors[].reason`, and `details[].reason` of the newer kind."""
    body = _body(content)
    parts = [part for name in ("errors", "details") for part in body.get(name) or () if isinstance(part, Mapping)]
    return frozenset(str(part.get("reason", "")) for part in parts)


def _said(content: bytes) -> str:
    words = " ".join(str(_body(content).get("message") or "").split())[:300]
    return "".join(character for character in words if character.isprintable())


def _body(content: bytes) -> Mapping[str, Any]:
    try:
        body = json.loads(content)["error"]
    except (ValueError, KeyError, TypeError):
        return {}
    return body if isinstance(body, Mapping) else {}
