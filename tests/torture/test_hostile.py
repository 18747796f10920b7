"""Hostile calendars, some hundreds in each run; `python -m tests.torture --part hostile` meets many thousands."""

from itertools import count
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from providers import ics
from providers.interface import Look
from tests.torture import hostile
from tests.torture.hostile import corpus
from tests.torture.hostile.bounds import TooLongError, bounded
from tests.torture.hostile.case import KINDS, Case, make, parsed
from tests.torture.hostile.promises import harmless, ours_only
from tests.torture.hostile.run import broken
from tests.torture.hostile.smaller import smallest
from tests.torture.hostile.world import World

FOUND = {
    "a series that repeats every minute takes nine seconds": "recurring:4070771481",
    "half a character in a description ends the cycle": "google:2366025264",
    "control characters in a UID keep its follow-ups from being known again": (
        "grammar:zeNpzcnX39LMKc3b0cfVzcQzi5XKCCLiGufqF8HKFerpYSUcbG-bmZual8nK5hASHOAaFWBkZGJkZGhgZhBiaGABBFC9XcKivr2"
        "NQpJVnXklqUVlmarlCeWZJhoJnXmZJUX5KqoJyJkyClwtoE9wCMBthOwACaSgd"
    ),
    "of two versions of a follow-up in one file the wrong one is changed for ever": "forged:75192293",
}
"""What once broke a promise, and how."""


SEEDS = {"huge": (range(5),), "recurring": (range(4),)}
"""Of the slow kinds a few are enough here."""


@pytest.mark.parametrize("kind", KINDS)
def test_the_good_interviews_are_served_whatever_stands_beside_them(kind: str) -> None:
    for seeds in SEEDS.get(kind, (range(16), range(16, 32))):
        assert broken([make(kind, seed) for seed in seeds]) == ""


@pytest.mark.parametrize("schedule", FOUND.values(), ids=FOUND)
def test_what_was_found_once_does_not_come_back(schedule: str) -> None:
    assert hostile.replay(schedule).findings == ()


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(chance=st.randoms(use_true_random=False), kind=st.sampled_from(["grammar", "moments", "zones", "characters"]))
def test_any_calendar_by_the_grammar_breaks_no_promise(chance: Random, kind: str) -> None:
    assert broken([Case(kind=kind, content=KINDS[kind](chance))]) == ""


@pytest.mark.parametrize("file", sorted(corpus.FOLDER.glob("*.ics")), ids=lambda file: str(file.stem))
def test_the_samples_are_what_programs_write(file: Path) -> None:
    reading = ics.read(file.read_bytes(), window=None, look=Look(everything=True))
    assert reading.events
    assert reading.problems == ()
    assert [event.problems for event in reading.events if event.problems] == []


def test_a_schedule_gives_its_cases_again() -> None:
    case = make("mutated", 7)
    shorter = Case(kind=case.kind, content=case.content[:100])
    assert parsed(str(case)) == case
    assert parsed(str(shorter)) == shorter
    assert make("grammar", 3).content == make("grammar", 3).content


def test_of_many_cases_the_one_that_matters_is_named_and_cut_down() -> None:
    cases = [make("mutated", 1), Case(kind="grammar", content=b"a\nbad\nb\n"), make("html", 1)]
    (one,), seen = smallest(cases, lambda some: "broken" if any(b"bad" in case.content for case in some) else "")
    assert (one.content, seen) == (b"bad\n", "broken")


def test_what_takes_too_long_is_noticed() -> None:
    with pytest.raises(TooLongError), bounded(0.01):
        all(number >= 0 for number in count())


def test_what_steers_a_terminal_is_noticed() -> None:
    assert [*harmless("plain — ünïcode\n")] == []
    assert [*harmless("\x1b[2J")]
    assert [*harmless("\u202e")]


def test_a_touched_stranger_is_noticed(tmp_path: Path) -> None:
    world = World(folder=tmp_path, cases=[make("moments", 1)])
    assert [*ours_only(world)] == []
    world.store.put("Personal", "0-moments.ics", "BEGIN:VCALENDAR")
    assert [*ours_only(world)] == ["0-moments.ics changed without a write"]
