from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.understanding.endings import UNDERSTOOD, Reading, read_outcome
from planner.values import Outcome, OutcomeKind
from tests.planner.events import read

FIRST = date(2026, 10, 6)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("next round", "next round"),
        ("Next-Round", "next round"),
        ("next_round", "next round"),
        ("moved on", "next round"),
        ("offer", "offer"),
        ("Got an offer!", "offer"),
        ("accepted", "accepted"),
        ("offer accepted", "accepted"),
        ("Rejected.", "rejected"),
        ("rejection", "rejected"),
        ("no offer", "rejected"),
        ("withdrawn", "withdrawn"),
        ("I withdrew", "withdrawn"),
        ("declined the offer", "withdrawn"),
    ],
)
def test_an_outcome_is_read_in_the_words_that_people_use(text: str, kind: OutcomeKind) -> None:
    assert read_outcome(text, first=FIRST, order="DMY") == Reading(outcome=Outcome(kind=kind))


@pytest.mark.parametrize(
    "behind", [" 26 Oct", " on 26 Oct", ", Oct 26", " (26 Oct)", ": 2026-10-26", " - Mon 26 Oct 2026."]
)
def test_a_date_may_stand_behind_it(behind: str) -> None:
    reading = read_outcome(f"rejected{behind}", first=FIRST, order="DMY")
    assert reading == Reading(outcome=Outcome(kind="rejected", on=date(2026, 10, 26)))


def test_words_behind_it_that_are_no_date_are_told_and_the_outcome_stands() -> None:
    reading = read_outcome("offer by phone", first=FIRST, order="DMY")
    assert reading.outcome == Outcome(kind="offer")
    assert reading.problems == (
        'Outcome: "offer by phone" was read as offer; "by phone" is not a date, write for example 26 Oct',
    )


def test_a_slip_of_the_finger_is_understood_and_told() -> None:
    reading = read_outcome("rejceted 26 Oct", first=FIRST, order="DMY")
    assert reading.outcome == Outcome(kind="rejected", on=date(2026, 10, 26))
    assert reading.problems == ('Outcome: "rejceted 26 Oct" was read as rejected',)


@pytest.mark.parametrize("text", ["dunno", "they will call", "- _", "26 Oct"])
def test_another_word_is_told_with_what_would_be_understood(text: str) -> None:
    reading = read_outcome(text, first=FIRST, order="DMY")
    assert reading == Reading(problems=(f'Outcome: "{text}" is none that I know; write {UNDERSTOOD}',))


def test_an_interview_carries_its_outcome() -> None:
    assert read(description="Outcome: rejected 26 Oct").outcome == Outcome(kind="rejected", on=date(2026, 10, 26))
    assert read("Acme #interview outcome=offer").outcome == Outcome(kind="offer")
    assert read(description="Outcome: unknown").outcome is None
    assert read(description="Outcome: unknown").problems == ()
    assert "Outcome:" in read(description="Outcome: hm").problems[0]


@given(st.text(max_size=60))
def test_no_text_raises(text: str) -> None:
    reading = read_outcome(text, first=FIRST, order="MDY")
    assert reading.outcome or reading.problems
