"""What stands in the calendars that are measured: the days of somebody who has many meetings and a few interviews.

The same number gives the same events, so that all programs read the same calendar.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sync.gather import WINDOW_AHEAD, WINDOW_BACK
from tests.calendar_text import event_text

Spread = Literal["window", "decade"]
_MONTH = timedelta(days=32)
"""The events count from the beginning of a month, and have to be in the window until it ends."""
_DECADE = timedelta(days=3650)
_NOTES = "Agenda:\\n- what happened since the last time\\n- what comes next\\nhttps://meet.example.org/{number}"
_INVITED = ("ORGANIZER;CN=Ann Lee:mailto:ann@example.org", "ATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org")
_WEEKLY = "RRULE:FREQ=WEEKLY;COUNT=20"
_STAGES = "Stage: decision\\nDecision: in 14 days\\nInterviewers: {people}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One event; `more` are further lines of iCalendar."""

    uid: str
    at: datetime
    title: str
    description: str
    more: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """As a calendar object."""
        return event_text(self.uid, self.at, self.title, self.description, *self.more)

    @property
    def google(self) -> dict[str, Any]:
        """As the Calendar API has it."""
        start, end = (f"{at:%Y-%m-%dT%H:%M:%SZ}" for at in (self.at, self.at + timedelta(hours=1)))
        words = self.description.replace("\\n", "\n")
        return {"summary": self.title, "description": words, "start": {"dateTime": start}, "end": {"dateTime": end}}


def meetings(count: int, begin: datetime, *, spread: Spread = "window", mixed: bool = False) -> Iterator[Event]:
    """So many meetings, evenly over the window that is read in the month that begins there, or over ten years. With
    `mixed` every tenth is an invitation by somebody else and every fiftieth goes on weekly; else all are the person's
    own."""
    first, last = (
        (begin - WINDOW_BACK + _MONTH, begin + WINDOW_AHEAD)
        if spread == "window"
        else (begin - _DECADE / 2, begin + _DECADE / 2)
    )
    step = (last - first) / max(count, 1)
    for number in range(count):
        day = first + step * number
        invited = _INVITED if mixed and number % 10 == 0 else ()
        weekly = (_WEEKLY,) if mixed and number % 50 == 1 else ()
        yield Event(
            uid=f"meeting-{number}",
            at=day.replace(hour=8 + number % 10, minute=0, second=0, microsecond=0),
            title=f"Meeting {number} with the team",
            description=_NOTES.format(number=number),
            more=(*invited, *weekly),
        )


def interviews(count: int, now: datetime, *, people: int = 2) -> Iterator[Event]:
    """So many tagged interviews, one each day from tomorrow on, with so many interviewers each."""
    for number in range(count):
        at = (now + timedelta(days=1 + number % 300)).replace(hour=8 + number % 9, minute=0, second=0, microsecond=0)
        names = ", ".join(f"Person{place} Doe{number} <p{place}@c{number}.example>" for place in range(people))
        yield Event(
            uid=f"interview-{number}",
            at=at,
            title=f"Interview with Company{number} #interview",
            description=_STAGES.format(people=names.replace(",", "\\,")),
        )
