"""A small part of the machine's exploration, the same each time; `make torture` has the long one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.torture.machine import WEIGHTS, replay, seen_in
from tests.torture.machine.schedule import Schedule, Step, parse

STEPS = st.builds(Step, st.sampled_from(sorted(WEIGHTS)), st.tuples(*[st.integers(0, 23)] * 4))
BEGIN = (Step("tag"), Step("cycle"))


@settings(max_examples=50, derandomize=True, deadline=None)
@given(calendars=st.sampled_from(["memory", "memory-burns"]), steps=st.lists(STEPS, max_size=25))
def test_whatever_happens_every_promise_holds(calendars: str, steps: list[Step]) -> None:
    schedule = Schedule(calendars=calendars, steps=(*BEGIN, *steps))
    failed, _ = seen_in(schedule)
    assert not failed, schedule


@pytest.mark.parametrize("calendars", ["memory", "caldav", "google"])
def test_a_schedule_is_one_line_and_runs_the_same_again(calendars: str) -> None:
    line = (
        f"{calendars}:tag.0.1,cycle,edit.1.0.2,reschedule.0.1,during.3.2.1,trouble.0.0.1,delete.1,wait.3,second,settle"
    )
    assert str(parse(line)) == line
    first, second = replay(line), replay(line)
    assert first == second
    assert (first.schedules, first.findings) == (1, ())
    assert first.faults
