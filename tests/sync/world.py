"""A calendar server in memory, a ledger, and the moment: what whole cycles are played with over time."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.values import Preferences
from providers.errors import Unreachable
from providers.interface import Changes, Look, Window
from providers.memory import Memory, Store
from sync.report import Report
from tests.calendar_text import event_text
from tests.computer import ME, Computer

MONDAY = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LOOK = Look(words=("#interview", "interview"))


def interview(
    uid: str = "i",
    at: datetime = MONDAY + 5 * HOUR,
    description: str = "Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe",
    title: str = "Interview with Acme #interview",
    more: str = "",
) -> str:
    return event_text(uid, at, title, description, more)


@dataclass(kw_only=True)
class World:
    """A calendar server, a ledger, and the moment."""

    ledger: Path
    store: Store = field(default_factory=lambda: Store("Personal"))
    preferences: Preferences = ME
    burns_ids: bool = False
    write_to: str = "same"
    calendars: tuple[str, ...] = ()
    provider: type[Memory] = Memory
    reminder: timedelta | None = timedelta(minutes=10)

    def cycle(self, now: datetime, **wishes: bool) -> Report:
        memory = self.provider(look=LOOK, store=self.store, burns_ids=self.burns_ids)
        return self._computer(memory).cycle(now, **wishes)

    def _computer(self, memory: Memory) -> Computer:
        return Computer(
            folder=self.ledger.parent,
            file=self.ledger.name,
            connect=lambda: memory,
            requests=lambda: memory.requests,
            preferences=self.preferences,
            reminder=self.reminder,
            write_to=self.write_to,
            calendars=self.calendars,
        )

    def put(self, text: str, href: str = "i.ics") -> None:
        self.store.put("Personal", href, text)

    def ours(self, calendar: str = "Personal") -> list[str]:
        with self.store.request(calendar) as collection:
            return sorted(href for href, (_, text) in collection.texts.items() if "X-AFTERTOUCH-KEY" in text)

    def lose_ledger(self) -> None:
        for file in self.ledger.parent.glob(f"{self.ledger.name}*"):
            file.unlink()


class Away(Memory):
    """The calendar "Personal" can't be read."""

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        if calendar == "Personal":
            raise Unreachable("away")
        return super().changes(calendar, token, known, window)


def changes(report: Report) -> list[str]:
    return [action.action for action in report.actions if action.action != "keep"]
