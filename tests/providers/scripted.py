"""A loopback server that answers as a test says, for what Radicale and Xandikos never do.

def answer(asked):
    return Reply(status=507)

with scripted(answer) as server:
    CalDav(server.url, …)
    server.asked[0].method
"""

import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import Any
from xml.sax.saxutils import escape

XML = MappingProxyType({"Content-Type": "text/xml; charset=utf-8"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request as it came in."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """`body` as pieces goes out without a length, piece by piece, and the connection closes behind it."""

    status: int = 207
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str | bytes | Iterable[bytes] = b""


@dataclass(slots=True, kw_only=True)
class Scripted:
    """A running server, and what it was asked so far."""

    url: str
    asked: list[Asked] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: a reply that hangs waits for it."""

    def methods(self) -> list[str]:
        """The methods of the requests, in order."""
        return [asked.method for asked in self.asked]


Answer = Callable[[Asked], Reply]


@contextmanager
def scripted(answer: Answer, *, tls: ssl.SSLContext | None = None) -> Iterator[Scripted]:
    """Serve on a free port of 127.0.0.1 until the block ends."""
    server = _Server(("127.0.0.1", 0), _Handler)
    script = Scripted(url=f"{'https' if tls else 'http'}://127.0.0.1:{server.server_address[1]}")
    server.script, server.answer = script, answer
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield script
    finally:
        script.over.set()
        server.shutdown()
        thread.join()
        server.server_close()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    script: Scripted
    answer: Answer

    def handle_error(self, *_: Any) -> None:
        """A client that goes away in the middle is what some tests are about."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: _Server

    def log_message(self, *_: Any) -> None:
        """Nothing on the test's error output."""

    def _serve(self) -> None:
        text = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        asked = Asked(method=self.command, path=self.path, headers=dict(self.headers.items()), body=text)
        self.server.script.asked.append(asked)
        reply = self.server.answer(asked)
        self.send_response(reply.status)
        for name, value in reply.headers.items():
            self.send_header(name, value)
        body = reply.body.encode() if isinstance(reply.body, str) else reply.body
        if isinstance(body, bytes) and "Content-Length" not in reply.headers:
            self.send_header("Content-Length", str(len(body)))
        else:
            self.close_connection = True
        self.end_headers()
        for piece in [body] if isinstance(body, bytes) else body:
            self.wfile.write(piece)
            self.wfile.flush()

    do_GET = do_POST = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_MKCALENDAR = _serve  # noqa: N815 - http.server's names


def row(href: str, *, status: int | None = None, **props: str) -> str:
    """One response of a multistatus. Names of properties are given as `getetag`, `displayname`, `data`, …; their values
    are text, but those of `_RAW`, which are XML."""
    if status is not None:
        return f"<d:response><d:href>{escape(href)}</d:href><d:status>HTTP/1.1 {status} X</d:status></d:response>"
    inside = "".join(_prop(name, value) for name, value in props.items())
    return (
        f"<d:response><d:href>{escape(href)}</d:href><d:propstat><d:prop>{inside}</d:prop>"
        f"<d:status>HTTP/1.1 200 OK</d:status></d:propstat></d:response>"
    )


_NAMES = {
    "ctag": "s:getctag",
    "data": "c:calendar-data",
    "etag": "d:getetag",
    "home": "c:calendar-home-set",
    "name": "d:displayname",
    "principal": "d:current-user-principal",
    "privileges": "d:current-user-privilege-set",
    "reports": "d:supported-report-set",
    "token": "d:sync-token",
    "type": "d:resourcetype",
}
_RAW = {"home", "principal", "privileges", "reports", "type"}


def _prop(name: str, value: str) -> str:
    return f"<{_NAMES[name]}>{value if name in _RAW else escape(value)}</{_NAMES[name]}>"


def multistatus(*rows: str, token: str = "") -> Reply:
    """A 207 with these rows."""
    tail = f"<d:sync-token>{escape(token)}</d:sync-token>" if token else ""
    return Reply(
        headers=XML,
        body=f'<?xml version="1.0"?><d:multistatus xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav" '
        f'xmlns:s="http://calendarserver.org/ns/">{"".join(rows)}{tail}</d:multistatus>',
    )


def refusal(status: int, precondition: str = "") -> Reply:
    """A status with a DAV:error body (RFC 4918 16); the precondition as `d:valid-sync-token` or `c:no-uid-conflict`."""
    inside = f"<{precondition}/>" if precondition else ""
    body = f'<d:error xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">{inside}</d:error>'
    return Reply(status=status, headers=XML, body=body)
