"""From a planned follow-up to what stands in the calendar: fields and marks.

What is written depends on the follow-up and its interview alone, never on the clock: a plan made again from the same
facts gives the same text, and nothing is written.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, timedelta
from typing import TYPE_CHECKING

from planner.values import Channel, FollowUp, Interview, Person
from sync import questions
from sync.fields import Fields
from sync.keys import VERSION
from sync.questions import Answers, Asked, asked_of

if TYPE_CHECKING:
    from sync.words.drafter import Draft

_LENGTH: dict[Channel, timedelta] = {
    "email": timedelta(minutes=15),
    "letter": timedelta(minutes=30),
    "courier": timedelta(minutes=30),
    "phone": timedelta(minutes=15),
}

_TO_FILL_IN = "You can answer here, and the plan follows:"
_NAMING = frozenset({"interviewers"})
_FOOTER = "Planned by Aftertouch. Change or delete this event as you like: your changes stay."
VOID = "No longer needed: "
_LONGEST = 8_000
"""Letters of a description: Google takes 8,192, and a banner may come on top."""
_CUT = "(There is more: `aftertouch explain` and `aftertouch drafts` show it.)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """What is to stand on one event, but for its key, generation and base."""

    fields: Fields
    marks: tuple[tuple[str, str], ...]
    related_to: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is remembered of an interview: the person's answers, and the fingerprint of a note event that is attached to
    an invitation."""

    answers: Answers = field(default_factory=dict)
    note: str = ""


def writing(
    follow_up: FollowUp,
    interview: Interview,
    draft: "Draft | None" = None,
    *,
    first: bool,
    reminder: timedelta | None,
    hashtag: str,
    known: Known | None = None,
) -> Writing:
    """A follow-up as an event, with the `draft` of what it says. `first` is the interview's first one, which carries
    what could not be read and what is asked; `known` is what else is remembered of the interview.

    Nothing in it contains the hashtag (design: get), so that nothing that we write can be taken for an interview.
    """
    known = known or Known()
    asked = _asked(interview) if first else {}
    versions = (_blocks(follow_up, interview, one, asked, first=first) for one in _words(interview, draft))
    description = _bounded(versions)
    fields = Fields(
        title=_without(hashtag, follow_up.title),
        start=follow_up.at,
        duration=_LENGTH[follow_up.channel],
        description=_without(hashtag, description),
        location=_without(hashtag, _place(follow_up, interview)),
        reminder=reminder,
    )
    marks = (*_marks(follow_up, interview, known.note), *questions.marks(asked, known.answers).items())
    return Writing(fields=fields, marks=marks, related_to=interview.source.uid)


def void(found: Fields) -> Fields:
    """What a follow-up that the person touched becomes once it is no longer wanted (promise 5): the void plan. The
    reason is put on top of the description by `void_banner`."""
    return replace(found, title=VOID + found.title, reminder=None)


def void_banner(reason: str) -> str:
    """The line that says why it is no longer needed."""
    return f"{VOID}{reason}."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Words:
    """What an event says of its draft: what is new in it, and the draft itself or where it is found."""

    news: Sequence[str] = ()
    draft: Sequence[str] = ()


def _words(interview: Interview, draft: "Draft | None") -> Iterator[_Words]:
    """The draft in full, and ever shorter. Where somebody else may read the event, only where to find it."""
    from sync.words.described import ELSEWHERE, described, new_information  # noqa: PLC0415

    if draft is None:
        yield _Words()
    elif interview.discreet:
        yield _Words(draft=(ELSEWHERE,))
    else:
        news = new_information(draft)
        yield _Words(news=news, draft=described(draft, interview))
        yield _Words(news=news, draft=(ELSEWHERE,))


def _bounded(versions: Iterable[Iterable[Sequence[str]]]) -> str:
    """The first version that is short enough, else the last one cut."""
    text = ""
    for blocks in versions:
        text = "\n\n".join("\n".join(block) for block in blocks if block)
        if _size(text) <= _LONGEST:
            return text
    lines = text.split("\n")
    while _size("\n".join((*lines, _CUT))) > _LONGEST:
        lines.pop()
    return "\n".join((*lines, _CUT))


def _size(text: str) -> int:
    """Its length in a calendar that keeps descriptions as HTML."""
    return len(html.escape(text, quote=False))


def _blocks(
    follow_up: FollowUp, interview: Interview, words: _Words, asked: Mapping[str, Asked], *, first: bool
) -> Iterable[Sequence[str]]:
    return (
        [*filter(None, [follow_up.brief]), *words.news],
        [*_interview(interview), *_contact(follow_up, interview)],
        [_TO_FILL_IN, *(one.line for one in asked.values())] if asked else [],
        words.draft,
        _why(follow_up),
        _problems(interview) if first else [],
        [_FOOTER],
    )


def _asked(interview: Interview) -> Mapping[str, Asked]:
    """What is asked; not for names where somebody else may read them."""
    asked = asked_of(interview)
    return {key: one for key, one in asked.items() if key not in _NAMING} if interview.discreet else asked


def _interview(interview: Interview) -> list[str]:
    """Which interview it is about; nothing where somebody else may read it."""
    if interview.discreet:
        return []
    day = interview.end.date()
    return [f'After: "{interview.title}" on {day:%a} {day.day} {day:%b %Y}']


def _contact(follow_up: FollowUp, interview: Interview) -> list[str]:
    """Who it goes to, and by when it is there; no name and no place where somebody else may read it."""
    to, arrives = follow_up.to, follow_up.arrives
    lines = [] if interview.discreet else [f"To: {_person(to)}"]
    if follow_up.channel == "phone" and to.phone and not interview.discreet:
        lines.append(f"Phone: {to.phone}")
    if arrives:
        lines.append(f"Arrives: {arrives:%a} {arrives.day} {arrives:%b %Y}")
        lines += [f"Address: {interview.address}"] if interview.address and not interview.discreet else []
    return lines


def _person(person: Person) -> str:
    return f"{person.name} <{person.email}>" if person.name and person.email else str(person)


def _why(follow_up: FollowUp) -> list[str]:
    rules = f" ({', '.join(follow_up.rules)})" if follow_up.rules else ""
    return [f"Why this moment{rules}:", *(f"- {reason}" for reason in follow_up.why)] if follow_up.why else []


def _problems(interview: Interview) -> list[str]:
    if not interview.problems:
        return []
    if interview.discreet:
        return ["Something could not be read: `aftertouch status` says what."]
    return ["Could not be read on the interview:", *(f"- {problem}" for problem in interview.problems)]


def _place(follow_up: FollowUp, interview: Interview) -> str:
    if interview.discreet or follow_up.channel not in ("letter", "courier"):
        return ""
    return interview.address.replace("\n", ", ")


def _marks(follow_up: FollowUp, interview: Interview, note: str) -> tuple[tuple[str, str], ...]:
    outcome, attached = interview.outcome, interview.attached
    told = {
        "version": str(VERSION),
        "source": follow_up.source.uid,
        "occurrence": follow_up.source.recurrence_id,
        "step": follow_up.step,
        "slot": follow_up.slot,
        "channel": follow_up.channel,
        "to": follow_up.to.name,
        "to-email": follow_up.to.email,
        "arrives": follow_up.arrives.isoformat() if follow_up.arrives else "",
        "outcome": f"{outcome.kind} {outcome.on}" if outcome and outcome.on else "",
        "attached": attached.uid if attached else "",
        "attached-occurrence": attached.recurrence_id if attached else "",
        "attached-note": note if attached else "",
        "interview": interview.end.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
    }
    return tuple((name, value) for name, value in told.items() if value)


def _without(hashtag: str, text: str) -> str:
    # All the signs before the word at once, and what HTML would make one: else what is left would be a hashtag.
    word = hashtag.lstrip("#")
    return re.sub(rf"(?:#|&(?:#0*35|#x0*23|num);)+(?={re.escape(word)})", "", text, flags=re.IGNORECASE)
