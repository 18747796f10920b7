"""What an interview's title says of the company and the role.

Patterns that hold in many languages of scheduling tools: `Interview with Acme`, `Acme – Onsite`, `Phone screen:
Acme`, `Senior Engineer interview at Acme`. A title without any word for an interview says nothing for certain: what
would be the company is a *weak* guess then.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from planner.understanding.text import TITLE_LIMIT, clean

_CUES = """
    interview interviews interviewing screen screening onsite on-site on site panel final finals round rounds loop
    take-home takehome phone technical tech virtual video zoom teams skype meet call chat meeting recruiter recruiting
    hiring manager first second third fourth 1st 2nd 3rd 4th 1 2 3 4 5 initial intro introductory introduction coding
    code pair programming system design behavioral behavioural culture fit hr team day superday case study
    presentation debrief confirmation invitation confirmed candidate live remote in-person in person face stage step
    part assessment test review discussion practice prep preparation training mock job the your my our a an and with
    for of to vs & +
"""
_CUE_WORDS = frozenset(_CUES.split())
"""Words of a title that name the occasion, and no company."""
_STRONG_CUES = re.compile(
    r"\b(?:interview(?:s|ing)?|screen(?:ing)?|on-?site|panel|finals?|round|loop|take-?home|recruiter call"
    r"|hiring manager)\b"
)
_REHEARSALS = re.compile(r"\b(?:practice|prep|preparation|training|mock)\b")
_LINK = re.compile(r"\b[a-z]{2,10}://\S*", re.IGNORECASE)
_LEADS = re.compile(
    r"(?:(?:re|fwd?|aw|wg|(?:updated )?invitation|confirmed|confirmation|reminder|cancell?ed|abgesagt) ?: )+",
    re.IGNORECASE,
)
_SEPARATORS = re.compile(r"\s[-–—|/·•]+\s|\s?[:：|] |\s?<>\s?|, ")
_AT = re.compile(r"(?:^|\s)(?:at|@|from) (?P<company>\S.*)", re.IGNORECASE)
_WITH = re.compile(r"(?:^|\s)(?:with |w/ ?|w )(?:the )?(?P<company>\S.*)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s[-–—|/·•@]+\s|[:;,|(\[{]| (?:for|on|via|by|is|in|re|about|regarding|tomorrow|today|this|next|at|from|and|over"
    r"|using|through|as)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?:'s?|’s?)? (?:recruit(?:er|ers|ing|ment)|talent|hr|team|people|hiring|interview(?:s|ers)?|folks)$",
    re.IGNORECASE,
)
_NO_COMPANY = re.compile(
    r"\d{1,2}(?:[:.h]\d{2})? ?(?:[ap]\.?m\.?)?|\d+ .*|(?-i:the [a-z].*)|(?:your|our|my) .*|me|us|you|home|hq|tbd"
    r"|zoom|noon|teams|office|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*",
    re.IGNORECASE,
)
"""What stands behind "at" and "with" and is no company: times, places, days."""
_IN_A_PHRASE = frozenset({"and", "with", "at", "from", "w/"})
"""Words that make a leftover of a title a phrase, and no name."""
_ROLE_NOUN = re.compile(
    r"\b(?:engineer|developer|designer|analyst|scientist|architect|consultant|director|officer|accountant|nurse|teacher"
    r"|intern|specialist|administrator|coordinator|assistant|representative|technician|writer|editor|researcher"
    r"|programmer|manager|lead|counsel|attorney|associate|strategist|planner|producer|sre|devops)s?$",
    re.IGNORECASE,
)
_QUALIFIERS = """
    senior junior sr sr. jr jr. staff principal lead head chief associate software frontend front-end backend back-end
    full-stack fullstack data product project program machine ml ai devops platform site security mobile ios android
    web ux ui qa test marketing sales account customer engineering research business financial finance operations
    legal graphic technical solutions cloud systems network vice executive
"""
_ROLE_WORDS = frozenset(_QUALIFIERS.split())
"""Words with which a role begins, behind a company's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a title says, as far as it says it: `weak` is what it would be for want of anything better."""

    company: str = ""
    weak: str = ""
    role: str = ""


def read_title(headline: str, people: Iterable[str] = ()) -> Guess:
    """What a title says of company and role; `people` are names that are no company.

    >>> read_title("Interview: Senior Engineer at Acme")
    Guess(company='Acme', weak='', role='Senior Engineer')
    """
    title = clean(_LINK.sub(" ", headline[:TITLE_LIMIT]))
    lead = _LEADS.match(title)
    title = title[lead.end() if lead else 0 :]
    known = {clean(name).casefold() for name in people}
    strong = bool(_STRONG_CUES.search(title.casefold()))
    role = ""
    for pattern in (_AT, _WITH):
        match = pattern.search(title)
        if match is None:
            continue
        company = _trim(match["company"])
        role = role or _role(title[: match.start()]) or _role_behind(match["company"])
        if strong and _could_be_company(company, known):
            return Guess(company=company, role=role)
        if pattern is _AT and _could_be_company(company, known):
            return Guess(weak=company, role=role)
    return _by_segments(title, strong, known, role)


def _by_segments(title: str, strong: bool, known: set[str], role: str) -> Guess:
    """`Acme – Onsite`, `Phone screen: Acme`, `Acme interview`: what is left of a title without its cue words."""
    if _REHEARSALS.search(title.casefold()):
        return Guess(role=role)
    candidates = []
    for segment in _SEPARATORS.split(title):
        rest = _without_cues(segment)
        if _ROLE_NOUN.search(rest):
            rest, found = _split_role(rest)
            role = role or found
        if _could_be_company(rest, known):
            candidates.append(rest)
    if len(candidates) != 1:
        return Guess(role=role)
    return Guess(company=candidates[0], role=role) if strong else Guess(weak=candidates[0], role=role)


def _without_cues(segment: str) -> str:
    """A segment without the cue words and brackets at its ends."""
    words = re.sub(r"\([^()]*\)|[\[\]{}()#]", " ", segment).split()
    while words and _is_cue(words[0]):
        words.pop(0)
    while words and _is_cue(words[-1]):
        words.pop()
    return " ".join(words).strip(" .,!?\"'“”")


def _is_cue(word: str) -> bool:
    """Whether it names the occasion, or says nothing at all (`📞`)."""
    return word.casefold().strip(".,!?\"'") in _CUE_WORDS or not any(map(str.isalnum, word))


def _split_role(text: str) -> tuple[str, str]:
    """`Acme Senior Engineer` is `Acme` and `Senior Engineer`; `Engineer` alone is a role."""
    words = text.split()
    at = next((n for n, word in enumerate(words) if word.casefold() in _ROLE_WORDS), len(words) - 1)
    return " ".join(words[:at]), " ".join(words[at:])


def _role(before: str) -> str:
    """The role that stands before `at Acme`, if it ends as roles do."""
    segment = _SEPARATORS.split(before)[-1]
    segment = re.split(r" (?:for|as) (?:an? |the )?", f" {segment}", flags=re.IGNORECASE)[-1]
    rest = _without_cues(segment)
    return rest if _ROLE_NOUN.search(rest) and len(rest.split()) <= 6 else ""


def _role_behind(text: str) -> str:
    """The role in `Acme for Senior Engineer`."""
    match = re.search(r" (?:for|as) (?:an? |the )?(\S.*)", text, re.IGNORECASE)
    return _role(_SEPARATORS.split(match[1])[0]) if match else ""


def _trim(text: str) -> str:
    """The company at the start of a text, without what follows it."""
    end = _ENDS.search(text, 1)
    name = clean(text[: end.start()] if end else text).strip(" .!?\"'“”*-–—")
    return _without_cues_behind(_STAFF.sub("", name))


def _without_cues_behind(name: str) -> str:
    words = name.split()
    while len(words) > 1 and _is_cue(words[-1]):
        words.pop()
    return " ".join(words)


def _could_be_company(name: str, known: set[str]) -> bool:
    words = name.casefold().split()
    if name.casefold() in known or _NO_COMPANY.fullmatch(name) or "@" in name:
        return False
    return (
        len(words) <= 6
        and not _ROLE_NOUN.search(name)
        and not _IN_A_PHRASE & set(words)
        and not _CUE_WORDS.issuperset(words)
    )
