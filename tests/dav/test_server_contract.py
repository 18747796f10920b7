"""The contract of providers, against the server that keeps the standards."""

from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from providers.caldav import CalDav
from providers.interface import Look
from tests.dav.server import PASSWORD, USERNAME, DavServer, dav_server
from tests.providers.contract import ProviderContract


@dataclass(frozen=True, slots=True, kw_only=True)
class DavBackend:
    """A calendar of the model."""

    server: DavServer
    calendar: str
    dead_token: str = "sync:http://dav.test/sync/0/0"

    @property
    def no_calendar(self) -> str:
        return f"{self.server.home}nowhere/"

    def provider(self, look: Look) -> CalDav:
        return CalDav(self.server.url, USERNAME, PASSWORD, look)

    def put(self, name: str, text: str) -> None:
        self.server.put(self.calendar, name, text)

    def text(self, name: str) -> str:
        return self.server.text(self.calendar, name)

    def delete(self, name: str) -> None:
        self.server.remove(self.calendar, name)


class TestDavServer(ProviderContract):
    @pytest.fixture
    def backend(self) -> Iterator[DavBackend]:
        with dav_server() as server:
            yield DavBackend(server=server, calendar=server.make_calendar("Personal"))
