"""The server: waitress on one address, until it is closed or interrupted."""

import socket
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from ipaddress import ip_address
from threading import Event, Thread

from waitress.server import TcpWSGIServer, create_server

from sync.errors import TryLater, UsageError
from sync.settings import Settings
from sync.web.gate import Gate
from sync.web.site import Site

LOOPBACK = "127.0.0.1"
_THREADS = 4
_EVERY = 2.0
"""Seconds between two looks whether anything changed."""
_LARGEST = 2**17
"""Bytes of a request."""


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine reaches the address. Raises UsageError for what is no address of one network."""
    try:
        address = ip_address(host)
    except ValueError:
        address = None
    if address is None or address.is_unspecified or address.is_multicast:
        raise UsageError(f'"{host}" is not one address', next_step=f"For example --host {LOOPBACK}")
    return address.is_loopback


def listen(
    settings: Callable[[], Settings], *, host: str, port: int, clock: Callable[[], datetime] | None = None
) -> tuple[Site, TcpWSGIServer]:
    """A server that listens, for `run` and `close`, and the site that it serves, whose gate knows the address. Raises
    TryLater where the port is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listening = socket.create_server((host, port), family=family)
    except OSError as error:
        raise TryLater(
            f"port {port} of {host} can't be used: {error.strerror}", next_step="Name another one with --port."
        ) from None
    gate = Gate(host=host, port=listening.getsockname()[1])
    site = Site(gate=gate, settings=settings, clock=clock or (lambda: datetime.now(UTC)))
    server = create_server(
        site,
        sockets=[listening],
        threads=_THREADS,
        ident=None,
        clear_untrusted_proxy_headers=True,
        max_request_body_size=_LARGEST,
    )
    assert isinstance(server, TcpWSGIServer)  # noqa: S101  one socket of that family makes one
    return site, server


def serve(site: Site, server: TcpWSGIServer) -> None:
    """Until the person interrupts it. What others change meanwhile is looked at before anybody asks for it."""
    ended = Event()
    Thread(target=_keep_ready, args=(site, ended), daemon=True).start()
    try:
        with closing(server):
            server.run()
    finally:
        ended.set()


def _keep_ready(site: Site, ended: Event) -> None:
    while not ended.wait(_EVERY):
        site.get_ready()
