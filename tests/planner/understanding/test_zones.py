import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.understanding.zones import available, find_country, find_zone, zone_info, zone_or


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("America/New_York", "America/New_York"),
        ("america/new_york", "America/New_York"),
        ("America/New York", "America/New_York"),
        (" New York ", "America/New_York"),
        ("new_york", "America/New_York"),
        ("Los-Angeles", "America/Los_Angeles"),
        ("Paris", "Europe/Paris"),
        ("US/Pacific", "US/Pacific"),
        ("EST", "America/New_York"),
        ("ET", "America/New_York"),
        ("PT", "America/Los_Angeles"),
        ("CET", "Europe/Berlin"),
        ("GMT", "Europe/London"),
        ("UTC", "UTC"),
        ("UTC+2", "Etc/GMT-2"),
        ("gmt -5:00", "Etc/GMT+5"),
        ("UTC+0", "UTC"),
        ("Eastern Standard Time", "America/New_York"),
        ("Eastern Time - US & Canada", "America/New_York"),
        ("(UTC-08:00) Pacific Time (US & Canada)", "America/Los_Angeles"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("GMT Standard Time", "Europe/London"),
        ("AUS Eastern Standard Time", "Australia/Sydney"),
        ("Tokyo Standard Time", "Asia/Tokyo"),
        ("Mars", ""),
        ("UTC+44", ""),
        ("UTC+5:30", ""),
        ("Factory", ""),
        ("", ""),
    ],
)
def test_a_zone_is_found_by_the_names_that_people_and_programs_use(text: str, zone: str) -> None:
    assert find_zone(text) == zone


@pytest.mark.parametrize(
    ("text", "country"),
    [
        ("US", "US"),
        ("us", "US"),
        ("U.S.A.", "US"),
        ("United States of America", "US"),
        ("UK", "GB"),
        ("england", "GB"),
        ("Great Britain", "GB"),
        ("Germany", "DE"),
        ("DEU", "DE"),
        ("Deutschland", "DE"),
        ("South Korea", "KR"),
        ("Ivory Coast", "CI"),
        ("Czech Republic", "CZ"),
        ("The Netherlands", "NL"),
        ("Atlantis", ""),
        ("", ""),
    ],
)
def test_a_country_is_found_by_code_and_english_name(text: str, country: str) -> None:
    assert find_country(text) == country


def test_every_zone_of_the_system_is_found_by_its_own_name_or_a_better_known_one() -> None:
    assert all(find_zone(zone) for zone in available())
    assert all(find_zone(zone) == zone for zone in available() if "/" in zone)


def test_an_unknown_zone_falls_back() -> None:
    assert zone_or("Mars/Phobos", "Europe/Rome") == "Europe/Rome"
    assert zone_info("Mars/Phobos").key == "UTC"


@given(st.text())
def test_whatever_is_found_exists(text: str) -> None:
    assert find_zone(text) in available() | {""}
    assert len(find_country(text)) in {0, 2}
