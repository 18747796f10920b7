"""From a planned follow-up to its draft. Pure: the same facts give the same words."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from planner.values import Channel, FollowUp, InterviewPlan, Person, Standing
from sync.words.dealing import Share, deal
from sync.words.facts import facts, line
from sync.words.sender import Sender
from sync.words.templates import Templates

if TYPE_CHECKING:
    from planner.playbook import Playbook

Kind = Literal["email", "letter", "call"]
KINDS: dict[Channel, Kind] = {"email": "email", "letter": "letter", "courier": "letter", "phone": "call"}
_WORDINGS = 6
"""How many wordings there are for several interviewers; the last one goes for all that follow."""
_SUBJECT = 150


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What to write or say. `subject` is "" for a call. `address` is where an email goes, "" where nobody knows; with
    `passed_on` it is somebody's who is asked, in the first line, to pass it on."""

    kind: Kind
    to: Person
    subject: str
    body: str
    address: str = ""
    passed_on: bool = False
    notes: tuple[str, ...] = ()
    """The notes that this one has for itself."""
    ask: str = ""
    """What it asks the person to fill in, where no note is left."""
    problems: tuple[str, ...] = ()
    """What is wrong with the person's own templates."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafter:
    """Who writes, and with what."""

    sender: Sender = field(default_factory=Sender)
    templates: Templates = field(default_factory=Templates)

    @classmethod
    def of(cls, sender: Sender, own: Templates | None) -> "Drafter":
        """With their own templates, or with the bundled ones."""
        return cls(sender=sender, templates=own or Templates())

    def draft(
        self, follow_up: FollowUp, plan: InterviewPlan, playbook: "Playbook", missed: Iterable[Standing] = ()
    ) -> Draft:
        """The draft of a follow-up of this plan; it says, too, what was left unsaid by those `missed` right before."""
        interview, kind = plan.loop or plan.interview, KINDS[follow_up.channel]
        unsaid = [one for one in missed if one.source == follow_up.source]
        share = deal(follow_up.step, follow_up.to, plan, playbook, missed=unsaid)
        told = facts(follow_up, plan, share, self.sender, self.templates.language)
        text, problems = self.templates.write(_names(follow_up.step, kind, share), told)
        subject, body = _parted(text)
        contact = interview.contact if kind == "email" and not follow_up.to.email else None
        if contact and follow_up.to.name:
            body = f"{self.templates.language.pass_on.replace('{name}', str(told['to']))}\n\n{body}"
        address = follow_up.to.email or (contact.email if contact else "")
        return Draft(
            kind=kind,
            to=follow_up.to,
            subject="" if kind == "call" else subject,
            body=body,
            address=address if kind == "email" else "",
            passed_on=contact is not None,
            notes=tuple(line(note, _SUBJECT) for note in share.notes),
            ask=str(told["ask"]),
            problems=problems,
        )


def _names(step: str, kind: Kind, share: Share) -> Iterator[str]:
    """The templates to try, the closest first. A letter that goes by email has the letter's words."""
    kinds = ("email", "letter") if kind == "email" else (kind,)
    for one in kinds:
        if share.number > 1:
            yield f"{step}.{one}.{min(share.number, _WORDINGS)}.txt"
        yield f"{step}.{one}.txt"
    yield f"any.{kind}.txt"


def _parted(text: str) -> tuple[str, str]:
    """Subject and body: the first line may be `Subject: …`."""
    lines = [one.rstrip() for one in text.strip().splitlines()]
    subject = ""
    if lines and lines[0].lower().startswith("subject:"):
        subject = line(lines.pop(0).partition(":")[2], _SUBJECT)
        subject = subject[:1].upper() + subject[1:]
    return subject, re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
