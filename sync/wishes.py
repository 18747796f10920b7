"""What a cycle is asked for, beside what always is."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from planner.values import Source

if TYPE_CHECKING:
    from sync.questions import Answers


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What this cycle was asked for."""

    dry_run: bool = False
    whole: bool = False
    allow_deletions: bool = False
    said: "Mapping[Source, Answers]" = field(default_factory=dict)
    """What the person answers now, elsewhere than in the calendar."""
    ticks: Mapping[str, str] = field(default_factory=dict)
    """The marks that the person wants in front of titles, by key."""
