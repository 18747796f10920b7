"""What goes over the wire: a relay that counts and keeps requests, and the bare client that sends them again.

with relayed(url) as relay:
    relay.forget()
    …                                   # whatever asks relay.url
    seen = relay.seen()                 # its requests, and the bytes both ways
    raw = Raw(url)
    for request in seen.requests:
        raw.send(request)               # the same, byte for byte, on a kept connection
"""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

ROOT = Path(__file__).parent.parent
_PATIENCE = 300.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A request as it was sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What went over the wire: requests in order by connection, and bytes both ways, heads included."""

    requests: tuple[Request, ...]
    sent: int
    received: int


@dataclass(kw_only=True)
class Relay:
    """A relay that runs. `url` leads through it to what it was made for."""

    url: str
    process: subprocess.Popen[str] = field(repr=False)

    def forget(self) -> None:
        """Begin to count anew."""
        self._say("forget")

    def seen(self) -> Seen:
        """All since."""
        told = json.loads(self._say("seen"))
        streams = [base64.b64decode(one) for one in told["sent"]]
        requests = tuple(request for stream in streams for request in _requests(stream))
        return Seen(requests=requests, sent=sum(map(len, streams)), received=told["received"])

    def _say(self, word: str) -> str:
        assert self.process.stdin and self.process.stdout  # noqa: PT018, S101  they are pipes
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()
        return self.process.stdout.readline()


@contextmanager
def relayed(url: str, *, delay: float = 0.0) -> Iterator[Relay]:
    """A relay before the server of this URL, which is that many seconds away then, there and back."""
    parts = urlsplit(url)
    command = [sys.executable, "-m", "benchmarks.relay", str(parts.port), "--delay", str(delay)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdin and process.stdout  # noqa: PT018, S101  they are pipes
        port = int(process.stdout.readline())
        yield Relay(url=urlunsplit(parts._replace(netloc=f"{parts.hostname}:{port}")), process=process)
        process.stdin.close()


class Raw:
    """A bare HTTP client on one connection, which it keeps where the server does."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._connection = HTTPConnection(parts.hostname or "", parts.port, timeout=_PATIENCE)

    def send(self, request: Request) -> int:
        """Send it and read the answer whole; its status."""
        connection = self._connection
        connection.putrequest(request.method, request.target, skip_host=True, skip_accept_encoding=True)
        for name, value in request.headers:
            connection.putheader(name, value)
        connection.endheaders(request.body or None)
        response = connection.getresponse()
        response.read()
        return response.status

    def send_all(self, requests: Sequence[Request]) -> None:
        """One after another. Raises `ValueError` where one is refused: then it is not the same work."""
        refused = {status for request in requests if (status := self.send(request)) >= 400}
        if refused:
            raise ValueError(f"the server refused the same requests: {refused}")


def _requests(stream: bytes) -> Iterator[Request]:
    while stream:
        head, _, stream = stream.partition(b"\r\n\r\n")
        first, *lines = head.decode("latin-1").split("\r\n")
        method, target, _ = first.split(" ", 2)
        pairs = (line.partition(":") for line in lines)
        headers = tuple((name, value.strip()) for name, _, value in pairs)
        length = int(next((value for name, value in headers if name.lower() == "content-length"), "0"))
        yield Request(method=method, target=target, headers=headers, body=stream[:length])
        stream = stream[length:]
