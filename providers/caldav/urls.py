"""Addresses: what a person writes as `url`, what servers give as hrefs, and who may be told our credentials."""

import ipaddress
import re
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from providers.errors import Refused

_DEFAULT_PORTS = {"https": 443, "http": 80}

_HOST = re.compile(r"[\w.-]*|[0-9a-f:.]+(?:%[\w.-]+)?", re.IGNORECASE)
"""A name or an address. Whatever else stands in its place is read in one way here and in another by what sends the
request: `https://evil.org\\.example.org` is a host below example.org, or one of evil.org."""

_PLAIN_PATH = re.compile(r"/(?:[A-Za-z0-9._~-]+/)*(?:[A-Za-z0-9._~-]+)?")
"""A path of unreserved characters alone (RFC 3986 2.3) is in the one spelling already."""

_RELATED = {"caldav.icloud.com": "icloud.com"}
"""Servers that place an account on a host beside their own (iCloud: p42-caldav.icloud.com)."""


def account_url(text: str) -> str:
    """The URL that a person means by a URL, a host name, `host:port`, `host/path` or an email address.

    https unless the host is this machine. Raises `Refused` for plain http elsewhere, for a password in the URL, and
    for what is no address at all.
    """
    text = text.strip()
    if "://" not in text:
        address = text if "/" in text else text.rpartition("@")[2]
        text = f"{'http' if _is_loopback(_split('//' + address).hostname or '') else 'https'}://{address}"
    parts = _split(text)
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname:
        raise Refused(f"{parts._replace(netloc=parts.hostname or '').geturl()!r} is no address of a CalDAV server")
    if parts.password is not None:
        raise Refused(f"the URL for {parts.hostname} holds a password: put it where the config takes secrets")
    if parts.scheme == "http" and not _is_loopback(parts.hostname):
        raise Refused(f"http://{parts.hostname} would send the password in the clear: use https")
    return canonical(text)


def canonical(url: str) -> str:
    """One spelling for one address: lower-case host, no default port, no credentials, path quoted one way."""
    return origin(url) + path_of(url)


def origin(url: str) -> str:
    """Scheme, host and port, without the port that the scheme implies."""
    parts = _split(url)
    host = (parts.hostname or "").lower()
    host = f"[{host}]" if ":" in host else host
    port = "" if _port(parts) in {None, _DEFAULT_PORTS.get(parts.scheme)} else f":{_port(parts)}"
    return f"{parts.scheme}://{host}{port}"


def path_of(href: str) -> str:
    """The path of an href or URL in one spelling, whichever way the server quotes it: an item's `href`.

    Segments are unquoted and quoted one by one, so that a quoted slash stays one.
    """
    if _PLAIN_PATH.fullmatch(href):
        return href
    path = href if href.startswith("/") else _split(href).path
    segments = [quote(unquote(segment), safe="") for segment in path.split("/") if segment]
    return "/" + "/".join(segments) + ("/" if segments and path.endswith("/") else "")


def joined(base: str, href: str) -> str:
    """The address that an href in an answer of `base` means; a path never leads to another host."""
    return origin(base) + path_of(href) if href.startswith("/") else canonical(absolute(base, href))


def absolute(base: str, reference: str) -> str:
    """The URL that a reference means (RFC 3986 5). Raises `Refused` for what is none."""
    try:
        return urljoin(base, reference)
    except ValueError:
        raise Refused(f"{origin(base)} names an address that can't be read") from None


def as_collection(url: str) -> str:
    """With the slash at the end that collections have (RFC 4918 5.2)."""
    return url if url.endswith("/") else url + "/"


class Trust:
    """Which origins belong to an account: that of its URL, and over https the hosts below it."""

    def __init__(self, url: str) -> None:
        self._origins = {origin(url)}
        host = _split(url).hostname or ""
        self._domains = set() if _is_address(host) or origin(url) != f"https://{host}" else {host}
        self._domains |= {_RELATED[host]} if host in _RELATED else set()

    def add(self, url: str) -> None:
        """Trust this origin too."""
        self._origins.add(origin(url))

    def covers(self, url: str) -> bool:
        """Whether credentials may be sent there."""
        target = origin(url)
        return target in self._origins or any(
            target.startswith("https://") and target.endswith(f".{domain}") for domain in self._domains
        )


def is_name(url: str) -> bool:
    """Whether the host is a name that DNS may know more about: not an IP address, not this machine."""
    host = _split(url).hostname or ""
    return "." in host and not _is_address(host)


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
    except ValueError:
        raise Refused("the address of the CalDAV server can't be read") from None
    if not _HOST.fullmatch(parts.hostname or ""):
        raise Refused(f"{parts.hostname!r} is no host of a CalDAV server")
    return parts


def _port(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise Refused(f"the port in the address of {parts.hostname} is no number") from None


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
