"""The pages and endpoints of signing in, over HTTP."""

import base64
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

from tests.google.answers import Answer, html, in_json, redirect
from tests.google.asked import Asked
from tests.google.oauth import Denied, OAuth

AUTH, TOKEN, REVOKE = "/o/oauth2/v2/auth", "/token", "/revoke"
_LOOPBACK = {"127.0.0.1", "localhost", "::1"}


def handle(oauth: OAuth, asked: Asked) -> Answer | None:
    """Answer a request that signs in; None where it is another one."""
    endpoint = _ENDPOINTS.get((asked.method, asked.path))
    return endpoint(oauth, asked) if endpoint else None


def _authorize(oauth: OAuth, asked: Asked) -> Answer:
    """The consent screen, on which the person has decided already (RFC 8252: loopback redirects only)."""
    query = {name: values[0] for name, values in asked.query.items()}
    target = urlsplit(query.get("redirect_uri", ""))
    if target.scheme != "http" or target.hostname not in _LOOPBACK:
        return html(400, "Error 400: redirect_uri_mismatch")
    try:
        return redirect(f"{query['redirect_uri']}?{urlencode(oauth.consent(query))}")
    except Denied as problem:
        return html(problem.status, f"Error {problem.status}: {problem.error}")


def _token(oauth: OAuth, asked: Asked) -> Answer:
    try:
        return in_json(oauth.token(asked.form | _basic(asked)), headers={"Cache-Control": "no-store"})
    except Denied as problem:
        body = {"error": problem.error, "error_description": problem.description}
        return in_json(body, status=problem.status)


def _basic(asked: Asked) -> dict[str, str]:
    """The client's id and secret where they come as a name and a password (RFC 6749, 2.3.1)."""
    kind, _, text = asked.headers.get("authorization", "").partition(" ")
    if kind != "Basic":
        return {}
    client_id, _, secret = base64.b64decode(text).decode().partition(":")
    return {"client_id": client_id, "client_secret": secret}


def _revoke(oauth: OAuth, asked: Asked) -> Answer:
    text = asked.form.get("token") or asked.query.get("token", [""])[0]
    if oauth.revoke(text):
        return in_json({})
    return in_json({"error": "invalid_token", "error_description": "Token expired or revoked"}, status=400)


_ENDPOINTS: dict[tuple[str, str], Callable[[OAuth, Asked], Answer]] = {
    ("GET", AUTH): _authorize,
    ("POST", TOKEN): _token,
    ("POST", REVOKE): _revoke,
}
