"""The contract of providers, against Radicale and Xandikos."""

from dataclasses import dataclass

import pytest

from providers.caldav import CalDav
from providers.interface import Look
from tests.providers.contract import ProviderContract
from tests.providers.servers import Server


@dataclass(frozen=True, slots=True, kw_only=True)
class CalDavBackend:
    """A calendar on a real server."""

    server: Server
    calendar: str
    dead_token: str = "sync:http://radicale.org/ns/sync/" + "0" * 64

    @property
    def no_calendar(self) -> str:
        return f"{self.server.home}nowhere/"

    def provider(self, look: Look) -> CalDav:
        return CalDav(self.server.home, self.server.username, self.server.password, look)

    def put(self, name: str, text: str) -> None:
        self.server.put(self.calendar + name, text)

    def text(self, name: str) -> str:
        return self.server.text(self.calendar + name)

    def delete(self, name: str) -> None:
        self.server.ask("DELETE", self.calendar + name)


class TestCalDav(ProviderContract):
    @pytest.fixture
    def backend(self, server: Server) -> CalDavBackend:
        server.clear()
        return CalDavBackend(server=server, calendar=server.make_calendar("Personal"))
