"""What we write is what is read, and a change changes what it names and not a byte more."""

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.values import Event
from providers.ics import Unreadable, patch, read, write
from providers.ics.lines import split
from providers.interface import FIELDS, Draft, Field, Look
from tests.providers.contract import ALL, other, with_extras
from tests.providers.drafts import draft, drafts, meeting, says, wanted

KEY = draft().key
LONDON = ZoneInfo("Europe/London")


def event(text: str | bytes, key: str = KEY) -> Event:
    reading = read(text, window=None, look=Look(everything=True))
    assert reading.problems == ()
    return next(event for event in reading.events if event.source.uid == key)


# Write


@given(wish=drafts())
def test_what_is_written_is_what_is_read(wish: Draft) -> None:
    found = event(write(wish), wish.key)
    assert says(found) == wanted(wish)
    assert (found.busy, found.attendees, found.problems) == (False, (), ())


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_is_written_as_far_as_calendars_can_hold_it(text: str) -> None:
    found = event(write(draft(title=text, description=text, location=text, marks=(("base", text),))))
    held = re.sub(r"[\x00-\x08\x0b-\x1f\x7f]", "", text.replace("\r\n", "\n").replace("\r", "\n"))
    assert (found.title, found.description, found.location, found.mark("base")) == (held,) * 4


@given(wish=drafts())
def test_every_line_fits_and_two_writers_write_the_same(wish: Draft) -> None:
    text = write(wish)
    assert text == write(replace(wish))
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.count("\n") == text.count("\r\n")


def test_half_a_character_is_left_out() -> None:
    assert event(write(draft(title="a\ud83db"))).title == "ab"


def test_what_is_written_is_valid_and_private() -> None:
    calendar = icalendar.Calendar.from_ical(write(draft()))
    (component,) = calendar.walk("VEVENT")
    assert calendar["PRODID"] == "-//Aftertouch//EN"
    assert component["CLASS"] == "PRIVATE"
    assert component["TRANSP"] == "TRANSPARENT"
    assert component["RELATED-TO"] == "an-interview@example.org"
    assert component.walk("VALARM")[0]["ACTION"] == "DISPLAY"
    assert [zone["TZID"] for zone in calendar.walk("VTIMEZONE")] == ["America/New_York"]


def test_a_neutral_alarm_does_not_say_what_the_title_says() -> None:
    alarm = write(draft(title="Email Jane Doe (Acme)")).partition("BEGIN:VALARM")[2]
    assert "Acme" not in alarm


def test_the_definition_of_the_zone_says_what_the_zone_says() -> None:
    for month in range(1, 13):
        start = datetime(2026, month, 15, 9, tzinfo=ZoneInfo("America/New_York"))
        foreign = write(draft(start=start)).replace("America/New_York", "Mine")
        assert event(foreign).start == start


def test_utc_needs_no_definition() -> None:
    text = write(draft(start=datetime(2026, 10, 5, 18, tzinfo=ZoneInfo("UTC"))))
    assert "DTSTART:20261005T180000Z" in text
    assert "VTIMEZONE" not in text


def test_the_hour_that_comes_twice_keeps_its_instant() -> None:
    start = datetime(2026, 10, 25, 1, 30, fold=1, tzinfo=LONDON)
    found = event(write(draft(start=start)))
    assert found.start == start.astimezone(UTC)


# Patch


@given(wish=drafts(), change=drafts(), fields=st.frozensets(st.sampled_from(FIELDS)))
def test_a_change_changes_what_it_names(wish: Draft, change: Draft, fields: frozenset[Field]) -> None:
    change = replace(change, key=wish.key)
    found = event(patch(write(wish), change, fields), wish.key)
    before, after = wanted(wish), wanted(change)
    assert says(found) == {name: (after if name in {*fields, "marks"} else before)[name] for name in before}


@given(change=drafts(), fields=st.frozensets(st.sampled_from(FIELDS)))
def test_a_change_leaves_every_other_line_as_it_stands(change: Draft, fields: frozenset[Field]) -> None:
    text = rich()
    mine = re.compile(
        r"(SUMMARY|DTSTART|DTEND|DURATION|DESCRIPTION|X-ALT-DESC|LOCATION|X-AFTERTOUCH-\w+|TRIGGER|ACTION|"
        r"BEGIN:VALARM|END:VALARM|BEGIN:VTIMEZONE|TZID|COMMENT|TZ\w+|RDATE|(BEGIN|END):(STANDARD|DAYLIGHT|VTIMEZONE))"
    )
    patched = patch(text, replace(change, key=KEY), fields)
    kept = [line.raw for line in split(text) if not mine.match(line.text)]
    left = [line.raw for line in split(patched) if not mine.match(line.text)]
    assert [line for line in left if line in kept] == kept


def test_other_events_in_the_text_stay_byte_for_byte() -> None:
    text = rich()
    patched = patch(text, other(draft()), ALL)
    assert foreign() in text
    assert foreign() in patched


def test_the_same_change_twice_is_one() -> None:
    once = patch(rich(), other(draft()), ALL)
    assert patch(once, other(draft()), ALL) == once


def test_no_field_and_the_same_marks_change_nothing_that_is_read() -> None:
    assert event(patch(rich(), draft(), frozenset())) == event(rich())


def test_the_second_alarm_is_the_persons() -> None:
    without = event(patch(rich(), draft(reminder=None), frozenset({"reminder"})))
    assert without.reminder == timedelta(days=1)
    changed = patch(rich(), draft(reminder=timedelta(hours=2)), frozenset({"reminder"}))
    assert event(changed).reminder == timedelta(hours=2)
    assert "TRIGGER:-P1D" in changed


def test_an_alarm_of_a_kind_that_is_no_reminder_is_never_changed() -> None:
    mail = "BEGIN:VALARM\r\nACTION:EMAIL\r\nTRIGGER:-PT3H\r\nEND:VALARM\r\n"
    text = write(draft(reminder=None)).replace("END:VEVENT", mail + "END:VEVENT")
    patched = patch(text, draft(reminder=timedelta(minutes=5)), frozenset({"reminder"}))
    assert mail in patched
    assert event(patched).reminder == timedelta(minutes=5)


def test_a_start_in_another_zone_brings_its_definition_once() -> None:
    moved = draft(start=datetime(2026, 10, 6, 9, tzinfo=LONDON))
    once = patch(write(draft()), moved, frozenset({"start"}))
    assert once.count("TZID:Europe/London") == 1
    assert once.count("TZID:America/New_York") == 1
    assert patch(once, moved, frozenset({"start"})).count("TZID:Europe/London") == 1


def test_a_new_description_takes_the_place_of_its_html() -> None:
    html = "X-ALT-DESC;FMTTYPE=text/html:<b>old</b>\r\nEND:VEVENT"
    patched = patch(write(draft()).replace("END:VEVENT", html), draft(description="new"), frozenset({"description"}))
    assert "old" not in patched


@pytest.mark.parametrize(
    ("times", "fields", "expected"),
    [
        (
            "DTSTART:20261005T140000\nDURATION:PT1H",
            {"duration"},
            (datetime(2026, 10, 5, 14), datetime(2026, 10, 5, 14, 15)),
        ),
        ("DTSTART;VALUE=DATE:20261005", {"duration"}, (date(2026, 10, 5), date(2026, 10, 6))),
        (
            "DTSTART:20261005T140000Z\nDURATION:PT1H",
            {"start"},
            (draft().start, draft().start + timedelta(hours=1)),
        ),
        (
            "DTSTART;TZID=Nowhere:20261005T140000\nDTEND;TZID=Nowhere:20261005T150000",
            {"start", "duration"},
            (draft().start, draft().start + draft().duration),
        ),
    ],
)
def test_times_that_the_person_rewrote_are_changed_too(
    times: str, fields: set[Field], expected: tuple[date, date]
) -> None:
    text = f"BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:{KEY}\n{times}\nEND:VEVENT\nEND:VCALENDAR\n"
    found = event(patch(text, draft(), frozenset(fields)))
    assert (found.start, found.end) == expected


def test_a_duration_in_a_zone_of_the_file_is_an_exact_one() -> None:
    zone = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0300\nTZOFFSETTO:+0300\n"
    text = f"BEGIN:VCALENDAR\n{zone}END:STANDARD\nEND:VTIMEZONE\nBEGIN:VEVENT\nUID:{KEY}\n"
    text += "DTSTART;TZID=Mine:20261005T140000\nDTEND;TZID=Mine:20261005T150000\nEND:VEVENT\nEND:VCALENDAR\n"
    patched = patch(text, draft(), frozenset({"duration"}))
    assert "DTSTART;TZID=Mine:20261005T140000\n" in patched
    assert event(patched).end == datetime(2026, 10, 5, 11, 15, tzinfo=UTC)


def test_an_event_that_ends_in_the_hour_that_comes_twice_keeps_its_duration() -> None:
    late = draft(start=datetime(2026, 10, 25, 1, 50, tzinfo=LONDON), duration=timedelta(minutes=20))
    assert says(event(patch(write(draft()), late, ALL))) == wanted(late)


def test_of_a_series_that_the_person_made_of_it_the_first_event_is_changed() -> None:
    override = (
        f"BEGIN:VEVENT\r\nUID:{KEY}\r\nRECURRENCE-ID:20261012T220000Z\r\nDTSTART:20261012T230000Z\r\nEND:VEVENT\r\n"
    )
    text = "BEGIN:VCALENDAR\r\n" + override + write(draft()).partition("BEGIN:VCALENDAR\r\n")[2]
    patched = patch(text, draft(title="New"), frozenset({"title"}))
    assert override in patched
    assert "SUMMARY:New" in patched


@pytest.mark.parametrize(
    "text", [meeting("another"), "", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", write(draft()).partition("END:VEV")[0]]
)
def test_a_text_without_our_event_is_refused(text: str) -> None:
    with pytest.raises(Unreadable, match=KEY):
        patch(text, draft(), ALL)


def test_an_event_of_ours_whose_time_can_not_be_read_is_refused() -> None:
    text = write(draft()).replace("DTSTART;TZID=America/New_York:", "DTSTART:never")
    with pytest.raises(Unreadable, match="has no start"):
        patch(text, draft(), frozenset({"duration"}))


def test_of_two_versions_in_one_text_the_one_that_counts_is_changed() -> None:
    def version(sequence: str, title: str) -> str:
        return f"BEGIN:VEVENT\r\nUID:{KEY}\r\nDTSTART:20261005T140000Z\r\n{sequence}SUMMARY:{title}\r\nEND:VEVENT\r\n"

    broken = f"BEGIN:VEVENT\r\nUID:{KEY}\r\nSEQUENCE:9\r\nSUMMARY:no start\r\nEND:VEVENT\r\n"
    for first, second in (("", ""), ("SEQUENCE:2\r\n", "SEQUENCE:1\r\n"), ("SEQUENCE:-2\r\n", "SEQUENCE:-1\r\n")):
        text = f"BEGIN:VCALENDAR\r\n{version(first, 'a')}{version(second, 'b')}{broken}END:VCALENDAR\r\n"
        patched = patch(text, draft(title="new"), frozenset({"title"}))
        reading = read(patched, window=None, look=Look(everything=True))
        assert [one.title for one in reading.events] == ["new"]


def test_line_ends_stay_what_they_are() -> None:
    patched = patch(rich().replace("\r\n", "\n"), other(draft(reminder=None)), ALL)
    assert "\r" not in patched
    assert "\n" not in patch(rich(), other(draft()), ALL).replace("\r\n", "")


def foreign() -> str:
    """An event of the person's that stands in the same file, oddly written."""
    return (
        meeting("mine", "summary ; X=1 :Odd", "X-FOLDED:a\r\n\tb\r\n  c", 'ATTENDEE;CN="a:b":mailto:x@example.org')
        .partition("EN\r\n")[2]
        .partition("END:VCALENDAR")[0]
    )


def rich() -> str:
    """Our event after others had it in their hands, beside another one."""
    ours = with_extras(write(draft()))
    return ours.replace("BEGIN:VTIMEZONE", foreign() + "BEGIN:VTIMEZONE", 1)
