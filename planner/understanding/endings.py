"""How it ended, as people write it: `rejected 26 Oct`, `next round`, `offer accepted`."""

import difflib
import re
from dataclasses import dataclass
from datetime import date

from planner.understanding.dates import read_day
from planner.understanding.text import SHOWN_LIMIT, clean, shown
from planner.values import DateOrder, Outcome, OutcomeKind

UNDERSTOOD = "next round, offer, accepted, rejected or withdrawn, and perhaps a date (rejected 26 Oct)"

_KINDS: dict[str, OutcomeKind] = {
    **dict.fromkeys(("next round", "next", "next step", "next stage", "another round", "second round"), "next round"),
    **dict.fromkeys(("final round", "advanced", "advancing", "moved on", "moving on", "moved forward"), "next round"),
    **dict.fromkeys(("moving forward", "passed", "made the cut", "more interviews", "invited back"), "next round"),
    **dict.fromkeys(("offer", "offered", "job offer", "got an offer", "got the offer", "an offer"), "offer"),
    **dict.fromkeys(("offer received", "received an offer", "got offer"), "offer"),
    **dict.fromkeys(("accepted", "accept", "offer accepted", "accepted the offer", "accepted offer"), "accepted"),
    **dict.fromkeys(("signed", "hired", "i accepted"), "accepted"),
    **dict.fromkeys(("rejected", "reject", "rejection", "got rejected", "was rejected", "not selected"), "rejected"),
    **dict.fromkeys(("no offer", "unsuccessful", "failed", "they declined"), "rejected"),
    **dict.fromkeys(("withdrawn", "withdrew", "withdraw", "i withdrew", "withdrawal", "pulled out"), "withdrawn"),
    **dict.fromkeys(("declined", "declined the offer", "offer declined", "declined offer"), "withdrawn"),
    **dict.fromkeys(("turned it down", "i declined"), "withdrawn"),
}
_LONGEST = 4
"""Words of the longest phrase that is looked for."""
_WORD = re.compile(r"[^\s_-]+")
_BETWEEN = re.compile(r"(?:[\s,;:.(–—-]|on\b|at\b)*")
_LIKELY = 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """An outcome as understood, None where it was not, and what to tell of it."""

    outcome: Outcome | None = None
    problems: tuple[str, ...] = ()


def read_outcome(text: str, *, first: date, order: DateOrder) -> Reading:
    """The outcome that `text` names. A date behind it without year is the first such date on or after `first`."""
    written = clean(text[:SHOWN_LIMIT])
    words = list(_WORD.finditer(written))
    for size in range(min(_LONGEST, len(words)), 0, -1):
        phrase = " ".join(word[0] for word in words[:size]).casefold().strip(".,;:!()\"'")
        if phrase in _KINDS:
            return _dated(_KINDS[phrase], written[words[size - 1].end() :], text, first, order)
    meant = difflib.get_close_matches(words[0][0].casefold() if words else "", _KINDS, n=1, cutoff=_LIKELY)
    if not meant:
        return Reading(problems=(f"Outcome: {shown(text)} is none that I know; write {UNDERSTOOD}",))
    kind = _KINDS[meant[0]]
    reading = _dated(kind, written[words[0].end() :], text, first, order)
    return Reading(outcome=reading.outcome, problems=(f"Outcome: {shown(text)} was read as {kind}", *reading.problems))


def _dated(kind: OutcomeKind, behind: str, text: str, first: date, order: DateOrder) -> Reading:
    between = _BETWEEN.match(behind)
    rest = behind[between.end() if between else 0 :].rstrip(" .)!")
    on = read_day(rest, first=first, order=order) if rest else None
    if on or not rest:
        return Reading(outcome=Outcome(kind=kind, on=on))
    problem = f"Outcome: {shown(text)} was read as {kind}; {shown(rest)} is not a date, write for example 26 Oct"
    return Reading(outcome=Outcome(kind=kind), problems=(problem,))
