"""When the employer decides, and which part of the article follows from that."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest

from planner.values import Decision
from tests.planner.planned import agenda, decided, hire, interview, notes, planned


def week(day: str) -> Decision:
    return Decision(on=date.fromisoformat(day), week=True)


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        # Wed 7 to Fri 9, Tue 13 (Columbus Day is no business day), Wed 14.
        ("2026-10-06", ["email Tue 6 Oct 21:30"]),
        ("2026-10-07", ["email Tue 6 Oct 21:30", "phone Wed 7 Oct 09:00"]),
        ("2026-10-08", ["email Tue 6 Oct 21:30", "phone Wed 7 Oct 09:00"]),
        ("2026-10-09", ["email Wed 7 Oct 07:30", "phone Thu 8 Oct 09:00"]),
        ("2026-10-12", ["email Wed 7 Oct 07:30", "phone Thu 8 Oct 09:00"]),
        ("2026-10-13", ["email Wed 7 Oct 07:30", "letter Wed 7 Oct 16:00 lands Fri 9 Oct"]),
        (None, ["email Wed 7 Oct 07:30", "letter Wed 7 Oct 16:00 lands Fri 9 Oct"]),
    ],
)
def test_business_days_until_the_cut_choose_the_part_of_the_article(decision: str | None, expected: list[str]) -> None:
    assert agenda(interview("2026-10-06 15:00", decision)) == expected


def test_a_date_on_a_closed_day_counts_as_the_business_day_before() -> None:
    sunday = hire("2026-10-22 14:00", "2026-11-01")
    assert agenda(sunday) == agenda(hire("2026-10-22 14:00", "2026-10-30"))
    assert "Sun 1 Nov is a weekend -> decision Fri 30 Oct" in planned(sunday).follow_ups[0].why
    assert planned(sunday).decision == date(2026, 11, 1)


def test_unless_that_is_not_after_the_interview_then_the_next_one() -> None:
    friday = interview("2026-10-16 15:00", "2026-10-17")
    assert agenda(friday) == ["email Fri 16 Oct 21:30", "phone Mon 19 Oct 09:00"]
    assert agenda(interview("2026-10-17 15:00", "2026-10-17")) == ["email Sat 17 Oct 21:30", "phone Mon 19 Oct 09:00"]


def test_a_moment_on_a_closed_day_stays_there_and_leaves_no_business_morning() -> None:
    assert agenda(interview("2026-10-02 14:00", "2026-10-04 15:00")) == ["email Fri 2 Oct 21:30"]
    assert agenda(hire("2026-10-02 14:00", "2026-10-04 15:00")) == ["email Fri 2 Oct 16:00"]


def test_of_a_week_the_last_business_day_counts() -> None:
    one = hire("2026-10-14 14:00", week("2026-10-26"))
    assert agenda(one) == agenda(hire("2026-10-14 14:00", "2026-10-30"))
    assert planned(one).decision == date(2026, 10, 30)
    assert "decision in the week of Mon 26 Oct, its last business day -> Fri 30 Oct" in planned(one).follow_ups[0].why
    thanksgiving = hire("2026-11-10 14:00", week("2026-11-23"), closed=(date(2026, 11, 27),))
    assert planned(thanksgiving).decision == date(2026, 11, 25)


def test_a_week_without_any_business_day_counts_as_the_one_before() -> None:
    closed = (*(date(2026, 12, day) for day in range(28, 32)), date(2027, 1, 1))
    assert agenda(hire("2026-12-10 14:00", week("2026-12-28"), closed=closed))[-1] == "phone Tue 22 Dec 10:00"


def test_a_week_or_so_is_seven_days_after_the_interview_moved_back_to_a_business_day() -> None:
    vague = Decision(on=date(2026, 10, 13), vague=True)
    assert agenda(interview("2026-10-06 15:00", vague))[1] == "letter Wed 7 Oct 16:00 lands Fri 9 Oct"
    # A week after Monday 5 October is Columbus Day: Friday, four business days.
    monday = planned(interview("2026-10-05 15:00", vague))
    assert monday.decision == date(2026, 10, 12)
    assert monday.follow_ups[0].why[:2] == (
        "decision in a week or so -> Mon 12 Oct",
        "Mon 12 Oct is Columbus Day -> decision Fri 9 Oct",
    )


@pytest.mark.parametrize("decision", ["2026-10-05", "2026-10-05 18:00", "2019-01-01"])
def test_a_decision_before_the_interview_is_ignored_with_a_note(decision: str) -> None:
    one = interview("2026-10-06 15:00", decision)
    assert agenda(one) == agenda(interview("2026-10-06 15:00"))
    assert planned(one).decision is None
    assert "lies before the interview: planned as unknown" in notes(one)


def test_a_week_that_is_over_is_ignored_too() -> None:
    assert "Fri 9 Oct 2026 lies before the interview" in notes(interview("2026-10-10 15:00", week("2026-10-05")))


def test_a_decision_in_another_century_is_a_slip_of_the_pen() -> None:
    one = hire("2026-10-06 15:00", "9999-12-31")
    assert agenda(one) == agenda(hire("2026-10-06 15:00"))
    assert "more than ten years away" in notes(one)


def test_the_decision_is_told_as_understood() -> None:
    assert planned(interview("2026-10-06 15:00", "2026-10-08")).decision == date(2026, 10, 8)
    moment = datetime(2026, 10, 8, 14, tzinfo=ZoneInfo("America/New_York"))
    assert planned(interview("2026-10-06 15:00", decided("2026-10-08 14:00"))).decision == moment
    assert planned(interview("2026-10-06 15:00")).decision is None


def test_the_stage_is_told_as_planned() -> None:
    assert planned(interview()).stage == "more"
    assert planned(hire()).stage == "decision"


def test_a_decision_far_ahead_is_no_trouble() -> None:
    assert agenda(hire("2026-10-06 14:00", "2036-09-10"))[-1].startswith("phone")


def test_nothing_is_planned_in_impossible_years() -> None:
    far = interview("9999-12-30 15:00")
    assert planned(far).follow_ups == ()
    assert "it ends in the year 9999" in notes(far)
    assert planned(interview("0001-01-02 15:00"), now="2026-10-06 15:00").follow_ups == ()
