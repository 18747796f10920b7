"""Between two boundaries the same calendars give the same plan, and at one time alone changes it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.plan import plan
from planner.values import FollowUp, Interview, InterviewPlan, Person, Source, Standing
from sync.boundaries import next_boundary
from tests.planner.planned import playbook, stood
from tests.planner.strategies import accounts, delays
from tests.sync.world import MONDAY, World, changes, interview

DUE = Interview(
    source=Source(uid="one"),
    title="Interview",
    start=datetime(2026, 1, 1, 14, 23, tzinfo=ZoneInfo("America/Los_Angeles")),
    end=datetime(2026, 1, 1, 15, 23, tzinfo=ZoneInfo("America/Los_Angeles")),
    zone="America/Los_Angeles",
    interviewers=(Person(name="Ann"),),
)


_AFTER = timedelta(seconds=1)
"""The daemon never looks at the very moment at which something is due."""


def wanted(plans: tuple[InterviewPlan, ...]) -> list[FollowUp]:
    """All that is written into a calendar: reasons that depend on the moment are not."""
    return [replace(one, late=()) for each in plans for one in each.follow_ups]


def test_a_midnight_counts_in_every_zone_that_plays_a_part() -> None:
    assert next_boundary((), (), playbook(), home_zone="Europe/Berlin", now=MONDAY) == datetime(
        2026, 10, 19, 22, tzinfo=UTC
    )


def test_a_day_that_begins_at_one_has_a_boundary() -> None:
    before = datetime(2026, 9, 5, 12, tzinfo=ZoneInfo("America/Santiago"))
    assert next_boundary((), (), playbook(), home_zone="America/Santiago", now=before) > before


@pytest.mark.parametrize("hours", range(0, 24 * 14, 37))
def test_nothing_changes_before_the_boundary_that_a_cycle_tells(hours: int, tmp_path: Path) -> None:
    world = World(ledger=tmp_path / "ledger.sqlite")
    world.put(interview())
    world.cycle(MONDAY)
    now = MONDAY + timedelta(hours=hours)
    boundary = world.cycle(now).boundary
    assert boundary is not None
    assert boundary > now
    assert changes(world.cycle(boundary - timedelta(seconds=1))) == []


def test_what_is_due_this_moment_is_past_right_after_it() -> None:
    world_plan = plan([DUE], playbook(), now=DUE.end + timedelta(minutes=982), standing=())
    due = world_plan[0].follow_ups[0].at
    assert due < next_boundary(world_plan, (), playbook(), home_zone="UTC", now=due) < due + timedelta(seconds=1)


def test_the_hour_at_which_emails_may_go_is_one() -> None:
    """A late thank-you that would come after the next round on a Monday goes on the Saturday before it all the same."""
    here = ZoneInfo("America/Los_Angeles")
    night, morning = datetime(2026, 6, 6, 0, 0, 1, tzinfo=here), datetime(2026, 6, 6, 7, 0, tzinfo=here)
    rounds = [
        replace(DUE, source=Source(uid=f"{day}"), company="Acme", start=start, end=start + timedelta(hours=1))
        for day in (3, 6)
        for start in (datetime(2026, 6, day, 14, tzinfo=here),)
    ]
    plans = plan(rounds, playbook(), now=night)
    assert next_boundary(plans, (), playbook(), home_zone=DUE.zone, now=night) == morning
    assert len(wanted(plan(rounds, playbook(), now=morning + _AFTER))) > len(wanted(plans))


@settings(max_examples=10)
@given(st.data())
def test_between_two_boundaries_the_plan_stays_the_same(data: st.DataObject) -> None:
    found = data.draw(accounts())
    now = (
        found[0].end + data.draw(delays()) + _AFTER
    )  # as the daemon looks: never at the very moment that something is due
    standing: dict[object, Standing] = {}
    for _ in range(8):
        made = wanted(plan(found, playbook(), now=now, standing=standing.values()))
        standing |= {(one.source, one.step, one.slot): stood(one) for one in made}
        plans = plan(found, playbook(), now=now, standing=standing.values())
        boundary = next_boundary(plans, (), playbook(), home_zone=found[0].home_zone, now=now)
        for share in (0.3, 0.9, 0.9999):
            between = now + share * (boundary - now)
            assert wanted(plan(found, playbook(), now=between, standing=standing.values())) == wanted(plans)
        now = boundary + _AFTER
