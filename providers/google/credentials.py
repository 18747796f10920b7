"""From what a person signed in with, or a service account's key, to bearer tokens.

The token file is google-auth's authorized-user JSON. Two processes may find its token expired at once: they take turns
by a lock beside the file, and the second one finds what the first one wrote. The clock is read here: tokens expire.
"""

import json
import logging
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any, Protocol

import requests
from google.auth.exceptions import GoogleAuthError, RefreshError, TransportError
from google.auth.transport.requests import Request
from google.oauth2.credentials import Credentials
from google.oauth2.service_account import Credentials as ServiceCredentials

from providers.bounded import Bounded, Limits
from providers.errors import ProviderError, SignedOut, Unreachable
from providers.google import scopes
from providers.google.token_file import REFRESH_ENDS, SIGNED_IN, TokenFile, is_loopback_or_https

_GOOGLE_TOKENS = "https://oauth2.googleapis.com/token"
_PATIENCE = 30
_LIMITS = Limits(answer=60, size=1024 * 1024)
_TESTING = timedelta(days=7)
"""How long a sign-in lasts whose OAuth client is in "Testing" (and a day, until somebody notices)."""


class Bearer(Protocol):
    """Gives tokens, by two methods that raise `SignedOut` and `Unreachable`; thread-safe."""

    def token(self) -> str:
        """One that has not expired, as far as we know."""
        ...

    def renewed(self, refused: str) -> str:
        """A newer one than this, which was not taken."""
        ...

    def granted(self) -> frozenset[str]:
        """The scopes that were allowed, as far as is known here; empty where it is not."""
        ...


class Person:
    """Somebody who signed in by `aftertouch auth`."""

    def __init__(self, account: str, file: TokenFile, *, token_uri: str = "") -> None:
        """`token_uri` is where tokens are renewed; "" is where the file says."""
        self._account = account
        self._file = file
        self._token_uri = token_uri
        self._turn = threading.Lock()
        self._held: Credentials | None = None

    def token(self) -> str:
        """As `Bearer.token`."""
        with self._turn:
            if self._held is None or not self._held.valid:
                self._held = self._renewed(refused="")
            return str(self._held.token)

    def renewed(self, refused: str) -> str:
        """As `Bearer.renewed`."""
        with self._turn:
            if self._held is None or self._held.token == refused:
                self._held = self._renewed(refused)
            return str(self._held.token)

    def granted(self) -> frozenset[str]:
        """As `Bearer.granted`, by the token file."""
        return frozenset((self._file.read() or {}).get("scopes") or ())

    def _renewed(self, refused: str) -> Credentials:
        if (found := self._read()).valid and found.token != refused:
            return found
        with self._file.locked():
            found = self._read()  # another process may have been first
            if not found.valid or found.token == refused:
                self._refresh(found)
        return found

    def _refresh(self, found: Credentials) -> None:
        if not is_loopback_or_https(str(found.token_uri)):
            raise SignedOut(f"{self._file.path}: token_uri is not https; {self._cure}")
        with _network(self._explained, found.refresh_token, found.client_secret):
            found.refresh(request(str(found.token_uri)))  # type: ignore[no-untyped-call]
        self._file.update(token=str(found.token), refresh_token=found.refresh_token, expiry=found.expiry)

    def _read(self) -> Credentials:
        content = self._file.read()
        if content is None:
            raise SignedOut(f"account {self._account}: nobody has signed in yet; {self._cure}")
        return Credentials(  # type: ignore[no-untyped-call]
            content.get("token"),
            refresh_token=content.get("refresh_token"),
            token_uri=self._token_uri or content.get("token_uri") or _GOOGLE_TOKENS,
            client_id=content.get("client_id"),
            client_secret=content.get("client_secret"),
            expiry=_expiry(content.get("expiry")),
        )

    def _explained(self, error: RefreshError) -> SignedOut:
        """What an expired or revoked sign-in means, and the way out."""
        code, said = _said(error)
        where = f"account {self._account}: Google does not take the sign-in any more"
        if code == "invalid_grant" and _ended_by_itself(self._file, datetime.now(UTC)):
            return SignedOut(
                f'{where}: it lasted 7 days, which is what an OAuth client in "Testing" gives. In the Google Cloud '
                f'console choose "Publish app" (Audience), then {self._cure}'
            )
        why = "it expired or was revoked" if code == "invalid_grant" else said
        return SignedOut(f"{where}: {why}; {self._cure}")

    @property
    def _cure(self) -> str:
        return f"run: aftertouch auth {self._account}"


class ServiceAccount:
    """A service account, which may act for a person of its Workspace (`subject`)."""

    def __init__(self, account: str, key: Path, *, subject: str, own_calendar: bool) -> None:
        """Raises `SignedOut` where the file is no key of a service account."""
        self._account = account
        self._turn = threading.Lock()
        self._scopes = scopes.needed(own_calendar=own_calendar)
        try:
            self._held = ServiceCredentials.from_service_account_info(  # type: ignore[no-untyped-call]
                json.loads(key.read_text(encoding="utf-8")), scopes=self._scopes, subject=subject or None
            )
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no key of a service account"
            raise SignedOut(f"{key}: {why}; make a key of type JSON in the Google Cloud console") from None
        if not is_loopback_or_https(str(self._held._token_uri)):  # noqa: SLF001  the library shows it nowhere else
            raise SignedOut(f"{key}: token_uri is not https")

    @property
    def email(self) -> str:
        """The address with which a person shares a calendar."""
        return str(self._held.service_account_email)

    def token(self) -> str:
        """As `Bearer.token`."""
        with self._turn:
            if not self._held.valid:
                self._refresh()
            return str(self._held.token)

    def renewed(self, refused: str) -> str:
        """As `Bearer.renewed`."""
        with self._turn:
            if self._held.token == refused:
                self._refresh()
            return str(self._held.token)

    def granted(self) -> frozenset[str]:
        """As `Bearer.granted`: a key is good for what is asked for."""
        return frozenset(self._scopes)

    def _refresh(self) -> None:
        with _network(self._explained):
            self._held.refresh(request(str(self._held._token_uri)))  # noqa: SLF001  as above

    def _explained(self, error: RefreshError) -> SignedOut:
        code, said = _said(error)
        where = f"account {self._account}: Google does not take the service account"
        if code == "unauthorized_client":
            return SignedOut(
                f"{where} for its subject: in the Workspace's admin console allow its client id, under domain-wide "
                f"delegation, exactly these scopes: {','.join(self._scopes)}"
            )
        return SignedOut(f"{where}: {said}; check that its key stands and its subject exists")


def token_uri(client_secrets: Path) -> str:
    """Where the OAuth client of this file gets its tokens; "" where it can't be read, since signing in says why."""
    try:
        (client,) = json.loads(client_secrets.read_text(encoding="utf-8")).values()
        return str(client.get("token_uri") or "")
    except (OSError, ValueError, AttributeError):
        return ""


def request(uri: str) -> Any:
    """How google-auth asks a token endpoint: there and nowhere else, bounded, and without a word of it in any log."""
    hush()
    session = requests.Session()
    session.auth = _as_it_is
    keep_to(uri, session)
    return partial(Request(session), timeout=_PATIENCE)


def keep_to(uri: str, session: requests.Session) -> None:
    """Make this session fit for secrets: bounded, never redirected, and for this machine without a proxy."""
    for scheme in ("https://", "http://"):
        session.mount(scheme, Bounded(_LIMITS, lambda _: "Google's token endpoint"))
    session.max_redirects = 0
    session.trust_env = not uri.startswith("http:")


def _as_it_is(asked: requests.PreparedRequest) -> requests.PreparedRequest:
    """No other credentials; without it requests would look for some in ~/.netrc."""
    return asked


def hush() -> None:
    """The libraries for signing in log codes, secrets and tokens when everything is logged: they say warnings only."""
    for name in ("google", "google_auth_oauthlib", "oauthlib", "requests_oauthlib"):
        logging.getLogger(name).setLevel(logging.WARNING)


@contextmanager
def _network(explained: Any, *secrets: str | None) -> Iterator[None]:
    """What goes wrong with a token endpoint, in words that do not repeat the secrets, as the endpoint might."""
    try:
        yield
    except TransportError:
        raise Unreachable("Google's token endpoint can't be reached") from None
    except RefreshError as error:
        words = str(error.args[0] if error.args else "refused")
        for secret in filter(None, secrets):
            words = words.replace(secret, "…")
        error.args = (words, *error.args[1:])
        raise _refused(error, explained) from None
    except (GoogleAuthError, ValueError, TypeError, KeyError):
        raise Unreachable(
            "Google's token endpoint answered with something that is no token (a proxy's page?)"
        ) from None


def _refused(error: RefreshError, explained: Any) -> ProviderError:
    is_page = len(error.args) > 1 and not isinstance(error.args[1], Mapping)
    if error.retryable or is_page or _said(error)[1].lstrip().startswith("<"):
        return Unreachable("Google's token endpoint is out of order")
    signed_out: SignedOut = explained(error)
    return signed_out


def _said(error: RefreshError) -> tuple[str, str]:
    """The OAuth error code (RFC 6749 5.2), "" without one, and the words for a person."""
    answer = error.args[1] if len(error.args) > 1 and isinstance(error.args[1], Mapping) else {}
    return str(answer.get("error", "")), " ".join(str(error.args[0] if error.args else "refused").split())[:200]


def _ended_by_itself(file: TokenFile, now: datetime) -> bool:
    """Whether a sign-in in "Testing" has ended: as Google told, else by its age."""
    if ends := file.moment(REFRESH_ENDS):
        return now >= ends
    signed_in = file.moment(SIGNED_IN)
    return signed_in is not None and _TESTING <= now - signed_in <= _TESTING + timedelta(days=1)


def _expiry(text: object) -> datetime | None:
    """As google-auth wants it: naive, in UTC."""
    with suppress(ValueError):
        at = datetime.fromisoformat(str(text))
        return at.astimezone(UTC).replace(tzinfo=None) if at.tzinfo else at
    return None
