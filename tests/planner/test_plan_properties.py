"""What holds for every plan, whatever the interview, the zone, the moment and the calendar."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.plan import plan
from planner.scheduling.business_days import BusinessDays
from planner.values import Decision, FollowUp, Interview, InterviewPlan, Outcome, Person, Source
from tests.planner.planned import hire, playbook, stood
from tests.planner.strategies import DAYS, accounts, delays, interviews


def all_of(plans: Iterable[InterviewPlan]) -> list[FollowUp]:
    return [one for found in plans for one in found.follow_ups]


def made(one: Interview, now: datetime) -> tuple[FollowUp, ...]:
    return plan([one], playbook(), now=now)[0].follow_ups


@given(accounts(), delays(), st.randoms())
def test_the_order_of_the_input_does_not_matter(found: list[Interview], delay: timedelta, random: object) -> None:
    now = found[0].end + delay
    first = plan(found, playbook(), now=now)
    standing = [stood(one) for one in all_of(first)]
    again = plan(found, playbook(), now=now, standing=standing)
    random.shuffle(found)  # type: ignore[attr-defined]
    random.shuffle(standing)  # type: ignore[attr-defined]
    assert plan(found, playbook(), now=now) == first
    assert plan(found, playbook(), now=now, standing=standing) == again


@given(accounts(), delays())
def test_nothing_is_planned_before_now_and_every_follow_up_once(found: list[Interview], delay: timedelta) -> None:
    now = found[0].end + delay
    plans = plan(found, playbook(), now=now)
    every = all_of(plans)
    assert len(plans) == len(found)
    assert all(one.at >= now for one in every)
    assert len({(one.source, one.step, one.slot) for one in every}) == len(every)
    assert all(list(one.follow_ups) == sorted(one.follow_ups, key=lambda each: each.at) for one in plans)


@given(interviews(), delays())
def test_every_plan_that_is_not_late_has_an_email_and_each_interviewer_gets_one(
    one: Interview, delay: timedelta
) -> None:
    found = made(one, one.end - abs(delay))
    thanks = [each for each in found if each.step == "thank-you"]
    assert [each.to for each in thanks] == list(one.interviewers)
    assert all(each.channel == "email" and each.need == "must" for each in thanks)


@given(interviews(), delays())
def test_emails_go_at_decent_hours_only(one: Interview, delay: timedelta) -> None:
    emails = [each for each in made(one, one.end + delay) if each.channel == "email"]
    thanks = [each for each in emails if each.step == "thank-you"]
    assert all(each.at.tzinfo == ZoneInfo(one.zone) for each in emails)
    # The copies for others follow the decision-maker's, five minutes apart, whatever the hour.
    assert [each.at - thanks[0].at for each in thanks] == [timedelta(minutes=5 * n) for n in range(len(thanks))]
    for each in (*thanks[:1], *(each for each in emails if each.step != "thank-you")):
        assert time(7) <= each.at.time() <= time(22, 30)
        assert each.at.minute % 15 == 0


@given(interviews(), delays())
def test_calls_and_landings_are_on_business_days_within_hours(one: Interview, delay: timedelta) -> None:
    days = BusinessDays(one.country)
    for each in made(one, one.end + delay):
        if each.channel == "phone":
            assert days.is_open(each.at.date())
            assert time(9) <= each.at.time() <= time(16, 30)
            assert time(7) <= each.at.astimezone(ZoneInfo(one.home_zone)).time() <= time(22)
            assert each.at.minute % 15 == 0
        if each.arrives:
            assert days.is_open(each.arrives)
            assert days.is_open(each.at.date())
            assert each.at.time() <= time(18)
            assert each.at.date() < each.arrives
        if each.channel == "email" and each.step != "thank-you":
            assert days.is_open(each.at.date()) or each.late


@given(interviews(), delays())
def test_the_final_call_is_last_and_no_mail_lands_after_it(one: Interview, delay: timedelta) -> None:
    found = made(replace(one, extensions=False), one.end + delay)
    last = [each for each in found if each.step == "final-call"]
    for final in last:
        for each in found:
            assert each.at <= final.at
            assert each.arrives is None or each.arrives <= final.at.date()


@given(interviews(), delays())
def test_mail_and_calls_come_before_a_decision_at_a_moment(one: Interview, delay: timedelta) -> None:
    (found,) = plan([replace(one, extensions=False)], playbook(), now=one.end + delay)
    if isinstance(found.decision, datetime):
        for each in found.follow_ups:
            assert each.channel != "phone" or each.at < found.decision
            assert each.arrives is None or each.arrives <= found.decision.date()


@given(interviews(), st.integers(0, 60))
def test_wall_clock_times_survive_the_change_of_clocks(one: Interview, weeks: int) -> None:
    """The same interview in a place without holidays, so many weeks later: the same hours on the same weekdays."""
    plain = replace(one, country="ZZ", home_country="ZZ", home_zone=one.zone)
    later = timedelta(weeks=weeks)
    decision = plain.decision and replace(plain.decision, on=plain.decision.on + later)
    moved = replace(plain, start=plain.start + later, end=plain.end + later, decision=decision)
    expected = [(each.step, each.at.replace(tzinfo=None) + later) for each in made(plain, plain.start)]
    assert [(each.step, each.at.replace(tzinfo=None)) for each in made(moved, moved.start)] == expected


@given(DAYS, st.integers(3, 12), st.integers(-4, 12), st.integers(-2, 12))
def test_a_question_keeps_two_business_days_from_every_other_email_to_that_person(
    day: date, decided: int, offered: int, delay: int
) -> None:
    """The decision of one application and the offer of another so many days after the interview."""
    days = BusinessDays("US")
    asked = replace(hire(f"{day} 14:00", Decision(on=day + timedelta(days=decided))), extensions=True)
    outcome = Outcome(kind="offer", on=day + timedelta(days=offered))
    offer = replace(asked, source=Source(uid="two"), company="Beta", outcome=outcome)
    now = asked.end + timedelta(days=delay)
    emails = [one for one in plan([asked, offer], playbook(), now=now)[0].follow_ups if one.channel == "email"]
    for question in (one for one in emails if one.step in {"no-news", "still-no-news"}):
        for other in (one for one in emails if one is not question):
            first, last = sorted((question.at.date(), other.at.date()))
            assert days.count(first, last, 2) == 2


@pytest.mark.parametrize("zone", [UTC, ZoneInfo("Asia/Tokyo"), ZoneInfo("America/New_York")])
def test_the_zone_of_now_does_not_matter(zone: ZoneInfo) -> None:
    end = datetime(2026, 10, 6, 15, tzinfo=ZoneInfo("America/New_York"))
    one = Interview(
        source=Source(uid="one"),
        title="Interview",
        start=end - timedelta(hours=1),
        end=end,
        zone="America/New_York",
        interviewers=(Person(name="Ann"),),
    )
    now = end + timedelta(days=1)
    assert plan([one], playbook(), now=now.astimezone(zone)) == plan([one], playbook(), now=now)
