"""One account's way to its server: bounded, timed, counted, and never to another origin with our credentials.

All HTTP goes through the caldav library's `DAVClient.request`; what it leaves open is closed here (docs/decisions.md):
the size of an answer and the time it may take, redirects, netrc, and a Digest challenge after Basic was sent at once.
"""

import io
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
import urllib3
from caldav.davclient import DAVClient
from caldav.lib import error as library
from requests.adapters import HTTPAdapter
from requests.auth import HTTPBasicAuth, HTTPDigestAuth

from providers.caldav.answers import Answer, Garbled, NotCalDav, connection_error, rate_limited, signed_out, too_large
from providers.caldav.urls import Trust, origin
from providers.errors import Refused, Unreachable
from providers.interface import MAX_BYTES

_READING = frozenset({"GET", "PROPFIND", "REPORT"})
_REDIRECTS = 5
_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to connect, seconds between two bytes, seconds for a whole answer; bytes of an answer, decompressed."""

    connect: float = 10
    silence: float = 60
    answer: float = 300
    size: int = MAX_BYTES


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
        self._trust = Trust(url)
        self._client = DAVClient(
            url,
            auth=_BasicThenDigest(username, password) if username else _anonymous,
            timeout=(limits.connect, limits.silence),  # type: ignore[arg-type]  # requests takes the pair
            ssl_verify_cert=str(ca_file) if ca_file else True,
            headers={"User-Agent": "Aftertouch"},
            enable_rfc6764=False,
        )
        adapter = _Adapter(limits, meter or (lambda: None))
        self._client.session.mount("https://", adapter)
        self._client.session.mount("http://", adapter)
        # requests would follow a 302 with a GET, which makes a refused write look like a success. With none allowed
        # it raises instead, and `ask` follows for readings, keeping the method.
        self._client.session.max_redirects = 0
        # Plain http is for this machine alone: a proxy of the environment would carry the password off it.
        self._client.session.trust_env = url.startswith("https:")

    def trust(self, url: str) -> None:
        """Also talk to the origin of this URL, which DNS named for the account's domain (RFC 6764)."""
        self._trust.add(url)

    def ask(self, method: str, url: str, body: object = "", headers: Mapping[str, str] | None = None) -> Answer:
        """Send one request and give the answer, whatever its status.

        Raises `SignedOut` (401), `RateLimited` (429, 503 with Retry-After), `Unreachable` (no answer, cut off, too
        slow, 207 that is no XML) and `Refused` (too large, another origin, a redirect of a write).
        """
        for _ in range(_REDIRECTS):
            if not self._trust.covers(url):
                raise Refused(f"{origin(url)} is not the server of this account: nothing is sent there")
            try:
                return self._send(method, url, str(body), headers or {})
            except requests.TooManyRedirects as redirect:
                target = _target(redirect, url)
                if method not in _READING:
                    raise Refused(f"{url} redirects a {method} to {target}: use that address") from None
                if not self._trust.covers(target):
                    raise NotCalDav(f"{url} redirects to {target}: set that as `url`, if it is to be trusted") from None
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
        return Answer.of(url, response)


class _Adapter(HTTPAdapter):
    """Where every request passes on its way to the wire, those of the authentication included."""

    def __init__(self, limits: Limits, meter: Callable[[], None]) -> None:
        super().__init__()
        self._limits = limits
        self._meter = meter

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        """Send and read the answer, as far as the limits go; gives it with its body read and decompressed."""
        self._meter()
        response = super().send(request, *args, **options | {"stream": True})
        url = str(request.url)
        with response.raw:
            body = b"".join(self._read(response.raw, url))
        response.raw = io.BytesIO(body)
        return response

    def _read(self, raw: urllib3.HTTPResponse, url: str) -> Iterator[bytes]:
        deadline = time.monotonic() + self._limits.answer
        left = self._limits.size
        try:
            # read1 gives what has come; read would wait for a whole chunk, and a trickle would never end
            while chunk := raw.read1(_CHUNK, decode_content=True):
                left -= len(chunk)
                if left < 0:
                    raise too_large(url, self._limits.size)
                if time.monotonic() > deadline:
                    raise Unreachable(f"{origin(url)} did not finish its answer in {self._limits.answer:.0f} seconds")
                yield chunk
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"{origin(url)} broke off its answer ({type(error).__name__})") from None


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
    return requests.compat.urljoin(url, location)
