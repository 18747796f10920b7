"""Radicale and Xandikos behind a faulty wire: whatever happens to one request, the cycle ends with 0 or 75 and says
why, and two clean cycles later all stands as if nothing had happened; the third asks once and writes nothing.

`make test` tries every fault at three requests that a seed chooses; `make explore` tries every fault at every request.
"""

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from providers.caldav import transport
from sync.errors import DONE, TRY_LATER
from tests.providers.servers import SERVERS, Server
from tests.service.proxy import FAULTS, Fault, Proxy, proxied, says
from tests.service.rig import CalDavClient, FolderClient, Rig, interview, next_weekday, start, word

DENTIST = interview("dentist@example.org", title="Dentist", description="Bring the card")
STAGES = {
    "first sync": interview(),
    "reschedule": interview(at=next_weekday() + timedelta(hours=1)),
    "cancellation": interview(more="STATUS:CANCELLED"),
}
"""What becomes of the interview, one after the other, each with a cycle that is disturbed."""

HARMLESS = {"twice", "trickles"}
SILENCE = 0.4
"""Seconds that a disturbed cycle waits for an answer, in place of a minute."""

Standing = dict[str, tuple[str, datetime]]


@dataclass(frozen=True, kw_only=True)
class Place:
    """A server and a proxy before it; `expected` is what stands after each stage where nothing goes wrong, and
    `requests` how many requests its cycle takes."""

    server: Server
    proxy: Proxy
    folder: Path
    expected: Mapping[str, Standing]
    requests: dict[str, int]
    numbers: Iterator[int]

    def rig(self) -> Rig:
        """A person with a fresh calendar at the server, and Aftertouch behind the proxy."""
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        client = CalDavClient(server=self.server, folder=folder)
        client.account = client.account.replace(self.server.url, self.proxy.url)
        rig = Rig(folder=folder, client=client)
        rig.put_foreign("dentist.ics", DENTIST)
        return rig


def standing(rig: Rig) -> Standing:
    """Title and start of every follow-up, by name."""
    return {name: (word(text, "SUMMARY"), start(text)) for name, text in rig.follow_ups().items()}


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Standing]:
    """As a folder has it on which nothing goes wrong: the same keys."""
    folder = tmp_path_factory.mktemp("undisturbed")
    rig = Rig(folder=folder, client=FolderClient(folder=folder / "calendar"))
    found: dict[str, Standing] = {}
    for stage, text in STAGES.items():
        rig.put_foreign("interview.ics", text)
        rig.sync()
        found[stage] = standing(rig)
    return found


@pytest.fixture(scope="module", params=sorted(SERVERS))
def place(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, expected: Mapping[str, Standing]
) -> Iterator[Place]:
    folder = tmp_path_factory.mktemp("rigs")
    with SERVERS[request.param](tmp_path_factory.mktemp("server")) as server, proxied(server.url) as proxy:
        place = Place(server=server, proxy=proxy, folder=folder, expected=expected, requests={}, numbers=count())
        rig = place.rig()
        for stage, text in STAGES.items():
            rig.put_foreign("interview.ics", text)
            place.requests[stage] = rig.sync()["requests"]
        yield place


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> Callable[[Place, Rig, Fault, int], int]:
    """One cycle with a fault at one of its requests, by a client that does not wait for a minute; its exit code."""

    def cycle(place: Place, rig: Rig, fault: Fault, at: int) -> int:
        with monkeypatch.context() as patch:
            patch.setattr(transport, "Limits", partial(transport.Limits, silence=SILENCE))
            place.proxy.spoil(fault, at=at)
            disturbed = rig.run("sync")
            place.proxy.serve_well()
        assert disturbed.code in {DONE, TRY_LATER}, disturbed
        told = "home: " in disturbed.err and "127.0.0.1" in disturbed.err
        assert told or disturbed.code == DONE, disturbed
        return disturbed.code

    return cycle


def endure(place: Place, fault: Fault, at: Mapping[str, int], cycle: Callable[..., int]) -> list[int]:
    """A fault at one request of each stage, and what comes of it; the exit codes of the disturbed cycles."""
    rig = place.rig()
    codes: list[int] = []
    for stage, text in STAGES.items():
        rig.put_foreign("interview.ics", text)
        codes.append(cycle(place, rig, fault, at[stage]))
        for _ in range(2):
            clean = rig.run("sync")
            assert (clean.code, clean.err) == (DONE, ""), clean
        before = len(place.proxy.asked)
        assert rig.sync()["actions"] == []
        assert place.proxy.methods(since=before) == ["REPORT"]
        assert standing(rig) == place.expected[stage]
        rig.untouched()
    return codes


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_over_two_cycles_later(place: Place, fault: str, impatient: Callable[..., int]) -> None:
    chance = random.Random(f"{place.server.name} {fault}")  # noqa: S311  no secret
    at = {stage: chance.randint(1, place.requests[stage]) for stage in STAGES}
    codes = endure(place, FAULTS[fault], at, impatient)
    assert fault not in HARMLESS or codes == [DONE] * 3


def test_a_calendar_that_seems_to_be_missing_for_a_moment_does_not_lead_to_the_persons_others(place: Place) -> None:
    place.rig().put_foreign("other.ics", interview("other@example.org", title="Interview with Other #interview"))
    rig = place.rig()
    rig.put_foreign("interview.ics", interview())
    rig.sync()
    place.proxy.spoil(says(404), at=1)
    seeming = rig.run("sync", "--full")
    place.proxy.serve_well()
    assert seeming.code == TRY_LATER
    assert "does not exist" in seeming.err
    report = rig.sync("--full")
    assert (report["actions"], report["unchanged"]) == ([], 4)


@pytest.mark.slow
@pytest.mark.parametrize("fault", FAULTS)
def test_every_fault_at_every_request_is_over_two_cycles_later(
    place: Place, fault: str, impatient: Callable[..., int]
) -> None:
    for at in range(1, max(place.requests.values()) + 1):
        endure(place, FAULTS[fault], dict.fromkeys(STAGES, at), impatient)
