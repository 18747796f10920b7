"""The bare look gives what reading line by line gives, or leaves it alone."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.values import Event
from providers.ics import bare, read
from providers.interface import Look
from tests.providers.drafts import meeting
from tests.providers.test_ics_robustness import mutated

LOOK = Look(words=("#interview",))
ZONE = (
    "BEGIN:VTIMEZONE",
    "TZID:{name}",
    "BEGIN:STANDARD",
    "DTSTART:19700101T000000",
    "TZOFFSETFROM:+0300",
    "TZOFFSETTO:+0300",
    "END:STANDARD",
    "END:VTIMEZONE",
)
ALARM = ("BEGIN:VALARM", "ACTION:DISPLAY", "TRIGGER:-PT15M", "STATUS:CANCELLED", "END:VALARM")


def stored(*inside: str, before: Sequence[str] = (), after: Sequence[str] = (), end: str = "\r\n") -> str:
    """A calendar object of one event with these lines."""
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//phone//EN", *before, "BEGIN:VEVENT", *inside)
    return end.join((*head, "END:VEVENT", *after, "END:VCALENDAR", ""))


def seen(text: str) -> Event | None:
    """What the bare look makes of it."""
    return bare.event(bare.joined(text))


PLAIN = ("UID:a", "DTSTART:20261005T140000Z", "DTEND:20261005T150000Z", "SUMMARY:Lunch")
BERLIN = ("UID:a", "DTSTART;TZID=Europe/Berlin:20261005T140000", "DURATION:PT1H")
ORDINARY = {
    "an hour": stored(*PLAIN),
    "line feeds": stored(*PLAIN, end="\n"),
    "without its last line's end": stored(*PLAIN).rstrip(),
    "folded": stored(*PLAIN, "DESCRIPTION:so much\r\n  to say\r\n\t, and more"),
    "a day": stored("UID:a", "DTSTART;VALUE=DATE:20261005", "TRANSP:TRANSPARENT"),
    "cancelled": stored(*PLAIN, "STATUS:CANCELLED"),
    "without an end": stored(*PLAIN[:2]),
    "in a zone": stored(*BERLIN, before=[line.format(name="Europe/Berlin") for line in ZONE]),
    "the zone behind": stored(*BERLIN, after=[line.format(name="Europe/Berlin") for line in ZONE]),
    "with alarms": stored(*PLAIN[:3], *ALARM, *ALARM, "TRANSP:TRANSPARENT", *ALARM),
    "quoted parameters": stored(*PLAIN, 'X-APPLE-STRUCTURED-LOCATION;X-TITLE="a:b;c";VALUE=URI:geo:1,2'),
    "a UID with a comma": stored("UID: a\\, b ", *PLAIN[1:]),
}
ODD = {
    "a series": stored(*PLAIN, "RRULE:FREQ=DAILY"),
    "one of a series": stored(*PLAIN, "RECURRENCE-ID:20261005T140000Z"),
    "two events": stored(*PLAIN, "END:VEVENT", "BEGIN:VEVENT", *PLAIN),
    "no UID": stored(*PLAIN[1:]),
    "two UIDs": stored("UID:b", *PLAIN),
    "no start": stored("UID:a"),
    "too early": stored("UID:a", "DTSTART:00010101T000000Z"),
    "a zone of its own": stored(
        "UID:a", "DTSTART;TZID=Nowhere:20261005T140000", before=[line.format(name="Nowhere") for line in ZONE]
    ),
    "the calendar's zone": stored("UID:a", "DTSTART:20261005T140000", before=["X-WR-TIMEZONE:Europe/Berlin"]),
    "small letters": stored(*PLAIN, "status:cancelled"),
    "a blank line before a fold": stored(*PLAIN, "SUMMARY:a\r\n\r\n STATUS:CANCELLED"),
    "an alarm without an end": stored(*PLAIN, "BEGIN:VALARM", "ACTION:DISPLAY"),
    "two edges in one line": stored(*PLAIN, "BEGIN:VALARM END:VALARM"),
    "an edge with a parameter": stored(*PLAIN, "BEGIN;X=1:VALARM", "END:VALARM"),
    "no calendar": "\r\n".join(("BEGIN:VEVENT", *PLAIN, "END:VEVENT", "")),
    "cut off": stored(*PLAIN)[:-30],
    "behind its end": stored(*PLAIN) + "COMMENT:more\r\n",
    "nothing": "",
    "no line": "\n",
    "too long": stored(*PLAIN, "DESCRIPTION:" + "a" * 100_000),
}


@pytest.mark.parametrize("text", ORDINARY.values(), ids=ORDINARY)
def test_what_calendars_mostly_hold_is_seen_at_once(text: str) -> None:
    event = seen(text)
    assert event
    assert not event.whole
    assert told(event) == told(line_by_line(text))


@pytest.mark.parametrize("text", ODD.values(), ids=ODD)
def test_what_is_odd_is_left_alone(text: str) -> None:
    assert seen(text) is None


def test_what_somebody_looks_for_is_read_whole() -> None:
    look = Look(words=("#Interview",), colors=("Tomato",))
    for more in ("SUMMARY:#INTER\r\n VIEW", "ORGANIZER:mailto:a@example.org", "COLOR:tomato", "X-AFTERTOUCH-KEY:a"):
        (event,) = read(stored(*PLAIN[:3], more), window=None, look=look).events
        assert event.whole
    (event,) = read(stored(*PLAIN), window=None, look=Look(everything=True)).events
    assert event.whole


LINES = (
    st.sampled_from([line for text in (*ORDINARY.values(), *ODD.values()) for line in text[:5000].splitlines()])
    | st.sampled_from(
        ["", " ", "\t", "DTSTART;TZID=America/New_York:20261101T013000", "DTEND:20261005", "UID:\x07", ":"]
    )
    | st.text(max_size=10)
)


@given(
    inside=st.lists(LINES, max_size=6), around=st.lists(LINES, max_size=2), end=st.sampled_from(["\r\n", "\n", "\r"])
)
def test_any_lines_are_seen_as_they_are_read(inside: list[str], around: list[str], end: str) -> None:
    assert_seen_alike(stored(*PLAIN, *inside, before=around, end=end))
    assert_seen_alike(stored(*inside, after=around, end=end))


@given(seed=st.integers(0, 2**32), sample=st.sampled_from([*ORDINARY.values(), meeting("a", "SUMMARY:x")]))
def test_mutated_texts_are_seen_as_they_are_read(seed: int, sample: str) -> None:
    assert_seen_alike(mutated(seed, sample))


def assert_seen_alike(text: str) -> None:
    """Either there is nothing to see at once, or it is what reading line by line gives."""
    event = seen(text)
    assert event is None or told(event) == told(line_by_line(text))


def line_by_line(text: str) -> Event:
    """The one event of a text that is read whole."""
    reading = read(text, window=None, look=Look(everything=True))
    assert not reading.problems
    assert not reading.recurring
    (event,) = reading.events
    return event


def told(event: Event) -> tuple[object, ...]:
    """What a bare event carries."""
    zones = [getattr(moment, "tzinfo", None) for moment in (event.start, event.end)]
    return event.source, event.start, event.end, zones, event.zone, event.calendar_zone, event.busy
