"""HTTP: a loopback listener, and connections that end as a fault says."""

import socket
import struct
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count

from tests.dav.asked import Answer, Asked

Serve = Callable[[Asked], Answer]


class Listener(ThreadingHTTPServer):
    """Hands every request to `serve`."""

    daemon_threads = True
    block_on_close = False
    request_queue_size = 128

    def __init__(self, port: int, serve: Serve) -> None:
        super().__init__(("127.0.0.1", port), _Handler)
        self.serve = serve
        self.numbers = count(1)
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

    do_OPTIONS = do_PROPFIND = do_REPORT = do_MKCALENDAR = _serve  # noqa: N815 - http.server's names
    do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = _serve  # noqa: N815
    do_PROPPATCH = do_MKCOL = do_MOVE = do_COPY = _serve  # noqa: N815

    def _asked(self) -> Asked:
        headers = {name.lower(): value for name, value in self.headers.items()}
        body = self.rfile.read(int(headers.get("content-length", 0))).decode()
        number = next(self.server.numbers)
        return Asked(number=number, method=self.command, path=self.path, headers=headers, body=body)

    def _send(self, answer: Answer) -> None:
        if answer.delivery in {"closed", "reset"}:
            self._end(reset=answer.delivery == "reset")
            return
        body = answer.body.encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != 204:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if answer.delivery == "half":
            self.wfile.write(body[: len(body) // 2])
            self._end(reset=False)
        elif self.command != "HEAD":
            self.wfile.write(body)

    def _end(self, *, reset: bool) -> None:
        self.close_connection = True
        if reset:
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.connection.close()

    def log_message(self, *_: object) -> None:
        """The log is the server's own."""
