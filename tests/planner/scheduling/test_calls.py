"""When to call: the morning after, and before the real decision."""

from dataclasses import replace
from datetime import date

import pytest

from planner.values import Interview, Person, Standing
from tests.planner.planned import agenda, hire, interview, line, lines, notes, planned, playbook, stood


def calls(*arguments: object, **inputs: object) -> list[str]:
    return [line for line in agenda(*arguments, **inputs) if line.startswith("phone")]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("end", "decision", "expected"),
    [
        ("2026-10-05 15:00", "2026-10-07", ["phone Tue 6 Oct 09:00"]),
        ("2026-10-05 15:00", "2026-10-06", ["phone Tue 6 Oct 09:00"]),
        ("2026-10-05 15:00", "2026-10-06 09:00", []),
        ("2026-10-02 15:30", "2026-10-05", ["phone Mon 5 Oct 09:00"]),
        ("2026-10-02 15:30", "2026-10-06", ["phone Mon 5 Oct 09:00"]),
        ("2026-10-09 15:30", "2026-10-13", ["phone Tue 13 Oct 09:00"]),
        ("2026-10-07 22:00", "2026-10-09", ["phone Fri 9 Oct 09:00"]),
        ("2026-10-07 22:00", "2026-10-08", ["phone Thu 8 Oct 09:00"]),
        ("2026-10-02 14:00", "2026-10-04 15:00", []),
        ("2026-10-05 15:00", "2026-10-08", ["phone Wed 7 Oct 09:00"]),
        ("2026-10-05 15:00", "2026-10-12 10:00", []),
    ],
)
def test_the_morning_call_comes_on_the_business_morning_after_the_email_before_the_cut(
    end: str, decision: str, expected: list[str]
) -> None:
    assert calls(interview(end, decision)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-07 09:00", ["email Wed 7 Oct 09:00", "phone Thu 8 Oct 09:00"]),
        ("2026-10-07 23:00", ["email Thu 8 Oct 07:30", "phone Thu 8 Oct 09:00"]),
        ("2026-10-08 08:10", ["email Thu 8 Oct 08:15", "phone Thu 8 Oct 09:00"]),
        ("2026-10-08 09:10", ["email Thu 8 Oct 09:15"]),
    ],
)
def test_planned_late_the_morning_call_counts_from_the_late_email(now: str, expected: list[str]) -> None:
    assert agenda(interview("2026-10-06 15:00", "2026-10-08"), now) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-07 09:00", ["phone Wed 7 Oct 09:00"]),
        ("2026-10-07 09:01", ["phone Wed 7 Oct 16:00"]),
        ("2026-10-07 16:01", []),
    ],
)
def test_a_morning_call_that_is_past_is_made_in_the_afternoon_or_dropped(now: str, expected: list[str]) -> None:
    one = interview("2026-10-06 15:00", "2026-10-08")
    sent = [sent_thank_you(one)]
    assert calls(one, now, standing=sent) == expected


def sent_thank_you(one: Interview) -> Standing:
    return stood(next(found for found in planned(one).follow_ups if found.step == "thank-you"))


def test_the_afternoon_must_still_be_before_the_decision() -> None:
    one = interview("2026-10-06 15:00", "2026-10-07")
    assert calls(one, "2026-10-07 09:01", standing=[sent_thank_you(one)]) == []
    assert "neither 09:00 nor 16:00 of Wed 7 Oct is left before the decision" in notes(
        one, "2026-10-07 09:01", standing=[sent_thank_you(one)]
    )


@pytest.mark.parametrize(
    ("one", "now", "expected"),
    [
        (interview("2026-10-05 15:00", "2026-10-06 18:00"), "2026-10-06 10:00", ["phone Tue 6 Oct 16:00"]),
        (interview("2026-10-05 15:00", "2026-10-06 18:00"), "2026-10-06 15:50", []),
        (interview("2026-10-05 15:00", "2026-10-06 16:00"), "2026-10-06 10:00", []),
        (interview("2026-05-07 15:00", "2026-05-09 12:00"), "2026-05-08 11:00", ["phone Fri 8 May 16:00"]),
        (interview("2026-05-07 15:00", "2026-05-10 12:00"), "2026-05-09 11:00", []),
        (hire("2026-05-07 15:00", "2026-05-09 12:00"), "2026-05-08 11:00", ["phone Fri 8 May 16:00"]),
        (interview("2026-10-05 15:00", "2026-10-08 18:00"), "2026-10-08 10:00", ["phone Thu 8 Oct 16:00"]),
    ],
)
def test_planned_late_with_no_morning_left_the_call_is_made_on_the_afternoon_of_the_email(
    one: Interview, now: str, expected: list[str]
) -> None:
    assert calls(one, now) == expected


def test_no_call_where_calls_are_not_wanted() -> None:
    for one in (
        interview("2026-10-05 15:00", "2026-10-07", calls=False),
        hire("2026-10-06 17:30", "2026-10-07", calls=False),
    ):
        assert calls(one) == []
        assert "morning call: no calls wanted" in notes(one)
    off = playbook(("calls = true", "calls = false"))
    assert calls(interview("2026-10-05 15:00", "2026-10-07"), playbook=off) == []


def test_a_courier_that_comes_too_late_is_replaced_by_the_morning_call() -> None:
    assert agenda(hire("2026-10-06 17:30", "2026-10-07")) == ["email Tue 6 Oct 19:30", "phone Wed 7 Oct 09:00"]
    assert agenda(hire("2026-10-06 14:00", "2026-10-07"))[1:] == ["courier Tue 6 Oct 17:00 lands Wed 7 Oct"]


def test_a_phone_screen_for_the_hire_has_no_letter_and_so_borrows_the_call() -> None:
    assert calls(hire("2026-10-06 14:00", "2026-10-08", kind="screen")) == ["phone Wed 7 Oct 09:00"]


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("2026-11-02", "phone Thu 29 Oct 10:00"),
        ("2026-11-03", "phone Fri 30 Oct 10:00"),
        ("2026-11-04", "phone Mon 2 Nov 16:00"),
        ("2026-11-05", "phone Tue 3 Nov 10:00"),
        ("2026-11-06", "phone Tue 3 Nov 10:00"),
        ("2026-11-07", "phone Tue 3 Nov 10:00"),
        ("2026-11-08 15:00", "phone Wed 4 Nov 10:00"),
    ],
)
def test_the_final_call_satisfies_both_readings_of_two_three_or_four_days(decision: str, expected: str) -> None:
    assert calls(hire("2026-10-14 14:00", decision)) == [expected]


def test_without_a_letter_that_monday_the_thursday_decision_is_called_on_monday() -> None:
    off = playbook(('need = "may"\nwhen = "decision_week"', 'need = "may"\nextension = true\nwhen = "decision_week"'))
    assert calls(hire("2026-10-14 14:00", "2026-11-05"), playbook=off) == ["phone Mon 2 Nov 10:00"]


def test_the_final_call_of_a_short_campaign_comes_after_the_letter_on_its_day() -> None:
    assert calls(hire("2026-10-19 13:00", "2026-10-22")) == ["phone Tue 20 Oct 16:00"]
    assert calls(hire("2026-10-19 13:00", "2026-10-23")) == ["phone Wed 21 Oct 10:00"]


def test_where_holidays_leave_no_day_for_both_readings_business_days_count_and_that_is_said() -> None:
    one = hire("2026-11-16 14:00", "2026-11-30")
    assert calls(one) == ["phone Tue 24 Nov 10:00"]
    assert any(
        "Thu 26 Nov is Thanksgiving Day" in reason and "alone" in reason for reason in planned(one).follow_ups[-1].why
    )


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-27 10:00", ["phone Tue 27 Oct 10:00"]),
        ("2026-10-27 10:01", ["phone Tue 27 Oct 16:00"]),
        ("2026-10-27 16:01", ["phone Wed 28 Oct 10:00"]),
        ("2026-10-28 10:01", ["phone Wed 28 Oct 16:00"]),
        ("2026-10-28 16:01", []),
    ],
)
def test_planned_late_the_final_call_takes_each_day_at_ten_or_at_four(now: str, expected: list[str]) -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    assert calls(one, now, standing=[sent_thank_you(one)]) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-11-17 11:50", ["phone Tue 17 Nov 16:00"]),
        ("2026-11-17 11:40", ["phone Tue 17 Nov 12:00"]),
        ("2026-11-17 14:36", ["phone Tue 17 Nov 16:00"]),
        ("2026-11-17 16:10", ["phone Wed 18 Nov 12:00"]),
        ("2026-11-18 14:36", ["phone Wed 18 Nov 16:00"]),
        ("2026-11-18 16:10", []),
    ],
)
def test_planned_late_across_zones_those_hours_move_and_no_other_is_taken(now: str, expected: list[str]) -> None:
    abroad = {"zone": "Europe/London", "country": "GB", "home_zone": "America/New_York"}
    one = hire("2026-11-12 14:00", "2026-11-20", letters=False, **abroad)
    assert calls(one, now) == expected


def test_with_the_shared_hours_of_the_last_day_over_an_email_goes_instead() -> None:
    tokyo = hire("2026-10-20 14:00", "2026-10-29", home_zone="Asia/Tokyo", home_country="JP")
    assert agenda(tokyo, "2026-10-26 13:00")[-1] == "phone Tue 27 Oct 09:00"
    assert agenda(tokyo, "2026-10-27 13:00") == ["email Tue 27 Oct 13:00", "email Tue 27 Oct 16:00"]
    sent = sent_thank_you(tokyo)
    late = planned(tokyo, "2026-10-27 13:00", standing=[sent]).follow_ups
    assert lines(late) == ["email Tue 27 Oct 16:00"]
    assert late[0].late == (
        "Mon 26 Oct 09:00 was past when this was planned -> Tue 27 Oct 16:00, by email: no hour for a call is left",
    )
    stands = [sent, stood(late[0])]
    assert lines(planned(tokyo, "2026-10-27 14:00", standing=stands).follow_ups) == lines(late)


def test_that_email_becomes_a_call_again_where_one_can_still_be_made() -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    email = planned(replace(one, calls=False), "2026-10-27 11:00").follow_ups[-1]
    assert line(email) == "email Tue 27 Oct 16:00"
    assert calls(one, "2026-10-27 12:00", standing=[stood(email)]) == ["phone Tue 27 Oct 16:00"]


def test_a_call_that_would_be_made_before_the_letter_lands_is_an_email_after_it() -> None:
    one = hire("2026-10-14 14:00", "2026-10-28", home_zone="Asia/Tokyo")
    assert agenda(one)[-2:] == ["courier Fri 23 Oct 17:00 lands Mon 26 Oct", "email Mon 26 Oct 16:00"]
    assert planned(one).follow_ups[-1].why[-1] == (
        "on Mon 26 Oct no hour is left at which they work and you are awake: an email instead"
    )


def test_a_final_call_with_no_day_left_says_so() -> None:
    assert "final call: none of Mon 26 Oct, Tue 27 Oct, Wed 28 Oct is left" in notes(
        hire("2026-10-20 14:00", "2026-10-30"), "2026-10-28 16:01"
    )


def test_where_calls_are_not_wanted_the_final_one_is_an_email_before_work_hours() -> None:
    assert agenda(hire("2026-10-20 14:00", "2026-10-30", calls=False))[-1] == "email Tue 27 Oct 07:30"


def test_on_a_day_on_which_a_letter_lands_that_email_goes_in_the_afternoon() -> None:
    assert agenda(hire("2026-10-14 14:00", "2026-11-04", calls=False))[-1] == "email Mon 2 Nov 16:00"
    assert agenda(hire("2026-10-14 14:00", "2026-11-04", calls=False, letters=False))[-2:] == [
        "email Mon 2 Nov 07:30",
        "email Mon 2 Nov 16:00",
    ]


def test_that_email_is_never_in_the_past_either() -> None:
    one = hire("2026-10-20 14:00", "2026-10-30", calls=False)
    assert agenda(one, "2026-10-27 08:00")[-1] == "email Tue 27 Oct 16:00"
    assert agenda(one, "2026-10-28 16:01") == []


def test_no_final_call_without_a_date_and_none_before_the_cut() -> None:
    assert calls(hire("2026-10-20 14:00")) == []
    assert calls(interview("2026-10-20 14:00", "2026-10-30")) == []


@pytest.mark.parametrize(
    ("home", "end", "expected"),
    [
        ("America/Los_Angeles", "2026-10-06 14:00", "phone Wed 7 Oct 10:00"),
        ("Pacific/Honolulu", "2026-10-06 14:00", "phone Wed 7 Oct 13:00"),
        ("Europe/London", "2026-10-06 14:00", "phone Wed 7 Oct 09:00"),
        ("Asia/Tokyo", "2026-10-06 14:00", "phone Wed 7 Oct 09:00"),
        ("Asia/Kolkata", "2026-10-06 14:00", "phone Wed 7 Oct 09:00"),
        ("Asia/Kathmandu", "2026-10-06 14:00", "phone Wed 7 Oct 09:00"),
    ],
)
def test_a_morning_call_moves_to_the_nearest_hour_at_which_both_are_up(home: str, end: str, expected: str) -> None:
    assert calls(interview(end, "2026-10-08 17:00", home_zone=home)) == [expected]


def test_a_moved_call_must_still_come_before_the_decision() -> None:
    assert calls(interview("2026-10-06 14:00", "2026-10-07 10:00", home_zone="America/Los_Angeles")) == []


def test_where_no_hour_is_shared_the_morning_call_is_dropped_and_the_final_one_an_email() -> None:
    brisbane = interview("2026-10-06 14:00", "2026-10-08", home_zone="Australia/Brisbane")
    assert calls(brisbane) == []
    assert "no hour at which they work and you are awake" in notes(brisbane)
    final = hire("2026-10-14 14:00", "2026-10-30", home_zone="Australia/Brisbane", home_country="AU")
    assert agenda(final)[-1] == "email Tue 27 Oct 07:30"
    assert "an email instead" in planned(final).follow_ups[-1].why[-1]


def test_the_clock_change_can_take_the_only_shared_hour_away() -> None:
    tokyo = {"home_zone": "Asia/Tokyo", "home_country": "JP"}
    assert agenda(hire("2026-10-20 14:00", "2026-10-30", **tokyo))[-1] == "phone Tue 27 Oct 09:00"
    assert agenda(hire("2026-10-20 14:00", "2026-11-06", **tokyo))[-1] == "email Tue 3 Nov 07:30"


def test_moved_calls_say_why() -> None:
    one = planned(interview("2026-10-06 14:00", "2026-10-08", home_zone="America/Los_Angeles"))
    assert "Wed 7 Oct 09:00 there is Wed 7 Oct 06:00 here -> 10:00 there" in one.follow_ups[1].why


def test_a_call_comes_after_the_decision_maker_s_thank_you_whatever_the_copies_for_others() -> None:
    many = tuple(Person(name=f"P{number}") for number in range(25))
    found = planned(interview("2026-10-06 22:00", "2026-10-07", interviewers=many))
    assert [line(one) for one in found.follow_ups if one.channel == "phone"] == ["phone Wed 7 Oct 09:00"]
    assert line(found.follow_ups[-1]) == "email Wed 7 Oct 09:30"
    panel = hire("2026-12-01 15:00", "2026-12-07", interviewers=many[:4])
    assert agenda(panel, "2026-12-03 15:38")[-2:] == ["email Thu 3 Dec 16:00", "phone Thu 3 Dec 16:00"]


def test_the_reason_of_the_final_call_names_the_real_decision() -> None:
    final = planned(hire("2026-10-19 14:00", "2026-10-29")).follow_ups[-1]
    assert "decision Thu 29 Oct -> real decision about Tue 27 Oct (approval takes two working days)" in final.why


def test_a_listed_closed_day_is_no_day_for_a_call() -> None:
    closed = (date(2026, 10, 27),)
    assert calls(hire("2026-10-20 14:00", "2026-10-30", closed=closed)) == ["phone Wed 28 Oct 10:00"]
