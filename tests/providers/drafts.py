"""Drafts and foreign events for the tests of providers: by example, and any that could be (hypothesis)."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from planner.values import Event
from providers.interface import Draft, Look, Window

LOOK = Look(words=("#interview",))
WINDOW = Window(start=datetime(2026, 8, 1, tzinfo=UTC), end=datetime(2027, 11, 1, tzinfo=UTC))
NEW_YORK = ZoneInfo("America/New_York")

_LINES = st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), max_size=120)


def texts(max_lines: int = 4) -> st.SearchStrategy[str]:
    """What a person or a template may write: any character that calendars can hold, on several lines."""
    return st.lists(_LINES, max_size=max_lines).map("\n".join)


def drafts() -> st.SearchStrategy[Draft]:
    """Any follow-up."""
    return st.builds(
        Draft,
        key=st.text("0123456789abcdefghijklmnopqrstuv", min_size=20, max_size=40),
        title=_LINES,
        start=st.datetimes(
            min_value=datetime(2000, 1, 2),
            max_value=datetime(2098, 1, 1),
            timezones=st.sampled_from(
                [ZoneInfo(name) for name in ("UTC", "America/New_York", "Europe/London", "Asia/Kolkata")]
            ),
        ).map(lambda moment: moment.replace(microsecond=0)),
        duration=st.integers(1, 600).map(lambda minutes: timedelta(minutes=minutes)),
        description=texts(),
        location=_LINES,
        reminder=st.none() | st.integers(0, 20000).map(lambda minutes: timedelta(minutes=minutes)),
        related_to=st.sampled_from(["", "an-interview@example.org"]),
        marks=st.dictionaries(st.sampled_from(["key", "step", "base", "source", "answers"]), texts()).map(
            lambda marks: tuple(marks.items())
        ),
    )


def draft(key: str = "k0000000000000000001", **changes: object) -> Draft:
    """A follow-up by example."""
    values: dict[str, object] = {
        "key": key,
        "title": "Email Jane Doe (Acme): thank-you 🎉",
        "start": datetime(2026, 10, 5, 18, 0, tzinfo=NEW_YORK),
        "duration": timedelta(minutes=15),
        "description": "First line, with a comma; and more\nSecond: \\n is no line break\n\nÄpfel",
        "location": "Room 1; left",
        "reminder": timedelta(minutes=10),
        "related_to": "an-interview@example.org",
        "marks": (("key", key), ("step", "email-1")),
    }
    return Draft(**(values | changes))  # type: ignore[arg-type]


def meeting(uid: str, *lines: str, start: str = "20261005T140000Z", end: str = "20261005T150000Z") -> str:
    """A calendar object of a foreign client's, with further lines on its event."""
    return "\r\n".join(
        [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//Somebody//Else//EN",
            "BEGIN:VEVENT",
            f"UID:{uid}",
            "DTSTAMP:20260901T000000Z",
            f"DTSTART:{start}",
            f"DTEND:{end}",
            *lines,
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
    )


def says(event: Event) -> dict[str, object]:
    """What an event says of what a draft says; times as instants."""
    assert isinstance(event.start, datetime)
    assert isinstance(event.end, datetime)
    start, end = event.start.astimezone(UTC), event.end.astimezone(UTC)
    return {
        "key": event.source.uid,
        "title": event.title,
        "start": start,
        "duration": end - start,
        "description": event.description,
        "location": event.location,
        "reminder": event.reminder,
        "marks": dict(event.marks),
    }


def wanted(draft: Draft) -> dict[str, object]:
    """The same, as the draft has it."""
    return {
        "key": draft.key,
        "title": draft.title,
        "start": draft.start.astimezone(UTC),
        "duration": draft.duration,
        "description": draft.description,
        "location": draft.location,
        "reminder": draft.reminder,
        "marks": dict(draft.marks),
    }
