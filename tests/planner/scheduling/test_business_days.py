"""Which days an employer works."""

from datetime import date

import pytest

from planner.scheduling.business_days import BusinessDays, name_day

CHRISTMAS = date(2026, 12, 25)


@pytest.mark.parametrize(
    ("country", "subdivision", "day", "reason"),
    [
        ("US", "", date(2026, 10, 12), "Columbus Day"),
        ("US", "", date(2026, 7, 3), "Independence Day (observed)"),
        ("US", "", date(2027, 12, 31), "New Year's Day (observed)"),
        ("US", "", date(2026, 11, 27), ""),
        ("GB", "ENG", date(2027, 3, 29), "Easter Monday"),
        ("GB", "SCT", date(2027, 3, 29), ""),
        ("CA", "ON", date(2026, 10, 12), "Thanksgiving Day"),
        ("DE", "BY", date(2026, 11, 1), "All Saints' Day"),
        ("DE", "", date(2026, 10, 31), "a weekend"),
        ("DE", "DE-NW", date(2026, 6, 4), "Corpus Christi"),
        ("us", "", CHRISTMAS, "Christmas Day"),
    ],
)
def test_public_holidays_are_those_of_the_country_and_its_part(
    country: str, subdivision: str, day: date, reason: str
) -> None:
    days = BusinessDays(country, subdivision)
    assert days.closed_because(day) == reason
    assert days.is_open(day) == (not reason)
    assert days.notes == ()


def test_listed_days_are_closed_as_well() -> None:
    days = BusinessDays("US", closed=(date(2026, 11, 27),))
    assert not days.is_open(date(2026, 11, 27))
    assert days.closed_because(date(2026, 11, 27)) == "listed as closed"


def test_an_unknown_country_has_weekends_alone_and_says_so() -> None:
    days = BusinessDays("ZZ")
    assert days.is_open(CHRISTMAS)
    assert not days.is_open(date(2026, 12, 26))
    assert days.notes == ("no public holidays are known for the country ZZ: only weekends count",)


def test_an_unknown_part_of_a_country_has_the_national_holidays_and_says_so() -> None:
    days = BusinessDays("US", "Atlantis")
    assert days.closed_because(CHRISTMAS) == "Christmas Day"
    assert days.notes == ("US has no subdivision Atlantis: only its national holidays count",)


def test_shifting_counts_business_days_either_way() -> None:
    days = BusinessDays("US")
    assert days.shift(date(2026, 10, 9), 1) == date(2026, 10, 13)
    assert days.shift(date(2026, 10, 13), -1) == date(2026, 10, 9)
    assert days.shift(date(2026, 10, 10), 0) == date(2026, 10, 10)
    assert days.shift(date(2026, 10, 11), -2) == date(2026, 10, 8)


def test_counting_leaves_the_first_day_out_and_stops_where_enough_is_known() -> None:
    days = BusinessDays("US")
    assert days.count(date(2026, 10, 9), date(2026, 10, 14), at_most=9) == 2
    assert days.count(date(2026, 10, 9), date(2126, 10, 14), at_most=4) == 4
    assert days.count(date(2026, 10, 9), date(2026, 10, 9), at_most=4) == 0


def test_days_are_named_in_english_whatever_the_locale() -> None:
    assert name_day(date(2026, 10, 29)) == "Thu 29 Oct"
