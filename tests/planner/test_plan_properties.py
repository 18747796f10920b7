"""What holds for every plan, whatever the interview, the zone, the moment and the calendar."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from planner.business_days import BusinessDays
from planner.plan import plan
from planner.values import Decision, FollowUp, Interval, Interview, InterviewPlan, Outcome, Person, Source, Standing
from tests.planner.planned import playbook, stood

COUNTRIES = {
    "America/New_York": "US",
    "America/Los_Angeles": "US",
    "America/Toronto": "CA",
    "Europe/London": "GB",
    "Europe/Berlin": "DE",
    "Asia/Tokyo": "JP",
    "Australia/Brisbane": "AU",
    "Asia/Kathmandu": "NP",
}
ZONES = st.sampled_from(sorted(COUNTRIES))
PEOPLE = st.lists(
    st.sampled_from([Person(name="Ann"), Person(name="Bob", email="bob@acme.com"), Person(name="Cy")]),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))
WORKING_HOURS = st.times(min_value=time(7), max_value=time(23, 45)).map(lambda at: at.replace(second=0, microsecond=0))


@st.composite
def decisions(draw: st.DrawFn, day: date) -> Decision | None:
    if draw(st.integers(0, 7)) == 0:
        return None
    on = day + timedelta(days=draw(st.integers(-2, 25)))
    at = draw(st.none() | st.sampled_from([time(8), time(11), time(15, 30)]))
    kind = draw(st.sampled_from(["", "", "", "week", "vague"]))
    return Decision(on=on, at=at, week=kind == "week", vague=kind == "vague")


@st.composite
def interviews(draw: st.DrawFn, uid: str = "one", company: str = "Acme") -> Interview:
    zone, day = draw(ZONES), draw(DAYS)
    home = draw(st.just(zone) | ZONES)
    end = datetime.combine(day, draw(WORKING_HOURS), tzinfo=ZoneInfo(zone))
    return Interview(
        source=Source(uid=uid),
        title="Interview",
        start=end - timedelta(hours=1),
        end=end,
        zone=zone,
        country=COUNTRIES[zone],
        home_zone=home,
        home_country=COUNTRIES[home],
        company=company,
        stage=draw(st.sampled_from(["more", "decision", "decision"])),
        kind=draw(st.sampled_from(["interview", "interview", "screen"])),
        decision=draw(decisions(day)),
        interviewers=draw(PEOPLE),
        calls=draw(st.booleans()),
        letters=draw(st.booleans()),
        extensions=draw(st.booleans()),
    )


@st.composite
def accounts(draw: st.DrawFn, days: tuple[int, ...] = (0, 0, 1, 3, 8)) -> list[Interview]:
    """A few interviews, often of one company, at the same time, on the same day, or these numbers of days later."""
    found = [draw(interviews())]
    for number in range(draw(st.integers(0, 3))):
        like = draw(st.sampled_from(found))
        later = timedelta(days=draw(st.sampled_from(days)), hours=draw(st.sampled_from([0, 0, 1])))
        found.append(
            replace(
                draw(interviews(uid=f"more-{number}")),
                zone=like.zone,
                start=like.start + later,
                end=like.end + later,
                company=draw(st.sampled_from(["Acme", "Beta", ""])),
                outcome=draw(st.none() | st.none() | _outcomes((like.end + later).date())),
            )
        )
    return found


def _outcomes(on: date) -> st.SearchStrategy[Outcome]:
    return st.builds(Outcome, kind=st.sampled_from(["offer", "rejected", "next round"]), on=st.just(on))


@st.composite
def busy_times(draw: st.DrawFn, around: datetime) -> list[Interval]:
    found = []
    for _ in range(draw(st.integers(0, 6))):
        start = around + timedelta(days=draw(st.integers(0, 14)), minutes=15 * draw(st.integers(0, 95)))
        found.append(Interval(start=start, end=start + timedelta(minutes=draw(st.sampled_from([5, 30, 90, 480])))))
    return found


def delays() -> st.SearchStrategy[timedelta]:
    """How long after the end of the interview the plan is made."""
    return st.builds(timedelta, minutes=st.integers(-3 * 24 * 60, 12 * 24 * 60))


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


@settings(max_examples=15, deadline=None)
@given(st.data())
def test_planned_at_every_hour_of_two_weeks_the_plan_stays_the_same_but_for_what_has_passed(
    data: st.DataObject,
) -> None:
    # Without later rounds: a thank-you that is late on the evening before one may find an hour the next morning.
    found = data.draw(accounts(days=(0,)))
    assume(len({one.end.date() for one in found}) == 1)
    start = found[0].end + data.draw(delays())
    busy = data.draw(busy_times(found[0].end))
    first = plan(found, playbook(), now=start, busy=busy)
    expected = {_key(one): one for one in all_of(first)}
    standing: dict[object, Standing] = {}
    for hour in range(14 * 24):
        now = start + timedelta(hours=hour)
        every = all_of(plan(found, playbook(), now=now, busy=busy, standing=standing.values()))
        standing |= {_key(one): stood(one) for one in every}
        assert {_key(one): _seen(one) for one in every} == {
            key: _seen(one) for key, one in expected.items() if one.at >= now
        }


def _key(one: FollowUp) -> object:
    return one.source, one.step, one.slot


def _seen(one: FollowUp) -> FollowUp:
    """All that is written into a calendar: reasons that depend on the moment are not."""
    return replace(one, late=())


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
