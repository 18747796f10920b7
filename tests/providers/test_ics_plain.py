"""Reading a plain event without the library's parser gives what the parser gives."""

from collections.abc import Sequence

import icalendar
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar.prop import vCalAddress

from providers.ics import plain, read, write
from providers.ics.lines import properties, split
from providers.interface import Look
from tests.providers.drafts import draft, meeting
from tests.providers.test_ics_robustness import mutated

_TIMES = st.builds(
    "{}{}:{}".format,
    st.sampled_from(["DTSTART", "DTEND", "DTSTAMP"]),
    st.sampled_from(["", "", ";TZID=Europe/Berlin", ";TZID=Nowhere/Land", ";TZID=", ";VALUE=DATE", ";VALUE=DATE-TIME"]),
    st.sampled_from(
        ["20261005T140000", "20261005T150000Z", "20261006", "20260230", "20261005T250000", "00010101", "2026105T", ""]
    ),
)
_TEXTS = st.builds(
    "{}{}:{}".format,
    st.sampled_from(
        ["SUMMARY", "DESCRIPTION", "STATUS", "TRANSP", "X-MICROSOFT-CDO-BUSYSTATUS", "ATTENDEE", "summary"]
    ),
    st.sampled_from(["", "", ";LANGUAGE=en"]),
    st.sampled_from(["", "CANCELLED", "a\\, b\\n\\N\\;c\\\\n", "\u00a0\u200d", "\ud83d", 'a:b;c\t"x', " é "])
    | st.text(max_size=20).filter(lambda text: "\n" not in text),
)
_OTHERS = st.sampled_from(
    ["DURATION:PT1H", "DURATION:-P1D", "DURATION:P", "SEQUENCE:3", "SEQUENCE:-1", "SEQUENCE:", "SEQUENCE:٣", "UID:b"]
)

_PARAMETERS = [
    ";CN=Ann Lee",
    ';CN="Lee; Ann: A"',
    ";PARTSTAT=declined",
    ";CUTYPE=ROOM",
    ";CN=Lee, Ann",
    ";",
    ';CN="',
    ";CN=",
]
_PARAMETERS += [
    ";CN=a^nb",
    ";CN=a%2Cb",
    ";CN=a\\,b",
    ";VALUE=TEXT",
    ";VALUE=URI",
    ";EMAIL=a@b.c",
    ";cn=Bob",
    ";X=a=b",
    ";CN=\u00e9",
]
_ADDRESSES = [
    "mailto:ann@example.org",
    "MAILTO: Ann@example.org",
    "tel:+49",
    "",
    "\u00a0",
    "a;b",
    "mailto:a%2Cb@c.d",
    "a\\,b",
]
_PEOPLE = st.builds(
    "{}{}:{}".format,
    st.sampled_from(["ORGANIZER", "ATTENDEE", "ATTENDEES", "attendee"]),
    st.lists(st.sampled_from(_PARAMETERS), max_size=3).map("".join),
    st.sampled_from(_ADDRESSES),
)


@given(st.lists(_TIMES | _TEXTS | _OTHERS | _PEOPLE, max_size=6))
@example([f"ATTENDEE;PARTSTAT={said}:mailto:{said}@example.org" for said in ("ACCEPTED", "DECLINED", "TENTATIVE")])
@example(["ATTENDEES:mailto:a@example.org", "ORGANIZER;CN=a;CN=b:mailto:a@example.org"])
def test_plain_lines_are_read_as_the_library_reads_them(lines: list[str]) -> None:
    assert_read_alike(lines)


@given(seed=st.integers(0, 2**32), sample=st.sampled_from([write(draft()), meeting("a", "SUMMARY:x", "SEQUENCE:1")]))
def test_mutated_lines_are_read_as_the_library_reads_them(seed: int, sample: str) -> None:
    begun = sample.index("BEGIN:VEVENT")
    assert_read_alike([line.text for line in properties(split(mutated(seed, sample[begun:])))])


@given(st.lists(_PEOPLE | _TIMES | _TEXTS | _OTHERS, max_size=6))
def test_who_is_invited_is_read_alike_beside_plain_lines_and_others(lines: list[str]) -> None:
    plainly, otherwise = (
        read(meeting("a", *lines, f"LOCATION{parameter}:Berlin"), window=None, look=Look(everything=True))
        for parameter in ("", ";LANGUAGE=en")
    )
    assert plainly == otherwise


def test_what_calendars_mostly_hold_is_plain() -> None:
    for text in (meeting("a", "SUMMARY:Lunch\\, late", "STATUS:CONFIRMED"), meeting("b", start="20261005")):
        inside = split(text[text.index("BEGIN:VEVENT") :])
        assert plain.properties([line.text for line in properties(inside)])


def assert_read_alike(lines: Sequence[str]) -> None:
    """Where the lines are plain, both ways give the same values under the same names."""
    found = plain.properties(lines)
    if found is None:
        return
    component = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT"]))
    assert not component.errors
    assert {name: told(value) for name, value in found.items()} == {
        name: told(value) for name, value in component.items()
    }


def told(value: object) -> object:
    """What reading takes from a value: a moment and its zone, an address and its parameters, or a text."""
    if isinstance(value, list):
        return [told(one) for one in value]
    if isinstance(value, plain.Address | vCalAddress):
        return str(value), dict(value.params)
    moment = getattr(value, "dt", None)
    return str(value) if moment is None else (moment, str(getattr(moment, "tzinfo", "")))
