"""Reading a multistatus (RFC 4918 13) as servers really write it.

The library's own reading raises on a status that it does not expect, so that one odd row (Nextcloud's 418 beside a 404)
spoils a whole answer. Here every row stands for itself.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from caldav.elements import dav

from providers.caldav.answers import Answer, NotCalDav
from providers.caldav.urls import joined, path_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One response: the path that it speaks of in the one spelling, as it was `told` in the answer of `base`, its
    status, and the properties that were found, by their tag."""

    base: str
    told: str
    href: str
    status: int
    props: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        """The address that it speaks of."""
        return joined(self.base, self.told)

    @property
    def gone(self) -> bool:
        """Whether the server says that it does not exist."""
        return self.status in {404, 410}

    def text(self, tag: str) -> str:
        """The text of a property, "" where it was not told."""
        element = self.props.get(tag)
        return "" if element is None else (element.text or "")

    def hrefs(self, tag: str) -> tuple[str, ...]:
        """The addresses in a property."""
        element = self.props.get(tag)
        found = () if element is None else element.iter(dav.Href.tag)
        return tuple(joined(self.url, href.text.strip()) for href in found if href.text and href.text.strip())

    def tags(self, tag: str) -> frozenset[str]:
        """The tags of all elements in a property."""
        element = self.props.get(tag)
        return frozenset() if element is None else frozenset(str(child.tag) for child in element.iterdescendants())

    @property
    def etag(self) -> str:
        """DAV:getetag."""
        return self.text(dav.GetEtag.tag).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Multistatus:
    """All rows of an answer, and the DAV:sync-token that stands beside them."""

    rows: tuple[Row, ...]
    token: str = ""

    @classmethod
    def of(cls, answer: Answer) -> "Multistatus":
        """Raises the answer's error, or `NotCalDav` where a success holds no multistatus."""
        answer.expect(207, 200)
        if answer.tree is None or answer.tree.tag != dav.MultiStatus.tag:
            raise NotCalDav(f"{answer.url} answered, but not as a CalDAV server")
        token = answer.tree.find(dav.SyncToken.tag)
        return cls(
            rows=tuple(row for element in answer.tree.iterfind(dav.Response.tag) for row in _rows(element, answer.url)),
            token="" if token is None else (token.text or "").strip(),
        )

    def about(self, url: str) -> Row | None:
        """The row of this address; the first one where the server knows it by another name."""
        href = path_of(url)
        return next((row for row in self.rows if row.href == href), next(iter(self.rows), None))

    @property
    def cut(self) -> bool:
        """Whether the server left rows out (507 on the collection, RFC 6578 3.6): nothing may be concluded from what
        is not in it."""
        return any(row.status == 507 for row in self.rows)


def _rows(response: Any, base: str) -> Iterator[Row]:
    """One row for each href. A status on the response itself speaks of the resource; one in a propstat speaks of its
    properties alone, so that a missing property is never taken for a missing event."""
    props = {
        prop.tag: prop
        for propstat in response.iterfind(dav.PropStat.tag)
        if 200 <= _code(propstat) < 300
        for prop in propstat.iterfind(f"{dav.Prop.tag}/*")
    }
    for href in response.iterfind(dav.Href.tag):
        if told := (href.text or "").strip():
            path = path_of(told if told.startswith("/") else joined(base, told))
            yield Row(base=base, told=told, href=path, status=_code(response), props=props)


def _code(element: Any) -> int:
    """The number in `HTTP/1.1 404 Not Found`; 200 where there is none."""
    words = (element.findtext(dav.Status.tag) or "").split()
    return int(words[1]) if len(words) > 1 and words[1].isdigit() else 200
