"""A request as it came in, an answer as it goes out, and the entry of the log that holds both."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal
from xml.etree.ElementTree import Element, ParseError, fromstring

Delivery = Literal["whole", "closed", "reset", "half"]
"""How an answer reaches the client: whole; not at all (closed, or with a TCP reset); or cut in the middle."""

_WRITES = frozenset({"PUT", "DELETE", "MKCALENDAR", "MKCOL", "PROPPATCH", "MOVE", "COPY", "POST"})


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request. Header names are in lower case; `number` counts from 1; `path` is still percent-encoded."""

    number: int
    method: str
    path: str
    headers: Mapping[str, str] = field(repr=False)
    body: str = field(repr=False)

    @cached_property
    def xml(self) -> Element | None:
        """The body; None where it is no XML."""
        try:
            return fromstring(self.body)  # noqa: S314 - what our own client sends
        except ParseError:
            return None

    @property
    def kind(self) -> str:
        """The method; of a REPORT the report's name: `sync-collection`, `calendar-query`, `calendar-multiget`."""
        if self.method == "REPORT" and self.xml is not None:
            return self.xml.tag.rpartition("}")[2]
        return self.method

    @property
    def writes(self) -> bool:
        """Whether it would change something."""
        return self.method in _WRITES


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A status, headers and a body."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)
    delivery: Delivery = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A request, and the status with which it was answered."""

    asked: Asked
    status: int

    def __str__(self) -> str:
        return f"{self.asked.kind} {self.asked.path} {self.status}"
