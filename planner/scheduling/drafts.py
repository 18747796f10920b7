"""The plan of one loop while it grows: its case, the steps that are wanted, and the touches taken so far.

A draft is filled in three passes over all loops of an account: first every step that needs to know of its own loop
alone, then the calls find their places among each other (`collisions`), then the questions that keep a distance from
all other emails to the same person (`mailbox`).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from planner.playbook.model import Step
from planner.scheduling.history import History
from planner.scheduling.loops import Loop
from planner.scheduling.mailbox import Mailbox
from planner.scheduling.outcomes import Wanted
from planner.scheduling.steps import take
from planner.scheduling.titles import title
from planner.scheduling.touches import Case, Done, Dropped, Touch
from planner.values import FollowUp

_INTENSITY: Mapping[str, frozenset[str]] = {
    "full": frozenset(("must", "should", "may")),
    "standard": frozenset(("must", "should")),
    "light": frozenset(("must",)),
}


@dataclass(slots=True, kw_only=True)
class Draft:
    """Mutable, and private to one call of `plan`."""

    loop: Loop
    case: Case
    stood: History
    wanted: Wanted
    done: dict[str, tuple[Touch, ...]] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def touches(self) -> tuple[Touch, ...]:
        return tuple(touch for touches in self.done.values() for touch in touches)

    def take_steps(self) -> None:
        """All steps but those that wait for other emails."""
        for step in self.wanted.steps:
            if not step.waits:
                self.take(step, self.case)

    def take_waiting_steps(self, mailbox: Mailbox) -> None:
        """The steps that look at all emails to the same person, and are then looked at by the next."""
        interview = self.case.interview
        for step in self.wanted.steps:
            if step.waits:
                people = interview.interviewers if step.to == "each" else interview.interviewers[:1]
                self.take(step, self.case, mailbox.emails_to(people, interview.company))
                mailbox.enter(self.done.get(step.id, ()), interview.company)

    def take(self, step: Step, case: Case, other_emails: tuple[datetime, ...] = ()) -> None:
        """One step; `case` may differ from the draft's own in the outcome that it counts from."""
        reason = _left_out(case, step, self.done)
        if reason is not None:
            self.notes += [f"{step.name}: {reason}"] if reason else []
            return
        taken = take(case, step, self.done, self.stood, other_emails)
        self.notes += taken.notes
        self.done[step.id] = tuple(touch for touch in taken.touches if self._in_time(touch))
        if len(self.done[step.id]) < len(taken.touches):
            self.notes.append(f"{step.name}: would be due after the next round starts")

    def put(self, touch: Touch, found: Touch | Dropped) -> None:
        """What became of this touch: the same at another moment, or none at all."""
        others = self.done[touch.step.id]
        if isinstance(found, Dropped):
            self.notes.append(f"{touch.step.name}: {found.reason}")
            self.done[touch.step.id] = tuple(other for other in others if other is not touch)
        else:
            self.done[touch.step.id] = tuple(found if other is touch else other for other in others)

    def follow_ups(self) -> tuple[FollowUp, ...]:
        """What is still to do, in the order of the moments."""
        pending = [touch for touch in self.touches if not touch.past]
        pending.sort(key=lambda touch: (touch.at, touch.step.number, touch.place))
        return tuple(self._follow_up(touch) for touch in pending)

    def _in_time(self, touch: Touch) -> bool:
        return touch.past or self.wanted.until is None or touch.at < self.wanted.until

    def _follow_up(self, touch: Touch) -> FollowUp:
        step, choice = touch.step, touch.choice
        decided = self.case.decision.why if self.case.decision and step.outcome is None else ()
        return FollowUp(
            source=self.stood.source,
            step=step.id,
            slot=touch.slot,
            channel=choice.channel,
            to=touch.to,
            at=choice.at,
            arrives=choice.arrives,
            title=title(self.case, touch),
            need=step.need,
            rules=step.rules,
            why=(*decided, *choice.why),
            late=choice.late,
            brief=step.brief,
        )


def _left_out(case: Case, step: Step, done: Done) -> str | None:
    """Why a step is not even tried, "" where that goes without saying; None where it is."""
    interview, playbook = case.interview, case.playbook
    if step.extension and not interview.extensions:
        return ""
    if step.need not in _INTENSITY[playbook.intensity]:
        return f"left out, the playbook's intensity is {playbook.intensity}"
    if step.instead_of and done.get(step.instead_of):
        return ""
    if step.channel == "mail" and interview.kind == "screen":
        return "none after a phone screen"
    if step.channel == "phone" and step.without_calls == "drop" and not case.calls:
        return "no calls wanted"
    return None
