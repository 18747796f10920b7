"""Questions that the person answers in the calendar itself."""

import re
from datetime import timedelta

import pytest

from tests.sync.world import DAY, HOUR, MONDAY, World, changes, interview

OPEN = "Interviewers: Jane Doe"


def text(world: World, href: str) -> str:
    return world.store.text("Personal", href).replace("\r\n ", "")


def asking(world: World) -> str:
    """The follow-up that asks."""
    [href] = [href for href in world.ours() if "X-AFTERTOUCH-ASKED" in text(world, href)]
    return href


def answer(world: World, line: str, instead: str = r"Decision: [^\\]*", href: str = "") -> None:
    href = href or asking(world)
    before = text(world, href)
    after = re.sub(instead, line, before, count=1)
    assert after != before
    world.store.put("Personal", href, after)


@pytest.fixture
def asked(world: World) -> World:
    world.put(interview(description=OPEN))
    world.cycle(MONDAY)
    assert r"\nDecision: ?\nStage: ?\n" in text(world, asking(world))
    return world


def test_an_answer_plans_again_and_the_line_turns_into_what_was_understood(asked: World) -> None:
    answer(asked, "Decision: 29 Oct")
    answer(asked, "Stage: final", r"Stage: [^\\]*")
    report = asked.cycle(MONDAY + HOUR)
    assert (report.created, report.kept) == (2, 0)
    assert r"\nDecision: Thu 29 Oct\nStage: final\n" in text(asked, asking(asked))
    for number in range(2, 102):
        assert changes(asked.cycle(MONDAY + HOUR + number * timedelta(minutes=1))) == []


def test_other_edits_beside_an_answer_stay(asked: World) -> None:
    answer(asked, r"Decision: 29 Oct\\nBring the portfolio")
    asked.cycle(MONDAY + HOUR)
    after = text(asked, asking(asked))
    assert "Bring the portfolio" in after
    assert "Decision: Thu 29 Oct" in after
    assert changes(asked.cycle(MONDAY + 2 * HOUR)) == []


def test_an_answer_is_no_edit(asked: World) -> None:
    """A follow-up that was only answered goes with its interview."""
    answer(asked, "Decision: 29 Oct")
    asked.cycle(MONDAY + HOUR)
    asked.put(interview(description=OPEN, more="STATUS:CANCELLED"))
    asked.cycle(MONDAY + 2 * HOUR)
    assert asked.ours() == []


def test_an_answer_that_was_not_read_yet_stays_on_a_follow_up_that_is_no_longer_needed(asked: World) -> None:
    href = asking(asked)
    answer(asked, r"Decision: 29 Oct\\nMine")
    asked.put(interview(description=OPEN, more="STATUS:CANCELLED"))
    asked.cycle(MONDAY + HOUR)
    assert "Decision: 29 Oct" in text(asked, href)
    assert "Mine" in text(asked, href)


def test_deleting_the_answered_follow_up_forgets_nothing(asked: World) -> None:
    answer(asked, "Decision: 29 Oct")
    asked.cycle(MONDAY + HOUR)
    asked.store.remove("Personal", asking(asked))
    standing = asked.ours()
    assert changes(asked.cycle(MONDAY + 2 * HOUR)) == []
    asked.lose_ledger()
    asked.cycle(MONDAY + 3 * HOUR)
    assert set(standing) <= set(asked.ours())


@pytest.mark.parametrize("lose", [False, True])
def test_the_interview_wins_once_it_says_something_else(asked: World, lose: bool) -> None:
    answer(asked, "Decision: 29 Oct")
    asked.cycle(MONDAY + HOUR)
    if lose:
        asked.lose_ledger()
    asked.put(interview(description=OPEN + r"\nDecision: 2026-11-05"))
    asked.cycle(MONDAY + 2 * HOUR)
    assert "Decision: " not in text(asked, asking(asked)).partition("Why this moment")[0]
    assert changes(asked.cycle(MONDAY + 3 * HOUR)) == []


def test_an_answer_is_changed_and_taken_back_in_its_place(asked: World) -> None:
    answer(asked, "Decision: 29 Oct")
    asked.cycle(MONDAY + HOUR)
    answer(asked, "Decision: 5 Nov")
    asked.cycle(MONDAY + 2 * HOUR)
    assert r"\nDecision: Thu 5 Nov\n" in text(asked, asking(asked))
    answer(asked, "Decision:")
    asked.cycle(MONDAY + 3 * HOUR)
    assert r"\nDecision: ?\n" in text(asked, asking(asked))
    assert changes(asked.cycle(MONDAY + 4 * HOUR)) == []


def test_an_answer_that_cannot_be_read_is_told_beside_the_question(asked: World) -> None:
    answer(asked, "Decision: when they like")
    report = asked.cycle(MONDAY + HOUR)
    assert any("when they like" in problem for problem in report.problems)
    assert "when they like" in text(asked, asking(asked))
    assert changes(asked.cycle(MONDAY + 2 * HOUR)) == []


def test_two_computers_agree_on_the_last_answer(asked: World, tmp_path_factory: pytest.TempPathFactory) -> None:
    other = World(ledger=tmp_path_factory.mktemp("other") / "home.sqlite", store=asked.store)
    answer(asked, "Decision: 29 Oct")
    asked.cycle(MONDAY + HOUR)
    other.cycle(MONDAY + HOUR)
    answer(asked, "Decision: 5 Nov")
    other.cycle(MONDAY + 2 * HOUR)
    for number in range(3, 6):
        assert changes(asked.cycle(MONDAY + number * HOUR)) == changes(other.cycle(MONDAY + number * HOUR)) == []
    assert "Decision: Thu 5 Nov" in text(asked, asking(asked))


def test_an_answer_counts_on_a_follow_up_that_is_past(asked: World) -> None:
    href = asking(asked)
    asked.cycle(MONDAY + 2 * DAY)
    answer(asked, r"Decision: 29 Oct", href=href)
    answer(asked, "Stage: final", r"Stage: [^\\]*", href=href)
    assert asked.cycle(MONDAY + 2 * DAY + HOUR).created
    assert changes(asked.cycle(MONDAY + 2 * DAY + 2 * HOUR)) == []


def test_without_a_ledger_and_before_it_was_read_an_answer_counts(asked: World) -> None:
    answer(asked, "Decision: 29 Oct")
    asked.lose_ledger()
    asked.cycle(MONDAY + HOUR)
    assert "Decision: Thu 29 Oct" in text(asked, asking(asked))


def test_interviewers_who_are_named_later_get_their_emails(world: World) -> None:
    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29"))
    world.cycle(MONDAY)
    answer(world, r"Interviewers: Jane Doe <jane@acme.example>\\, Bob Roe", r"Interviewers: [^\\]*")
    report = world.cycle(MONDAY + HOUR)
    assert report.created == 1
    assert not report.deleted
    assert any("Bob Roe" in text(world, href) for href in world.ours())


@pytest.mark.parametrize(
    "forged", ['{"decision":["\\\\ud800"\\,""]}', "[" * 3000, '{"decision":7}', '{"colour":["red"\\,""]}']
)
def test_marks_that_somebody_else_wrote_are_no_answers(asked: World, forged: str) -> None:
    href = asking(asked)
    lines = text(asked, href).replace("X-AFTERTOUCH-ASKED", f"X-AFTERTOUCH-ANSWERS:{forged}\r\nX-AFTERTOUCH-ASKED", 1)
    asked.store.put("Personal", href, lines)
    assert asked.cycle(MONDAY + HOUR).exit_code == 0
    assert asked.cycle(MONDAY + 2 * HOUR).exit_code == 0
