"""When mail is handed in, and on which day it lands."""

from typing import Any

import pytest

from tests.planner.planned import agenda, hire, interview, notes, planned, playbook


def mail(*arguments: object, **inputs: object) -> list[str]:
    found = agenda(*arguments, **inputs)  # type: ignore[arg-type]
    return [line for line in found if line.startswith(("letter", "courier"))]


@pytest.mark.parametrize(
    ("end", "decision", "expected"),
    [
        ("2026-10-05 15:00", None, "letter Tue 6 Oct 16:00 lands Thu 8 Oct"),
        ("2026-10-05 15:00", "2026-10-09", "letter Tue 6 Oct 16:00 lands Thu 8 Oct"),
        ("2026-10-15 15:00", None, "letter Fri 16 Oct 16:00 lands Tue 20 Oct"),
        ("2026-10-16 15:00", None, "letter Mon 19 Oct 16:00 lands Wed 21 Oct"),
        ("2026-10-17 15:00", None, "letter Mon 19 Oct 16:00 lands Wed 21 Oct"),
        ("2026-11-25 13:00", None, "letter Fri 27 Nov 16:00 lands Tue 1 Dec"),
        ("2026-12-23 13:00", None, "letter Thu 24 Dec 16:00 lands Tue 29 Dec"),
    ],
)
def test_with_no_urgency_a_letter_posted_with_the_email_lands_on_the_third_business_day(
    end: str, decision: str | None, expected: str
) -> None:
    assert mail(interview(end, decision)) == [expected]


def test_planned_late_the_letter_of_no_urgency_lands_on_the_fourth_day_or_not_at_all() -> None:
    one = interview("2026-10-05 15:00")
    assert mail(one, "2026-10-06 16:00") == ["letter Tue 6 Oct 16:00 lands Thu 8 Oct"]
    assert mail(one, "2026-10-06 16:01") == ["letter Wed 7 Oct 16:00 lands Fri 9 Oct"]
    assert mail(one, "2026-10-07 16:01") == []
    assert "letter to land on Fri 9 Oct would have to be handed in on Wed 7 Oct 16:00, which is past" in notes(
        one, "2026-10-07 16:01"
    )


def test_the_letter_never_lands_on_the_day_of_the_cut() -> None:
    one = interview("2026-10-05 15:00", "2026-10-09")
    assert mail(one, "2026-10-06 16:01") == []
    assert "Fri 9 Oct would not be before the decision" in notes(one, "2026-10-06 16:01")


@pytest.mark.parametrize(
    ("end", "decision", "expected"),
    [
        ("2026-10-06 14:00", "2026-10-08", ["courier Tue 6 Oct 17:00 lands Wed 7 Oct"]),
        ("2026-10-06 14:00", "2026-10-07", ["courier Tue 6 Oct 17:00 lands Wed 7 Oct"]),
        ("2026-10-06 14:00", "2026-10-07 11:30", ["courier Tue 6 Oct 17:00 lands Wed 7 Oct"]),
        ("2026-10-06 14:00", "2026-10-07 11:29", []),
        ("2026-10-06 17:00", "2026-10-07", ["courier Tue 6 Oct 18:00 lands Wed 7 Oct"]),
        ("2026-10-06 16:40", "2026-10-07", ["courier Tue 6 Oct 17:40 lands Wed 7 Oct"]),
        ("2026-10-06 17:01", "2026-10-07", []),
        ("2026-10-06 17:01", "2026-10-08", ["courier Wed 7 Oct 17:00 lands Thu 8 Oct"]),
        ("2026-10-02 14:00", "2026-10-05", ["courier Fri 2 Oct 17:00 lands Mon 5 Oct"]),
    ],
)
def test_an_imminent_decision_gets_a_courier_that_lands_in_time(end: str, decision: str, expected: list[str]) -> None:
    assert mail(hire(end, decision)) == expected


@pytest.mark.parametrize(
    ("decision", "expected"),
    [
        ("2026-10-22", ["courier Mon 19 Oct 17:00 lands Tue 20 Oct"]),
        ("2026-10-23", ["courier Mon 19 Oct 17:00 lands Tue 20 Oct"]),
        ("2026-10-26", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct"]),
        ("2026-10-27", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct"]),
        ("2026-10-28", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct", "courier Fri 23 Oct 17:00 lands Mon 26 Oct"]),
        ("2026-10-29", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct", "courier Fri 23 Oct 17:00 lands Mon 26 Oct"]),
        ("2026-11-02", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct", "courier Fri 23 Oct 17:00 lands Mon 26 Oct"]),
        ("2026-11-04", ["letter Mon 19 Oct 16:00 lands Wed 21 Oct", "courier Fri 30 Oct 17:00 lands Mon 2 Nov"]),
        (None, ["letter Mon 19 Oct 16:00 lands Wed 21 Oct"]),
    ],
)
def test_each_letter_of_the_campaign_is_kept_if_it_can_arrive(decision: str | None, expected: list[str]) -> None:
    assert mail(hire("2026-10-19 14:00", decision)) == expected


@pytest.mark.parametrize(
    ("end", "expected"),
    [
        ("2026-10-19 15:00", "letter Mon 19 Oct 16:00 lands Wed 21 Oct"),
        ("2026-10-19 15:20", "letter Mon 19 Oct 16:20 lands Wed 21 Oct"),
        ("2026-10-19 16:00", "letter Mon 19 Oct 17:00 lands Wed 21 Oct"),
        ("2026-10-19 16:01", "letter Tue 20 Oct 16:00 lands Thu 22 Oct"),
    ],
)
def test_mail_is_handed_in_once_written_not_past_the_cut_off(end: str, expected: str) -> None:
    assert mail(hire(end))[0] == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-19 16:01", "letter Tue 20 Oct 16:00 lands Thu 22 Oct"),
        ("2026-10-20 16:01", "courier Tue 20 Oct 17:00 lands Wed 21 Oct"),
        ("2026-10-20 17:01", "courier Wed 21 Oct 17:00 lands Thu 22 Oct"),
        ("2026-10-21 17:01", "courier Fri 23 Oct 17:00 lands Mon 26 Oct"),
    ],
)
def test_planned_late_the_first_landing_that_can_still_be_posted_is_taken(now: str, expected: str) -> None:
    assert mail(hire("2026-10-19 14:00", "2026-10-30"), now)[0] == expected


def test_a_letter_that_lands_in_the_decision_week_is_merged_with_the_final_one() -> None:
    thursday = hire("2026-10-22 14:00", "2026-11-01")
    assert mail(thursday) == ["letter Thu 22 Oct 16:00 lands Mon 26 Oct"]
    assert "final letter: merged with the first letter, which lands on Mon 26 Oct" in notes(thursday)


def test_two_letters_keep_two_business_days_between_them() -> None:
    # Fri 9 Oct, then Columbus Day: Tuesday is one business day later.
    wednesday = hire("2026-10-07 14:00", "2026-10-16")
    assert mail(wednesday) == ["letter Wed 7 Oct 16:00 lands Fri 9 Oct"]
    assert "less than 2 business days after the first letter, Fri 9 Oct" in notes(wednesday)
    # Without the holiday, Tuesday it is.
    assert mail(hire("2026-10-14 14:00", "2026-10-23")) == [
        "letter Wed 14 Oct 16:00 lands Fri 16 Oct",
        "courier Mon 19 Oct 17:00 lands Tue 20 Oct",
    ]


def test_a_closed_monday_makes_it_tuesday_unless_that_is_after_the_real_decision() -> None:
    columbus = hire("2026-09-30 14:00", "2026-10-15")
    assert mail(columbus)[1] == "courier Fri 9 Oct 17:00 lands Tue 13 Oct"
    assert any("Mon 12 Oct is Columbus Day -> Tue 13 Oct" in reason for reason in planned(columbus).follow_ups[2].why)
    monday = hire("2026-10-21 14:00", "2026-10-28")
    assert mail(monday) == ["letter Wed 21 Oct 16:00 lands Fri 23 Oct"]
    assert "Tue 27 Oct is after the real decision" in notes(monday)


def test_no_letter_lands_before_the_interview() -> None:
    tuesday = hire("2026-10-20 14:00", "2026-10-27")
    assert mail(tuesday) == ["letter Tue 20 Oct 16:00 lands Thu 22 Oct"]
    assert "Mon 19 Oct is not after the interview; Tue 20 Oct is not after the interview" in notes(tuesday)


def test_there_is_no_mail_after_a_phone_screen() -> None:
    screen = interview(kind="screen")
    assert agenda(screen) == ["email Wed 7 Oct 07:30"]
    assert "letter: none after a phone screen" in notes(screen)


@pytest.mark.parametrize("fields", [{"letters": False}, {"home_country": "CA"}])
def test_where_no_mail_can_go_its_content_goes_by_email_on_the_day_of_landing(fields: dict[str, Any]) -> None:
    assert agenda(hire("2026-10-20 14:00", "2026-10-30", **fields)) == [
        "email Tue 20 Oct 16:00",
        "email Thu 22 Oct 07:30",
        "email Mon 26 Oct 07:30",
        "phone Tue 27 Oct 10:00",
    ]
    assert agenda(interview("2026-10-05 15:00", **fields)) == ["email Tue 6 Oct 07:30", "email Thu 8 Oct 07:30"]


def test_a_missing_address_changes_nothing() -> None:
    assert mail(interview("2026-10-05 15:00", address="")) == ["letter Tue 6 Oct 16:00 lands Thu 8 Oct"]


def test_letters_switched_off_in_the_playbook_become_emails_too() -> None:
    off = playbook(("letters = true", "letters = false"))
    found = planned(hire("2026-10-20 14:00", "2026-10-30"), playbook=off).follow_ups
    assert [one.channel for one in found] == ["email", "email", "email", "phone"]
    assert any("no letters wanted" in reason for reason in found[1].why)


def test_a_stand_in_comes_after_the_thank_you_and_never_in_the_past() -> None:
    late_evening = hire("2026-10-20 22:15", "2026-10-22", letters=False)
    assert agenda(late_evening) == ["email Wed 21 Oct 07:30", "email Thu 22 Oct 07:30"]
    one = hire("2026-10-20 14:00", "2026-10-30", letters=False)
    assert agenda(one, "2026-10-22 08:00")[:2] == ["email Thu 22 Oct 08:00", "email Fri 23 Oct 07:30"]


def test_a_stand_in_may_be_as_early_as_its_own_hour_allows() -> None:
    assert agenda(hire("2026-10-20 14:00", "2026-10-21 09:00", letters=False)) == [
        "email Tue 20 Oct 16:00",
        "email Wed 21 Oct 07:30",
    ]


def test_the_person_s_zone_rules_handing_in_and_the_employer_s_rules_landing() -> None:
    # 17:30 in New York is 14:30 in Los Angeles: in time for the courier there.
    west = hire("2026-10-06 17:30", "2026-10-07", home_zone="America/Los_Angeles")
    found = planned(west).follow_ups[1]
    assert (found.channel, found.at.isoformat(), str(found.arrives)) == (
        "courier",
        "2026-10-06T17:00:00-07:00",
        "2026-10-07",
    )


@pytest.mark.parametrize(
    ("carrier", "expected"),
    [
        ("royal-mail-1st", "letter Wed 21 Oct 16:00 lands Thu 22 Oct"),
        ("usps-across-town", "letter Tue 20 Oct 16:00 lands Thu 22 Oct"),
        ("deutsche-post", "letter Tue 20 Oct 16:00 lands Fri 23 Oct"),
        ("usps-across-the-country", "courier Tue 20 Oct 17:00 lands Thu 22 Oct"),
    ],
)
def test_a_slower_carrier_is_handed_the_letter_earlier_or_a_courier_takes_over(carrier: str, expected: str) -> None:
    changed = playbook(('carrier = "default"', f'carrier = "{carrier}"'))
    assert mail(hire("2026-10-20 14:00", "2026-10-30"), playbook=changed)[0] == expected


def test_with_mail_that_takes_four_days_the_letter_of_no_urgency_is_dropped_with_a_note() -> None:
    slow = playbook(('carrier = "default"', 'carrier = "canada-post-national"'))
    assert mail(interview("2026-10-06 15:00"), playbook=slow) == []
    assert "letter: a letter to land on" in notes(interview("2026-10-06 15:00"), playbook=slow)


def test_slow_mail_pushes_the_final_letter_and_the_call_back() -> None:
    slow = playbook(("default = { letter = 2, courier = 1 }", "default = { letter = 3, courier = 1 }"))
    assert agenda(hire("2026-10-20 14:00", "2026-10-30"), playbook=slow) == [
        "email Tue 20 Oct 16:00",
        "letter Tue 20 Oct 16:00 lands Fri 23 Oct",
        "courier Mon 26 Oct 17:00 lands Tue 27 Oct",
        "phone Wed 28 Oct 10:00",
    ]
