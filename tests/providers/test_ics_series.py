"""Recurring events: which occurrences there are, what each is called, and that no rule can hang or eat memory."""

from datetime import UTC, date, datetime, timedelta

import pytest

from planner.values import Event
from providers.ics import Reading, read, series
from providers.interface import Look, Window
from tests.providers.contract import weekly
from tests.providers.drafts import meeting

EVERYTHING = Look(everything=True)
OCTOBER = Window(start=datetime(2026, 10, 1, tzinfo=UTC), end=datetime(2026, 11, 1, tzinfo=UTC))


def of(text: str, window: Window | None = OCTOBER) -> Reading:
    return read(text, window=window, look=EVERYTHING)


def rule(*lines: str, start: str = "DTSTART:20260907T140000Z", duration: str = "DURATION:PT1H") -> str:
    return "\n".join(
        ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:a", start, duration, *lines, "END:VEVENT", "END:VCALENDAR"]
    )


def ids(reading: Reading) -> list[str]:
    return [event.source.recurrence_id for event in reading.events]


def test_occurrences_go_by_their_original_start_in_utc() -> None:
    reading = of(rule("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=America/New_York:20260907T140000"))
    assert ids(reading) == ["20261005T180000Z", "20261012T180000Z", "20261019T180000Z", "20261026T180000Z"]
    assert {event.zone for event in reading.events} == {"America/New_York"}
    assert reading.recurring


def test_a_series_keeps_its_wall_clock_when_clocks_change() -> None:
    november = Window(start=OCTOBER.start, end=datetime(2026, 11, 9, tzinfo=UTC))
    reading = of(rule("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=America/New_York:20260907T140000"), november)
    assert ids(reading)[-2:] == ["20261026T180000Z", "20261102T190000Z"]
    assert {event.start.strftime("%H:%M") for event in reading.events} == {"14:00"}


def test_whole_days_and_floating_times_are_called_as_they_are() -> None:
    days = of(rule("RRULE:FREQ=MONTHLY", start="DTSTART;VALUE=DATE:20260105", duration="DURATION:P1D"))
    assert (ids(days), days.events[0].end) == (["20261005"], date(2026, 10, 6))
    floating = of(rule("RRULE:FREQ=MONTHLY", start="DTSTART:20260105T090000"))
    assert ids(floating) == ["20261005T090000"]


def test_overrides_take_the_place_of_what_they_override() -> None:
    reading = of(weekly())
    assert [(event.source.recurrence_id, event.status, event.title) for event in reading.events] == [
        ("20261005T180000Z", "", "Standing interview #interview"),
        ("20261012T180000Z", "", "Moved #interview"),
        ("20261026T180000Z", "CANCELLED", ""),
    ]
    assert reading.events[1].start == datetime(2026, 10, 13, 13, tzinfo=UTC)
    assert not reading.events[2].busy


def test_an_occurrence_moved_out_of_the_window_is_not_in_it_and_one_moved_in_is() -> None:
    window = Window(start=datetime(2026, 10, 12, tzinfo=UTC), end=datetime(2026, 10, 13, tzinfo=UTC))
    assert ids(of(weekly(), window)) == []
    window = Window(start=datetime(2026, 10, 13, tzinfo=UTC), end=datetime(2026, 10, 14, tzinfo=UTC))
    assert ids(of(weekly(), window)) == ["20261012T180000Z"]


def test_of_two_versions_of_an_override_the_later_sequence_counts() -> None:
    versions = [
        f"BEGIN:VEVENT\nUID:a\nRECURRENCE-ID:20261005T140000Z\nDTSTART:{start}\nDURATION:PT1H\nSEQUENCE:{n}\nEND:VEVENT\n"
        for n, start in ((2, "20261005T160000Z"), (1, "20261005T150000Z"))
    ]
    text = rule("RRULE:FREQ=WEEKLY;COUNT=5").replace("END:VCALENDAR", "".join(versions) + "END:VCALENDAR")
    assert of(text).events[0].start == datetime(2026, 10, 5, 16, tzinfo=UTC)


def test_a_change_of_this_and_all_that_follow_keeps_each_apart() -> None:
    change = "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:20261012T140000Z\nDTSTART:20261013T150000Z\n"
    change += "DURATION:PT2H\nSUMMARY:Tuesdays now\nEND:VEVENT\n"
    reading = of(rule("RRULE:FREQ=WEEKLY", "SUMMARY:Mondays").replace("END:VCALENDAR", change + "END:VCALENDAR"))
    assert [(event.source.recurrence_id, event.title, event.start.day) for event in reading.events] == [
        ("20261005T140000Z", "Mondays", 5),
        ("20261012T140000Z", "Tuesdays now", 13),
        ("20261019T140000Z", "Tuesdays now", 20),
        ("20261026T140000Z", "Tuesdays now", 27),
    ]


def test_a_change_that_moves_all_that_follow_by_years_is_not_followed() -> None:
    change = "BEGIN:VEVENT\nUID:a\nRECURRENCE-ID;RANGE=THISANDFUTURE:80000101T000000Z\nDTSTART:20261013T150000Z\n"
    text = rule("RRULE:FREQ=HOURLY").replace("END:VCALENDAR", change + "DURATION:PT2H\nEND:VEVENT\nEND:VCALENDAR")
    assert "by years" in of(text).problems[0]


def test_one_rule_that_is_cut_does_not_hide_another_that_runs_away() -> None:
    text = rule("RRULE:FREQ=MINUTELY", "RRULE:FREQ=SECONDLY", start="DTSTART:20260907T140000Z")
    assert of(text, Window(start=datetime(2026, 9, 7, tzinfo=UTC), end=OCTOBER.end)).problems


def test_a_single_occurrence_that_one_is_invited_to_is_a_plain_event_of_its_own() -> None:
    reading = of(meeting("a", "RECURRENCE-ID;TZID=America/New_York:20201005T140000", start="20201005T190000Z"))
    assert ids(reading) == ["20201005T180000Z"]
    assert not reading.recurring


def test_an_occurrence_that_repeats_itself_without_its_series_is_read() -> None:
    assert ids(of(rule("RECURRENCE-ID:20261005T140000Z", "RRULE:FREQ=WEEKLY", start="DTSTART:20261006T140000Z")))


def test_an_original_start_without_its_zone_is_one_in_the_zone_of_the_start() -> None:
    text = rule("RECURRENCE-ID:20261005T140000", start="DTSTART;TZID=America/New_York:20261006T090000")
    assert ids(of(text)) == ["20261005T180000Z"]


def test_extra_dates_make_a_series_too() -> None:
    assert ids(of(rule("RDATE:20261008T140000Z,20261009T140000Z"))) == ["20261008T140000Z", "20261009T140000Z"]


def test_a_plain_event_comes_wherever_it_lies() -> None:
    assert len(of(meeting("a", start="19990101T000000Z", end="19990101T010000Z")).events) == 1


def test_a_birthday_since_1604_has_one_occurrence_a_year() -> None:
    year = Window(start=datetime(2026, 1, 1, tzinfo=UTC), end=datetime(2027, 1, 1, tzinfo=UTC))
    text = rule("RRULE:FREQ=YEARLY", start="DTSTART;VALUE=DATE:16040310", duration="DURATION:P1D")
    assert ids(of(text, year)) == ["20260310"]


def test_without_a_window_a_series_comes_from_its_start() -> None:
    assert ids(of(rule("RRULE:FREQ=WEEKLY;COUNT=3"), None)) == [
        "20260907T140000Z",
        "20260914T140000Z",
        "20260921T140000Z",
    ]


def test_occurrences_of_a_series_that_nobody_asked_for_are_bare() -> None:
    reading = read(rule("RRULE:FREQ=WEEKLY", "SUMMARY:Gym"), window=OCTOBER, look=Look())
    assert len(reading.events) == 4
    assert not any(event.whole or event.title for event in reading.events)


def test_a_mended_end_counts_for_every_occurrence() -> None:
    reading = of(rule("RRULE:FREQ=WEEKLY", duration="DURATION:-PT1H"))
    assert all(event.start == event.end and "ends before it starts" in event.problems for event in reading.events)


@pytest.mark.parametrize("start", ["20260907T140000Z", "20260907T140000", "20261015T000000Z"])
def test_more_occurrences_than_anyone_has_are_cut_and_said(start: str) -> None:
    reading = of(rule("RRULE:FREQ=SECONDLY;INTERVAL=100", start=f"DTSTART:{start}"))
    assert len(reading.events) == series.MAX_OCCURRENCES
    assert reading.problems == ("a: only its first 2000 repetitions are read",)


def test_what_is_cut_is_said_also_when_single_dates_are_left_out() -> None:
    left_out = [f"EXDATE:20261001T00{minute:02}00Z" for minute in range(1, 60)]
    reading = of(rule("RRULE:FREQ=MINUTELY", *left_out, start="DTSTART:20261001T000000Z"))
    assert len(reading.events) < series.MAX_OCCURRENCES
    assert reading.problems


@pytest.mark.parametrize("frequency", ["SECONDLY", "MINUTELY"])
def test_a_rule_without_end_and_measure_neither_hangs_nor_eats_memory(frequency: str) -> None:
    reading = of(rule(f"RRULE:FREQ={frequency}", start="DTSTART:20000101T000000Z"))
    assert "repetitions can't be read" in reading.problems[0]
    assert [event.source.recurrence_id for event in reading.events] == [""]


def test_ten_thousand_dates_are_bounded_and_a_million_are_refused() -> None:
    dates = [f"{datetime(2026, 10, 2, tzinfo=UTC) + timedelta(minutes=n):%Y%m%dT%H%M%SZ}" for n in range(10_000)]
    assert len(of(rule("RDATE:" + ",".join(dates))).events) == series.MAX_OCCURRENCES
    assert "too many dates" in of(rule("RDATE:" + ",".join(dates * 100))).problems[0]


SEPTEMBER = Window(start=datetime(2026, 9, 1, tzinfo=UTC), end=datetime(2026, 10, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    "line",
    [
        "RRULE:FREQ=FORTNIGHTLY",
        "RRULE:FREQ=WEEKLY;UNTIL=never",
        "RRULE:FREQ=WEEKLY;COUNT=-1",
        "RRULE:FREQ=WEEKLY;INTERVAL=0",
        "RDATE:someday",
        "EXDATE:someday\nRRULE:FREQ=WEEKLY",
    ],
)
def test_a_rule_that_can_not_be_read_leaves_the_event_and_says_so(line: str) -> None:
    reading = of(rule(line), SEPTEMBER)
    assert reading.events[0].start == datetime(2026, 9, 7, 14, tzinfo=UTC)
    assert reading.problems or reading.events[0].problems


@pytest.mark.parametrize("line", ["RRULE:", "RRULE:FREQ=WEEKLY;COUNT=0", "RRULE:FREQ=YEARLY;BYMONTH=13"])
def test_a_rule_that_makes_no_sense_does_no_harm(line: str) -> None:
    assert of(rule(line), SEPTEMBER).events[0].start == datetime(2026, 9, 7, 14, tzinfo=UTC)


def test_a_series_in_a_zone_of_its_own_file() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\n"
    text = rule("RRULE:FREQ=WEEKLY", start="DTSTART;TZID=Mine:20260907T140000")
    reading = of(text.replace("BEGIN:VEVENT", zone + "END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT", 1))
    assert ids(reading) == ["20261005T110000Z", "20261012T110000Z", "20261019T110000Z", "20261026T110000Z"]
    first: Event = reading.events[0]
    assert isinstance(first.start, datetime)
    assert first.start.utcoffset() == timedelta(hours=3)


def test_an_event_with_more_rules_than_anybody_writes_comes_as_it_stands() -> None:
    never = ["RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"] * 12
    reading = of(meeting("a", *never))
    assert [event.source.uid for event in reading.events] == ["a"]
    assert reading.problems == ("a: its repetitions can't be read: more than 4 rules",)
