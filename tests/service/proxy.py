"""A proxy on loopback before a real server, which does to a request what networks and servers in trouble do.

    with proxied(server.url) as proxy:
        proxy.spoil(FAULTS["lost"], at=3)   # the third request from now
        ...
        proxy.asked                         # all that came in, in order
        proxy.serve_well()

A fault is a function of a `Wire`: a request that waits, and what can be done with it.
"""

import socket
import struct
import threading
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any
from urllib.parse import urlsplit

_PATIENCE = 60.0
_OF_ONE_HOP = frozenset({"connection", "content-length", "keep-alive", "server", "date", "transfer-encoding"})
_READING = frozenset({"GET", "PROPFIND", "REPORT", "OPTIONS", "HEAD"})
_LOGIN = "/login-of-the-network"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in. `number` counts from 1 over the life of the proxy."""

    number: int
    method: str
    path: str

    @property
    def writes(self) -> bool:
        """Whether it may change anything."""
        return self.method not in _READING


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer, read whole."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""


@dataclass(frozen=True, kw_only=True)
class Wire:
    """A request that waits for what becomes of it. What is not answered is hung up on."""

    asked: Asked
    handler: "_Handler"
    body: bytes

    def pass_on(self) -> Reply:
        """The server's answer; 502 where there is no server."""
        headers = {name: value for name, value in self.handler.headers.items() if name.lower() not in _OF_ONE_HOP}
        server = urlsplit(self.handler.server.proxy.upstream)
        connection = HTTPConnection(server.hostname or "", server.port, timeout=_PATIENCE)
        try:
            connection.request(self.asked.method, self.asked.path, self.body, headers)
            response = connection.getresponse()
            kept = tuple((name, value) for name, value in response.getheaders() if name.lower() not in _OF_ONE_HOP)
            return Reply(status=response.status, headers=kept, body=response.read())
        except (OSError, HTTPException):
            return Reply(status=502, body=b"no server behind this proxy")
        finally:
            connection.close()

    def answer(self, reply: Reply, pieces: Iterable[bytes] | None = None) -> None:
        """Give an answer, with its body in these pieces; where they are less than the whole, the rest never comes."""
        handler = self.handler
        handler.send_response(reply.status)
        for name, value in reply.headers:
            handler.send_header(name, value)
        if reply.status not in {204, 304}:
            handler.send_header("Content-Length", str(len(reply.body)))
        handler.send_header("Connection", "close")
        handler.end_headers()
        for piece in [reply.body] if pieces is None else pieces:
            handler.wfile.write(piece)

    def reset(self) -> None:
        """Break the connection (RST)."""
        self.handler.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    def say(self, raw: bytes) -> None:
        """Put these bytes on the wire."""
        self.handler.wfile.write(raw)

    def wait(self) -> None:
        """Until the proxy closes."""
        self.handler.server.proxy.over.wait(_PATIENCE)


Fault = Callable[[Wire], None]


def well(wire: Wire) -> None:
    """No fault."""
    wire.answer(wire.pass_on())


def _dropped(_: Wire) -> None:
    """Hung up on before it reached the server."""


def _lost(wire: Wire) -> None:
    """Carried out, and the answer never comes."""
    wire.pass_on()


def _reset_late(wire: Wire) -> None:
    wire.pass_on()
    wire.reset()


def _hangs(wire: Wire) -> None:
    wire.wait()


def _hangs_late(wire: Wire) -> None:
    wire.pass_on()
    wire.wait()


def _truncated(wire: Wire) -> None:
    reply = wire.pass_on()
    if reply.body:
        wire.answer(reply, [reply.body[: len(reply.body) // 2]])


def says(status: int, body: bytes = b"", **headers: str) -> Fault:
    """Answered in the server's place; header names with `_` for `-`."""
    reply = Reply(status=status, headers=tuple((n.replace("_", "-"), v) for n, v in headers.items()), body=body)
    return lambda wire: wire.answer(reply)


def _busy_late(wire: Wire) -> None:
    wire.pass_on()
    wire.answer(Reply(status=504, body=b"the server took too long"))


def _twice(wire: Wire) -> None:
    """Delivered twice, as a gateway does that tries again; the second answer comes back."""
    wire.pass_on()
    wire.answer(wire.pass_on())


def _trickles(wire: Wire) -> None:
    reply = wire.pass_on()
    size = max(len(reply.body) // 20, 1)
    wire.answer(reply, _slowly(reply.body[start : start + size] for start in range(0, len(reply.body), size)))


def _slowly(pieces: Iterable[bytes]) -> Iterator[bytes]:
    for piece in pieces:
        yield piece
        sleep(0.002)


_PAGE = b"<!DOCTYPE html><html><head><title>Welcome</title></head><body>Sign in to this network<br></body></html>"

FAULTS: dict[str, Fault] = {
    "dropped": _dropped,
    "reset": Wire.reset,
    "lost": _lost,
    "reset after it was carried out": _reset_late,
    "hangs": _hangs,
    "hangs after it was carried out": _hangs_late,
    "truncated": _truncated,
    "garbled": lambda wire: wire.say(b"\x16\x03\x01 this is no HTTP\r\n\r\n"),
    "redirected": says(302, Location=_LOGIN),
    "refused for now": says(503, b"busy", Retry_After="0"),
    "too many": says(429, b"slow down", Retry_After="0"),
    "broken": says(500, b"internal error"),
    "late gateway": _busy_late,
    "a page": says(200, _PAGE, Content_Type="text/html"),
    "twice": _twice,
    "trickles": _trickles,
}
"""By name. Where the request is answered in the server's place, or not at all, it did not reach the server, unless the
name says so; `twice` and `trickles` do no harm."""


@dataclass(kw_only=True)
class Proxy:
    """A running proxy. `upstream` may change, when the server comes back on another port."""

    url: str
    upstream: str
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    _rule: Callable[[Asked], Fault] = field(default=lambda _: well)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def spoil(self, fault: Fault, *, at: int = 0, method: str = "") -> None:
        """From now: the request with this number, or, with 0, every request; only those with this method count."""
        first = len([asked for asked in self.asked if method in {"", asked.method}])

        def rule(asked: Asked) -> Fault:
            if method and asked.method != method:
                return well
            seen = [one for one in self.asked if method in {"", one.method}]
            return fault if not at or len(seen) == first + at else well

        self._rule = rule

    def serve_well(self) -> None:
        """No more faults."""
        self._rule = lambda _: well

    def methods(self, since: int = 0) -> list[str]:
        """The methods of the requests, in order; without the first so many."""
        return [asked.method for asked in self.asked[since:]]

    def note(self, method: str, path: str) -> tuple[Asked, Fault]:
        """A request came in: what becomes of it."""
        with self._lock:
            asked = Asked(number=len(self.asked) + 1, method=method, path=path)
            self.asked.append(asked)
            return asked, self._rule(asked)


@contextmanager
def proxied(upstream: str) -> Iterator[Proxy]:
    """A proxy on a free port of 127.0.0.1 until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    proxy = Proxy(url=f"http://127.0.0.1:{server.server_address[1]}/", upstream=upstream)
    server.proxy = proxy
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield proxy
    finally:
        proxy.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    proxy: Proxy

    def shutdown_request(self, request: Any) -> None:
        """Only closed: a shutdown before it would take the reset from a connection that is to be reset."""
        self.close_request(request)

    def handle_error(self, *_: Any) -> None:
        """A client that dies in the middle is what this is about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None:
        """Nothing on the test's error output."""

    def _serve(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        asked, fault = self.server.proxy.note(self.command, self.path)
        self.close_connection = True
        if self.path == _LOGIN:
            fault = FAULTS["a page"]
        fault(Wire(asked=asked, handler=self, body=body))

    do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_MKCALENDAR = do_OPTIONS = _serve  # noqa: N815 - http.server's names
