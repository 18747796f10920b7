"""The way to Google's API: bounded, timed, counted, and with nothing hidden in it.

google-api-python-client takes any object with httplib2's `request`. httplib2 itself sends a POST again when the peer
closes without an answer, reads answers of any size, and is not thread-safe; requests does what it is told, once.
"""

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httplib2
import requests

from providers import bounded
from providers.google.answers import connection_error
from providers.google.credentials import Bearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(bounded.Limits):
    """Where Google asks to slow down, too: how often a request is sent in all, and the longest wait in seconds before
    it is sent again; what takes longer is told instead. An element of JSON takes less memory than one of XML."""

    elements: int = 4_000_000
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

    @contextmanager
    def one_reading(self) -> Iterator[None]:
        """All answers that this thread gets inside are those of one reading, which has limits of its own."""
        self._session()
        with self._own.way.one_reading():
            yield

    def _send(
        self, uri: str, method: str, body: Any, headers: Mapping[str, str], token: str
    ) -> tuple[httplib2.Response, bytes]:
        with self._counting:
            self._meter()
        session = self._session()
        timeout = (self._limits.connect, self._limits.silence)
        try:
            request = _prepared(uri, method, body, {**headers, "Authorization": f"Bearer {token}"})
            around = session.merge_environment_settings(uri, {}, None, None, None)
            with session.send(request, timeout=timeout, allow_redirects=False, **around) as response:
                content = response.content
        except requests.RequestException as error:
            raise connection_error(error) from None
        if response.status_code >= 400:  # we repeat its words
            content = content.replace(token.encode(), b"...")
        return httplib2.Response({**response.headers, "status": str(response.status_code)}), content

    def _session(self) -> requests.Session:
        if not hasattr(self._own, "session"):
            self._own.session = requests.Session()
            self._own.session.trust_env = self._uses_proxies
            self._own.way = bounded.Bounded(self._limits, lambda _: "Google Calendar", markup=b",[{")
            self._own.session.mount("https://", self._own.way)
            self._own.session.mount("http://", self._own.way)
        session: requests.Session = self._own.session
        return session


def _prepared(uri: str, method: str, body: Any, headers: Mapping[str, str]) -> requests.PreparedRequest:
    """The library has quoted the URL; requests would do it again, which takes longer than all else that it does. With
    a header of its own for the token nothing is looked up in ~/.netrc."""
    request = requests.PreparedRequest()
    request.prepare_method(method)
    request.url = uri
    request.prepare_headers(headers)
    request.prepare_body(body, None)
    return request
