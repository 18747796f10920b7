"""Reading at Google: pages, deltas and occurrences, where the contract of all providers says nothing."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from planner.values import Source
from providers.google.changes import Reader
from providers.google.credentials import Person
from providers.google.provider import Google
from providers.google.token_file import TokenFile
from providers.interface import Changes, Look, Window
from tests.google.server import CalendarApi, calendar_api
from tests.providers.drafts import LOOK

OCTOBER = Window(start=datetime(2026, 10, 1, tzinfo=UTC), end=datetime(2026, 11, 1, tzinfo=UTC))
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A provider, and the person's own calendar."""

    google: CalendarApi
    provider: Google

    @property
    def calendar(self) -> str:
        return self.google.person.primary

    def put(self, event_id: str, at: datetime, **more: Any) -> None:
        times = {
            name: {"dateTime": (at + timedelta(hours=h)).isoformat(), "timeZone": "UTC"}
            for name, h in (("start", 0), ("end", 1))
        }
        self.google.person.put(self.calendar, {"summary": "#interview", **times, **more}, event_id=event_id)

    def changes(self, token: str = "", known: dict[str, str] | None = None, window: Window | None = OCTOBER) -> Changes:
        return self.provider.changes(self.calendar, token, known or {}, window)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with calendar_api(now=NOW) as google:
        (tmp_path / "token.json").write_text(json.dumps(google.authorized_user("calendar")))
        bearer = Person("work", TokenFile(path=tmp_path / "token.json"))
        yield Desk(google=google, provider=Google("work", bearer, LOOK, endpoint=google.endpoint))
        assert google.violations() == []


def known(changes: Changes) -> dict[str, str]:
    return {item.href: item.etag for item in changes.items}


def test_of_an_endless_series_a_delta_tells_no_more_than_the_window(desk: Desk) -> None:
    first = desk.changes()
    desk.put("daily", NOW - timedelta(days=90), recurrence=["RRULE:FREQ=DAILY"])
    delta = desk.changes(first.token)
    assert len(delta.items) == 31
    assert {event.source.uid for item in delta.items for event in item.events} == {"daily"}


def test_an_occurrence_that_leaves_the_window_is_told_to_who_has_it(desk: Desk) -> None:
    desk.put("weekly", NOW, recurrence=["RRULE:FREQ=WEEKLY;COUNT=2"])
    first = desk.changes()
    away = desk.google.person.instance(desk.calendar, "weekly", 1)
    start, end = ({"dateTime": f"2027-03-01T{hour}:00:00Z", "timeZone": "UTC"} for hour in (10, 11))
    desk.google.person.patch(desk.calendar, away, {"start": start, "end": end})
    (item,) = desk.changes(first.token, known(first)).items
    assert (item.href, item.events[0].source) == (away, Source(uid="weekly", recurrence_id="20261008T120000Z"))
    assert desk.changes(first.token).items == ()


def test_a_plain_event_is_told_wherever_it_lies(desk: Desk) -> None:
    first = desk.changes()
    desk.put("later", NOW + timedelta(days=300))
    assert [item.href for item in desk.changes(first.token).items] == ["later"]


def test_a_series_that_is_gone_takes_its_occurrences_with_it_also_where_they_are_not_told() -> None:
    class Silent:
        """Tells of a deleted series what alone is guaranteed: its id."""

        def call(self, *_: str, **__: Any) -> dict[str, Any]:
            return {"items": [{"id": "weekly", "status": "cancelled"}], "nextSyncToken": "2"}

    had = {
        "weekly_20261001T120000Z": '"1"',
        "weekly_20261008T120000Z": '"2"',
        "other_20261008T120000Z": '"3"',
        "x": '"4"',
    }
    reader = Reader(service=Silent(), look=Look(), calendar="me", known=had, window=OCTOBER)  # type: ignore[arg-type]
    removed = reader.changes("events:1").removed
    assert removed == ("weekly", "weekly_20261001T120000Z", "weekly_20261008T120000Z")


def test_a_deleted_series_is_told_by_its_cancelled_occurrences(desk: Desk) -> None:
    desk.put("weekly", NOW, recurrence=["RRULE:FREQ=WEEKLY;COUNT=3"])
    first = desk.changes()
    assert len(first.items) == 3
    desk.google.person.delete(desk.calendar, "weekly")
    delta = desk.changes(first.token, known(first))
    gone = {*delta.removed, *(item.href for item in delta.items if item.events[0].status == "CANCELLED")}
    assert gone >= set(known(first))


def test_without_a_window_a_series_comes_as_one(desk: Desk) -> None:
    desk.put("daily", NOW, recurrence=["RRULE:FREQ=DAILY"])
    (item,) = desk.changes(window=None).items
    assert item.recurring
    assert desk.changes(desk.changes(window=None).token, known(desk.changes(window=None)), None).items == ()


@pytest.mark.parametrize("page_size", [1, 2, 7])
def test_all_pages_are_read_in_full_and_in_part(desk: Desk, page_size: int) -> None:
    desk.google.habits.page_size = page_size
    for number in range(9):
        desk.put(f"e{number}", NOW + timedelta(hours=number))
    first = desk.changes()
    assert len(first.items) == 9
    for number in range(9):
        desk.put(f"e{number}", NOW + timedelta(hours=number + 1))
    assert len(desk.changes(first.token, known(first)).items) == 9


def test_other_kinds_of_events_are_not_asked_for(desk: Desk) -> None:
    for kind in ("outOfOffice", "focusTime", "workingLocation", "birthday"):
        desk.put(f"a{kind.lower()}", NOW, eventType=kind)
    desk.put("gmail", NOW, eventType="fromGmail")
    assert [item.href for item in desk.changes().items] == ["gmail"]
