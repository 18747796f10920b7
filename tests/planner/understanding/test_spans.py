from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from planner.understanding.spans import employer_zone
from tests.planner.events import HOME, START, event, having, read

NOON = datetime(2026, 10, 6, 12)
BERLIN = ZoneInfo("Europe/Berlin")


def zone(fact: str = "", config: str = "", **fields: Any) -> str:
    return employer_zone(event(**fields), having(employer_zone=config), fact)


def test_the_employers_zone_is_the_fact_then_the_config_then_the_events_then_the_files_then_home() -> None:
    fields = {"zone": "Europe/Rome", "calendar_zone": "Europe/Oslo"}
    assert zone("Europe/Berlin", "Europe/Paris", **fields) == "Europe/Berlin"
    assert zone("", "Europe/Paris", **fields) == "Europe/Paris"
    assert zone("", "", **fields) == "Europe/Rome"
    assert zone("", "", zone="", calendar_zone="Europe/Oslo") == "Europe/Oslo"
    assert zone("", "", zone="", calendar_zone="") == "America/New_York"


def test_utc_is_no_zone_of_an_events_own() -> None:
    for utc in ("UTC", "Etc/UTC", "GMT"):
        assert zone(zone=utc, calendar_zone="Europe/Oslo") == "Europe/Oslo"
        assert zone(zone=utc, calendar_zone=utc) == "America/New_York"


def test_a_zone_that_the_system_does_not_know_is_passed_over() -> None:
    assert zone("", "Mars/Phobos", zone="Moon/Base") == "America/New_York"
    assert employer_zone(event(zone=""), having(home_zone="Mars/Phobos")) == "UTC"
    assert read(preferences=having(home_zone="Mars/Phobos")).home_zone == "UTC"


def test_times_are_moments_on_the_employers_clock() -> None:
    interview = read(description="Timezone: Europe/Berlin")
    assert interview.zone == "Europe/Berlin"
    assert interview.start == START
    assert interview.start.time() == time(19)
    utc = read(start=START.astimezone(UTC), zone="")
    assert (utc.start, utc.start.time(), utc.zone) == (START, time(13), "America/New_York")
    assert utc.problems == ()


def test_floating_times_are_on_the_clock_of_the_zone_so_found() -> None:
    interview = read(description="Timezone: Berlin", start=NOON, zone="")
    assert interview.start == datetime(2026, 10, 6, 12, tzinfo=BERLIN)
    assert interview.problems == ("It has no time zone: read as 12:00 in Europe/Berlin",)


def test_an_all_day_interview_ends_when_the_office_closes_on_its_last_day() -> None:
    interview = read(start=date(2026, 10, 6), end=date(2026, 10, 8))
    assert interview.start == datetime(2026, 10, 6, 9, tzinfo=START.tzinfo)
    assert interview.end == datetime(2026, 10, 7, 17, tzinfo=START.tzinfo)
    assert interview.problems == (
        "It takes whole days: read as ending Wed 7 Oct 2026 at 17:00, when the office closes",
    )


@pytest.mark.parametrize("end", [date(2026, 10, 6), date(2026, 10, 7), date(2025, 1, 1)])
def test_an_all_day_interview_lasts_one_day_at_least(end: date) -> None:
    assert read(start=date(2026, 10, 6), end=end).end == datetime(2026, 10, 6, 17, tzinfo=START.tzinfo)


def test_an_end_before_the_start_is_the_start() -> None:
    interview = read(end=START - timedelta(hours=3))
    assert interview.end == interview.start == START


def test_a_mixture_of_dates_and_times_is_mended() -> None:
    assert read(end=date(2026, 10, 7)).end == START.replace(hour=17)
    assert read(start=date(2026, 10, 6), end=START).end == START


def test_what_the_calendar_had_to_mend_is_carried_over() -> None:
    assert read(problems=("no DTEND",)).problems == ("no DTEND",)


def test_the_wall_clock_holds_over_a_change_of_the_clocks() -> None:
    interview = read(start=datetime(2026, 11, 1, 1, 30, tzinfo=START.tzinfo), hours=24)
    assert interview.end.time() == time(1, 30)


EAST = timezone(timedelta(hours=14))
WEST = timezone(timedelta(hours=-12))


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (datetime.min.replace(tzinfo=EAST), datetime.max.replace(tzinfo=WEST)),
        (datetime.max.replace(tzinfo=WEST), datetime.min.replace(tzinfo=EAST)),
        (date.min, date.max),
        (date.max, date.min),
        (START, datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_date_at_the_end_of_the_calendar_is_void_and_says_so(start: date, end: date) -> None:
    interview = read(description="Decision: in 10 days", start=start, end=end)
    assert "lies beyond what can be planned" in interview.void
    assert interview.void in interview.problems
    assert interview.start <= interview.end
    assert interview.start.tzinfo is not None


def test_preferences_are_as_usual() -> None:
    assert HOME.employer_zone == ""
