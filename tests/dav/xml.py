"""The XML of answers: multistatus (RFC 4918 13) and DAV:error (RFC 4918 16)."""

from collections.abc import Iterable, Mapping
from xml.sax.saxutils import escape

from tests.dav.asked import Answer

DAV, CALDAV, SERVER = "{DAV:}", "{urn:ietf:params:xml:ns:caldav}", "{http://calendarserver.org/ns/}"

_PREFIXES = {DAV: "d", CALDAV: "c", SERVER: "s"}
_NAMESPACES = " ".join(f'xmlns:{prefix}="{name[1:-1]}"' for name, prefix in _PREFIXES.items())
_HEADERS = {"Content-Type": "application/xml; charset=utf-8"}


def element(tag: str, inside: str = "", attributes: str = "") -> str:
    """An element; what is inside is XML already."""
    namespace, _, name = tag.partition("}")
    prefixed = f"{_PREFIXES.get(namespace + '}', 'd')}:{name}"
    return f"<{prefixed}{attributes}>{inside}</{prefixed}>"


def text(value: str) -> str:
    """Plain text, as XML."""
    return escape(value)


def hrefs(*values: str) -> str:
    """DAV:href elements."""
    return "".join(element(f"{DAV}href", text(value)) for value in values)


def status(code: int) -> str:
    """DAV:status."""
    return element(f"{DAV}status", f"HTTP/1.1 {code} X")


def found(href: str, wanted: Iterable[str], properties: Mapping[str, str]) -> str:
    """A response with the wanted properties: those that there are, and the others with 404."""
    present = "".join(element(tag, properties[tag]) for tag in wanted if tag in properties)
    absent = "".join(element(tag) for tag in wanted if tag not in properties)
    parts = [_propstat(present, 200)] if present else []
    parts += [_propstat(absent, 404)] if absent else []
    return element(f"{DAV}response", hrefs(href) + "".join(parts))


def gone(href: str, code: int = 404, *, teapot: bool = False) -> str:
    """A response with a status alone, or with an empty propstat beside it."""
    return element(f"{DAV}response", hrefs(href) + status(code) + (_propstat("", 418) if teapot else ""))


def _propstat(inside: str, code: int) -> str:
    return element(f"{DAV}propstat", element(f"{DAV}prop", inside) + status(code))


def multistatus(responses: Iterable[str], *, token: str = "") -> Answer:
    """207, with a DAV:sync-token where there is one."""
    tail = element(f"{DAV}sync-token", text(token)) if token else ""
    inside = "".join(responses) + tail
    body = f'<?xml version="1.0" encoding="utf-8"?>\n<d:multistatus {_NAMESPACES}>{inside}</d:multistatus>'
    return Answer(status=207, headers=_HEADERS, body=body)


def refusal(code: int, precondition: str = "", words: str = "") -> Answer:
    """A status with the precondition that failed, as a tag, and words for a person."""
    inside = (element(precondition) if precondition else "") + text(words)
    return Answer(status=code, headers=_HEADERS, body=f"<d:error {_NAMESPACES}>{inside}</d:error>")
