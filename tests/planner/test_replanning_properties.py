"""What holds when the same account is planned again and again, with what stood fed back."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.plan import plan
from planner.scheduling.business_days import BusinessDays
from planner.values import Decision, FollowUp, Interval, Interview, Standing
from tests.planner.planned import hire, playbook, stood
from tests.planner.strategies import DAYS, accounts, busy_times, delays, rivals


def made(found: Iterable[Interview], now: datetime, **inputs: object) -> list[FollowUp]:
    return [one for each in plan(found, playbook(), now=now, **inputs) for one in each.follow_ups]  # type: ignore[arg-type]


def key(one: FollowUp) -> object:
    return one.source, one.step, one.slot


def seen(one: FollowUp) -> FollowUp:
    """All that is written into a calendar: reasons that depend on the moment are not."""
    return replace(one, late=())


def stays_the_same(found: list[Interview], start: datetime, busy: list[Interval]) -> None:
    expected = {key(one): one for one in made(found, start, busy=busy)}
    standing: dict[object, Standing] = {}
    for hour in range(14 * 24):
        now = start + timedelta(hours=hour)
        every = made(found, now, busy=busy, standing=standing.values())
        standing |= {key(one): stood(one) for one in every}
        assert {key(one): seen(one) for one in every} == {
            each: seen(one) for each, one in expected.items() if one.at >= now
        }


def one_day(data: st.DataObject) -> list[Interview]:
    # Without later rounds: a thank-you that is late on the evening before one may find an hour the next morning.
    found = data.draw(accounts(days=(0,)) | rivals())
    assume(len({one.end.date() for one in found}) == 1)
    return found


@settings(max_examples=15)
@given(st.data())
def test_planned_at_every_hour_of_two_weeks_the_plan_stays_the_same_but_for_what_has_passed(
    data: st.DataObject,
) -> None:
    found = one_day(data)
    stays_the_same(found, found[0].end + data.draw(delays()), data.draw(busy_times(found[0].end)))


@pytest.mark.slow
@settings(max_examples=400)
@given(st.data())
def test_explored_planned_at_every_hour_of_two_weeks_the_plan_stays_the_same(data: st.DataObject) -> None:
    found = one_day(data)
    stays_the_same(found, found[0].end + data.draw(delays()), data.draw(busy_times(found[0].end)))


@given(DAYS, st.integers(5, 20), st.integers(5, 20), st.integers(0, 60), st.integers(0, 20))
def test_mail_that_stands_lands_before_a_moved_decision_whenever_new_mail_would(
    day: date, days: int, moved: int, late_by: int, later: int
) -> None:
    open_days = BusinessDays("US")
    first, second = (open_days.on_or_after(day + timedelta(days=number)) for number in (days, moved))
    one = hire(f"{day} 14:00", Decision(on=first))
    then = replace(one, decision=Decision(on=second))
    standing = [stood(each) for each in made([one], one.end + timedelta(hours=late_by))]
    now = one.end + timedelta(hours=late_by + later)
    real = open_days.shift(second, -2)
    assume(all(each.at >= now for each in standing if each.step == "letter"))
    anew = [each.arrives for each in made([then], now) if each.step == "letter" and each.arrives]
    kept = [each.arrives for each in made([then], now, standing=standing) if each.step == "letter" and each.arrives]
    if anew and anew[0] < real:
        assert [each < real for each in kept] == [True]
