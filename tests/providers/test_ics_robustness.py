"""Whatever the bytes, reading gives what can be read and says the rest; it never raises."""

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from providers.ics import Unreadable, patch, read, write
from providers.ics.lines import decode, split
from providers.interface import Draft, Look
from tests.providers.contract import ALL, weekly
from tests.providers.drafts import WINDOW, draft, drafts, meeting

SAMPLES = [
    weekly(),
    write(draft()),
    meeting("a", "SUMMARY:x #interview", 'ATTENDEE;CN="x":mailto:a@b', "CATEGORIES:a,b", "SEQUENCE:1", "COLOR:red"),
    meeting("b", "RRULE:FREQ=DAILY;UNTIL=20261201T000000Z;BYDAY=MO,TU", "EXDATE:20261006T140000Z", "RDATE:20261007"),
]
LINES = """BEGIN:VEVENT
END:VEVENT
BEGIN:VALARM
END:VALARM
BEGIN:VTIMEZONE
TZID:X
END:VTIMEZONE
END:VCALENDAR
DTSTART:20261005T140000
DTSTART;VALUE=DATE:20261005
DTSTART;TZID=X:20261005T140000
DURATION:PT1H
RECURRENCE-ID;RANGE=THISANDFUTURE:20261012
RDATE;VALUE=PERIOD:1/2
RRULE:FREQ=HOURLY;INTERVAL=0
TRIGGER:P
ACTION:DISPLAY
UID:
"""
PIECES = [*LINES.splitlines(keepends=True), *'\n:;="\\\0\x85\u2028\udc80-Z,', "\r\n", "\n ", "\n\t", "99999999"]


def mutated(seed: int, text: str) -> str:
    """The text with some of its parts cut, doubled, swapped or replaced by what breaks calendars."""
    chance = random.Random(seed)  # noqa: S311 - no secret
    for _ in range(chance.randint(1, 8)):
        a, b = sorted(chance.choices(range(len(text) + 1), k=2))
        piece = chance.choice([*PIECES, text[a:b], "", text[a : a + 30]])
        end = min(b, a + chance.choice([0, 1, 5, 40]))
        text = text[:a] + piece + text[end:]
    return text


@settings(max_examples=400, deadline=None)
@given(seed=st.integers(0, 2**32), sample=st.sampled_from(SAMPLES), everything=st.booleans())
def test_mutated_calendars_are_read_without_raising(seed: int, sample: str, everything: bool) -> None:
    text = mutated(seed, sample)
    look = Look(words=("#interview",), everything=everything)
    reading = read(text, window=WINDOW, look=look)
    assert reading == read(text.encode(errors="surrogatepass"), window=WINDOW, look=look) or "\udc80" in text
    for event in reading.events:
        assert event.source.uid
        assert hash(event)
        assert event.start <= event.end


@settings(max_examples=200, deadline=None)
@given(data=st.binary(max_size=300))
def test_any_bytes_are_read_without_raising(data: bytes) -> None:
    for content in (data, b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n" + data, weekly().encode() + data):
        read(content, window=WINDOW, look=Look())


@given(data=st.binary(max_size=300))
def test_nothing_is_lost_in_lines(data: bytes) -> None:
    text, _ = decode(data)
    assert "".join(line.raw for line in split(text)) == text


@settings(max_examples=200, deadline=None)
@given(seed=st.integers(0, 2**32), change=drafts())
def test_a_mutated_event_of_ours_is_changed_or_refused(seed: int, change: Draft) -> None:
    text = mutated(seed, write(draft()))
    try:
        patched = patch(text, change, ALL)
    except Unreadable:
        return
    assert read(patched, window=WINDOW, look=Look(everything=True)).events
