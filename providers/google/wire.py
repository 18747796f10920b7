"""The way to Google's API: bounded, timed, counted, and with nothing hidden in it.

google-api-python-client takes any object with httplib2's `request`. httplib2 itself sends a POST again when the peer
closes without an answer, reads answers of any size, and is not thread-safe; requests does what it is told, once.
"""

import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import httplib2
import requests
import urllib3

from providers.errors import Refused, Unreachable
from providers.google.answers import connection_error
from providers.google.credentials import Bearer
from providers.interface import MAX_BYTES

_CHUNK = 64 * 1024


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds to connect, seconds between two bytes, seconds for a whole answer; bytes of an answer, decompressed.

    Where Google asks to slow down: how often a request is sent in all, and the longest wait in seconds before it is
    sent again; what takes longer is told instead."""

    connect: float = 10
    silence: float = 60
    answer: float = 300
    size: int = MAX_BYTES
    tries: int = 3
    wait: float = 8


class Wire:
    """Sends requests with a bearer token, which is renewed once where it is not taken. Thread-safe: each thread has
    connections of its own. Redirects are not followed."""

    def __init__(self, bearer: Bearer, *, endpoint: str, limits: Limits, meter: Callable[[], None]) -> None:
        self._bearer = bearer
        self._limits = limits
        self._meter = meter
        self._counting = threading.Lock()
        self._own = threading.local()
        # Plain http is for this machine alone: a proxy of the environment would carry the token off it.
        self._uses_proxies = not endpoint.startswith("http:")

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Mapping[str, str] | None = None, **_: object
    ) -> tuple[httplib2.Response, bytes]:
        """As httplib2's. Raises `SignedOut` where no token is to be had, `Unreachable`, and `Refused` where the answer
        is too large."""
        token = self._bearer.token()
        response, content = self._send(uri, method, body, headers or {}, token)
        if response.status == 401:
            return self._send(uri, method, body, headers or {}, self._bearer.renewed(token))
        return response, content

    def _send(
        self, uri: str, method: str, body: Any, headers: Mapping[str, str], token: str
    ) -> tuple[httplib2.Response, bytes]:
        with self._counting:
            self._meter()
        try:
            with self._session().request(
                method,
                uri,
                data=body,
                headers=dict(headers),
                auth=_Token(token),
                timeout=(self._limits.connect, self._limits.silence),
                stream=True,
                allow_redirects=False,
            ) as response:
                content = b"".join(self._read(response.raw))
        except requests.RequestException as error:
            raise connection_error(error) from None
        return httplib2.Response({**response.headers, "status": str(response.status_code)}), content

    def _read(self, raw: urllib3.HTTPResponse) -> Iterator[bytes]:
        deadline = time.monotonic() + self._limits.answer
        left = self._limits.size
        try:
            # read1 gives what has come; read would wait for a whole chunk, and a trickle would never end
            while chunk := raw.read1(_CHUNK, decode_content=True):
                left -= len(chunk)
                if left < 0:
                    raise Refused(f"Google Calendar answered more than {self._limits.size // 1024 // 1024} MiB")
                if time.monotonic() > deadline:
                    raise Unreachable(f"Google Calendar did not finish its answer in {self._limits.answer:.0f} seconds")
                yield chunk
        except urllib3.exceptions.HTTPError as error:
            raise Unreachable(f"Google Calendar broke off its answer ({type(error).__name__})") from None

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.trust_env = self._uses_proxies
        session: requests.Session = self._own.session
        return session


class _Token(requests.auth.AuthBase):
    """As an `auth` of its own; without one requests would look for another in ~/.netrc."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request
