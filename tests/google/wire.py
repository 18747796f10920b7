"""HTTP: bytes in, bytes out, and connections that end as a fault says."""

import gzip
import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from tests.google.answers import Answer
from tests.google.asked import Asked

_COMPRESSED = 1024
"""Longer bodies travel compressed to who takes them so."""

Serve = Callable[[Asked], Answer]


class Listener(ThreadingHTTPServer):
    """A loopback listener that hands every request to `serve`; `number` counts them."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, serve: Serve, number: Callable[[], int]) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.serve = serve
        self.number = number
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    server: Listener

    def _serve(self) -> None:
        try:
            self._send(self.server.serve(self._asked()))
            self.wfile.flush()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815 - http.server's names

    def _asked(self) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0)))
        method, target = self.command, self.path
        if "x-http-method-override" in headers:
            # The client library sends a GET with a very long query as a POST whose body is that query.
            method, target, body = headers["x-http-method-override"], f"{target}?{body.decode()}", b""
        return Asked(
            number=self.server.number(),
            method=method,
            target=target,
            headers=headers,
            body=body,
            host=self.server.url,
        )

    def _send(self, answer: Answer) -> None:
        if answer.delivery in {"closed", "reset"}:
            self._end(reset=answer.delivery == "reset")
            return
        body = answer.body
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if len(body) > _COMPRESSED and "gzip" in self.headers.get("Accept-Encoding", ""):
            body = gzip.compress(body, compresslevel=1)
            self.send_header("Content-Encoding", "gzip")
        if answer.status not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if answer.delivery == "half":
            self.wfile.write(body[: len(body) // 2])
            self._end(reset=False)
        else:
            self.wfile.write(body)

    def _end(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, *_: object) -> None:
        """The log is the server's own."""
