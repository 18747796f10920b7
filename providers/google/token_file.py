"""The file that holds a person's sign-in: google-auth's authorized-user JSON, with when it was made.

Mode 0600, replaced as a whole, so that a reader finds the old one or the new one.
"""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from providers import private
from providers.errors import SignedOut

_LOCK = os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW
SIGNED_IN = "signed_in"
"""When the person signed in; ISO 8601."""
REFRESH_ENDS = "refresh_token_ends"
"""When the sign-in ends by itself, where Google said so (it does for clients in "Testing"); ISO 8601."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenFile:
    """One account's file. It may not be there."""

    path: Path

    def read(self) -> Mapping[str, Any] | None:
        """What it holds, None where it is not there. Raises `SignedOut` for one that can't be read."""
        try:
            content = json.loads(self.path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise SignedOut(f"{self.path}: can't be read: {error.strerror}") from None
        except ValueError:
            content = None
        if not isinstance(content, dict):
            raise SignedOut(f"{self.path}: is no token file; delete it and sign in again")
        return content

    def write(self, content: Mapping[str, Any], *, now: datetime) -> None:
        """A new sign-in. Raises OSError."""
        self._replace({**content, SIGNED_IN: now.astimezone(UTC).isoformat(timespec="seconds")})

    def update(self, *, token: str, refresh_token: str, expiry: datetime | None) -> None:
        """A newer token of the same sign-in. Where the file can't be written the token serves this process alone."""
        content = dict(self.read() or {})
        content |= {"token": token, "refresh_token": refresh_token}
        content["expiry"] = f"{expiry.isoformat()}Z" if expiry else None
        with suppress(OSError):
            self._replace(content)

    def moment(self, name: str) -> datetime | None:
        """When the person signed in (`SIGNED_IN`), or when that ends (`REFRESH_ENDS`), as far as it is known."""
        with suppress(ValueError):
            at = datetime.fromisoformat(str((self.read() or {}).get(name)))
            return at if at.tzinfo else at.replace(tzinfo=UTC)
        return None

    @contextmanager
    def locked(self) -> Iterator[None]:
        """One process at a time, as far as the folder lets us say so."""
        try:
            lock = os.open(self.path.with_name(f"{self.path.name}.lock"), _LOCK, 0o600)
        except OSError:
            yield
            return
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _replace(self, content: Mapping[str, Any]) -> None:
        private.replace(self.path, json.dumps(content, indent=2))


def is_loopback_or_https(url: str) -> bool:
    """Whether a secret may be sent there."""
    parts = urlsplit(url)
    if parts.scheme != "http":
        return parts.scheme == "https" and bool(parts.hostname)
    with suppress(ValueError):
        return ip_address(parts.hostname or "").is_loopback
    return parts.hostname == "localhost"
