"""Where in the selection cycle an interview stands: the words for it, and the cues in a title.

A *kind* says what sort of interview it is, a *stage* what comes next. `final` means that a hiring decision comes next;
an explicit `more` or `decision` beats what a kind implies (rules, section 10).
"""

import re
from dataclasses import dataclass

from planner.values import Kind, Stage

UNDERSTOOD = "screen, phone screen, onsite, panel, final, more or decision"

_KINDS: dict[str, Kind] = {
    **dict.fromkeys(("phone screen", "technical screen", "recruiter screen", "screening", "screen"), "screen"),
    **dict.fromkeys(("phone interview", "recruiter call", "screener"), "screen"),
    **dict.fromkeys(("onsite", "on site", "panel"), "interview"),
    **dict.fromkeys(("final", "finals", "last round"), "final"),
}
_STAGES: dict[str, Stage] = {
    **dict.fromkeys(("more", "more interviews", "more rounds", "another round", "next round", "next rounds"), "more"),
    **dict.fromkeys(("decision", "hiring decision", "decision next", "offer stage"), "decision"),
}
SINGLE_WORDS = ("screen", "onsite", "panel", "final", "decision")
"""What a slip of the finger behind the hashtag is compared with."""
_CUES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    (
        "screen",
        re.compile(
            r"\b(?:phone|technical|tech|recruiter|initial|intro)[ -](?:screen|call|interview)\b|\bscreen(?:ing)?\b"
        ),
    ),
    ("final", re.compile(r"(?<![\w-])finals?\b(?!-)")),
)
_SPLIT = re.compile(r"[\s/+&,;:.|()–—]+")
_JOINT = re.compile(r"[_-]")
_FILLERS = {"round", "rounds", "interview", "interviews", "stage", "the", "next", "a", "and", "loop", "day", "call"}
_LONGEST = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """What a run of words says: a kind, a stage, and the words that mean neither."""

    kind: Kind | None = None
    stage: Stage | None = None
    rest: tuple[str, ...] = ()


def read_words(text: str) -> Words:
    """The stage and kind words in `text`, anywhere; of several the last one counts.

    >>> read_words("Phone-Screen, more")
    Words(kind='screen', stage='more', rest=())
    """
    words = [word for word in _SPLIT.split(text) if word]
    kind: Kind | None = None
    stage: Stage | None = None
    rest = []
    at = 0
    while at < len(words):
        size, phrase = _phrase(words, at)
        kind, stage = _KINDS.get(phrase, kind), _STAGES.get(phrase, stage)
        if not size:
            rest.append(words[at])
        at += size or 1
    said = kind is not None or stage is not None
    return Words(kind=kind, stage=stage, rest=tuple(w for w in rest if not (said and w.casefold() in _FILLERS)))


def title_kind(title: str) -> Kind | None:
    """What a title says of the kind of interview (`Final round`, `phone screen`), None where it says nothing."""
    lower = title.casefold()
    return next((kind for kind, cue in _CUES if cue.search(lower)), None)


def trailing_words(value: str) -> tuple[str, str]:
    """An unquoted value, and the stage words that stand behind it: `Acme final` is `Acme` and `final`.

    >>> trailing_words("in two weeks phone screen"), trailing_words("final")
    (('in two weeks', 'phone screen'), ('final', ''))
    """
    words = value.split(" ")
    keep = len(words)
    while keep > 1:
        size = next((n for n in range(_LONGEST, 0, -1) if keep > n and _known(" ".join(words[keep - n : keep]))), 0)
        if not size:
            break
        keep -= size
    return " ".join(words[:keep]), " ".join(words[keep:])


def _phrase(words: list[str], at: int) -> tuple[int, str]:
    """How many words from here on make a known phrase (0: none), and the phrase."""
    for size in range(_LONGEST, 0, -1):
        phrase = _plain(" ".join(words[at : at + size]))
        if phrase in _KINDS or phrase in _STAGES:
            return size, phrase
    return 0, ""


def _known(text: str) -> bool:
    phrase = _plain(_SPLIT.sub(" ", text)).strip()
    return phrase in _KINDS or phrase in _STAGES


def _plain(text: str) -> str:
    """A word with a joint is two (`phone-screen`), but only as a whole: a semi-final is no final."""
    return _JOINT.sub(" ", text.casefold())
