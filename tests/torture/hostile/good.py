"""What stands beside everything hostile, and must be served as if that were not there: two interviews."""

from datetime import UTC, datetime

from planner.values import Source
from sync.keys import Identity
from tests.torture.hostile.extreme import meeting

NOW = datetime(2026, 10, 19, 12, tzinfo=UTC)
STEPS = ("thank-you", "letter", "final-letter", "final-call")


def _interview(name: str, start: str, end: str, decision: str, person: str) -> str:
    lines = meeting(
        f"DTSTART:{start}",
        f"DTEND:{end}",
        f"SUMMARY:Interview with {name} #interview",
        f"DESCRIPTION:Company: {name}\\nStage: decision\\nDecision: {decision}\\nInterviewers: {person}",
        uid=f"{name.lower()}@example.org",
    )
    return "\r\n".join([*lines, ""])


INTERVIEWS = {
    "acme.ics": _interview("Acme", "20261019T170000Z", "20261019T180000Z", "2026-10-29", "Jane Doe"),
    "umbrella.ics": _interview("Umbrella", "20261020T170000Z", "20261020T180000Z", "2026-10-30", "Kim Novak"),
}
"""By file name. The first one's follow-ups stand already when the hostile ones come; the second comes with them."""

FOLLOW_UPS = frozenset(
    Identity(source=Source(uid=uid), step=step, slot="0")
    for uid in ("acme@example.org", "umbrella@example.org")
    for step in STEPS
)
