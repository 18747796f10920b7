"""Whatever the person does: a client that follows the deltas holds what a full list holds."""

from collections.abc import Callable
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.google.answers import ApiError
from tests.google.client import connecting
from tests.google.examples import event
from tests.google.person import Person
from tests.google.server import calendar_api
from tests.google.test_server_series import WINDOW, weekly

ME = "me@example.org"
IDS = ["aaaaa", "bbbbb", "master"]
Act = Callable[[Person, str, int], object]


def put(person: Person, event_id: str, number: int) -> object:
    body = weekly(2 + number) if event_id == "master" else event(event_id, day=10 + number)
    return person.put(ME, body)


def instance(person: Person, event_id: str, number: int) -> str:
    if "recurrence" not in person.get(ME, event_id):
        return event_id
    return person.instance(ME, event_id, number % 2)


ACTS: list[Act] = [
    put,
    lambda person, event_id, number: person.patch(ME, event_id, {"summary": f"Title {number}"}),
    lambda person, event_id, _: person.delete(ME, event_id),
    lambda person, event_id, _: person.restore(ME, event_id),
    lambda person, event_id, _: person.copy(ME, event_id),
    lambda person, event_id, number: person.patch(
        ME, event_id, {"recurrence": [f"RRULE:FREQ=DAILY;COUNT={number + 2}"]}
    ),
    lambda person, event_id, _: person.patch(ME, event_id, {"recurrence": None}),
    lambda person, event_id, number: person.delete(ME, instance(person, event_id, number)),
    lambda person, event_id, number: person.patch(ME, instance(person, event_id, number), {"summary": f"One {number}"}),
    lambda person, _event_id, _number: person.purge(ME),
    lambda person, _event_id, _number: person.expire_sync_tokens(ME),
]


class Mirror:
    """A client that reads by deltas, and anew where it must."""

    def __init__(self, events: Any, **parameters: Any) -> None:
        self.events, self.parameters = events, parameters
        self.held: dict[str, str] = {}
        self.token = ""

    def follow(self) -> None:
        try:
            self._read({"syncToken": self.token} if self.token else self._bounds())
        except HttpError as error:
            if error.resp.status != 410:
                raise
            self.held.clear()
            self._read(self._bounds())

    def full(self) -> dict[str, str]:
        """What a full list holds now."""
        fresh = Mirror(self.events, **self.parameters)
        fresh.follow()
        return fresh.held

    def _bounds(self) -> dict[str, str]:
        return WINDOW if self.parameters["singleEvents"] else {}

    def _read(self, first: dict[str, str]) -> None:
        page: dict[str, str] = {}
        while True:
            listed = self.events.list(calendarId=ME, maxResults=2, **self.parameters, **first, **page).execute()
            for one in listed["items"]:
                if one["status"] == "cancelled":
                    self.held.pop(one["id"], None)
                else:
                    self.held[one["id"]] = one["etag"]
            if "nextSyncToken" in listed:
                self.token = listed["nextSyncToken"]
                return
            page = {"pageToken": listed["nextPageToken"]}


steps = st.lists(st.tuples(st.sampled_from(ACTS), st.sampled_from(IDS), st.integers(0, 3)), max_size=6)


@pytest.mark.parametrize("single", [False, True])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(rounds=st.lists(steps, min_size=1, max_size=4))
def test_who_follows_the_deltas_holds_what_stands(single: bool, rounds: list[list[tuple[Act, str, int]]]) -> None:
    with calendar_api() as google, connecting(google) as connect:
        google.habits.bounded_deltas = True
        mirror = Mirror(connect().events(), singleEvents=single)
        for number, event_id in enumerate(IDS):
            put(google.person, event_id, number)
        for acts in rounds:
            mirror.follow()
            for act, event_id, number in acts:
                try:
                    act(google.person, event_id, number)
                except ApiError:  # what is gone cannot be acted on
                    continue
        mirror.follow()
        assert mirror.held == mirror.full()
        assert google.violations() == []
