"""Signing in: clients, consent, codes, and tokens that expire and can be revoked (RFC 6749, 7636, 7523, 7009)."""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from google.auth import exceptions, jwt

from tests.google.clock import Clock

SCOPE = "https://www.googleapis.com/auth/"
_HOUR = timedelta(seconds=3599)
_TESTING = timedelta(days=7)
_CODE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """Who is signed in, with which client, for what (full scope URLs)."""

    account: str
    client_id: str
    scopes: frozenset[str]
    service: bool = False
    """Whether it is a service account that acts for itself."""


class Denied(Exception):
    """The token endpoint's refusal (RFC 6749, 5.2)."""

    def __init__(self, error: str, description: str, status: int = 400) -> None:
        super().__init__(f"{error}: {description}")
        self.error, self.description, self.status = error, description, status


@dataclass(frozen=True, slots=True, kw_only=True)
class _Code:
    grant: Grant
    redirect_uri: str
    challenge: str
    expires: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Token:
    grant: Grant
    expires: datetime | None
    parent: str = ""
    """The refresh token that it came from."""

    def alive(self, now: datetime) -> bool:
        return self.expires is None or now < self.expires


@dataclass(slots=True, kw_only=True)
class OAuth:
    """The authorization server. Its attributes are what the person and the console have set."""

    clock: Clock
    person: str
    """Who sits at the browser."""
    denies: bool = False
    """Whether the person clicks Cancel."""
    unticked: set[str] = field(default_factory=set)
    """Scopes that the person does not tick."""
    testing: bool = False
    """Whether the client is in "Testing": its refresh tokens die after seven days."""
    clients: dict[str, str] = field(default_factory=dict)
    """Client ids to secrets."""
    services: dict[str, str] = field(default_factory=dict)
    """Service accounts to their public keys (PEM)."""
    delegates: set[tuple[str, str]] = field(default_factory=set)
    """Service accounts with the subjects that they may act for."""
    _codes: dict[str, _Code] = field(default_factory=dict)
    _refresh: dict[str, _Token] = field(default_factory=dict)
    _access: dict[str, _Token] = field(default_factory=dict)

    # The person consents

    def consent(self, asked: Mapping[str, str]) -> dict[str, str]:
        """What the redirect back carries. Raises `Denied` where nothing may be redirected to."""
        grant = self._consented(asked)
        if self.denies or not grant.scopes:
            return _with_state(asked, {"error": "access_denied"})
        code = f"4/{secrets.token_urlsafe(24)}"
        self._codes[code] = _Code(
            grant=grant,
            redirect_uri=asked["redirect_uri"],
            challenge=asked.get("code_challenge", ""),
            expires=self.clock.now() + _CODE,
        )
        return _with_state(asked, {"code": code, "scope": " ".join(sorted(grant.scopes))})

    def _consented(self, asked: Mapping[str, str]) -> Grant:
        if asked.get("client_id") not in self.clients:
            raise Denied("invalid_client", "The OAuth client was not found.", 401)
        if asked.get("response_type") != "code" or not asked.get("scope"):
            raise Denied("invalid_request", "response_type=code and scope are needed")
        if asked.get("code_challenge_method", "S256") != "S256":
            raise Denied("invalid_request", "Only S256 is accepted here")
        scopes = frozenset(asked["scope"].split()) - self.unticked
        return Grant(account=self.person, client_id=asked["client_id"], scopes=scopes)

    # The token endpoint

    def token(self, form: Mapping[str, str]) -> dict[str, str | int]:
        """Answer a token request (RFC 6749, 3.2). Raises `Denied`."""
        kinds = {
            "authorization_code": self._from_code,
            "refresh_token": self._from_refresh_token,
            "urn:ietf:params:oauth:grant-type:jwt-bearer": self._from_assertion,
        }
        kind = form.get("grant_type", "")
        if kind not in kinds:
            raise Denied("unsupported_grant_type", f"Invalid grant_type: {kind}")
        return kinds[kind](form)

    def _from_code(self, form: Mapping[str, str]) -> dict[str, str | int]:
        self._check_client(form)
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or self.clock.now() >= code.expires or code.grant.client_id != form["client_id"]:
            raise Denied("invalid_grant", "Malformed auth code.")
        if code.redirect_uri != form.get("redirect_uri"):
            raise Denied("redirect_uri_mismatch", "Bad Request")
        if code.challenge and code.challenge != _challenge(form.get("code_verifier", "")):
            raise Denied("invalid_grant", "Invalid code verifier.")
        return self._issue(code.grant, self.refresh_token(code.grant), new=True)

    def _from_refresh_token(self, form: Mapping[str, str]) -> dict[str, str | int]:
        self._check_client(form)
        text = form.get("refresh_token", "")
        token = self._refresh.get(text)
        if token is None or not token.alive(self.clock.now()) or token.grant.client_id != form["client_id"]:
            raise Denied("invalid_grant", "Token has been expired or revoked.")
        asked = frozenset(form.get("scope", "").split())
        if asked - token.grant.scopes:
            raise Denied("invalid_scope", "Some requested scopes were never granted.")
        scopes = asked or token.grant.scopes
        grant = Grant(account=token.grant.account, client_id=token.grant.client_id, scopes=scopes)
        return self._issue(grant, text)

    def _from_assertion(self, form: Mapping[str, str]) -> dict[str, str | int]:
        try:
            issuer = str(_decode(form["assertion"], verify=False)["iss"])
            claims = _decode(form["assertion"], certs=self.services[issuer])
        except (ValueError, KeyError, exceptions.GoogleAuthError):
            raise Denied("invalid_grant", "Invalid JWT Signature.") from None
        subject = str(claims.get("sub", issuer))
        if subject != issuer and (issuer, subject) not in self.delegates:
            message = "Client is unauthorized to retrieve access tokens using this method."
            raise Denied("unauthorized_client", message, 401)
        scopes = frozenset(str(claims.get("scope", "")).split())
        if not scopes:
            raise Denied("invalid_scope", "Invalid OAuth scope or ID token audience provided.")
        return self._issue(Grant(account=subject, client_id=issuer, scopes=scopes, service=subject == issuer), "")

    def _check_client(self, form: Mapping[str, str]) -> None:
        known = self.clients.get(form.get("client_id", ""))
        if known is None or known != form.get("client_secret", ""):
            raise Denied("invalid_client", "The OAuth client was not found.", 401)

    def _issue(self, grant: Grant, refresh_token: str, *, new: bool = False) -> dict[str, str | int]:
        answer: dict[str, str | int] = {
            "access_token": self.access_token(grant, refresh_token),
            "expires_in": int(_HOUR.total_seconds()),
            "scope": " ".join(sorted(grant.scopes)),
            "token_type": "Bearer",
        }
        if new:
            answer["refresh_token"] = refresh_token
            if self.testing:
                answer["refresh_token_expires_in"] = int(_TESTING.total_seconds())
        return answer

    # Tokens

    def refresh_token(self, grant: Grant) -> str:
        """A new one for this grant."""
        text = f"1//{secrets.token_urlsafe(32)}"
        expires = self.clock.now() + _TESTING if self.testing else None
        self._refresh[text] = _Token(grant=grant, expires=expires)
        return text

    def access_token(self, grant: Grant, refresh_token: str = "") -> str:
        """A new one for this grant, good for an hour."""
        text = f"ya29.{secrets.token_urlsafe(32)}"
        self._access[text] = _Token(grant=grant, expires=self.clock.now() + _HOUR, parent=refresh_token)
        return text

    def grant(self, access_token: str) -> Grant | None:
        """What a living access token allows."""
        token = self._access.get(access_token)
        return token.grant if token and token.alive(self.clock.now()) else None

    def revoke(self, text: str) -> bool:
        """End a refresh or an access token and all that comes with it (RFC 7009); False where it is unknown."""
        if text not in self._refresh and text not in self._access:
            return False
        root = self._access[text].parent if text in self._access else text
        self._refresh.pop(root, None)
        self._access = {
            name: token for name, token in self._access.items() if name != text and (token.parent != root or not root)
        }
        return True

    def revoke_all(self) -> None:
        """The person takes back every consent, in their account's settings."""
        self._refresh.clear()
        self._access.clear()

    def expire_access_tokens(self) -> None:
        """Every access token ends now; refresh tokens live on."""
        self._access.clear()


def _with_state(asked: Mapping[str, str], answer: dict[str, str]) -> dict[str, str]:
    return ({"state": asked["state"]} if "state" in asked else {}) | answer


def _decode(assertion: str, **how: object) -> Mapping[str, object]:
    claims: Mapping[str, object] = jwt.decode(assertion, **how)  # type: ignore[no-untyped-call]
    return claims


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).decode().rstrip("=")
