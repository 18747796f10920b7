"""What a cycle asks of a calendar server, counted on its side: requests, and bytes with their heads."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from benchmarks.events import meetings
from benchmarks.stock import anchor
from benchmarks.wire import Relay, Seen, relayed
from tests.google.server import CalendarApi
from tests.providers.servers import Server
from tests.service.rig import CalDavClient, GoogleClient, Rig
from tests.sync.world import interview

FEW, MANY = 20, 120
HEADS = 700
"""Bytes that suffice for a request or an answer that says no more than that it is all the same."""


@pytest.fixture
def relay(dav: Server) -> Iterator[Relay]:
    with relayed(dav.url) as running:
        yield running


def rig(dav: Server, relay: Relay, folder: Path, events: int) -> Rig:
    """So many meetings on a Radicale behind the relay."""
    folder.mkdir()
    client = CalDavClient(server=dav, folder=folder)
    client.account = client.account.replace(dav.url, relay.url)
    for event in meetings(events, anchor()):
        client.put(f"{event.uid}.ics", event.text)
    return Rig(folder=folder, client=client)


def asked(relay: Relay, rig: Rig) -> Seen:
    relay.forget()
    rig.sync()
    return relay.seen()


def test_what_a_caldav_server_is_asked_depends_on_what_changed_and_not_on_what_is_there(
    dav: Server, relay: Relay, tmp_path: Path
) -> None:
    few, many = rig(dav, relay, tmp_path / "few", FEW), rig(dav, relay, tmp_path / "many", MANY)
    firsts = [asked(relay, one) for one in (few, many)]
    assert [[one.method for one in first.requests] for first in firsts] == [["PROPFIND", "PROPFIND", "REPORT"]] * 2

    quiet = [asked(relay, one) for one in (few, many)]
    assert [[one.method for one in seen.requests] for seen in quiet] == [["REPORT"], ["REPORT"]]
    assert quiet[0].sent == quiet[1].sent < HEADS
    assert max(seen.received for seen in quiet) < HEADS

    changed = next(meetings(1, anchor()))
    many.client.put(f"{changed.uid}.ics", changed.text.replace("Meeting 0", "Meeting nought"))
    one = asked(relay, many)
    assert [request.method for request in one.requests] == ["REPORT", "REPORT"]
    assert one.sent < 2 * HEADS
    assert one.received < 3 * HEADS


def test_what_google_is_asked_depends_on_what_changed_and_not_on_what_is_there(
    google: CalendarApi, tmp_path: Path
) -> None:
    desk = Rig(folder=tmp_path, client=GoogleClient(google=google, folder=tmp_path))
    assert isinstance(desk.client, GoogleClient)
    for event in meetings(MANY, anchor()):
        google.person.put(desk.client.calendar, event.google, event_id=event.uid.replace("-", ""))
    desk.sync()
    for change, items in ((False, 0), (True, 1)):
        google.forget()
        if change:
            google.person.patch(desk.client.calendar, "meeting0", {"summary": "Meeting nought"})
        assert desk.sync()["requests"] == 1
        (entry,) = google.requests()
        assert len(entry.asked.target) + sum(map(len, entry.asked.headers.values())) < 2 * HEADS
        assert entry.sent < (items + 1) * HEADS


def test_what_google_tells_of_our_own_writes_is_heard_once(google: CalendarApi, tmp_path: Path) -> None:
    desk = Rig(folder=tmp_path, client=GoogleClient(google=google, folder=tmp_path))
    desk.client.put("i.ics", interview(at=datetime.now(UTC) + timedelta(days=2)))
    assert desk.sync()["created"] > 0
    told = []
    for _ in range(3):
        google.forget()
        assert desk.sync()["requests"] == 1
        (entry,) = google.requests()
        told.append(entry.sent)
    assert told[0] > HEADS > told[1] == told[2]
