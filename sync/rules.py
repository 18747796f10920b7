"""What the config says about planning and writing."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from planner.values import Preferences
from sync.words.drafter import Drafter

if TYPE_CHECKING:
    from planner.playbook import Playbook


@dataclass(frozen=True, kw_only=True)
class Rules:
    """`own_playbook` is the person's own, None where the bundled one holds."""

    preferences: Preferences
    reminder: timedelta | None
    own_playbook: "Playbook | None" = None
    drafter: Drafter = field(default_factory=Drafter)
    suggest: bool = True
    """Whether the person is asked about events that may be interviews."""

    @cached_property
    def playbook(self) -> "Playbook":
        """By which is planned. The bundled one is read when it is first asked for: a cycle in which nothing changed
        asks for none."""
        from sync.playbooks import load_playbook  # noqa: PLC0415

        return self.own_playbook or load_playbook(None)
