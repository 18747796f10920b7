"""What blocks the person's time, and what does not."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from planner.values import Attendee, Event, Interval, Person, Preferences, Source
from sync.busy import busy_times

ME = Preferences(home_zone="Europe/Berlin", my_addresses=frozenset({"me@example.org"}))
TEN, ELEVEN = datetime(2026, 10, 5, 10, tzinfo=UTC), datetime(2026, 10, 5, 11, tzinfo=UTC)
MEETING = Event(source=Source(uid="meeting"), start=TEN, end=ELEVEN)


def me(partstat: str, *, email: str = "me@example.org", is_self: bool = False) -> tuple[Attendee, ...]:
    return (Attendee(person=Person(email=email), partstat=partstat, is_self=is_self),)


def test_a_timed_event_blocks_its_time() -> None:
    assert busy_times([MEETING], ME) == (Interval(start=TEN, end=ELEVEN),)


def test_a_floating_time_is_at_home() -> None:
    floating = Event(source=Source(uid="f"), start=datetime(2026, 10, 5, 10), end=datetime(2026, 10, 5, 11))
    (time,) = busy_times([floating], ME)
    assert time.start == datetime(2026, 10, 5, 10, tzinfo=ZoneInfo("Europe/Berlin"))


@pytest.mark.parametrize(
    "event",
    [
        Event(source=Source(uid="free"), start=TEN, end=ELEVEN, busy=False),
        Event(source=Source(uid="cancelled"), start=TEN, end=ELEVEN, status="CANCELLED"),
        Event(source=Source(uid="declined"), start=TEN, end=ELEVEN, attendees=me("DECLINED")),
        Event(source=Source(uid="self"), start=TEN, end=ELEVEN, attendees=me("DECLINED", email="", is_self=True)),
        Event(source=Source(uid="ours"), start=TEN, end=ELEVEN, marks=(("key", "k"),)),
        Event(source=Source(uid="moment"), start=TEN, end=TEN),
        Event(source=Source(uid="day"), start=date(2026, 10, 5), end=date(2026, 10, 6)),
    ],
    ids=lambda event: str(event.source),
)
def test_what_leaves_the_person_free_blocks_nothing(event: Event) -> None:
    assert busy_times([event], ME) == ()


def test_what_somebody_else_declined_still_blocks() -> None:
    theirs = Event(
        source=Source(uid="theirs"), start=TEN, end=ELEVEN, attendees=me("DECLINED", email="jane@example.org")
    )
    assert len(busy_times([theirs, MEETING], ME)) == 1
