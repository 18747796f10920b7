"""A server of its own for each test: it is up in a few milliseconds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.google.client import Connect, connecting
from tests.google.server import CalendarApi, calendar_api

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def google() -> Iterator[CalendarApi]:
    with calendar_api(now=NOW) as server:
        yield server


@pytest.fixture
def connect(google: CalendarApi) -> Iterator[Connect]:
    with connecting(google) as connect:
        yield connect


@pytest.fixture
def events(connect: Connect) -> Any:
    """The library's events resource, allowed everything."""
    return connect().events()
