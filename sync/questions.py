"""Questions that a person answers in the calendar itself: `Decision: ?` stands in a follow-up's description, and what
they write behind it counts as written on the interview.

The event that asks remembers its lines (the mark `asked`), so that an answer is told from any other edit, and every
follow-up of the interview remembers the answers (the mark `answers`), so that none is lost with an event or a ledger.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from planner.understanding.facts import fact_on, is_blank
from planner.values import Answer, Interview

ASKED, ANSWERS = "asked", "answers"
_LONGEST = 200
"""Letters of an answer that count: Google takes 1,024 letters in a mark."""

Answers = Mapping[str, Answer]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A question as it stands on an event: its line, and what the interview itself said to it then."""

    line: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A description with the questions as they were asked, and what was written in their places, by key ("": an answer
    was taken back)."""

    description: str
    typed: Mapping[str, str]


def read(description: str, asked: Mapping[str, Asked]) -> Reading:
    """Take the answers out of a description, so that they are no edits of the person's."""
    if not asked:
        return Reading(description=description, typed={})
    kept: list[str] = []
    typed: dict[str, str] = {}
    found: set[str] = set()
    for line in description.splitlines():
        # our own list of what could not be read quotes answers, behind a dash
        key, text = (fact_on(line) if line[:1].isalpha() else None) or ("", "")
        if key not in asked:
            kept.append(line)
            continue
        if not _same(line, asked[key].line):
            typed[key] = "" if is_blank(text) else text[:_LONGEST]
        if key not in found:
            kept.append(asked[key].line)
        found.add(key)
    return Reading(description="\n".join(kept), typed=typed)


def asked_of(interview: Interview) -> Mapping[str, Asked]:
    """Each question with its line: open, or as it was understood."""
    return {
        one.key: Asked(
            line=f"{one.key.capitalize()}: {_UNDERSTOOD[one.key](interview) if one.answered else '?'}",
            instead_of=one.instead_of,
        )
        for one in interview.questions
    }


def gathered(on_events: Iterable[tuple[Mapping[str, str], Mapping[str, str]]], known: Answers) -> Answers:
    """What was answered about one interview, from each follow-up's marks and what was typed into it, and from what the
    ledger knew. What was typed counts most; else what the event that asks remembers, since it is what everybody sees;
    else the ledger, else any other event."""
    asking: dict[str, Answer] = {}
    others: dict[str, Answer] = {}
    typed: dict[str, Answer] = {}
    for marks, written in on_events:
        (asking if marks.get(ASKED) else others).update(answers_on(marks))
        asked = asked_by(marks)
        typed |= {key: Answer(text=text, instead_of=asked[key].instead_of) for key, text in written.items()}
    stored = {**others, **known, **asking}
    news = {key: answer for key, answer in typed.items() if key not in stored or stored[key].text != answer.text}
    return {**stored, **news}


def asked_by(marks: Mapping[str, str]) -> Mapping[str, Asked]:
    """The questions that stand on an event, as its marks tell."""
    return {key: Asked(line=line, instead_of=said) for key, (line, said) in _pairs(marks.get(ASKED, "")).items()}


def answers_on(marks: Mapping[str, str]) -> Answers:
    """The answers that an event remembers."""
    return {key: Answer(text=text, instead_of=said) for key, (text, said) in _pairs(marks.get(ANSWERS, "")).items()}


def reworded(before: Mapping[str, str], now: Mapping[str, str]) -> Mapping[str, str]:
    """The lines of questions on an event, as they stand by its marks `before`, and what each says `now`."""
    was, to_be = asked_by(before), asked_by(now)
    both = was.keys() & to_be.keys()
    return {was[key].line: to_be[key].line for key in both if was[key].line != to_be[key].line}


def marks(asked: Mapping[str, Asked], answers: Answers) -> Mapping[str, str]:
    """The two marks of an event, those that say something."""
    told = {
        ASKED: {key: (one.line, one.instead_of) for key, one in sorted(asked.items())},
        ANSWERS: {key: (one.text, one.instead_of) for key, one in sorted(answers.items())},
    }
    return {name: json.dumps(value, ensure_ascii=False) for name, value in told.items() if value}


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())


def _pairs(text: str) -> Mapping[str, tuple[str, str]]:
    """What such a mark holds; nothing where somebody else wrote it."""
    try:
        found = json.loads(text) if text else {}
    except (ValueError, RecursionError):
        return {}
    return {
        key: (_sound(pair[0]), _sound(pair[1]))
        for key, pair in (found.items() if isinstance(found, dict) else ())
        if key in _UNDERSTOOD and isinstance(pair, list) and len(pair) == 2
    }


def _sound(text: object) -> str:
    """Without halves of characters, which JSON can hold, and no database can."""
    return str(text).encode("utf-8", "replace").decode()


def _decision(interview: Interview) -> str:
    decision = interview.decision
    if decision is None:
        return "unknown"
    day = f"{decision.on:%a} {decision.on.day} {decision.on:%b}"
    if decision.week:
        return f"week of {day}"
    return f"{day} {decision.at:%H:%M}" if decision.at else day


def _stage(interview: Interview) -> str:
    return "final" if interview.stage == "decision" else "more interviews"


def _interviewers(interview: Interview) -> str:
    return ", ".join(
        f"{one.name} <{one.email}>" if one.name and one.email else str(one) for one in interview.interviewers
    )


_UNDERSTOOD: Mapping[str, Callable[[Interview], str]] = {
    "decision": _decision,
    "interviewers": _interviewers,
    "stage": _stage,
}
