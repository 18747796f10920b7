"""The facts that a person writes on an event, still as text.

They stand as `Key: value` lines in the description, and as `key=value`, `key: value` or bare words behind the
hashtag, in the title or the description. Keys are forgiving in case, spaces, `-`, `_` and plural. The title is read
first and the description after it, and of repeated facts the last one counts, so the description beats the title. An
empty value or `?` is a question that nobody answered yet, not a fact.

A foreign invitation's own text is read for the same keys, but `Note:`, `Call:`, `Letter:` and `Extension:` in the
singular are prose there, and a misspelt key is nobody's mistake.
"""

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from planner.understanding import stages
from planner.understanding.tags import split_at_tag
from planner.understanding.text import READ_LIMIT, TITLE_LIMIT, clean, lines, shown
from planner.values import Answer, Event

_KEYS = {
    # squeezed singular: key
    **dict.fromkeys(("stage", "kind"), "stage"),
    **dict.fromkeys(("decision", "decisiondate", "decisionby", "decisionday"), "decision"),
    **dict.fromkeys(("company", "companyname", "employer"), "company"),
    **dict.fromkeys(("role", "position", "jobtitle"), "role"),
    "interviewer": "interviewers",
    **dict.fromkeys(("address", "companyaddress", "postaladdress", "mailingaddress"), "address"),
    "country": "country",
    **dict.fromkeys(("timezone", "tz"), "timezone"),
    **dict.fromkeys(("call", "phonecall"), "calls"),
    "letter": "letters",
    "extension": "extensions",
    "note": "notes",
    "outcome": "outcome",
}
KEYS = tuple(dict.fromkeys(_KEYS.values()))
"""Every key, as the problem lines and the questions on follow-ups spell it."""

_SINGULAR_PROSE = {"call", "phonecall", "letter", "extension", "note"}
_NOT_MISSPELT = {"interview", "interviewee", "state", "county", "notice", "not"}
_GAP = "[ _-]?"
_SPELLINGS = "|".join(
    sorted(
        (
            *(rf"{key}s?" for key in _KEYS if key.isalpha()),
            *(rf"decision{_GAP}(?:date|by|day)", rf"company{_GAP}(?:name|address)", rf"job{_GAP}title"),
            *(rf"(?:postal|mailing){_GAP}address", rf"time{_GAP}zones?", rf"phone{_GAP}calls?"),
        ),
        key=len,
        reverse=True,
    )
)
_INLINE = re.compile(
    # Behind a tag, as in "#interview Recruiter call: Acme", the singular is prose too, unless an = makes it a fact.
    rf"(?<![\w?&/.-])(?!(?:{'|'.join(sorted(_SINGULAR_PROSE))}) ?[:：])"
    rf"(?:(?P<key>{_SPELLINGS}) ?[=:：] ?|(?P<unknown>[A-Za-z][\w-]{{1,30}})=)",
    re.IGNORECASE,
)
_LINE = re.compile(
    r"(?:\d{1,2}[.)] ?)?(?P<key>[A-Za-z][A-Za-z _-]{0,30}?)"
    r"(?:[ *_]*(?P<mark>[:：=])| (?P<dash>[-–—]) )[ *_]*(?P<value>.*)"
)
_NEXT = re.compile(rf"[,;|] ?(?:{_SPELLINGS}) ?[=:：]", re.IGNORECASE)
_LABEL = re.compile(r"[^\W\d][\w /&'-]{0,30}[:：](?!//)")
_BULLETS = " -*•·–—>+▪◦‣_☐✓→"
_RULE = re.compile(r"[-_=~*#:—–. ]{3,}")
_BLANK = re.compile(r"[?…._\s-]*")
_QUOTES = {'"': '"', "“": "”", "„": "“", "'": "'", "«": "»"}
_ENDLESS = {"notes"}
_BLOCK_KEYS = {"interviewers", "address", "notes"}
_OUTCOME_WORDS = ("rejected", "withdrawn", "accepted", "offer")
_LIKELY, _ALIKE = 0.8, 0.75
"""How alike a slip is to the word that was meant: among words of a title, and for a key with a colon behind it."""
_LONGEST_ENTRY = 9
"""Words on a line from which it is a sentence, and no person or part of an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What is written on one event. `given` holds each key's last text, lines separated by line breaks."""

    given: Mapping[str, str]
    stages: tuple[str, ...] = ()
    """Every `stage` text and run of stage words, in the order in which they count: later ones win."""
    headline: str = ""
    """The title without the tag and what was written as facts behind it."""
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    key: str = ""
    text: str = ""
    problem: str = ""


def read_facts(event: Event, hashtag: str, *, foreign: bool) -> Facts:
    """The facts on `event`; on a `foreign` one in the sender's words."""
    title = clean(event.title[:TITLE_LIMIT])
    before, behind = split_at_tag(title, hashtag) or (title, "")
    words, in_title = _tail(behind)
    found = [
        *in_title,
        *_bare(words, strict=bool(before), hashtag=hashtag),
        *_in_lines(lines(event.description), hashtag, foreign=foreign),
    ]
    if len(event.description) > READ_LIMIT:
        size = f"{len(event.description):,} characters long"
        found.append(_Found(problem=f"The description is {size}; only the first {READ_LIMIT:,} were read"))
    kept = [one for one in found if one.key and not _BLANK.fullmatch(one.text)]
    return Facts(
        given={one.key: one.text for one in kept},
        stages=tuple(one.text for one in kept if one.key == "stage"),
        headline=(before or words).strip(" -–—|:,"),
        problems=tuple(dict.fromkeys(one.problem for one in found if one.problem)),
    )


def with_answers(facts: Facts, answers: Mapping[str, Answer]) -> Facts:
    """The facts with what the person answered elsewhere, where that still counts."""
    said = {key: one.text for key, one in answers.items() if facts.given.get(key, "") == one.instead_of}
    return replace(
        facts,
        given={**facts.given, **said},
        stages=(*facts.stages, said["stage"]) if "stage" in said else facts.stages,
    )


def fact_on(line: str) -> tuple[str, str] | None:
    """The key and the text of one `Key: value` line; None for any other line."""
    match = _fact_line(line, foreign=False)
    return (_key(match["key"]), _unquoted(match["value"])) if match else None


def is_blank(text: str) -> bool:
    """Whether a fact's text is a question that nobody answered yet."""
    return _BLANK.fullmatch(text) is not None


def _in_lines(description: Sequence[str], hashtag: str, *, foreign: bool) -> Iterator[_Found]:
    """Each fact of a description, in order; the lines of a block (`Interviewers:`, `Notes:`) belong to its key."""
    at = 0
    while at < len(description):
        line, at = description[at], at + 1
        split = split_at_tag(line, hashtag)
        text, behind = split or (line, "")
        match = _fact_line(text, foreign=foreign)
        if match and _holds_several(match):
            words, found = _tail(text.lstrip(_BULLETS))
            yield from found
            yield from _bare(words, strict=False, hashtag=hashtag)
        elif match:
            key, value = _key(match["key"]), _unquoted(match["value"])
            following = () if split else (description[below] for below in range(at, len(description)))
            block = list(_block(key, value, following, hashtag, foreign=foreign))
            at += len(block)
            yield _Found(key=key, text="\n".join((value, *block)).strip())
        elif not foreign:
            yield from _misspelt(text)
        if split:
            words, found = _tail(behind)
            yield from found
            yield from _bare(words, strict=not text, hashtag=hashtag)


def _key(spelling: str) -> str:
    """The key that a spelling means, "" for other words."""
    squeezed = re.sub(r"[\s_*-]", "", spelling.casefold())
    return _KEYS.get(squeezed) or _KEYS.get(squeezed.removesuffix("s"), "")


def _fact_line(line: str, *, foreign: bool) -> re.Match[str] | None:
    match = _LINE.fullmatch(line.lstrip(_BULLETS))
    if match is None or not _key(match["key"]):
        return None
    squeezed = re.sub(r"[\s_-]", "", match["key"].casefold())
    return None if foreign and squeezed in _SINGULAR_PROSE else match


def _holds_several(match: re.Match[str]) -> bool:
    """Whether a line is written as behind a hashtag: `company=Acme`, or `Company: Acme, Decision: Friday`."""
    return match["mark"] == "=" or (_key(match["key"]) not in _ENDLESS and _NEXT.search(match["value"]) is not None)


def _block(key: str, value: str, following: Iterable[str], hashtag: str, *, foreign: bool) -> Iterator[str]:
    """The lines below `Key: value` that still belong to it.

    Notes go on to the next blank line or key. Interviewers and addresses do so where nothing stands behind the
    key, else while the line before ends with a comma; what looks like another label, a link or a sentence ends them.
    """
    if key not in _BLOCK_KEYS or (value and _BLANK.fullmatch(value)):
        return
    last = value
    for line in following:
        if key not in _ENDLESS and value and not last.endswith((",", ";")):
            return
        if not line or _RULE.fullmatch(line) or _fact_line(line, foreign=foreign) or split_at_tag(line, hashtag):
            return
        if key not in _ENDLESS and (_LABEL.match(line) or "://" in line or len(line.split()) > _LONGEST_ENTRY):
            return
        yield line.lstrip(_BULLETS)
        last = line


def _tail(text: str) -> tuple[str, tuple[_Found, ...]]:
    """Bare words, and the facts, of what stands behind a hashtag."""
    bare, found, at = [], list[_Found](), 0
    while match := _INLINE.search(text, at):
        bare.append(text[at : match.start()])
        value, at = _inline_value(text, match.end())
        if value is None:
            following = _INLINE.search(text, at)
            end = following.start() if following else len(text)
            value, at = _stripped(text[at:end]), end
            if _key(match["key"] or "") not in {"stage", "notes"}:
                value, words = stages.trailing_words(value)
                bare.append(words)
        found.append(_inline_fact(match, value))
    bare.append(text[at:])
    return " ".join(part for piece in bare if (part := _stripped(piece))), tuple(found)


def _inline_fact(match: re.Match[str], value: str) -> _Found:
    if match["key"]:
        return _Found(key=_key(match["key"]), text=value)
    pair = shown(f"{match['unknown']}={value}")
    return _Found(problem=f"{pair} is no fact that I know; the keys are {', '.join(KEYS)}")


def _stripped(value: str) -> str:
    """Without the separators at its ends, and without the bracket that closes one before the hashtag."""
    bare = value.strip(" ,;|")
    return bare if "(" in bare else bare.rstrip(") ")


def _inline_value(text: str, at: int) -> tuple[str | None, int]:
    """A quoted value and where it ends; None, and `at`, where it is not quoted."""
    close = _QUOTES.get(text[at : at + 1], "")
    end = text.find(close, at + 1) if close else -1
    return (text[at + 1 : end].strip(), end + 1) if end > 0 else (None, at)


def _unquoted(value: str) -> str:
    bare, end = _inline_value(value, 0)
    return bare if bare is not None and end == len(value) else value.rstrip(" *")


def _bare(words: str, *, strict: bool, hashtag: str) -> Iterator[_Found]:
    """The stage words among the bare words behind a hashtag.

    What means nothing is told where all of it was meant as facts (`strict`: behind a title, or on a line of its own).
    Where the tag comes first, the rest is the title, and only what looks like a slip is told.
    """
    said = stages.read_words(words)
    if said.kind or said.stage:
        yield _Found(key="stage", text=words)
    # "#interview Acme decision Friday": no title speaks so, and the date would be lost in silence.
    strict = strict or said.stage == "decision"
    rest = [word for word in said.rest if strict or _looks_like_a_slip(word)]
    if rest:
        understood = f"{stages.UNDERSTOOD}, and key=value such as decision=2026-12-04 or outcome=rejected"
        problem = f"{shown(' '.join(rest))} behind {shown(hashtag)} means nothing to me; understood are {understood}"
        yield _Found(problem=problem)


def _looks_like_a_slip(word: str) -> bool:
    lower = word.casefold()
    return bool(difflib.get_close_matches(lower[:40], (*stages.SINGLE_WORDS, *_OUTCOME_WORDS), n=1, cutoff=_LIKELY))


def _misspelt(line: str) -> Iterator[_Found]:
    match = _LINE.fullmatch(line.lstrip(_BULLETS))
    if match is None or " " in match["key"]:
        return
    spelling = match["key"].casefold()
    close = difflib.get_close_matches(spelling, KEYS, n=1, cutoff=_ALIKE)
    if close and spelling.removesuffix("s") not in _NOT_MISSPELT and match["value"]:
        yield _Found(problem=f"{shown(line)} was not read; did you mean {close[0].capitalize()}: ?")
