"""When an email goes: tonight, tomorrow, now, in a rush, and late."""

from datetime import timedelta

import pytest

from planner.values import Person
from tests.planner.planned import agenda, at, hire, interview, lines, notes, planned, playbook

PANEL = tuple(Person(name=name) for name in ("Ann", "Bob", "Cy"))


def thank_you(*arguments: object, **inputs: object) -> str:
    return next(line for line in agenda(*arguments, **inputs) if line.startswith("email"))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-10-06 15:00", "email Tue 6 Oct 21:30"),
        ("2026-10-06 20:30", "email Tue 6 Oct 21:30"),
        ("2026-10-06 20:31", "email Tue 6 Oct 21:45"),
        ("2026-10-06 21:10", "email Tue 6 Oct 22:15"),
        ("2026-10-06 21:30", "email Tue 6 Oct 22:30"),
        ("2026-10-06 21:31", "email Wed 7 Oct 07:30"),
        ("2026-10-06 23:50", "email Wed 7 Oct 07:30"),
        ("2026-10-07 00:30", "email Wed 7 Oct 21:30"),
    ],
)
def test_tonight_is_half_past_nine_an_hour_after_the_end_never_past_half_past_ten(end: str, expected: str) -> None:
    assert thank_you(interview(end, "2026-10-08")) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-10-06 14:00", "email Tue 6 Oct 16:00"),
        ("2026-10-06 14:05", "email Tue 6 Oct 16:15"),
        ("2026-10-06 19:30", "email Tue 6 Oct 21:30"),
        ("2026-10-06 19:31", "email Tue 6 Oct 21:30"),
        ("2026-10-06 21:00", "email Tue 6 Oct 22:00"),
        ("2026-10-06 22:15", "email Wed 7 Oct 07:30"),
        ("2026-10-09 22:15", "email Mon 12 Oct 07:30"),
        ("2026-10-06 03:00", "email Tue 6 Oct 07:30"),
        ("2026-10-10 14:00", "email Sat 10 Oct 16:00"),
    ],
)
def test_now_is_two_hours_after_the_end_and_late_in_the_evening_becomes_tonight(end: str, expected: str) -> None:
    assert thank_you(hire(end, country="ZZ", home_country="ZZ")) == expected


def test_the_email_of_tomorrow_goes_before_work_hours() -> None:
    assert thank_you(interview("2026-10-06 15:00")) == "email Wed 7 Oct 07:30"


def test_where_tomorrow_is_a_weekend_or_a_holiday_the_email_goes_tonight() -> None:
    assert thank_you(interview("2026-10-16 15:00")) == "email Fri 16 Oct 21:30"
    assert thank_you(interview("2026-11-25 13:00")) == "email Wed 25 Nov 21:30"
    assert thank_you(interview("2026-10-17 15:00")) == "email Sat 17 Oct 21:30"


def test_a_late_friday_evening_leaves_monday_morning() -> None:
    assert thank_you(interview("2026-10-16 22:15")) == "email Mon 19 Oct 07:30"


def test_a_listed_closed_day_is_no_tomorrow() -> None:
    closed = (at("2026-10-07 00:00").date(),)
    assert thank_you(interview("2026-10-06 15:00", closed=closed)) == "email Tue 6 Oct 21:30"


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("tonight", "email Fri 9 Oct 21:30"),
        ("literal", "email Sat 10 Oct 07:30"),
        ("next_business_morning", "email Tue 13 Oct 07:30"),
    ],
)
def test_a_closed_tomorrow_is_read_as_the_playbook_says(setting: str, expected: str) -> None:
    changed = playbook(('tomorrow_closed = "tonight"', f'tomorrow_closed = "{setting}"'))
    assert thank_you(interview("2026-10-09 15:00"), playbook=changed) == expected


def test_three_days_before_the_cut_the_email_goes_in_the_morning() -> None:
    assert agenda(interview("2026-10-05 15:00", "2026-10-08")) == ["email Tue 6 Oct 07:30", "phone Wed 7 Oct 09:00"]


@pytest.mark.parametrize(
    ("end", "decision", "expected"),
    [
        ("2026-10-08 11:00", "2026-10-08 16:00", "email Thu 8 Oct 11:30"),
        ("2026-10-08 11:10", "2026-10-08 16:00", "email Thu 8 Oct 11:45"),
        ("2026-10-08 11:00", "2026-10-08", "email Thu 8 Oct 11:30"),
        ("2026-10-08 11:30", "2026-10-08", "email Thu 8 Oct 21:30"),
        ("2026-10-08 15:00", "2026-10-08 14:00", "email Thu 8 Oct 21:30"),
        ("2026-10-08 22:15", "2026-10-08 23:30", "email Fri 9 Oct 07:30"),
        ("2026-10-08 05:00", "2026-10-08 12:00", "email Thu 8 Oct 07:30"),
    ],
)
def test_a_decision_on_the_same_day_pulls_the_email_forward_else_it_is_a_courtesy(
    end: str, decision: str, expected: str
) -> None:
    assert agenda(interview(end, decision)) == [expected]
    assert agenda(hire(end, decision)) == [expected]


def test_an_email_that_would_come_after_the_decision_is_pulled_forward_too() -> None:
    assert agenda(hire("2026-10-06 22:00", "2026-10-07 07:00")) == ["email Tue 6 Oct 22:30"]
    assert agenda(interview("2026-10-06 22:00", "2026-10-07 07:00")) == ["email Tue 6 Oct 22:30"]


def test_if_even_that_is_late_the_thank_you_is_a_courtesy() -> None:
    assert agenda(hire("2026-10-06 23:00", "2026-10-07 07:00")) == ["email Wed 7 Oct 07:30"]


def test_each_interviewer_gets_an_email_of_their_own_five_minutes_apart() -> None:
    found = planned(interview("2026-10-06 21:30", "2026-10-08", interviewers=PANEL)).follow_ups
    assert [(str(one.to), one.at.strftime("%H:%M"), one.slot) for one in found if one.channel == "email"] == [
        ("Ann", "22:30", "0"),
        ("Bob", "22:35", "bob"),
        ("Cy", "22:40", "cy"),
    ]
    assert lines(one for one in found if one.channel == "phone") == ["phone Wed 7 Oct 09:00"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-06 21:30", "email Tue 6 Oct 21:30"),
        ("2026-10-06 21:31", "email Tue 6 Oct 21:45"),
        ("2026-10-06 22:16", "email Tue 6 Oct 22:30"),
        ("2026-10-06 22:31", "email Wed 7 Oct 07:30"),
        ("2026-10-06 23:55", "email Wed 7 Oct 07:30"),
        ("2026-10-07 00:10", "email Wed 7 Oct 07:30"),
        ("2026-10-07 06:59", "email Wed 7 Oct 07:30"),
        ("2026-10-07 07:00", "email Wed 7 Oct 07:00"),
        ("2026-10-07 07:01", "email Wed 7 Oct 07:15"),
        ("2026-10-07 09:05", "email Wed 7 Oct 09:15"),
        ("2026-10-10 11:00", "email Sat 10 Oct 11:00"),
        ("2026-10-10 23:00", "email Tue 13 Oct 07:30"),
        ("2026-10-14 22:00", "email Wed 14 Oct 22:00"),
    ],
)
def test_a_late_email_goes_at_once_at_decent_hours_else_on_the_next_business_morning(now: str, expected: str) -> None:
    assert thank_you(interview("2026-10-06 15:00", "2026-10-08"), now) == expected


@pytest.mark.parametrize("now", ["2026-10-14 23:00", "2026-10-15 09:00", "2026-12-01 09:00"])
def test_a_thank_you_is_owed_for_five_business_days_then_dropped_with_a_note(now: str) -> None:
    assert agenda(interview("2026-10-06 15:00", "2026-10-08"), now) == []
    assert "thank you: Tue 6 Oct 21:30 is more than 5 business days ago" in notes(
        interview("2026-10-06 15:00", "2026-10-08"), now
    )


def test_seconds_round_up_as_well() -> None:
    now = at("2026-10-07 10:00") + timedelta(seconds=1)
    assert thank_you(interview("2026-10-06 15:00", "2026-10-08"), now) == "email Wed 7 Oct 10:15"


def test_late_copies_keep_their_distance() -> None:
    found = planned(interview("2026-10-06 15:00", interviewers=PANEL), "2026-10-07 22:20").follow_ups
    assert [f"{one.at:%d %H:%M}" for one in found if one.channel == "email"] == ["07 22:30", "07 22:35", "07 22:40"]


def test_a_thank_you_goes_even_when_the_decision_has_passed() -> None:
    assert agenda(interview("2026-10-06 15:00", "2026-10-08"), "2026-10-09 11:00") == ["email Fri 9 Oct 11:00"]


def test_reasons_say_what_was_moved() -> None:
    friday = planned(interview("2026-11-25 13:00")).follow_ups[0]
    assert "Thu 26 Nov is Thanksgiving Day -> Wed 25 Nov 21:30" in friday.why
    late = planned(interview("2026-10-06 15:00"), "2026-10-07 11:10").follow_ups[0]
    assert "Wed 7 Oct 07:30 was past when this was planned -> Wed 7 Oct 11:15" in late.late
