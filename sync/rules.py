"""What the config says about planning and writing."""

from dataclasses import dataclass, field
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from planner.values import Preferences
from sync.words.sender import Sender

if TYPE_CHECKING:
    from planner.playbook import Playbook
    from sync.words.drafter import Drafter
    from sync.words.templates import Templates


@dataclass(frozen=True, kw_only=True)
class Rules:
    """`own_playbook` and `own_templates` are the person's own, None where the bundled ones hold."""

    preferences: Preferences
    reminder: timedelta | None
    own_playbook: "Playbook | None" = None
    sender: Sender = field(default_factory=Sender)
    own_templates: "Templates | None" = None
    suggest: bool = True
    """Whether the person is asked about events that may be interviews."""

    @cached_property
    def playbook(self) -> "Playbook":
        """By which is planned. The bundled one is read when it is first asked for: a cycle in which nothing changed
        asks for none."""
        from sync.playbooks import load_playbook  # noqa: PLC0415

        return self.own_playbook or load_playbook(None)

    @cached_property
    def drafter(self) -> "Drafter":
        """Who writes the drafts; loaded as the playbook is."""
        from sync.words.drafter import Drafter  # noqa: PLC0415

        return Drafter.of(self.sender, self.own_templates)
