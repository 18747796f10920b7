from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.understanding.calendar_words import MONTHS, WEEKDAYS, month_end, next_such_day, next_weekday, say
from planner.understanding.dates import Reading, date_order, read_day, read_decision
from planner.understanding.zones import zone_info
from planner.values import DateOrder, Decision, Preferences

END = datetime(2026, 10, 6, 14, tzinfo=zone_info("America/New_York"))
"""A Tuesday."""


def decide(text: str, end: datetime = END, order: DateOrder = "DMY") -> Reading:
    return read_decision(text, end=end, order=order)


def decision(text: str, end: datetime = END, order: DateOrder = "DMY") -> Decision:
    found = decide(text, end, order).decision
    assert found is not None, text
    return found


PLAIN = [
    ("2026-12-04", "2026-12-04"),
    ("2026/12/04", "2026-12-04"),
    ("Fri 2026-12-04", "2026-12-04"),
    ("2026.12.4", "2026-12-04"),
    ("20261204", "2026-12-04"),
    ("4 December 2026", "2026-12-04"),
    ("4-Dec-2026", "2026-12-04"),
    ("Fri 4/dec/2026", "2026-12-04"),
    ("December 4, 2026", "2026-12-04"),
    ("Dec 4th, 2026", "2026-12-04"),
    ("the 4th of December", "2026-12-04"),
    ("Dec 4", "2026-12-04"),
    ("dec. 4", "2026-12-04"),
    ("DEC 4", "2026-12-04"),
    ("4 Dec 26", "2026-12-04"),
    ("4 Dec '26", "2026-12-04"),
    ("2026 Dec 4", "2026-12-04"),
    ("Fri 4 Dec", "2026-12-04"),
    ("Fri, Dec 4", "2026-12-04"),
    ("Friday, 4 December 2026", "2026-12-04"),
    ("4 Dec (Fri)", "2026-12-04"),
    ("Thurs, 8 October", "2026-10-08"),
    ("4. Dezember 2026", "2026-12-04"),
    ("4 décembre 2026", "2026-12-04"),
    ("4 de diciembre de 2026", "2026-12-04"),
    ("Oct 6", "2026-10-06"),
    ("1 Jan", "2027-01-01"),
    ("13/10", "2026-10-13"),
    ("10/13/2026", "2026-10-13"),
    ("Tue 13/10/26", "2026-10-13"),
    ("7/7/2027", "2027-07-07"),
    ("26th", "2026-10-26"),
    ("the 5th", "2026-11-05"),
    ("the 31st", "2026-10-31"),
    ("Monday the 26th", "2026-10-26"),
    ("Mon 26", "2026-10-26"),
    ("Friday", "2026-10-09"),
    ("fri", "2026-10-09"),
    ("Freitag", "2026-10-09"),
    ("Tuesday", "2026-10-13"),
    ("by Friday", "2026-10-09"),
    ("this Friday", "2026-10-09"),
    ("(Friday).", "2026-10-09"),
    ("probably by Friday at the latest", "2026-10-09"),
    ("next Monday", "2026-10-12"),
    ("Friday next week", "2026-10-16"),
    ("Friday of next week", "2026-10-16"),
    ("next week Monday", "2026-10-12"),
    ("today", "2026-10-06"),
    ("tomorrow", "2026-10-07"),
    ("the day after tomorrow", "2026-10-08"),
    ("in 10 days", "2026-10-16"),
    ("10 days", "2026-10-16"),
    ("about 10 days", "2026-10-16"),
    ("ten days or so", "2026-10-16"),
    ("10 days from now", "2026-10-16"),
    ("in 10 calendar days", "2026-10-16"),
    ("4 Dec (they said)", "2026-12-04"),
    ("Monday morning", "2026-10-12"),
    ("in two weeks", "2026-10-20"),
    ("within 2 weeks", "2026-10-20"),
    ("in two weeks' time", "2026-10-20"),
    ("in two weeks’ time", "2026-10-20"),
    ("a couple of weeks", "2026-10-20"),
    ("a fortnight", "2026-10-20"),
    ("in a week", "2026-10-13"),
    ("one week", "2026-10-13"),
    ("in a month", "2026-11-06"),
    ("in 3 months", "2027-01-06"),
    ("end of the month", "2026-10-31"),
    ("end of next month", "2026-11-30"),
    ("EOM", "2026-10-31"),
    ("end of November", "2026-11-30"),
    ("the end of February 2027", "2027-02-28"),
    ("end of January", "2027-01-31"),
]


@pytest.mark.parametrize(("text", "on"), PLAIN)
def test_a_date_is_read_in_every_form_that_people_write(text: str, on: str) -> None:
    reading = decide(text)
    assert reading.decision == Decision(on=date.fromisoformat(on), text=text)
    assert reading.problems == ()


@pytest.mark.parametrize(("text", "on"), PLAIN)
def test_case_and_spaces_around_it_say_nothing(text: str, on: str) -> None:
    assert decision(f"  {text.upper()} ").on == date.fromisoformat(on)
    assert decision(text.lower()).on == date.fromisoformat(on)


@pytest.mark.parametrize(
    ("text", "at"),
    [
        ("2026-10-08 14:00", "2026-10-08T14:00"),
        ("2026-10-08T14:00", "2026-10-08T14:00"),
        ("2026-10-08t14:00:30", "2026-10-08T14:00:30"),
        ("2026-10-08T14:00:00Z", "2026-10-08T10:00"),
        ("2026-10-08 14:00 Z", "2026-10-08T10:00"),
        ("2026-10-08T14:00+02:00", "2026-10-08T08:00"),
        ("2026-10-08 14:00 +02:00", "2026-10-08T08:00"),
        ("2026-10-08 2pm", "2026-10-08T14:00"),
        ("Dec 4 3pm", "2026-12-04T15:00"),
        ("Dec 4, 3:30 p.m.", "2026-12-04T15:30"),
        ("Fri 4 Dec 15:00", "2026-12-04T15:00"),
        ("Fri 4 Dec at 15h30", "2026-12-04T15:30"),
        ("4. Dezember um 15 Uhr", "2026-12-04T15:00"),
        ("Friday at 2 pm", "2026-10-09T14:00"),
        ("2 pm on Friday", "2026-10-09T14:00"),
        ("Friday 12am", "2026-10-09T00:00"),
        ("Friday 12pm", "2026-10-09T12:00"),
        ("Friday noon", "2026-10-09T12:00"),
        ("by EOD Friday", "2026-10-09T17:00"),
        ("Thursday by EOD ET", "2026-10-08T17:00"),
        ("end of day tomorrow", "2026-10-07T17:00"),
        ("16:00", "2026-10-06T16:00"),
        ("tomorrow at noon", "2026-10-07T12:00"),
        ("in 48 hours", "2026-10-08T14:00"),
        ("within 48 hours", "2026-10-08T14:00"),
        ("48h", "2026-10-08T14:00"),
        ("24 hrs", "2026-10-07T14:00"),
        ("Friday 3pm PT", "2026-10-09T18:00"),
        ("Friday 15:00 Europe/London", "2026-10-09T10:00"),
        ("Friday 08:00 Tokyo", "2026-10-08T19:00"),
        ("7/10/2027 15:00", "2027-10-07T15:00"),
    ],
)
def test_a_time_is_read_on_the_employers_clock(text: str, at: str) -> None:
    found = decision(text)
    assert found.at is not None
    assert datetime.combine(found.on, found.at) == datetime.fromisoformat(at)


def test_hours_run_on_the_clock_and_not_on_the_wall() -> None:
    end = datetime(2026, 10, 31, 14, tzinfo=zone_info("America/New_York"))  # the clocks go back that night
    assert decision("in 24 hours", end) == Decision(on=date(2026, 11, 1), at=time(13), text="in 24 hours")


@pytest.mark.parametrize(
    ("text", "monday"),
    [
        ("week of 30 Nov", "2026-11-30"),
        ("the week of the 26th", "2026-10-26"),
        ("week of December 4", "2026-11-30"),
        ("week commencing 30 Nov 2026", "2026-11-30"),
        ("w/c 30 Nov", "2026-11-30"),
        ("week of 5 Oct", "2026-10-05"),
        ("week of 2026-10-04", "2026-09-28"),
        ("this week", "2026-10-05"),
        ("next week", "2026-10-12"),
        ("sometime next week", "2026-10-12"),
        ("the week after next", "2026-10-19"),
        ("end of the week", "2026-10-05"),
        ("by the end of the week", "2026-10-05"),
        ("EOW", "2026-10-05"),
        ("late next week", "2026-10-12"),
        ("the end of next week", "2026-10-12"),
    ],
)
def test_where_only_the_week_is_known_its_monday_stands_for_it(text: str, monday: str) -> None:
    found = decision(text)
    assert (found.on, found.week, found.at) == (date.fromisoformat(monday), True, None)


@pytest.mark.parametrize("day", [9, 10, 11])
def test_the_end_of_the_week_is_the_coming_one_from_friday_on(day: int) -> None:
    assert decision("end of the week", END.replace(day=day)).on == date(2026, 10, 12)


@pytest.mark.parametrize(
    "text",
    [
        *("a week or so", "in a week or so", "about a week", "in about a week", "within a week or so", "1 week or so"),
        *("roughly a week", "A Week Or So.", "by about a week", "a weekish"),
    ],
)
def test_a_week_or_so_is_the_vague_week(text: str) -> None:
    found = decision(text)
    assert (found.on, found.vague, found.week) == (date(2026, 10, 13), True, False)


@pytest.mark.parametrize(
    "text", ["", "?", "unknown", "Unknown.", "TBD", "not known", "n/a", "don't know", "don’t know"]
)
def test_unknown_is_no_date_and_no_problem(text: str) -> None:
    assert decide(text) == Reading()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "sometime soonish",
            "some to ten days",
            "26",
            "25:00",
            "Friday 25:00",
            "Friday 13pm",
            "Dec",
            "December 2026",
            "Friday Monday",
        ),
        *(
            "before Friday",
            "4 Dec 5 Dec",
            "next month",
            "12:00 next week",
            "in many days",
            "in 3 business weeks",
            "week",
        ),
        *("3-4", "foo 3/4", "4 Dec at the office", "x" * 100_000, "of", "the", "end of foo", "end of next November"),
        *("week of nowhere", "2026-W49", "noon noon", "in 99999 days", "the", "4 4 4", "2026", "early December"),
    ],
)
def test_what_is_not_understood_is_told_with_what_would_be(text: str) -> None:
    reading = decide(text)
    assert reading.decision is None
    (problem,) = reading.problems
    assert problem.startswith('Decision: "')
    assert text[:50] in problem
    assert "is not a date I understand; write for example 2026-12-04" in problem
    assert "in 10 days" in problem
    assert "a week or so" in problem


@pytest.mark.parametrize(
    "text", ["31 Nov", "30 Feb 2027", "2026-13-01", "2026-02-30", "32/1", "0 Dec", "40th", "29 Feb 2027", "0000-01-01"]
)
def test_a_date_that_does_not_exist_is_told(text: str) -> None:
    reading = decide(text)
    assert reading.decision is None
    assert reading.problems == (f'Decision: "{text}" is not a date that exists; planned as unknown',)


@pytest.mark.parametrize("text", ["9999-12-31", "in 9999 weeks", "2206-12-04"])
def test_a_decision_years_away_is_a_slip(text: str) -> None:
    reading = decide(text)
    assert reading.decision is None
    assert "more than two years away" in reading.problems[0]


@pytest.mark.parametrize(
    ("text", "order", "on", "way"),
    [
        ("7/10/2026", "DMY", "2026-10-07", "day first"),
        ("7/10/2026", "MDY", "2026-07-10", "month first"),
        ("3/4", "DMY", "2027-04-03", "day first"),
        ("3/4", "MDY", "2027-03-04", "month first"),
        ("7-10-2026", "MDY", "2026-07-10", "month first"),
        ("7.10.2026", "MDY", "2026-10-07", "day first"),
        ("4.12.", "DMY", "2026-12-04", "day first"),
        ("Thu 7/10/27", "DMY", "2027-10-07", "day first"),
    ],
)
def test_a_numeric_date_is_read_in_the_persons_order_and_says_so(
    text: str, order: DateOrder, on: str, way: str
) -> None:
    reading = decide(text, order=order)
    assert reading.decision is not None
    assert reading.decision.on == date.fromisoformat(on)
    assert len(reading.problems) == 1
    assert say(date.fromisoformat(on)) in reading.problems[0]
    assert way in reading.problems[0]


@pytest.mark.parametrize(
    ("country", "configured", "order"),
    [
        ("US", "", "MDY"),
        ("PH", "", "MDY"),
        ("GB", "", "DMY"),
        ("DE", "", "DMY"),
        ("US", "DMY", "DMY"),
        ("GB", "MDY", "MDY"),
    ],
)
def test_the_order_is_the_configs_else_the_countrys(country: str, configured: DateOrder, order: DateOrder) -> None:
    assert date_order(Preferences(home_country=country, date_order=configured)) == order


@pytest.mark.parametrize(
    ("text", "on", "doubt"),
    [
        ("Thu 4 Dec 2026", "2026-12-04", "was read as Fri 4 Dec 2026: that is no Thu"),
        ("Thu 2026-12-04", "2026-12-04", "was read as Fri 4 Dec 2026: that is no Thu"),
        ("Mon 7/10/2026", "2026-10-07", "was read as Wed 7 Oct 2026: that is no Mon"),
        ("Monday the 27th", "2026-10-27", "was read as Tue 27 Oct 2026: that is no Mon"),
        ("Oct 5", "2027-10-05", "was read as Tue 5 Oct 2027, 364 days away; write the year if that is not meant"),
        ("29 Feb", "2028-02-29", "was read as Tue 29 Feb 2028, 511 days away; write the year if that is not meant"),
        ("next Friday", "2026-10-09", "was read as Fri 9 Oct 2026, the first after the interview"),
        ("early next week", "2026-10-13", "was read as Tue 13 Oct 2026"),
        ("mid next week", "2026-10-14", "was read as Wed 14 Oct 2026"),
        ("in 3 business days", "2026-10-09", "was read as Fri 9 Oct 2026, weekends skipped, public holidays not"),
        ("4 working days", "2026-10-12", "was read as Mon 12 Oct 2026, weekends skipped, public holidays not"),
        (
            "in 3-5 business days",
            "2026-10-13",
            "was read as Tue 13 Oct 2026, the later, weekends skipped, public holidays not",
        ),
        ("in 2-3 days", "2026-10-09", "was read as Fri 9 Oct 2026, the later"),
        ("two to three weeks", "2026-10-27", "was read as Tue 27 Oct 2026, the later"),
        ("Fri 9 Oct 3pm", "2026-10-09", ""),
    ],
)
def test_what_could_be_meant_otherwise_says_how_it_was_read(text: str, on: str, doubt: str) -> None:
    reading = decide(text)
    assert reading.decision is not None
    assert reading.decision.on == date.fromisoformat(on)
    assert reading.problems == ((f'Decision: "{text}" {doubt}',) if doubt else ())


def test_a_doubt_survives_the_clock_time_behind_it() -> None:
    assert "that is no Thu" in decide("Thu 4 Dec 2026 3pm").problems[0]
    assert "that is no Thu" in decide("Thu 4 Dec 2026 3pm PT").problems[0]
    assert "that is no Thu" in decide("week of Thu 4 Dec 2026").problems[0]


def test_a_day_by_itself_needs_no_decision_around_it() -> None:
    assert read_day("26 Oct", first=END.date(), order="DMY") == date(2026, 10, 26)
    assert read_day("31 Nov", first=END.date(), order="DMY") is None
    assert read_day("Friday", first=END.date(), order="DMY") is None


def test_february_ends_when_it_does() -> None:
    assert month_end(2028, 2) == date(2028, 2, 29)
    assert month_end(2026, 12) == date(2026, 12, 31)


days = st.dates(date(2000, 1, 1), date(2100, 1, 1))
moments = st.datetimes(datetime(1950, 1, 1), datetime(2100, 1, 1), timezones=st.just(zone_info("America/New_York")))


@given(days, moments)
def test_a_date_said_is_the_date_read(day: date, end: datetime) -> None:
    near = end.date() + (day - date(2000, 1, 1)) % timedelta(days=731)
    assert decision(say(near), end).on == near
    assert decision(near.isoformat(), end).on == near


@given(st.integers(0, 11), st.integers(1, 28), moments)
def test_a_date_without_year_is_never_before_the_interview(month: int, day: int, end: datetime) -> None:
    found = decision(f"{day} {MONTHS[month]}", end)
    assert end.date() <= found.on <= end.date() + timedelta(days=366)
    assert (found.on.month, found.on.day) == (month + 1, day)


@given(st.integers(0, 6), moments)
def test_a_weekday_is_the_first_after_the_interview(weekday: int, end: datetime) -> None:
    found = decision(WEEKDAYS[weekday], end)
    assert found.on.weekday() == weekday
    assert timedelta(days=1) <= found.on - end.date() <= timedelta(days=7)
    assert found.on == next_weekday(weekday, end.date())


@given(st.integers(0, 300), moments)
def test_days_are_calendar_days(days_away: int, end: datetime) -> None:
    assert decision(f"in {days_away} days", end).on == end.date() + timedelta(days=days_away)


@given(st.integers(1, 100), moments)
def test_business_days_leave_out_the_weekends(count: int, end: datetime) -> None:
    on = decision(f"in {count} business days", end).on
    later = [end.date() + timedelta(days=ahead) for ahead in range(1, (on - end.date()).days + 1)]
    assert sum(day.weekday() < 5 for day in later) == count
    assert on.weekday() < 5


@given(st.integers(0, 1000), moments)
def test_hours_are_exact(hours: int, end: datetime) -> None:
    found = decision(f"in {hours} hours", end)
    assert found.at is not None
    later = end.astimezone(UTC) + timedelta(hours=hours)
    assert datetime.combine(found.on, found.at) == later.astimezone(end.tzinfo).replace(tzinfo=None)


WORDS = """
    in a an 10 two 99999 0 days weeks hours month months week of the end next this early friday fri dec december 31 29
    feb 2026 9999 0000 0001 / . - : 3/4 12:00 3pm noon et utc+14 or so about by tomorrow ? , ( ) st th 1st 26th w/c
"""
PIECES = st.sampled_from(WORDS.split())


@given(st.lists(PIECES, max_size=7).map(" ".join) | st.text(max_size=40), st.datetimes(timezones=st.just(UTC)))
def test_no_text_and_no_date_of_an_interview_raises(text: str, end: datetime) -> None:
    for order in ("DMY", "MDY"):
        reading = read_decision(text, end=end, order=order)
        assert reading.decision is None or not (reading.decision.week and reading.decision.at)
        assert reading.decision is None or not reading.decision.week or reading.decision.on.weekday() == 0


def test_no_such_day_in_any_year_is_told_from_a_rare_one() -> None:
    assert next_such_day(2, 29, date(2096, 3, 1)) == date(2104, 2, 29)
    with pytest.raises(ValueError, match="no year has"):
        next_such_day(11, 31, date(2026, 1, 1))
