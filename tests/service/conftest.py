"""Servers that several tests of the commands share."""

from collections.abc import Iterator

import pytest

from tests.google.server import CalendarApi, calendar_api
from tests.providers.servers import Server, radicale, xandikos_tls


@pytest.fixture(scope="module")
def dav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos_tls(tmp_path_factory.mktemp("xandikos")) as server:
        yield server


@pytest.fixture
def google() -> Iterator[CalendarApi]:
    with calendar_api() as server:
        yield server
