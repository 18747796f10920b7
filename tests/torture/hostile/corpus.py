"""What real programs write, to be spoiled: `tests/data/invitations`, and a follow-up of ours."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from types import MappingProxyType
from zoneinfo import ZoneInfo

from planner.values import Source
from providers import ics
from providers.interface import Draft
from sync.fields import Fields, encode_base
from sync.keys import Identity, key

FOLDER = Path(__file__).parents[2] / "data" / "invitations"
ELSEWHERE = Source(uid="elsewhere@example.org")
"""An interview that stands in no calendar here."""


@cache
def samples() -> tuple[bytes, ...]:
    """Each as its program stores it."""
    stored = tuple(path.read_bytes() for path in sorted(FOLDER.glob("*.ics")))
    return (*stored, follow_up(Identity(source=ELSEWHERE, step="thank-you", slot="0")).encode())


def follow_up(identity: Identity, marks: Mapping[str, str] = MappingProxyType({})) -> str:
    """An event as we write it, with these marks beside or in the place of those that it must have."""
    at = datetime(2026, 10, 20, 21, 30, tzinfo=ZoneInfo("America/New_York"))
    fields = Fields(title="Email Jane Doe (Elsewhere): thank-you", start=at, duration=timedelta(minutes=15))
    ours = {
        "key": key(identity),
        "generation": "0",
        "version": "1",
        "source": identity.source.uid,
        "occurrence": identity.source.recurrence_id,
        "step": identity.step,
        "slot": identity.slot,
        "channel": "email",
        "to": "Jane Doe",
        "base": encode_base(fields),
        "interview": f"{at.astimezone(UTC) - timedelta(hours=4):%Y%m%dT%H%M%SZ}",
    }
    return ics.write(
        Draft(
            key=ours["key"],
            title=fields.title,
            start=at,
            duration=fields.duration,
            related_to=identity.source.uid,
            marks=tuple({**ours, **marks}.items()),
        )
    )
