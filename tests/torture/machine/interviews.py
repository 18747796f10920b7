"""The employer's half of the calendar: interviews as events, with the facts that the person noted in them."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

COMPANIES = ("Acme", "Globex", "Initech", "Umbrella", "Hooli")
ZONES = ("", "America/New_York", "Europe/Berlin", "Pacific/Auckland")
CANCELLED = ("STATUS:CANCELLED", "Canceled: ", "Abgesagt: ")
OUTCOMES = ("rejected", "offer", "withdrawn", "next round", "accepted")
FACTS = (
    "Interviewers: Jane Doe\nBo Li <bo@example.com>",
    "Interviewers: jane@example.com",
    "Address: 1 Main St\nSpringfield",
    "Letters: no",
    "Calls: no",
    "Timezone: Asia/Tokyo",
    "Country: DE",
    "Notes: they liked the demo",
    "Decision: nonsense",
)


@dataclass(kw_only=True)
class Interview:
    """One event of the employer's, as the person keeps it."""

    uid: str
    calendar: str
    start: datetime
    company: str
    zone: str = ""
    stage: str = "decision"
    decision_in: int | None = 10
    """Days after the interview; None for unknown."""
    tagged: bool = True
    by_category: bool = False
    cancelled: str = ""
    declined: bool = False
    outcome: str = ""
    facts: list[str] = field(default_factory=lambda: ["Interviewers: Jane Doe"])

    @property
    def href(self) -> str:
        """Where it stands."""
        return f"{self.uid}.ics"

    @property
    def end(self) -> datetime:
        """An hour later."""
        return self.start + timedelta(hours=1)

    def text(self, hashtag: str) -> str:
        """As a calendar object."""
        tag = f" {hashtag}" if self.tagged and not self.by_category else ""
        prefix = self.cancelled if self.cancelled.endswith(" ") else ""
        facts = [f"Stage: {self.stage}", f"Company: {self.company}", *self.facts]
        if self.decision_in is not None:
            facts.append(f"Decision: {self.start + timedelta(days=self.decision_in):%Y-%m-%d}")
        facts += [f"Outcome: {self.outcome}"] if self.outcome else []
        lines = [
            "BEGIN:VCALENDAR",
            "VERSION:2.0",
            "PRODID:-//phone//EN",
            "BEGIN:VEVENT",
            f"UID:{self.uid}",
            "DTSTAMP:20260901T000000Z",
            _moment("DTSTART", self.start, self.zone),
            _moment("DTEND", self.end, self.zone),
            f"SUMMARY:{prefix}Interview with {self.company}{tag}",
            "DESCRIPTION:" + r"\n".join(fact.replace("\n", r"\n").replace(",", r"\,") for fact in facts),
            *(["CATEGORIES:interview"] if self.tagged and self.by_category else []),
            *([self.cancelled] if self.cancelled and not prefix else []),
            *(["ATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org"] if self.declined else []),
            "END:VEVENT",
            "END:VCALENDAR",
            "",
        ]
        return "\r\n".join(lines)


def _moment(name: str, moment: datetime, zone: str) -> str:
    if zone:
        return f"{name};TZID={zone}:{moment.astimezone(ZoneInfo(zone)):%Y%m%dT%H%M%S}"
    return f"{name}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"
