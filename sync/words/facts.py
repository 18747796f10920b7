"""What a template is told: clean single lines, so that nothing that a calendar says is more than text in a draft."""

import re
from collections.abc import Mapping
from datetime import date, datetime

from planner.names import SOMEBODY, fold
from planner.values import FollowUp, InterviewPlan, Person
from sync.plain import clean
from sync.words.dealing import Share
from sync.words.language import Language
from sync.words.sender import Sender

_NOTE = 300
_SPOKEN_NOTE = 160
_NAME = 80
_WEEK = 6
"""Days for which a weekday alone is clear."""


def facts(
    follow_up: FollowUp, plan: InterviewPlan, share: Share, sender: Sender, language: Language
) -> Mapping[str, object]:
    """The variables of a template (docs/drafts.md lists them). Strings are one line each, and may be empty."""
    interview = plan.loop or plan.interview
    to = addressed(follow_up.to, interview.company, language)
    longest = _SPOKEN_NOTE if follow_up.channel == "phone" else _NOTE
    return {
        "to": to,
        "number": share.number,
        "company": line(interview.company, _NAME),
        "role": line(interview.role, _NAME),
        "stage": plan.stage,
        "day": _day(interview.end.date(), follow_up.at, language),
        "decision": _decision(plan, language),
        "notes": [sentence(note, longest) for note in share.notes],
        "ask": "" if share.notes else ask(share, to, language),
        "me": line(sender.name, _NAME) or language.my_name,
        "phone": line(sender.phone, _NAME),
    }


def ask(share: Share, to: str, language: Language) -> str:
    """The kind of new information that is asked for at this place; "" outside of the sequence."""
    if share.place is None:
        return ""
    kinds = language.asks if share.number == 1 else (language.ask_others,)
    return kinds[share.place % len(kinds)].replace("{name}", to)


def addressed(person: Person, company: str, language: Language) -> str:
    """How a letter calls them: by their full name, since a name tells neither gender nor title."""
    name = line(re.sub(r"\s*\([^()]*\)", "", person.name), _NAME)
    if not name:
        return language.no_name
    if fold(name) == fold(SOMEBODY.name):
        return language.somebody
    return language.team.replace("{company}", name) if fold(name) == fold(company) else name


def line(text: str, longest: int) -> str:
    """One clean line, shortened at a word."""
    words = " ".join(clean(text).split())
    if len(words) <= longest:
        return words
    cut = words[: longest - 1]
    return (cut.rpartition(" ")[0] or cut).rstrip(" ,;:.-") + "…"


def sentence(text: str, longest: int) -> str:
    """A note as one ends a sentence with it."""
    words = line(text, longest)
    return words if words.endswith((".", "!", "?", "…", ":")) else f"{words}."


def _day(interview: date, at: datetime, language: Language) -> str:
    soon = (at.date() - interview).days <= _WEEK
    return language.weekday(interview) if soon else language.day_of(interview)


def _decision(plan: InterviewPlan, language: Language) -> str:
    """The day of the decision where one was named; "" where nobody knows more than the week."""
    said = (plan.loop or plan.interview).decision
    if plan.decision is None or said is None or said.week or said.vague:
        return ""
    day = plan.decision.date() if isinstance(plan.decision, datetime) else plan.decision
    return language.day_of(day)
