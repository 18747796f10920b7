"""A calendar server in memory, a ledger, and the moment: what whole cycles are played with over time."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from planner.values import Preferences
from providers.interface import Look
from providers.memory import Memory, Store
from sync.cycle import Cycle, Wishes
from sync.ledger import Ledger
from sync.playbooks import load_playbook
from sync.report import Report
from sync.settings import VdirAccount
from sync.situation import Rules

ME = Preferences(home_zone="America/New_York", my_addresses=frozenset({"me@example.org"}))
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
    end = at + HOUR
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//phone//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260901T000000Z",
        f"DTSTART:{at:%Y%m%dT%H%M%SZ}",
        f"DTEND:{end:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{description}",
        *([more] if more else []),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)


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

    def cycle(self, now: datetime, **wishes: Any) -> Report:
        ledger = Ledger.open(self.ledger, self.preferences)
        memory = self.provider(look=LOOK, store=self.store, burns_ids=self.burns_ids)
        cycle = Cycle(
            account=VdirAccount(
                name="home",
                provider="vdir",
                path=self.ledger.parent,
                write_to=self.write_to,
                calendars=self.calendars,
            ),
            connect=lambda: memory,
            ledger=ledger,
            rules=Rules(preferences=self.preferences, playbook=load_playbook(None), reminder=self.reminder),
            requests=lambda: memory.requests,
        )
        try:
            return cycle.run(Wishes(**wishes), now=now)
        finally:
            ledger.close()

    def put(self, text: str, href: str = "i.ics") -> None:
        self.store.put("Personal", href, text)

    def ours(self, calendar: str = "Personal") -> list[str]:
        with self.store.request(calendar) as collection:
            return sorted(href for href, (_, text) in collection.texts.items() if "X-AFTERTOUCH-KEY" in text)

    def lose_ledger(self) -> None:
        for file in self.ledger.parent.glob(f"{self.ledger.name}*"):
            file.unlink()


def changes(report: Report) -> list[str]:
    return [action.action for action in report.actions if action.action != "keep"]
