"""A request as it came in, and the log of them all: the oracle of the tests."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qs, urlsplit

API = "/calendar/v3/"
BATCH = "/batch/calendar/v3"


@dataclass(frozen=True, kw_only=True)
class Asked:
    """One request. Header names are in lower case; `number` counts from 1 in the order of arrival.

    `number` is 0 for a call that came inside a batch, whose own request has the number.
    """

    number: int
    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes
    host: str
    """Scheme, name and port under which the server was reached."""

    @cached_property
    def path(self) -> str:
        """Without the query, still percent-encoded."""
        return urlsplit(self.target).path

    @cached_property
    def query(self) -> dict[str, list[str]]:
        """Parameter names to values, decoded."""
        return parse_qs(urlsplit(self.target).query, keep_blank_values=True)

    @cached_property
    def form(self) -> dict[str, str]:
        """The body as a form (application/x-www-form-urlencoded); the first value of each name."""
        return {name: values[0] for name, values in parse_qs(self.body.decode(), keep_blank_values=True).items()}

    @cached_property
    def json(self) -> Any:
        """The body as JSON; None where it is none."""
        try:
            return json.loads(self.body)
        except ValueError:
            return None

    @property
    def writes(self) -> bool:
        """Whether it would change something in a calendar."""
        return self.path.startswith(API) and self.method != "GET"


@dataclass(slots=True, kw_only=True)
class Entry:
    """A request in the log, and what became of it."""

    asked: Asked
    at: datetime
    """When it came, by the server's clock."""
    status: int = 0
    """What was answered; 0 while nothing was. A reply that got lost has the status that it would have had."""
    sent: int = 0
    """Length of the answer's body in bytes, before it is compressed."""
    method_id: str = ""
    """The API's method: `calendar.events.list`; "" where it is none."""
    account: str = ""
    """Who is signed in with the request's token; "" too where a fault answered before it was looked at."""
    scopes: frozenset[str] = frozenset()
    """What its token may do; full scope URLs."""
    calendar: str = ""
    """The calendar that the path names, `primary` resolved where the account is known."""
    batched: bool = False
    """Whether it came inside a batch."""
    violations: list[str] = field(default_factory=list)
    """What in it the documentation does not allow."""

    @property
    def method(self) -> str:
        """GET, POST, …"""
        return self.asked.method

    @property
    def path(self) -> str:
        """Without the query."""
        return self.asked.path

    @property
    def query(self) -> dict[str, list[str]]:
        """Parameter names to values."""
        return self.asked.query

    @property
    def body(self) -> Any:
        """The JSON sent; None if none."""
        return self.asked.json

    def __str__(self) -> str:
        return f"#{self.asked.number} {self.method} {self.asked.target} -> {self.status or 'no answer'}"
