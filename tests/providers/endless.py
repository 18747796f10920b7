"""A loopback server that says what a test tells it, byte for byte, for what no HTTP server would ever send."""

import itertools
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress

_LONGEST = 10.0
"""Seconds until a client that does not give up is let go: its test fails by then, and must not hang."""


@contextmanager
def speaking(
    pieces: Callable[[], Iterable[bytes]], *, pause: float = 0, heard: list[bytes] | None = None
) -> Iterator[str]:
    """Send these pieces to everybody who connects, with seconds between them, until the block ends; gives the URL. What
    came in first from each is `heard`."""
    over = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            enough = time.monotonic() + _LONGEST
            said = connection.recv(65536)
            if heard is not None:
                heard.append(said)
            for piece in pieces():
                if over.is_set() or time.monotonic() > enough:
                    return
                connection.sendall(piece)
                over.wait(pause)

    def accept() -> None:
        with suppress(OSError):
            while True:
                threading.Thread(target=serve, args=[listening.accept()[0]], daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            over.set()
            listening.shutdown(socket.SHUT_RDWR)
            thread.join()


def trickled_headers() -> Iterator[bytes]:
    """A status line that goes on and on, a byte at a time."""
    return itertools.chain([b"HTTP/1.1 200 "], itertools.repeat(b"O"))


def interim_answers() -> Iterator[bytes]:
    """100 Continue, for ever."""
    return itertools.repeat(b"HTTP/1.1 100 Continue\r\n\r\n")


def endless_headers() -> Iterator[bytes]:
    """A header behind each header."""
    return itertools.chain([b"HTTP/1.1 200 OK\r\n"], (b"X-%d: y\r\n" % number for number in itertools.count()))


def trickled_body() -> Iterator[bytes]:
    """A body of single bytes, which always goes on before anybody loses patience."""
    return itertools.chain([b"HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n"], itertools.repeat(b" "))


ENDLESS = [trickled_headers, interim_answers, endless_headers, trickled_body]
"""Answers that never end, and never fall silent."""


def memory_of(code: str, *arguments: str) -> int:
    """The bytes by which a process of its own grows while it runs `code`, which may import, then calls `begin()`."""
    measured = (
        "import resource, sys\n"
        "def used(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024\n"
        "def begin(): global before; before = used()\n"
        f"{code}\nprint(used() - before)"
    )
    done = subprocess.run(
        [sys.executable, "-c", measured, *arguments], capture_output=True, text=True, check=True, timeout=120
    )
    return int(done.stdout.split()[-1])
