"""The four-touch plan after a final round: two interviewers, five lines of notes, a decision in ten days."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from planner.plan import plan
from planner.playbook import Playbook
from planner.values import FollowUp, Interview, InterviewPlan, Person
from sync.words.drafter import Draft, Drafter
from sync.words.sender import Sender
from tests.planner.planned import at, interview, playbook

JANE = Person(name="Jane Doe", email="jane@acme.example", phone="+1 (212) 555-0100")
BOB = Person(name="Bob Roe", email="bob@acme.example")
RAE = Person(name="Rae Poe", email="rae@acme.example")
ME = Sender(name="Sam Smith", email="sam@home.example", phone="+1 212 555 0199", address="9 Elm St, Brooklyn, NY 11201")
NOTES = (
    "The payments system moves to new servers in spring",
    "Eight people share the nights on call",
    "Releases go out once a month, and everybody dreads the day",
    "You asked how I would find out which reports are slow",
    "The team in Leeds starts in January",
)
BEFORE = at("2026-10-01 09:00")
DRAFTER = Drafter(sender=ME)


def final_round(**fields: Any) -> Interview:
    facts: dict[str, Any] = {
        "stage": "decision",
        "interviewers": (JANE, BOB),
        "remarks": NOTES,
        "role": "Platform Engineer",
        "address": "1 Main St, New York, NY 10001",
        "decision": "2026-10-16",
    }
    return interview("2026-10-06 15:00", **(facts | fields))


def planned(one: Interview, now: datetime = BEFORE, rules: Playbook | None = None) -> InterviewPlan:
    return plan([one], rules or playbook(), now=now)[0]


def drafted(of: InterviewPlan, drafter: Drafter = DRAFTER) -> list[tuple[FollowUp, Draft]]:
    """Every follow-up with its draft, in the order of their moments."""
    return [(one, drafter.draft(one, of, playbook())) for one in of.follow_ups]


def drafts(one: Interview, drafter: Drafter = DRAFTER, now: datetime = BEFORE) -> list[Draft]:
    return [draft for _, draft in drafted(planned(one, now), drafter)]


def sentences(draft: Draft) -> Sequence[str]:
    """Subject, and what stands between greeting and closing, by sentence; what leads up to a colon counts as one."""
    lines = [line for line in draft.body.splitlines() if line and line not in {"Kind regards,", ME.name}]
    told = [line for line in lines if not line.startswith(("Dear ", "Please pass this on "))]
    return [draft.subject, *(one for line in told for one in re.split(r"(?<=[.!?;:]) ", line) if one)]
