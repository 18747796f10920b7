"""One account's way to its server: bounded, timed, counted, and never to another origin with our credentials.

All HTTP goes through the caldav library's `DAVClient.request`; what it leaves open is closed here (docs/decisions.md):
the size of an answer and the time it may take, redirects, netrc, and a Digest challenge after Basic was sent at once.
"""

import base64
import io
import logging
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import requests
from caldav.davclient import DAVClient
from caldav.lib import error as library
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from providers.bounded import Bounded, Limits
from providers.caldav.answers import Answer, Garbled, NotCalDav, connection_error, rate_limited, signed_out
from providers.caldav.urls import Trust, absolute, canonical, origin
from providers.errors import Refused

__all__ = ["Limits", "Transport"]

_READING = frozenset({"GET", "PROPFIND", "REPORT"})
_REDIRECTS = 5


class Transport:
    """Sends requests for one account. `ask` is the only way out."""

    def __init__(
        self,
        url: str,
        username: str,
        password: str,
        *,
        ca_file: str | Path | None = None,
        limits: Limits | None = None,
        meter: Callable[[], None] | None = None,
    ) -> None:
        limits = limits or Limits()
        # The library logs whole answers, in which a server may repeat what it was told.
        logging.getLogger("caldav").setLevel(logging.INFO)
        self._trust = Trust(url)
        self._client = DAVClient(
            url,
            auth=_BasicThenDigest(username, password) if username else _anonymous,
            timeout=(limits.connect, limits.silence),  # type: ignore[arg-type]  # requests takes the pair
            ssl_verify_cert=str(ca_file) if ca_file else True,
            headers={"User-Agent": "Aftertouch"},
            enable_rfc6764=False,
        )
        secrets = (password.encode(), base64.b64encode(f"{username}:{password}".encode())) if password else ()
        self._way = _Counted(limits, meter or (lambda: None), secrets)
        self._client.session.mount("https://", self._way)
        self._client.session.mount("http://", self._way)
        # requests would follow a 302 with a GET, which makes a refused write look like a success. With none allowed
        # it raises instead, and `ask` follows for readings, keeping the method.
        self._client.session.max_redirects = 0
        # Plain http is for this machine alone: a proxy of the environment would carry the password off it.
        self._client.session.trust_env = url.startswith("https:")

    def trust(self, url: str) -> None:
        """Also talk to the origin of this URL, which DNS named for the account's domain (RFC 6764)."""
        self._trust.add(url)

    def one_reading(self) -> AbstractContextManager[None]:
        """All answers inside are those of one reading, which has limits of its own."""
        return self._way.one_reading()

    def ask(self, method: str, url: str, body: object = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and give the answer, whatever its status.

        Raises `SignedOut` (401), `RateLimited` (429, 503 with Retry-After), `Unreachable` (no answer, cut off, too
        slow, 207 that is no XML), `Refused` (too large, another origin, a redirect of a write), and `NotCalDav` (a
        page), which is both.
        """
        for _ in range(_REDIRECTS):
            if not self._trust.covers(url):
                raise Refused(
                    f"the server names {origin(url)}, which is not the server of this account: nothing is sent there. "
                    f'If it is to be trusted with the password, set in the config: url = "{url}"'
                )
            try:
                return self._send(method, url, str(body), headers or {})
            except requests.TooManyRedirects as redirect:
                target = _target(redirect, url)
                if method not in _READING:
                    raise Refused(f"{url} redirects a {method} to {target}: use that address") from None
                if not self._trust.covers(target):
                    raise NotCalDav(
                        f"{url} redirects to {target}, which is not the server of this account: nothing is sent there. "
                        f'If it is to be trusted with the password, set in the config: url = "{target}"'
                    ) from None
                url = target
        raise Refused(f"{url} redirects in circles")

    def _send(self, method: str, url: str, body: str, headers: Mapping[str, str]) -> Answer:
        try:
            response = self._client.request(url, method, body, headers)
        except library.RateLimitError as error:
            raise rate_limited(url, error.retry_after_seconds) from None
        except library.AuthorizationError as error:
            if error.status == 401:
                raise signed_out(url) from None
            return Answer.forbidden(url, error)
        except requests.TooManyRedirects:
            raise
        except requests.RequestException as error:
            raise connection_error(url, error) from None
        except SyntaxError:  # lxml's XMLSyntaxError is one
            raise Garbled(f"{origin(url)} answered a {method} with broken XML") from None
        answer = Answer.of(url, response)
        if answer.is_page:
            raise NotCalDav(f"{url} answered with a page, not as a CalDAV server")
        return answer


class _Counted(Bounded):
    """Where every request passes on its way to the wire, those of the authentication included."""

    def __init__(self, limits: Limits, meter: Callable[[], None], secrets: tuple[bytes, ...]) -> None:
        super().__init__(limits, origin)
        self._meter = meter
        self._secrets = secrets

    def send(self, request: requests.PreparedRequest, *arguments: Any, **options: Any) -> requests.Response:
        """Count, then send. A refusal, whose words are logged and told, comes without our secrets: some servers repeat
        what they were sent."""
        self._meter()
        response = super().send(request, *arguments, **options)
        if response.status_code >= 400:
            body = response.raw.read()
            for secret in self._secrets:
                body = body.replace(secret, b"...")
            response.raw = io.BytesIO(body)
        return response


class _BasicThenDigest(HTTPDigestAuth):
    """Sends Basic at once, which saves a round trip on nearly all servers; takes up a Digest challenge."""

    def __init__(self, username: str, password: str) -> None:
        super().__init__(username, password)
        self._basic = HTTPBasicAuth(username.encode(), password.encode())

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request = super().__call__(request)  # type: ignore[no-untyped-call]  # typeshed has no types for it
        return request if "Authorization" in request.headers else self._basic(request)


def _anonymous(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """No credentials; without it requests would look for some in ~/.netrc."""
    return request


def _target(redirect: requests.TooManyRedirects, url: str) -> str:
    location = redirect.response.headers.get("Location", "") if redirect.response is not None else ""
    return canonical(absolute(url, location))
