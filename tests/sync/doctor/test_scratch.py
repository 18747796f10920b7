"""The test event on servers that differ from the standards: what they can't do is told, and nothing stays behind."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from providers.caldav import CalDav
from providers.interface import Look
from sync.doctor import scratch
from sync.doctor.finding import Finding
from sync.gather import window
from sync.observe import looks_like_a_key
from tests.dav import rewriting
from tests.dav.faults import kind, lost
from tests.dav.quirks import PLAIN, SERVERS, Quirks, Rewrite
from tests.dav.server import DavServer, dav_server

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)


@pytest.fixture
def server() -> Iterator[DavServer]:
    with dav_server() as server:
        yield server


def tried(server: DavServer, quirks: Quirks = PLAIN) -> dict[str, str]:
    """What is not as it should be, with its verdict."""
    server.quirks = quirks
    personal = server.make_calendar("Personal")
    findings = examined(server, personal)
    assert server.texts(personal) == {}
    return {one.what: one.verdict for one in findings if one.verdict != "ok"}


def examined(server: DavServer, calendar: str) -> tuple[Finding, ...]:
    provider = CalDav(server.url, "me", "secret", Look())
    read = provider.changes(calendar, "", {}, window(NOW))
    place = scratch.Place(calendar=calendar, name="Personal", token=read.token, known={})
    return scratch.examine(provider, place, (), now=NOW)


def test_its_id_begins_as_no_key_of_a_follow_up_does_and_could_stand_anywhere() -> None:
    draft = scratch._draft(NOW)
    assert draft.key.startswith(scratch.PREFIX)
    assert not looks_like_a_key(draft.key)
    assert set(draft.key) <= set("0123456789abcdefghijklmnopqrstuv")
    assert draft.key != scratch._draft(NOW).key


def test_a_server_that_keeps_the_standards_can_do_everything(server: DavServer) -> None:
    assert tried(server) == {}


@pytest.mark.parametrize(
    ("rewrite", "told"),
    [
        (rewriting.drops_alarms, {"reminders are not kept": "warn"}),
        (rewriting.drops_x_properties, {"what Aftertouch notes on an event is not kept": "fail"}),
        (rewriting.shortens_titles, {"titles are rewritten by the server": "warn"}),
        (rewriting.writes_in_utc, {}),
        (rewriting.reorders, {}),
    ],
)
def test_what_a_server_does_not_keep_is_told(server: DavServer, rewrite: Rewrite, told: dict[str, str]) -> None:
    assert tried(server, Quirks(rewrites=(rewrite,))) == told


@pytest.mark.parametrize("name", SERVERS)
def test_servers_as_they_are_known_are_served_and_left_clean(server: DavServer, name: str) -> None:
    assert "fail" not in tried(server, SERVERS[name]).values()


def test_what_is_written_although_its_answer_is_lost_is_removed(server: DavServer) -> None:
    personal = server.make_calendar("Personal")
    server.fail(lost(), when=kind("PUT"))
    findings = examined(server, personal)
    assert "it was not taken" in findings[0].what
    assert server.texts(personal) == {}


def test_what_can_not_be_removed_is_told(server: DavServer) -> None:
    personal = server.make_calendar("Personal")
    server.fail(lost(), when=kind("DELETE"), times=None)
    last = examined(server, personal)[-1]
    assert (last.verdict, last.cure) == (
        "fail",
        "Run it again later: aftertouch doctor --write-test, or delete it by hand.",
    )
