"""A part of what `python -m tests.torture --part boundaries` tries, and that it would notice."""

import random
from collections.abc import Iterable, Iterator

import pytest

from planner.values import Source
from sync.keys import Identity, key
from tests.torture.boundaries import Rehearsals, explore, replay, singles
from tests.torture.boundaries.runs import Rehearsal
from tests.torture.scenarios.line import COMMIT, Fault
from tests.torture.scenarios.promises import broken_now
from tests.torture.scenarios.stories import SCENARIOS


@pytest.fixture(scope="module")
def rehearsals() -> Iterator[Rehearsals]:
    with Rehearsals() as made:
        yield made


def findings(rehearsals: Rehearsals, schedules: Iterable[str], number: int) -> list[str]:
    chance = random.Random(1)  # noqa: S311  the same schedules in every run
    known = list(schedules)
    picked = chance.sample(known, min(number, len(known)))
    return [finding for schedule in picked for finding in rehearsals.played(schedule).findings]


@pytest.mark.parametrize("scenario", SCENARIOS)
@pytest.mark.parametrize("target", ["memory", "burning"])
def test_whatever_goes_wrong_once_is_put_right_by_two_cycles(
    rehearsals: Rehearsals, target: str, scenario: str
) -> None:
    assert findings(rehearsals, singles(rehearsals, target, scenario), 3) == []


@pytest.mark.parametrize("scenario", ["void", "elsewhere"])
@pytest.mark.parametrize("target", ["google", "caldav"])
def test_the_same_on_the_wire(rehearsals: Rehearsals, target: str, scenario: str) -> None:
    assert findings(rehearsals, singles(rehearsals, target, scenario), 4) == []


def test_a_process_may_die_at_every_boundary(rehearsals: Rehearsals) -> None:
    deaths = [one for one in singles(rehearsals, "memory", "deleted") if one.endswith("die")]
    assert findings(rehearsals, deaths, len(deaths)) == []


def test_a_process_may_die_twice(rehearsals: Rehearsals) -> None:
    schedules = [f"memory:expired:{a}:lost:die+{b}:lost:die" for a in (4, 5) for b in (1, 2, 3, 4, 5)]
    assert findings(rehearsals, schedules, len(schedules)) == []


def test_a_death_in_one_of_several_threads_ends_the_process(rehearsals: Rehearsals) -> None:
    assert replay("google-4:first:4:lost:die").findings == ()


def test_a_part_of_the_time_is_enough_for_some_schedules() -> None:
    tally = explore(seconds=0, seed=1)
    assert (tally.schedules, tally.findings) == (1, ())
    assert tally.boundaries > 0


@pytest.fixture
def rehearsal(rehearsals: Rehearsals) -> Rehearsal:
    """All is written; nothing is to be done."""
    rehearsal = rehearsals.of("memory", "rescheduled")
    rehearsal.stage.load(rehearsal.saved)
    return rehearsal


def test_a_second_event_of_one_follow_up_is_noticed(rehearsal: Rehearsal) -> None:
    stage = rehearsal.stage
    first, *_ = stage.ours_of("acme1")
    other = key(first.identity, 1)
    text = stage.target.stored("Personal")[first.key].partition("\n")[2].replace("\r\n ", "")
    text = text.replace(first.key, other).replace("GENERATION:0", "GENERATION:1")
    assert list(broken_now(stage)) == []
    stage.target.put("Personal", other, text)
    assert list(broken_now(stage)) == [f"stands 2 times: acme1/{first.identity.step}/0"]


def test_what_the_person_deleted_is_noticed_when_it_stands(rehearsal: Rehearsal) -> None:
    stage = rehearsal.stage
    stage.banned.add(Identity(source=Source(uid="acme1"), step="thank-you", slot="0"))
    assert list(broken_now(stage)) == ["stands though the person deleted it: acme1/thank-you/0"]


def test_a_foreign_event_that_was_written_is_noticed(rehearsal: Rehearsal) -> None:
    stage = rehearsal.stage
    text = stage.target.stored("Personal")["dentist1"].partition("\n")[2]
    stage.target.put("Personal", "dentist1", text)
    assert list(broken_now(stage)) == ["is the person's, and was touched: Personal/dentist1"]


def test_an_engine_that_never_reads_again_is_noticed(rehearsal: Rehearsal, monkeypatch: pytest.MonkeyPatch) -> None:
    clean = rehearsal.clean
    monkeypatch.setattr("sync.mirroring.Mirroring._absent", lambda *_: [])
    monkeypatch.setattr("sync.apply.Writer._update", lambda *_: None)
    found = rehearsal.run([Fault.parse("1:before:reset")])
    assert any(finding.startswith("differs: Personal/") for finding in found)
    assert COMMIT in clean.seen
