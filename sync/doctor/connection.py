"""The way to a server, without any credentials: its name, its certificate, and its clock.

One connection of our own tells apart what a calendar library lumps together (RFC 9110 6.6.1 for the Date).
"""

import http.client
import socket
import ssl
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import requests

from providers.caldav.urls import account_url
from sync.doctor.finding import Finding, fail, ok, warn
from sync.settings import CaldavAccount, GoogleAccount

_GOOGLE = "https://www.googleapis.com/"
_ENDS_SOON = timedelta(days=3)
"""Some authorities give certificates for 6 days, and renew them on the third."""
_SKEWED, _WRONG = timedelta(minutes=2), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a server told by answering at all. `ahead` is how much this computer's clock is ahead of the server's;
    `ends` is when its certificate ends. None where it was not told."""

    who: str
    ahead: timedelta | None = None
    ends: datetime | None = None


def address(account: CaldavAccount | GoogleAccount) -> str:
    """Where the account's server is, as far as the configuration says. Raises `Refused`."""
    if isinstance(account, CaldavAccount):
        return account_url(account.url)
    return account.endpoint or _GOOGLE


def knock(url: str, ca_file: Path | None, clock: Callable[[], datetime], *, patience: float) -> Answer | Finding:
    """Ask for the head of an address; the finding says why there was no answer. `patience` is in seconds."""
    parts = urlsplit(url)
    host, secure = parts.hostname or "", parts.scheme == "https"
    session = requests.Session()
    found = session.merge_environment_settings(url, {}, None, str(ca_file) if ca_file else None, None)
    if secure and requests.utils.select_proxy(url, found["proxies"]):
        return Answer(who=f"{host}, through the proxy of the environment")
    try:
        connection = _connection(host, parts.port, secure, found["verify"], patience)
        return _answer(connection, host, clock)
    except (OSError, http.client.HTTPException) as error:
        return _failure(error, host if parts.port is None else f"{host}:{parts.port}")


def _connection(host: str, port: int | None, secure: bool, verify: Any, patience: float) -> http.client.HTTPConnection:
    if not secure:
        return http.client.HTTPConnection(host, port, timeout=patience)
    trusted = Path(verify if isinstance(verify, str) else requests.utils.DEFAULT_CA_BUNDLE_PATH)
    context = ssl.create_default_context(
        cafile=None if trusted.is_dir() else str(trusted), capath=str(trusted) if trusted.is_dir() else None
    )
    return http.client.HTTPSConnection(host, port, timeout=patience, context=context)


def _answer(connection: http.client.HTTPConnection, host: str, clock: Callable[[], datetime]) -> Answer:
    try:
        connection.connect()
        certificate = connection.sock.getpeercert() if isinstance(connection.sock, ssl.SSLSocket) else None
        connection.request("HEAD", "/", headers={"User-Agent": "Aftertouch", "Connection": "close"})
        began = time.monotonic()
        date = connection.getresponse().headers.get("Date", "")
        half = timedelta(seconds=(time.monotonic() - began) / 2)
        return Answer(who=host, ahead=_ahead(date, clock() - half), ends=_ends(certificate))
    finally:
        connection.close()


def _ahead(date: str, now: datetime) -> timedelta | None:
    try:
        told = parsedate_to_datetime(date)
    except ValueError:
        return None
    return now - (told if told.tzinfo else told.replace(tzinfo=UTC))


def _ends(certificate: Any) -> datetime | None:
    ends = (certificate or {}).get("notAfter")
    return datetime.fromtimestamp(ssl.cert_time_to_seconds(ends), UTC) if ends else None


def _failure(error: Exception, who: str) -> Finding:
    what, cure = next((words for kind, words in _FAILURES if isinstance(error, kind)), ("can't be reached", _NETWORK))
    if isinstance(error, ssl.SSLCertVerificationError):
        what, cure = f"{what}: {error.verify_message}", _CERTIFICATES.get(error.verify_code, cure)
    return fail("connection", f"{who} {what}", cure)


SILENT = ("does not answer", "Try again later; if it lasts, ask whoever runs the server.")
_NETWORK = "Check this computer's network, and the address in the configuration."
_ADDRESS = "Check the address and its port in the configuration, and that the server runs."
_AUTHORITY = "If the server is your own, set ca_file to its certificate; else don't trust this network."
_FAILURES: tuple[tuple[type[Exception], tuple[str, str]], ...] = (
    (socket.gaierror, ("is a name that DNS does not know", _NETWORK)),
    (ssl.SSLCertVerificationError, ("shows a certificate that is not trusted here", _AUTHORITY)),
    (ssl.SSLError, ("does not speak TLS there", _ADDRESS)),
    (TimeoutError, SILENT),
    (ConnectionRefusedError, ("takes no connections", _ADDRESS)),
    (http.client.HTTPException, ("answers with something that is no HTTP", _ADDRESS)),
)
_CERTIFICATES = {
    10: "Whoever runs the server must renew it; check this computer's clock, too.",
    62: "Set url to the name that stands in the certificate.",
}
"""By OpenSSL's codes: has expired, host name mismatch."""


def findings(answer: Answer, *, now: datetime) -> tuple[Finding, ...]:
    """What an answer means: the connection, the certificate, the clock."""
    found = [ok("connection", f"{answer.who} answers")]
    if answer.ends:
        found.append(_certificate(answer.ends, now))
    if answer.ahead is not None:
        found.append(_clock(answer.ahead))
    return tuple(found)


def _certificate(ends: datetime, now: datetime) -> Finding:
    what = f"the server's ends on {ends:%d %b %Y}"
    if ends - now < _ENDS_SOON:
        return warn("certificate", what, "Whoever runs the server must renew it before then.")
    return ok("certificate", what)


def _clock(ahead: timedelta) -> Finding:
    off = abs(ahead)
    if off < _SKEWED:
        return ok("clock", "agrees with the server's")
    by = f"{off // timedelta(minutes=1)} minutes" if off < 2 * _WRONG else f"{off // timedelta(hours=1)} hours"
    what = f"this computer's is {by} {'ahead of' if ahead > timedelta(0) else 'behind'} the server's"
    cure = "Set the clock: timedatectl set-ntp true"
    return fail("clock", what, cure) if off >= _WRONG else warn("clock", what, cure)
