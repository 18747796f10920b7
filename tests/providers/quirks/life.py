"""A person with two interviews in a calendar on a server, and Aftertouch on their computer.

What holds is read from the server's own state and its log of requests, never from what the program reports.
"""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import icalendar

from providers.caldav import CalDav
from providers.interface import Look
from sync.report import Report
from tests.calendar_text import event_text
from tests.computer import Computer
from tests.dav.server import PASSWORD, USERNAME, DavServer
from tests.providers.quirks.concessions import NONE, Concession

MONDAY = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOK = Look(words=("#interview", "interview"))

_KEY = re.compile(r"[0-9a-v]{52}")


def interview(
    uid: str = "acme",
    at: datetime = MONDAY + 5 * HOUR,
    *more: str,
    title: str = "Interview with Acme 🎯 #interview",
    facts: str = "Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe",
) -> str:
    """An interview of an hour, as a phone writes it."""
    return event_text(uid, at, title, facts, *more)


def moved_away() -> str:
    """A tagged series with one occurrence, which was moved out of all that is read."""
    first, later = MONDAY + 3 * DAY, MONDAY + 900 * DAY
    text = interview("series", first, "RRULE:FREQ=WEEKLY;COUNT=1", title="Practice #interview")
    moved = interview("series", later, f"RECURRENCE-ID:{first:%Y%m%dT%H%M%SZ}", title="Practice #interview")
    event = moved[moved.index("BEGIN:VEVENT") : moved.index("END:VCALENDAR")]
    return text.replace("END:VCALENDAR", f"{event}END:VCALENDAR")


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """A follow-up as it stands on the server. `step` is its interview's UID and its step by our marks."""

    name: str
    step: str
    title: str
    start: datetime
    description: str


class Life:
    """`now` moves on with every cycle."""

    def __init__(self, server: DavServer, folder: Path, concession: Concession = NONE) -> None:
        self.server = server
        self.concession = concession
        self.calendar = server.make_calendar("Personal")
        self.computer = Computer(folder=folder, connect=self._connect)
        self.now = MONDAY
        self._theirs: dict[str, str] = {}

    def _connect(self) -> CalDav:
        return CalDav(self.server.url, USERNAME, PASSWORD, LOOK)

    def put(self, text: str, name: str = "acme.ics") -> None:
        """The person writes an event."""
        self.server.put(self.calendar, name, text)
        if not _KEY.fullmatch(_event(text)["UID"]):
            self._theirs[name] = text

    def cycle(self, later: timedelta = timedelta(minutes=5), **wishes: bool) -> Report:
        """Time passes, and Aftertouch serves the account once; the log begins anew before it does. Whatever happens,
        the person's own events are not touched, and nothing stands twice."""
        self.now += later
        self.server.time_passes()
        self.server.forget()
        report = self.computer.cycle(self.now, **wishes)
        texts = self.server.texts(self.calendar)
        assert {name: texts[name] for name in self._theirs} == self._theirs
        uids = [_event(text)["UID"] for text in texts.values()]
        assert len(uids) == len(set(uids)), uids
        return report

    def is_quiet(self) -> None:
        """Nothing changed: nothing is written, nothing is wrong."""
        report = self.cycle()
        assert self.writes() == []
        assert report.problems == ()

    def is_idle(self) -> None:
        """It is quiet, and then the next cycle costs one request."""
        self.is_quiet()
        self.is_quiet()
        assert len(self.asked()) <= self.concession.idle, self.asked()

    def notice(self) -> None:
        """What others did is noticed as early as it can be."""
        self.cycle()
        if self.concession.late:
            self.cycle(whole=True)

    def follow_ups(self) -> list[FollowUp]:
        """What stands of ours, by the UIDs that only we give, in order of time."""
        texts = self.server.texts(self.calendar).items()
        events = [(name, event) for name, text in texts if (event := _event(text)) and _KEY.fullmatch(event["UID"])]
        return sorted((_read(name, event) for name, event in events), key=lambda one: (one.start, one.title))

    def steps(self) -> list[str]:
        """Interview and step of each, in the order of the alphabet."""
        return sorted(one.step for one in self.follow_ups())

    def follow_up(self, step: str) -> FollowUp:
        """The one of this interview and step, which stands once."""
        (found,) = (one for one in self.follow_ups() if one.step == step)
        return found

    def rename(self, follow_up: FollowUp, title: str) -> None:
        """The person gives it another title on their phone."""
        text = self.server.text(self.calendar, follow_up.name)
        calendar = icalendar.Calendar.from_ical(text)
        calendar.walk("VEVENT")[0]["SUMMARY"] = icalendar.vText(title)
        self.server.put(self.calendar, follow_up.name, calendar.to_ical().decode())

    def remove(self, follow_up: FollowUp) -> None:
        """The person deletes it."""
        self.server.remove(self.calendar, follow_up.name)

    def asked(self) -> list[str]:
        """The requests of the last cycle, by kind."""
        return [entry.asked.kind for entry in self.server.requests()]

    def writes(self) -> list[str]:
        """Those that would change something."""
        return self.server.writes()


@cache
def _event(text: str) -> Any:
    """The first event of an object, by the icalendar library, whose types say next to nothing."""
    return next(iter(icalendar.Calendar.from_ical(text).walk("VEVENT")), None)


def _read(name: str, event: Any) -> FollowUp:
    return FollowUp(
        name=name,
        step=f"{event.get('X-AFTERTOUCH-SOURCE', '')} {event.get('X-AFTERTOUCH-STEP', '')}",
        title=str(event["SUMMARY"]),
        start=event["DTSTART"].dt.astimezone(UTC),
        description=str(event.get("DESCRIPTION", "")),
    )
