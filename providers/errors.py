"""What can go wrong between us and a calendar: one small tree.

    ProviderError
    ├── Missing            the event or calendar does not exist (404, 410 on an event)
    ├── Exists             an event with this id stands already, or its id is burned (409, 412 on create)
    ├── Changed            it changed meanwhile: the etag is not the one given (412 on update and delete)
    ├── TokenExpired       the sync token is no longer valid: read everything
    ├── SignedOut          credentials missing, wrong, expired or revoked; says the command that signs in
    ├── Forbidden          read-only, not permitted, or over quota
    ├── RateLimited        asked to slow down; `retry_after` says for how long, when the server said so
    │   └── Locked         for hours, not seconds: the whole account is to be left alone until then
    ├── Unreachable        no answer: refused, reset, timed out, DNS, TLS, 5xx, cut off in the middle
    └── Refused            the server answered and will not do it (400, 415, 422, a body that is no calendar)

Each provider maps its vendor's errors to these in one place. After `Unreachable`, `Exists` and `Changed` on a
write nothing is known of what happened: read the key back and decide again.
"""


class ProviderError(Exception):
    """Anything a provider raises. `str()` says what happened and where, without secrets."""


class Missing(ProviderError):
    """The event or the calendar does not exist."""


class Exists(ProviderError):
    """An event with this id stands already, or the id can't be used again."""


class Burned(Exists):
    """The id can't be used again: an event that was deleted still has it (a trash bin)."""


class Changed(ProviderError):
    """The event changed since the etag was read."""


class TokenExpired(ProviderError):
    """The token can't be continued from: call `changes` again without one."""


class SignedOut(ProviderError):
    """The calendar does not take our credentials; the message names the command that signs in."""


class Forbidden(ProviderError):
    """Read-only, not permitted, or over quota."""


class RateLimited(ProviderError):
    """Too many requests; `retry_after` in seconds, None where the server did not say."""

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class Locked(RateLimited):
    """The account is locked for hours (Google's usage limits); `retry_after` is always told."""


class Unreachable(ProviderError):
    """No usable answer; for a write this means that nothing is known."""


class Refused(ProviderError):
    """The server answered, and will not do this."""
