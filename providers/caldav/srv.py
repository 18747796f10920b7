"""Where DNS says that a domain's calendars are (RFC 6764): SRV for host and port, TXT for the path.

Only over TLS, and only hosts of the same domain (RFC 6764 8): DNS answers are not signed, and credentials follow them.
"""

from collections.abc import Iterator
from typing import Any

from providers.errors import Refused

_PATIENCE = 3.0
"""Seconds for one question."""


def services(host: str) -> Iterator[str]:
    """Addresses of CalDAV services of a host, best first; nothing where DNS knows of none or does not answer.

    Raises `Refused` for one in another domain, naming it: the person may set it as `url`.
    """
    name = f"_caldavs._tcp.{host}"
    records = sorted(_ask(name, "SRV"), key=lambda record: (record.priority, -record.weight))
    path = next((path for record in _ask(name, "TXT") for path in _paths(record)), "/.well-known/caldav")
    for record in records:
        target = str(record.target).rstrip(".")
        if not target:  # "." says that the service is not offered (RFC 2782)
            continue
        address = f"https://{target}{'' if record.port == 443 else f':{record.port}'}{path}"
        if target != host and not target.endswith(f".{host}"):
            raise Refused(f"DNS says that the calendars of {host} are at {address}: set that as `url`, if it is right")
        yield address


def _paths(record: Any) -> Iterator[str]:
    for text in record.strings:
        key, _, value = text.decode("utf-8", "replace").partition("=")
        if key.strip().lower() == "path" and value.startswith("/"):
            yield value.strip()


def _ask(name: str, kind: str) -> list[Any]:
    import dns.exception  # noqa: PLC0415
    import dns.resolver  # noqa: PLC0415

    try:
        return list(dns.resolver.resolve(name, kind, lifetime=_PATIENCE))
    except dns.exception.DNSException:
        return []
