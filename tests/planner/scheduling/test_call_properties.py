"""What holds for every call: the hours it may take, its place among other calls, and what goes in its place."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.plan import plan
from planner.scheduling.business_days import BusinessDays
from planner.values import Decision, FollowUp, Interval, Interview
from tests.planner.planned import interview, playbook
from tests.planner.strategies import DAYS, accounts, busy_times, delays, interviews, rivals


def made(*found: Interview, now: datetime, busy: list[Interval] | None = None) -> list[FollowUp]:
    return [one for each in plan(found, playbook(), now=now, busy=busy or ()) for one in each.follow_ups]


def never_two_at_once(found: list[Interview], now: datetime, busy: list[Interval]) -> None:
    calls = [one.at.astimezone(UTC) for one in made(*found, now=now, busy=busy) if one.channel == "phone"]
    assert len(calls) == len(set(calls))


@given(st.data())
def test_two_calls_are_never_made_at_one_instant(data: st.DataObject) -> None:
    found = data.draw(accounts() | rivals())
    never_two_at_once(found, found[0].end + data.draw(delays()), data.draw(busy_times(found[0].end)))


@pytest.mark.slow
@settings(max_examples=5_000)
@given(st.data())
def test_explored_two_calls_are_never_made_at_one_instant(data: st.DataObject) -> None:
    found = data.draw(rivals() | accounts())
    never_two_at_once(found, found[0].end + data.draw(delays()), data.draw(busy_times(found[0].end)))


@st.composite
def late_moments(draw: st.DrawFn) -> tuple[Interview, datetime]:
    """An interview across zones, and an hour of one of the days on which its last call may be made."""
    one = draw(rivals())[0]
    if draw(st.booleans()):
        one = replace(one, home_zone="America/New_York", home_country="US")
    decision = Decision(on=one.end.date() + timedelta(days=draw(st.integers(4, 9))))
    day = decision.on - timedelta(days=draw(st.integers(1, 4)))
    clock = time(draw(st.integers(7, 17)), draw(st.sampled_from((5, 50))))
    return replace(one, decision=decision), datetime.combine(day, clock, tzinfo=one.end.tzinfo)


@given(late_moments() | st.builds(lambda one, delay: (one, one.end + delay), interviews(), delays()))
def test_a_call_is_made_at_one_of_its_two_hours_or_at_the_nearest_shared_one(late: tuple[Interview, datetime]) -> None:
    one, now = late
    for call in made(one, now=now):
        if call.channel == "phone":
            hours = {"morning-call": (time(9), time(16)), "final-call": (time(10), time(16))}[call.step]
            assert call.at in [_nearest_shared(one, call.at.date(), hour) for hour in hours]


def _nearest_shared(one: Interview, day: date, wanted: time) -> datetime:
    at, home = datetime.combine(day, wanted, tzinfo=ZoneInfo(one.zone)), ZoneInfo(one.home_zone)
    quarters = [at.replace(hour=9, minute=0) + number * timedelta(minutes=15) for number in range(31)]
    shared = [each for each in (at, *quarters) if time(7) <= each.astimezone(home).time() <= time(22)]
    return min(shared, key=lambda each: (abs(each - at), each))


@settings(max_examples=300)
@given(late_moments())
def test_where_the_last_word_can_be_said_by_email_it_is_said_by_a_call_or_by_email(
    late: tuple[Interview, datetime],
) -> None:
    one, now = late
    without_calls = {each.step for each in made(replace(one, calls=False), now=now)}
    assert ("final-call" in without_calls) <= ("final-call" in {each.step for each in made(one, now=now)})


@given(DAYS, st.integers(1, 3), st.integers(0, 2), st.integers(8, 15))
def test_a_late_thank_you_before_the_last_afternoon_leaves_time_for_the_call(
    day: date, late_by: int, more: int, hour: int
) -> None:
    days = BusinessDays("US")
    decision = Decision(on=days.shift(day, min(late_by + more, 3)), at=time(17))
    now = datetime.combine(days.shift(day, late_by), time(hour), tzinfo=ZoneInfo("America/New_York"))
    assert [one.channel for one in made(interview(f"{day} 15:00", decision), now=now)] == ["email", "phone"]
