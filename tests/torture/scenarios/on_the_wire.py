"""Sessions of requests whose requests pass through a line: what goes wrong is told to the server in a header, and the
server does it; only time runs out on this side, so that nobody waits for it."""

from collections.abc import Callable, Mapping
from typing import Any

import requests

from tests.torture.scenarios.line import BEFORE, Line

HEADER = "X-Fault"
_READING = frozenset({"GET", "PROPFIND", "REPORT", "OPTIONS"})


class Wired:
    """A process's sessions. `line` is the one of the process that runs now."""

    def __init__(self) -> None:
        self.line = Line()

    def wire(self, session: requests.Session) -> requests.Session:
        """Lead a session's requests through the line. Once is enough."""
        adapter: Any = session.get_adapter("http://")
        if "send" not in vars(adapter):
            adapter.send = self._through(adapter.send)
        return session

    def _through(self, send: Callable[..., requests.Response]) -> Callable[..., requests.Response]:
        def sent(request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
            def deliver(fault: str) -> requests.Response:
                place, _, kind = fault.partition(":")
                if kind == "timeout" and place == BEFORE:
                    raise requests.ReadTimeout
                request.headers.pop(HEADER, None)
                if kind and kind != "timeout":
                    request.headers[HEADER] = fault
                response = send(request, *args, **options)
                if kind == "timeout":
                    raise requests.ReadTimeout
                return response

            return self.line.send(deliver, writes=request.method not in _READING)

        return sent


def asked_fault(headers: Mapping[str, str]) -> str:
    """What a request asks the server to do to it, as `place:kind`. Header names are in lower case."""
    return headers.get(HEADER.lower(), "")
