"""What iCalendar text means, and what is made of text that breaks the rules."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest

from planner.values import Event
from providers.ics import Reading, read
from providers.interface import Look
from tests.providers.drafts import WINDOW, meeting

BERLIN = ZoneInfo("Europe/Berlin")
EVERYTHING = Look(everything=True)
CUSTOM = """BEGIN:VTIMEZONE
TZID:Customized Time Zone
BEGIN:STANDARD
DTSTART:16010101T000000
RRULE:FREQ=YEARLY;BYMONTH=11;BYDAY=1SU
TZOFFSETFROM:{summer}
TZOFFSETTO:{winter}
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T000000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=2SU
TZOFFSETFROM:{winter}
TZOFFSETTO:{summer}
END:DAYLIGHT
END:VTIMEZONE
"""


def of(text: str | bytes, look: Look = EVERYTHING) -> Reading:
    return read(text, window=WINDOW, look=look)


def event_with(*lines: str, around: str = "") -> Event:
    """The event that these lines make, whole."""
    reading = of(calendar("UID:a", *lines, around=around))
    assert reading.problems == ()
    (event,) = reading.events
    return event


def calendar(*lines: str, around: str = "") -> str:
    return "\n".join(["BEGIN:VCALENDAR", around.strip(), "BEGIN:VEVENT", *lines, "END:VEVENT", "END:VCALENDAR", ""])


# Times


def test_a_time_in_a_zone_keeps_its_wall_clock_and_its_zone() -> None:
    event = event_with("DTSTART;TZID=Europe/Berlin:20261005T140000", "DTEND;TZID=Europe/Berlin:20261005T150000")
    assert (event.start, event.end) == (
        datetime(2026, 10, 5, 14, tzinfo=BERLIN),
        datetime(2026, 10, 5, 15, tzinfo=BERLIN),
    )
    assert event.start.tzinfo == BERLIN  # type: ignore[union-attr]
    assert event.zone == "Europe/Berlin"
    assert event.problems == ()


@pytest.mark.parametrize(
    ("tzid", "zone"),
    [
        ('"Europe/Berlin"', "Europe/Berlin"),
        ("/freeassociation.sourceforge.net/Europe/Berlin", "Europe/Berlin"),
        ("/mozilla.org/20050126_1/America/Argentina/Buenos_Aires", "America/Argentina/Buenos_Aires"),
        ("W. Europe Standard Time", "Europe/Berlin"),
        ("Eastern Standard Time", "America/New_York"),
        ("Etc/UTC", ""),
    ],
)
def test_zones_go_by_many_names(tzid: str, zone: str) -> None:
    event = event_with(f"DTSTART;TZID={tzid}:20261005T140000", f"DTEND;TZID={tzid}:20261005T150000")
    assert event.zone == zone
    assert event.start == datetime(2026, 10, 5, 14, tzinfo=ZoneInfo(zone or "UTC"))


def test_a_known_name_means_the_known_zone_whatever_the_file_defines() -> None:
    around = CUSTOM.format(winter="+0900", summer="+1000").replace("Customized Time Zone", "/x.org/Europe/Berlin")
    event = event_with("DTSTART;TZID=/x.org/Europe/Berlin:20261005T140000", "DURATION:PT1H", around=around)
    assert event.start == datetime(2026, 10, 5, 14, tzinfo=BERLIN)


def test_a_zone_that_only_its_file_defines_gives_the_offset() -> None:
    around = CUSTOM.format(winter="-0500", summer="-0400")
    lines = ("DTSTART;TZID=Customized Time Zone:20261005T140000", "DTEND;TZID=Customized Time Zone:20261005T150000")
    event = event_with(*lines, around=around)
    assert isinstance(event.start, datetime)
    assert event.start == datetime(2026, 10, 5, 18, tzinfo=UTC)
    assert event.start.tzinfo == timezone(timedelta(hours=-4))
    assert (event.zone, event.problems) == ("", ())


def test_what_one_file_defines_means_nothing_in_another() -> None:
    lines = ("DTSTART;TZID=Customized Time Zone:20261005T140000", "DURATION:PT1H")
    east = event_with(*lines, around=CUSTOM.format(winter="+0900", summer="+1000"))
    west = event_with(*lines, around=CUSTOM.format(winter="-0500", summer="-0400"))
    assert (east.start, west.start) == (datetime(2026, 10, 5, 4, tzinfo=UTC), datetime(2026, 10, 5, 18, tzinfo=UTC))
    assert event_with(*lines).start == datetime(2026, 10, 5, 14)


@pytest.mark.parametrize("tzid", ["Mars/Olympus", "America", "../../etc/passwd", "x" * 3000, "europe/berlin!"])
def test_a_time_in_a_zone_that_nobody_knows_is_floating_and_says_so(tzid: str) -> None:
    event = event_with(f"DTSTART;TZID={tzid}:20261005T140000", f"DTEND;TZID={tzid}:20261005T150000")
    assert (event.start, event.end, event.zone) == (datetime(2026, 10, 5, 14), datetime(2026, 10, 5, 15), "")
    assert len(event.problems) == 1
    assert "is not known" in event.problems[0]


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=YEARLY;BYSECOND=0,1,2;BYMINUTE=1"])
def test_a_zone_whose_offset_would_take_for_ever_to_look_up_is_not_known(rule: str) -> None:
    around = CUSTOM.format(winter="-0500", summer="-0400").replace("FREQ=YEARLY;BYMONTH=11;BYDAY=1SU", rule)
    event = event_with("DTSTART;TZID=Customized Time Zone:20261005T140000", "DURATION:PT1H", around=around)
    assert event.start == datetime(2026, 10, 5, 14)
    assert "is not known" in event.problems[0]


def test_a_zone_whose_definition_is_broken_is_not_known() -> None:
    around = CUSTOM.format(winter="west", summer="-0400")
    event = event_with("DTSTART;TZID=Customized Time Zone:20261005T140000", "DURATION:PT1H", around=around)
    assert "is not known" in event.problems[0]


def test_a_floating_time_is_left_floating_beside_the_zone_of_its_calendar() -> None:
    event = event_with("DTSTART:20261005T140000", "DTEND:20261005T150000", around="X-WR-TIMEZONE:Europe/Berlin")
    assert (event.start, event.end) == (datetime(2026, 10, 5, 14), datetime(2026, 10, 5, 15))
    assert (event.zone, event.calendar_zone) == ("", "Europe/Berlin")


def test_a_calendar_zone_that_nobody_knows_is_none() -> None:
    assert event_with("DTSTART:20261005T140000Z", "DURATION:PT1H", around="X-WR-TIMEZONE:Nowhere").calendar_zone == ""


def test_a_whole_day_ends_before_its_end() -> None:
    event = event_with("DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261007")
    assert (event.start, event.end, event.zone) == (date(2026, 10, 5), date(2026, 10, 7), "")
    assert not isinstance(event.start, datetime)


@pytest.mark.parametrize(
    ("lines", "end", "problem"),
    [
        (["DTSTART:20261005T140000Z"], datetime(2026, 10, 5, 14, tzinfo=UTC), "has no end"),
        (["DTSTART;VALUE=DATE:20261005"], date(2026, 10, 6), ""),
        (["DTSTART:20261005T140000Z", "DURATION:PT90M"], datetime(2026, 10, 5, 15, 30, tzinfo=UTC), ""),
        (["DTSTART;VALUE=DATE:20261005", "DURATION:P2D"], date(2026, 10, 7), ""),
        (["DTSTART:20261005T140000Z", "DTEND:20261005T130000Z"], datetime(2026, 10, 5, 14, tzinfo=UTC), "ends before"),
        (["DTSTART:20261005T140000Z", "DURATION:-PT1H"], datetime(2026, 10, 5, 14, tzinfo=UTC), "ends before"),
        (["DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261005"], date(2026, 10, 6), ""),
        (["DTSTART;VALUE=DATE:20261005", "DTEND;VALUE=DATE:20261001"], date(2026, 10, 6), "ends before"),
        (["DTSTART:20261005T140000Z", "DTEND:99991231T000000Z"], datetime(2026, 10, 5, 14, tzinfo=UTC), "year 9999"),
        (
            ["DTSTART:20261005T140000Z", "DTEND;VALUE=DATE:20261006"],
            datetime(2026, 10, 6, tzinfo=UTC),
            "different kinds",
        ),
        (["DTSTART;VALUE=DATE:20261005", "DTEND:20261007T140000Z"], date(2026, 10, 7), "different kinds"),
        (
            ["DTSTART:20261005T140000Z", "DTEND:20261005T150000"],
            datetime(2026, 10, 5, 15, tzinfo=UTC),
            "different kinds",
        ),
        (["DTSTART:20261005T140000", "DTEND:20261005T150000Z"], datetime(2026, 10, 5, 15), "different kinds"),
        (["DTSTART:20261005T140000Z", "DTEND:tomorrow"], datetime(2026, 10, 5, 14, tzinfo=UTC), "DTEND can't be read"),
        (
            ["DTSTART:20261005T140000Z", "DURATION:long"],
            datetime(2026, 10, 5, 14, tzinfo=UTC),
            "DURATION can't be read",
        ),
    ],
)
def test_every_event_gets_an_end(lines: list[str], end: datetime | date, problem: str) -> None:
    event = event_with(*lines)
    assert event.end == end
    assert type(event.end) is type(end)
    assert (problem in " / ".join(event.problems)) if problem else event.problems == ()


def test_an_end_is_an_exact_time_after_the_start_also_when_clocks_change() -> None:
    event = event_with("DTSTART;TZID=America/New_York:20261101T003000", "DURATION:PT2H")
    assert event.end.astimezone(UTC) == datetime(2026, 11, 1, 6, 30, tzinfo=UTC)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        (["SUMMARY:x"], "has no start"),
        (["DTSTART:"], "has no start"),
        (["DTSTART:someday"], "has no start"),
        (["DTSTART:T140000"], "has no start"),
        (["DTSTART:20261305T140000Z"], "has no start"),
        (["DTSTART:00010101T000000Z"], "in the year 1"),
        (["DTSTART;VALUE=DATE:99991231"], "in the year 9999"),
        (["DTSTART:20261005T140000Z", "DURATION:P99999999W"], "beyond the calendar"),
    ],
)
def test_an_event_that_can_not_be_placed_is_a_problem_with_its_uid(lines: list[str], problem: str) -> None:
    reading = of(calendar("UID:broken", *lines))
    assert reading.events == ()
    assert len(reading.problems) == 1
    assert reading.problems[0].startswith("broken")
    assert problem in reading.problems[0]


def test_of_a_property_that_stands_twice_the_first_counts() -> None:
    event = event_with(
        "DTSTART:20261005T140000Z", "DTSTART:20261006T140000Z", "DURATION:PT1H", "SUMMARY:a", "SUMMARY:b"
    )
    assert (event.start, event.title) == (datetime(2026, 10, 5, 14, tzinfo=UTC), "a")


# Texts, people, marks

AT = ("DTSTART:20261005T140000Z", "DURATION:PT1H")


def test_texts_are_unfolded_and_unescaped() -> None:
    event = event_with(*AT, "SUMMARY:Inter", " view\\, final\\; round", "LOCATION:C:\\\\New\\nYork", "\t and more")
    assert event.title == "Interview, final; round"
    assert event.location == "C:\\New\nYork and more"


def test_html_stands_in_for_a_description_and_never_takes_its_place() -> None:
    html = "X-ALT-DESC;FMTTYPE=text/html:<b>final</b>\\, round"
    assert event_with(*AT, html).description == "<b>final</b>, round"
    assert event_with(*AT, html, "DESCRIPTION:plain").description == "plain"


def test_categories_may_stand_on_several_lines() -> None:
    event = event_with(*AT, "CATEGORIES:Interview,Job search", "CATEGORIES;LANGUAGE=en:one\\, two", "CATEGORIES:")
    assert event.categories == ("Interview", "Job search", "one, two")


@pytest.mark.parametrize(
    ("line", "name", "email"),
    [
        ("ATTENDEE;CN=Jane Doe:mailto:Jane@Acme.example", "Jane Doe", "jane@acme.example"),
        ('ATTENDEE;CN="Doe, Jane":MAILTO:jane@acme.example', "Doe, Jane", "jane@acme.example"),
        ("ATTENDEE;CN=Doe, Jane:mailto:jane@acme.example", "Doe, Jane", "jane@acme.example"),
        ("ATTENDEE;CN='Jane':Mailto: jane@acme.example", "Jane", "jane@acme.example"),
        ("ATTENDEE:mailto:<jane@acme.example>", "", "jane@acme.example"),
        ("ATTENDEE:jane@acme.example", "", "jane@acme.example"),
        ("ATTENDEE;CN=Jane;EMAIL=jane@acme.example:/principals/x/", "Jane", "jane@acme.example"),
        ("ATTENDEE;CN=Jane:invalid:nomail", "Jane", ""),
        ("ATTENDEE;CN=Jane:mailto:", "Jane", ""),
        ("ATTENDEE:", "", ""),
    ],
)
def test_addresses_are_read_however_broken(line: str, name: str, email: str) -> None:
    (attendee,) = event_with(*AT, line).attendees
    assert (attendee.person.name, attendee.person.email) == (name, email)


def test_a_phone_number_is_an_address_too() -> None:
    organizer = event_with(*AT, "ORGANIZER;CN=Jane:tel:+1-555-0100").organizer
    assert organizer is not None
    assert (organizer.phone, organizer.email) == ("+1-555-0100", "")


def test_an_address_that_can_not_be_read_is_said_and_costs_nothing_else() -> None:
    event = event_with(
        *AT, 'ATTENDEE;CN="unclosed:mailto:a@example.org', "ATTENDEE;PARTSTAT=declined:mailto:b@example.org"
    )
    assert [(one.person.email, one.partstat) for one in event.attendees] == [("b@example.org", "DECLINED")]
    assert "can't be read" in event.problems[0]


@pytest.mark.parametrize(
    ("lines", "busy"),
    [
        ([], True),
        (["TRANSP:OPAQUE"], True),
        (["TRANSP:transparent"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:FREE"], False),
        (["X-MICROSOFT-CDO-BUSYSTATUS:TENTATIVE"], True),
        (["TRANSP:OPAQUE", "X-MICROSOFT-CDO-BUSYSTATUS:FREE"], True),
        (["STATUS:CANCELLED", "TRANSP:OPAQUE"], False),
    ],
)
def test_who_is_busy(lines: list[str], busy: bool) -> None:
    assert event_with(*AT, *lines).busy is busy
    bare = of(calendar("UID:a", *AT, *lines), Look()).events[0]
    assert (bare.busy, bare.whole) == (busy, False)


def test_the_rest_of_what_an_event_says() -> None:
    event = event_with(*AT, "STATUS:tentative", "SEQUENCE:4", "DTSTAMP:20260901T080000Z", "COLOR:turquoise")
    assert (event.status, event.sequence, event.color) == ("TENTATIVE", 4, "turquoise")
    assert event.stamp == datetime(2026, 9, 1, 8, tzinfo=UTC)
    odd = event_with(*AT, "SEQUENCE:many", "DTSTAMP:20260901T080000")
    assert (odd.sequence, odd.stamp) == (0, None)


def alarm(action: str, trigger: str) -> list[str]:
    return ["BEGIN:VALARM", f"ACTION:{action}", "SUMMARY:not the title", trigger, "END:VALARM"]


@pytest.mark.parametrize(
    ("alarms", "reminder"),
    [
        (alarm("DISPLAY", "TRIGGER:-PT10M"), timedelta(minutes=10)),
        (alarm("audio", "TRIGGER;RELATED=START:-P1DT2H"), timedelta(hours=26)),
        (alarm("DISPLAY", "TRIGGER:PT0S"), timedelta(0)),
        (alarm("DISPLAY", "TRIGGER:PT5M"), timedelta(minutes=-5)),
        (alarm("EMAIL", "TRIGGER:-PT1H") + alarm("DISPLAY", "TRIGGER:-PT20M"), timedelta(minutes=20)),
        (alarm("DISPLAY", "TRIGGER:-PT5M") + alarm("DISPLAY", "TRIGGER:-PT20M"), timedelta(minutes=5)),
        (alarm("NONE", "TRIGGER;VALUE=DATE-TIME:19760401T005545Z"), None),
        (alarm("DISPLAY", "TRIGGER;VALUE=DATE-TIME:20261005T120000Z"), None),
        (alarm("DISPLAY", "TRIGGER;RELATED=END:-PT5M"), None),
        (alarm("DISPLAY", "TRIGGER:soon"), None),
        (alarm("DISPLAY", "X-NO-TRIGGER:1"), None),
        (["BEGIN:VALARM", "TRIGGER:-PT5M", "END:VALARM"], None),
    ],
)
def test_the_first_alarm_that_shows_before_the_start_is_the_reminder(
    alarms: list[str], reminder: timedelta | None
) -> None:
    event = event_with(*AT, *alarms)
    assert event.reminder == reminder
    assert event.title == ""


def test_marks_of_ours_are_read_by_name() -> None:
    event = event_with(*AT, "X-AFTERTOUCH-KEY:k1", "x-aftertouch-Base;X=1:a\\,b\\nc", "X-OTHER:no")
    assert event.marks == (("key", "k1"), ("base", "a,b\nc"))


# What is read of what


def test_an_event_that_nobody_asked_for_tells_no_more_than_when_it_is() -> None:
    text = meeting("a", "SUMMARY:Doctor", "LOCATION:x", "CATEGORIES:y", "SEQUENCE:2", "STATUS:CONFIRMED")
    (event,) = of(text, Look(words=("#interview",))).events
    assert event == Event(
        source=event.source,
        start=datetime(2026, 10, 5, 14, tzinfo=UTC),
        end=datetime(2026, 10, 5, 15, tzinfo=UTC),
        whole=False,
    )


@pytest.mark.parametrize(
    "line",
    [
        "SUMMARY:Onsite #InterView",
        "DESCRIPTION:long text\\n#inter\r\n view",
        "ORGANIZER:mailto:jane@acme.example",
        "attendee:mailto:jane@acme.example",
        "X-AFTERTOUCH-KEY:k",
        "COLOR:Turquoise",
    ],
)
def test_an_event_that_somebody_asked_for_is_read_whole(line: str) -> None:
    (event,) = of(meeting("a", line), Look(words=("#Interview",), colors=("turquoise",))).events
    assert event.whole


def test_a_word_in_one_event_of_a_file_makes_all_of_them_whole() -> None:
    both = meeting("a").replace("END:VCALENDAR", "") + "\r\n".join(meeting("b", "SUMMARY:#x").splitlines()[3:])
    assert [event.whole for event in of(both, Look(words=("#x",))).events] == [True, True]


def test_tasks_and_journals_are_no_events_and_no_problem() -> None:
    text = "BEGIN:VCALENDAR\nBEGIN:VTODO\nUID:t\nDUE:20261005T140000Z\nEND:VTODO\nEND:VCALENDAR\n"
    assert of(text) == Reading()


def test_a_uid_is_read_as_it_can_be_written_again() -> None:
    for written, uid in {"a\x1b[31mb\x00": "a[31mb", "a\\nb\tc": "a\nb\tc", "a\ud800": "a"}.items():
        reading = of(calendar(f"UID:{written}", "DTSTART:20261005T140000Z"))
        assert [event.source.uid for event in reading.events] == [uid]
    (event,) = of(calendar("UID:\x07", "DTSTART:20261005T140000Z")).events
    assert event.source.uid.startswith("without-uid-")


def test_an_event_that_can_not_be_read_is_told_of_by_its_title() -> None:
    (problem,) = of(calendar("UID:a", "SUMMARY:Onsite\\, final #interview", "DTSTART:20260230T140000Z")).problems
    assert problem.startswith('a ("Onsite, final #interview"): has no start')
    (problem,) = of(calendar(f"UID:{'u' * 1000}", f"SUMMARY:{'t' * 1000}")).problems
    assert len(problem) < 500


def test_an_event_without_uid_has_one_that_lasts_as_long_as_its_time_and_title() -> None:
    first = of(calendar("SUMMARY:x", *AT)).events[0]
    again = of(calendar(*AT, "LOCATION:y", "SUMMARY:x")).events[0]
    moved = of(calendar("SUMMARY:x", "DTSTART:20261006T140000Z", "DURATION:PT1H")).events[0]
    assert first.source == again.source
    assert first.source.uid not in {"", moved.source.uid}
    assert any("has no UID" in problem for problem in first.problems)


# Text that breaks the rules


@pytest.mark.parametrize(
    "text", ["", "hello", b"\xff\xfe\x00", "BEGIN:VEVENT\nUID:a\nEND:VEVENT\n", "\r\n\r\n", b"\x00" * 99]
)
def test_what_is_no_calendar_is_a_problem(text: str | bytes) -> None:
    reading = of(text)
    assert (reading.events, reading.problems) == ((), ("holds no iCalendar data",))


@pytest.mark.parametrize("cut_at", ["END:VEVENT", "DTEND"])
def test_an_event_that_is_cut_off_is_not_taken_for_what_is_left_of_it(cut_at: str) -> None:
    reading = of(meeting("a").partition(cut_at)[0])
    assert (reading.events, reading.problems) == ((), ("a: is cut off",))


def test_an_event_without_its_end_costs_no_neighbour() -> None:
    text = meeting("a").replace("END:VEVENT\r\nEND:VCALENDAR", "") + meeting("b").partition("EN\r\n")[2]
    reading = of(text)
    assert [event.source.uid for event in reading.events] == ["b"]
    assert "is cut off" in reading.problems[0]


def test_a_bad_event_among_good_ones_is_a_problem_and_the_good_ones_come() -> None:
    good = "\r\n".join(meeting("good").splitlines()[3:])
    reading = of(meeting("bad", start="never").replace("END:VCALENDAR\r\n", good))
    assert [event.source.uid for event in reading.events] == ["good"]
    assert reading.problems[0].startswith("bad: has no start")


def test_several_calendars_in_a_file_are_read() -> None:
    assert [event.source.uid for event in of(meeting("a") + meeting("b")).events] == ["a", "b"]


def test_a_byte_order_mark_is_no_text() -> None:
    assert of(b"\xef\xbb\xbf" + meeting("a").encode()).problems == ()
    assert of("\ufeff" + meeting("a")).events[0].source.uid == "a"


def test_bytes_that_are_not_utf_8_are_read_as_latin_1_and_the_event_says_so() -> None:
    event = of(meeting("a", "SUMMARY:Gespräch", "LOCATION:漢字").encode().replace("ä".encode(), b"\xe4")).events[0]
    assert (event.title, event.location) == ("Gespräch", "漢字")
    assert "UTF-8" in event.problems[0]


def test_a_character_that_is_folded_in_its_middle_is_one() -> None:
    event = of(meeting("a", "SUMMARY:Gespräch").encode().replace("ä".encode(), b"\xc3\r\n \xa4")).events[0]
    assert (event.title, event.problems) == ("Gespräch", ())


def test_a_description_of_ten_megabytes_is_read_up_to_a_limit() -> None:
    event = of(meeting("a", "DESCRIPTION:" + "x" * 10_000_000, "SUMMARY:#interview")).events[0]
    assert event.title == "#interview"
    assert 100_000 < len(event.description) <= 200_000
    assert "characters only" in event.problems[0]


def test_a_message_never_quotes_a_whole_text() -> None:
    event = of(meeting("a", 'ATTENDEE;CN="' + "x" * 100_000)).events[0]
    assert all(len(problem) < 500 for problem in event.problems)


def test_a_title_whose_parameters_are_rubbish_is_read_as_a_person_would() -> None:
    event = event_with("SUMMARY;LAN\u202eGUAGE=en:#interview panel", "DTSTART:20261022T100000Z")
    assert event.title == "#interview panel"
    assert any("can't be read" in problem for problem in event.problems)
