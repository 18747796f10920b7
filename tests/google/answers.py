"""What goes back over the wire, and errors in the JSON that Google uses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Delivery = Literal["whole", "closed", "reset", "half"]
"""How an answer reaches the client: whole; not at all (closed, or with a TCP reset); or cut in the middle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, headers and a body that is already bytes."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = "whole"


def in_json(body: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Answer:
    """An answer with a JSON body."""
    kind = {"Content-Type": "application/json; charset=UTF-8"}
    return Answer(status=status, body=json.dumps(body).encode(), headers=kind | dict(headers or {}))


def html(status: int, text: str) -> Answer:
    """A page for a person: what a proxy or a captive portal answers."""
    page = f"<!DOCTYPE html><html><title>{text}</title><p>{text}</html>"
    return Answer(status=status, body=page.encode(), headers={"Content-Type": "text/html; charset=UTF-8"})


def redirect(url: str, *, status: int = 302) -> Answer:
    """Somewhere else."""
    return Answer(status=status, headers={"Location": url})


class ApiError(Exception):
    """A request that Google answers with an error (developers.google.com/calendar/api/guides/errors)."""

    def __init__(
        self,
        status: int,
        reason: str,
        message: str,
        *,
        domain: str = "global",
        more: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{status} {reason}: {message}")
        self.status = status
        self.headers = headers
        self._error: dict[str, Any] = {
            "code": status,
            "message": message,
            "errors": [{"domain": domain, "reason": reason, "message": message}],
        } | dict(more or {})

    def answer(self) -> Answer:
        """In the JSON that Google uses."""
        return in_json({"error": self._error}, status=self.status, headers=self.headers)


def invalid(message: str, *, reason: str = "invalid") -> ApiError:
    """The client asked for something that the documentation does not allow."""
    return ApiError(400, reason, message)


def not_found() -> ApiError:
    """There is no such thing, or this account may not know of it."""
    return ApiError(404, "notFound", "Not Found")


def deleted() -> ApiError:
    """It was here."""
    return ApiError(410, "deleted", "Resource has been deleted")


def duplicate() -> ApiError:
    """The id stands, or it is burned."""
    return ApiError(409, "duplicate", "The requested identifier already exists.")


def condition_not_met() -> ApiError:
    """The etag in If-Match is not the resource's."""
    return ApiError(412, "conditionNotMet", "Precondition Failed")


def forbidden(message: str = "Forbidden", *, reason: str = "forbidden") -> ApiError:
    """The account may not do this here."""
    return ApiError(403, reason, message, domain="calendar")


def full_sync_required() -> ApiError:
    """The sync token is dead."""
    message = "Sync token is no longer valid, a full sync is required."
    return ApiError(410, "fullSyncRequired", message, domain="calendar")


def rate_limited(
    status: int = 403, *, reason: str = "rateLimitExceeded", retry_after: str | int | None = None
) -> ApiError:
    """Too many requests: 403 or 429, with or without Retry-After; `reason` may be `userRateLimitExceeded`."""
    headers = None if retry_after is None else {"Retry-After": str(retry_after)}
    return ApiError(status, reason, "Rate Limit Exceeded", domain="usageLimits", headers=headers)


def quota_exceeded() -> ApiError:
    """The lock that makes an account's calendars read-only for hours."""
    return ApiError(403, "quotaExceeded", "Calendar usage limits exceeded.", domain="usageLimits")


def backend_error(status: int = 503) -> ApiError:
    """Google has a bad day."""
    return ApiError(status, "backendError", "Backend Error")
