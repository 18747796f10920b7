"""The in-memory provider keeps the contract, and can fail as servers do."""

from dataclasses import dataclass, field

import pytest

from providers.errors import Exists, Forbidden, Missing, TokenExpired
from providers.interface import Look, Provider
from providers.memory import Memory, Store
from tests.providers.contract import ALL, Backend, ProviderContract
from tests.providers.drafts import LOOK, WINDOW, draft


@dataclass(frozen=True, slots=True, kw_only=True)
class MemoryBackend:
    """A store, and a foreign client of it."""

    store: Store = field(default_factory=lambda: Store("Personal"))
    burns_ids: bool = False
    calendar: str = "Personal"
    no_calendar: str = "Nowhere"
    dead_token: str = "0:7"

    def provider(self, look: Look) -> Provider:
        return Memory(look=look, store=self.store, burns_ids=self.burns_ids)

    def put(self, name: str, text: str) -> None:
        self.store.put("Personal", name, text)

    def text(self, name: str) -> str:
        return self.store.text("Personal", name)

    def delete(self, name: str) -> None:
        self.store.remove("Personal", name)


class TestMemory(ProviderContract):
    @pytest.fixture
    def backend(self) -> Backend:
        return MemoryBackend()


class TestMemoryThatBurnsIds(ProviderContract):
    @pytest.fixture
    def backend(self) -> Backend:
        return MemoryBackend(burns_ids=True)


def test_the_id_that_someone_else_deleted_is_burned_too() -> None:
    memory = Memory(look=LOOK, burns_ids=True)
    created = memory.create("Personal", draft())
    memory.store.remove("Personal", created.href)
    with pytest.raises(Exists):
        memory.create("Personal", draft())


def test_tokens_can_be_expired() -> None:
    memory = Memory(look=LOOK)
    token = memory.changes("Personal", "", {}, WINDOW).token
    memory.store.expire_tokens()
    with pytest.raises(TokenExpired):
        memory.changes("Personal", token, {}, WINDOW)
    assert memory.changes("Personal", "", {}, WINDOW).token != token


def test_a_read_only_calendar_says_so_and_takes_nothing() -> None:
    memory = Memory(look=LOOK)
    created = memory.create("Personal", draft())
    memory.store.read_only.add("Personal")
    assert [calendar.writable for calendar in memory.calendars()] == [False]
    with pytest.raises(Forbidden):
        memory.create("Personal", draft("k0000000000000000002"))
    with pytest.raises(Forbidden):
        memory.update("Personal", created.href, created.etag, draft(), ALL)
    with pytest.raises(Forbidden):
        memory.delete("Personal", created.href, created.etag)


def test_requests_are_counted() -> None:
    memory = Memory(look=LOOK)
    memory.calendars()
    memory.changes("Personal", "", {}, WINDOW)
    with pytest.raises(Missing):
        memory.get("Personal", "nothing", None)
    assert memory.requests == 3
