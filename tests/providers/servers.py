"""Real CalDAV servers on loopback: Radicale (with a user and a password) and Xandikos, each a process with
storage of its own, whose access log tells how many requests it has seen.

    with radicale(folder) as server:
        home = server.make_calendar("Personal")
        server.put(home + "a.ics", text)        # a foreign client
        before = server.seen()
"""

import base64
import hashlib
import os
import re
import socket
import subprocess
import sys
import time
import uuid
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from urllib.parse import urljoin, urlsplit
from xml.sax.saxutils import escape

from requests import Response, request

_PATIENCE = 60.0
"""Seconds that a server may take to listen or to answer, on a machine that is busy."""

_MARKER = "marker-"

_MKCALENDAR = """<?xml version="1.0" encoding="utf-8"?>
<c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav"><d:set><d:prop>
<d:displayname>{name}</d:displayname>
<c:supported-calendar-component-set><c:comp name="{component}"/></c:supported-calendar-component-set>
</d:prop></d:set></c:mkcalendar>"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """A running server. `home` is the collection in which the user's calendars live."""

    name: str
    url: str
    home: str
    username: str
    password: str
    ca_file: Path | None = None
    log: Path
    request_line: re.Pattern[bytes] = field(repr=False)
    process: subprocess.Popen[bytes] = field(repr=False)

    def seen(self) -> int:
        """How many requests its access log holds."""
        return len(self.methods())

    def methods(self) -> list[str]:
        """The methods of these requests, in order. A marker is asked for first, since a server may log a request
        only after its answer is out: once the marker stands in the log, all that came before it does."""
        marker = f"{_MARKER}{uuid.uuid4().hex}"
        request("GET", self.url + marker, verify=str(self.ca_file) if self.ca_file else True, timeout=_PATIENCE)
        _until(lambda: marker.encode() in self.log.read_bytes(), "the marker is not in the access log")
        lines = [line for line in self.log.read_bytes().splitlines() if _MARKER.encode() not in line]
        return [found[1].decode() for line in lines if (found := self.request_line.search(line))]

    def ask(self, method: str, url: str, body: str = "", **headers: str) -> Response:
        """A foreign client's request; header names with `_` for `-`. Raises on 4xx and 5xx."""
        response = request(
            method,
            url,
            data=body.encode(),
            headers={"Content-Type": "text/xml"} | {name.replace("_", "-"): value for name, value in headers.items()},
            auth=(self.username, self.password),
            verify=str(self.ca_file) if self.ca_file else True,
            timeout=_PATIENCE,
        )
        response.raise_for_status()
        return response

    def make_calendar(self, name: str = "", *, component: str = "VEVENT") -> str:
        """A fresh calendar, by a foreign client; gives its URL."""
        url = f"{self.home}{uuid.uuid4().hex}/"
        self.ask("MKCALENDAR", url, _MKCALENDAR.format(name=escape(name or "Tests"), component=component))
        return url

    def clear(self) -> None:
        """Delete all that stands in the home."""
        answer = self.ask("PROPFIND", self.home, Depth="1")
        home = urlsplit(self.home).path
        for href in set(re.findall(r"href>([^<]+)</", answer.text)):
            if href.startswith(home) and href != home:
                self.ask("DELETE", urljoin(self.url, href))

    def put(self, url: str, text: str) -> None:
        """Store an event as a foreign client does."""
        self.ask("PUT", url, text, Content_Type="text/calendar; charset=utf-8")

    def text(self, url: str) -> str:
        """What is stored there."""
        return self.ask("GET", url).content.decode()


def free_port() -> int:
    """A loopback port on which nothing listens now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def radicale(folder: Path, more: Mapping[str, str] = MappingProxyType({})) -> Iterator[Server]:
    """Radicale with the user `me`, whose password is `secret`; `more` are options of its own."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "users").write_text("me:secret\n")
    port = free_port()
    options = {
        "server-hosts": f"127.0.0.1:{port}",
        "auth-type": "htpasswd",
        "auth-htpasswd-filename": str(folder / "users"),
        "auth-htpasswd-encryption": "plain",
        "auth-delay": "0",
        "storage-filesystem-folder": str(folder / "collections"),
        "logging-level": "info",
        **more,
    }
    arguments = ["-m", "radicale", "--config", "", *(f"--{name}={value}" for name, value in options.items())]
    url = f"http://127.0.0.1:{port}/"
    with _running(folder / "log", arguments, port) as process:
        server = Server(
            name="radicale",
            url=url,
            home=f"{url}me/",
            username="me",
            password="secret",
            log=folder / "log",
            request_line=re.compile(rb"\] (\w+) request for "),
            process=process,
        )
        server.ask("PROPFIND", server.home, Depth="0")
        yield server


@contextmanager
def xandikos(folder: Path) -> Iterator[Server]:
    """Xandikos without users: whoever can reach it may write."""
    with _xandikos(folder, "http://127.0.0.1", username="", password="") as server:
        yield server


@contextmanager
def xandikos_tls(folder: Path) -> Iterator[Server]:
    """Xandikos behind TLS, with a certificate of its own making and the user `user`, whose password is `secret`."""
    folder.mkdir(parents=True, exist_ok=True)
    digest = base64.b64encode(hashlib.sha1(b"secret", usedforsecurity=False).digest()).decode()
    (folder / "users").write_text(f"user:{{SHA}}{digest}\n")
    options = ("--autocert", "--htpasswd", str(folder / "users"))
    with _xandikos(folder, "https://localhost", *options, username="user", password="secret") as server:
        yield server


@contextmanager
def _xandikos(folder: Path, origin: str, *options: str, username: str, password: str) -> Iterator[Server]:
    folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    arguments = ["-m", "xandikos", "serve", "--directory", str(folder / "collections"), "--defaults", *options]
    arguments += [
        "--listen-address",
        urlsplit(origin).netloc,
        "--port",
        str(port),
        "--state-dir",
        str(folder / "state"),
    ]
    with _running(folder / "log", arguments, port) as process:
        yield Server(
            name="xandikos",
            url=f"{origin}:{port}/",
            home=f"{origin}:{port}/user/calendars/",
            username=username,
            password=password,
            ca_file=folder / "state" / "certs" / "selfsigned.crt" if origin.startswith("https") else None,
            log=folder / "log",
            request_line=re.compile(rb'"([A-Z]+) \S+ HTTP/1\.[01]"'),
            process=process,
        )


@contextmanager
def _running(log: Path, arguments: list[str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], stdout=output, stderr=subprocess.STDOUT, env=_environment()
        )
    try:
        _wait(process, port, log)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _environment() -> dict[str, str]:
    """No setting of the machine may reach the servers, and their logs are written at once."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("RADICALE", "XANDIKOS"))}
    return kept | {"PYTHONUNBUFFERED": "1", "PYTHONWARNINGS": "ignore"}


def _wait(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    _until(lambda: process.poll() is not None or _listens(port), "the server does not listen")
    if process.poll() is not None:
        raise AssertionError(f"the server ended:\n{log.read_text()}")


def _listens(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(holds: Callable[[], bool], complaint: str) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(complaint)
        time.sleep(0.01)


SERVERS: dict[str, Callable[[Path], AbstractContextManager[Server]]] = {"radicale": radicale, "xandikos": xandikos}
