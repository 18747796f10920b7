"""Tag it? What the person is asked about events that may be interviews: in which words, and what was asked already.

Nothing is ever done about a suggestion. What stands in the ledger is what the last cycle found, so that `status` knows
it without planning anew, and that each is told once where telling costs attention.
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from planner.understanding.zones import zone_info
from planner.values import Event, Interview, Preferences, Source
from sync.ledger import Ledger, Seen
from sync.plain import clean

if TYPE_CHECKING:
    from planner.understanding.suggestions import CalledOff, Suggestion

MOST = 5
"""As many as anybody reads at once."""
_KEPT = 100
"""Anybody can send invitations."""
_FACT = "suggestions"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A suggestion as it is told and kept: `start` as ISO 8601 with offset, `instead_of` the title of the cancelled
    interview ("" for none), `text` the whole question."""

    uid: str
    occurrence: str
    title: str
    start: str
    why: str
    instead_of: str
    text: str

    @property
    def source(self) -> Source:
        """Which event."""
        return Source(uid=self.uid, recurrence_id=self.occurrence)


def found(
    events: Iterable[Event],
    interviews: tuple[Interview, ...],
    seen: Mapping[Source, Seen],
    gone: Mapping[Source, Seen],
    preferences: Preferences,
    *,
    now: datetime,
) -> "tuple[Suggestion, ...]":
    """What to ask about. `seen` is what is to be remembered of the interviews, `gone` what is of those that are gone
    from their calendars for sure."""
    from planner.understanding.suggestions import CALLED_OFF, suggest  # noqa: PLC0415  most cycles look for none

    stand = (seen[i.source] for i in interviews if i.void in CALLED_OFF)
    called_off = [_called_off(one, stands=True) for one in stand if not one.outcome]
    # A note that is gone was the person's own to delete: that took the tag off.
    called_off += [_called_off(one, stands=False) for one in gone.values() if not one.outcome and not one.attached]
    return suggest(events, interviews, filter(None, called_off), preferences, now=now)


def _called_off(one: Seen, *, stands: bool) -> "CalledOff | None":
    from planner.understanding.suggestions import CalledOff  # noqa: PLC0415

    if one.start is None:
        return None
    return CalledOff(title=one.title, start=one.start, company=one.company, organizer=one.organizer, stands=stands)


def asked(suggestions: "Iterable[Suggestion]", preferences: Preferences) -> tuple[Asked, ...]:
    """The first suggestions as questions to the person."""
    return tuple(
        Asked(
            uid=one.source.uid,
            occurrence=one.source.recurrence_id,
            title=one.title,
            start=one.start.isoformat(),
            why=one.why,
            instead_of=one.instead_of.title if one.instead_of else "",
            text=_question(one, preferences),
        )
        for one in islice(suggestions, _KEPT)
    )


def told(texts: Iterable[str]) -> tuple[str, ...]:
    """The first few of these questions, and how many more there are."""
    listed = tuple(texts)
    left = len(listed) - MOST
    return listed if left <= 0 else (*listed[:MOST], f"and {left} more of the kind")


def remember(ledger: Ledger, questions: Iterable[Asked]) -> None:
    """Keep what the person is asked; nothing is written where that is what it was."""
    kept = [asdict(one) for one in questions]
    ledger.set_fact(_FACT, json.dumps(kept) if kept else "")


def remembered(ledger: Ledger, now: datetime) -> tuple[Asked, ...]:
    """What the last cycle found, as far as it is still to come."""
    kept = (Asked(**one) for one in json.loads(ledger.fact(_FACT) or "[]"))
    return tuple(one for one in kept if datetime.fromisoformat(one.start) > now)


def _question(one: "Suggestion", preferences: Preferences) -> str:
    at = one.start.astimezone(zone_info(preferences.home_zone))
    what = f'"{clean(one.title)}" on {at:%a} {at.day} {at:%b} {at:%H:%M}'
    if instead_of := one.instead_of:
        became = "was cancelled" if instead_of.stands else "is gone from your calendar"
        looks = f'looks like the new time of "{clean(instead_of.title)}", which {became}'
    else:
        looks = "looks like an interview and carries no tag"
    return f"{what} {looks}. Tag it? ({_how(one, preferences)})"


def _how(one: "Suggestion", preferences: Preferences) -> str:
    """How it can be tagged, whatever the person may do with it."""
    if not one.foreign:
        return f"write {preferences.hashtag} into its title"
    note = f"put an event of your own over it, titled {preferences.hashtag}"
    return f"give it your tag colour, or {note}" if preferences.colors else note
