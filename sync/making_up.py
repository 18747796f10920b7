"""What to do about a follow-up that was missed: what the plan would want of it now, had it never stood.

It is told, and nothing is written: what is past stands in the calendar as it is (promise 6). Whoever makes up for it
says `done` in the place of `missed`.
"""

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from planner.values import FollowUp, Interval, Interview, Standing
from sync.keys import Identity
from sync.standing import Observed

if TYPE_CHECKING:
    from planner.playbook import Playbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Instead:
    """What there is to do in place of a missed follow-up, None where it can't be made up for; `notes` say why."""

    follow_up: FollowUp | None
    notes: tuple[str, ...] = ()


def missed(observed: Iterable[Observed], now: datetime) -> frozenset[Identity]:
    """The follow-ups that the person missed, as they say; one whose time is still to come can be done yet."""
    return frozenset(item.identity for item in observed if item.said == "missed" and item.start < now)


def instead(
    of: Set[Identity],
    interviews: Sequence[Interview],
    playbook: "Playbook",
    *,
    now: datetime,
    stood: Iterable[Standing],
    busy: Iterable[Interval],
) -> Mapping[Identity, Instead]:
    """What to do now in place of each of these."""
    if not of:
        return {}
    from planner.plan import plan  # noqa: PLC0415

    left = [one for one in stood if Identity.of(one) not in of]
    again = plan(interviews, playbook, now=now, standing=left, busy=busy)
    wanted = {Identity.of(f): f for p in again for f in p.follow_ups}
    notes = {p.interview.source: p.notes for p in again}
    return {one: Instead(follow_up=wanted.get(one), notes=notes.get(one.source, ())) for one in of}
