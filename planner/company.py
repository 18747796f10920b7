"""Which company, and which role: inferred from the title, the organizer and the attendees.

From strong to weak: a title that says so (`Interview with Acme`, `Acme – Onsite`), an organizer called `Acme Candidate
Calendar`, the organizer's mail domain, the attendees', and last whatever a tagged title is but cue words. Carriers
of invitations, free mail hosts and the person's own domains are never the company. An explicit fact is no
matter of this file: it wins over all of it.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from planner.domains import company_label, domain
from planner.tags import is_me, my_addresses
from planner.text import SHOWN_LIMIT, TITLE_LIMIT, clean
from planner.values import Event, Preferences

_NOISE = re.compile(
    r"^(?:(?:re|fwd?|aw|wg|invitation|updated invitation|confirmed|confirmation|reminder|canceled|cancelled|abgesagt) ?: )+",
    re.IGNORECASE,
)
_CUE_WORDS = frozenset(
    """
    interview interviews interviewing screen screening onsite on-site on site panel final finals round rounds loop take-home takehome
    phone technical tech virtual video zoom teams skype meet call chat meeting recruiter recruiting hiring manager
    first second third fourth 1st 2nd 3rd 4th 1 2 3 4 5 initial intro introductory introduction coding code pair programming system
    design behavioral behavioural behaviour culture fit hr team day super superday case study presentation debrief
    confirmation invitation confirmed candidate live remote in-person in person face stage step part assessment test review
    practice prep preparation training mock job the your my our a an and with for of to vs & + discussion
    """.split()
)
_STRONG_CUES = re.compile(
    r"\b(?:interview(?:s|ing)?|screen(?:ing)?|on-?site|panel|finals?|round|loop|take-?home|recruiter call|hiring manager)\b"
)
_REHEARSALS = re.compile(r"\b(?:practice|prep|preparation|training|mock)\b")
_SEPARATORS = re.compile(r"\s[-–—|/·•]+\s|\s?[:：|] |\s?<>\s?|, ")
_AT = re.compile(r"(?:^|\s)(?:at|@|from) (?P<company>\S.*)", re.IGNORECASE)
_WITH = re.compile(r"(?:^|\s)(?:with|w/|w) ?(?:the )?(?P<company>\S.*)", re.IGNORECASE)
_ENDS = re.compile(
    r"\s[-–—|/·•]+\s|[:;,|(\[{]| (?:for|on|via|by|is|in|re|about|regarding|tomorrow|today|this|next|at|@|from|and|over|using|through|as)\b",
    re.IGNORECASE,
)
_STAFF = re.compile(
    r"(?:'s?|’s?)? (?:recruit(?:er|ers|ing|ment)|talent|hr|team|people|hiring|interview(?:s|ers)?|folks)$",
    re.IGNORECASE,
)
_NO_COMPANY = re.compile(
    r"(?:\d{1,2}(?:[:.]\d{2})? ?(?:[ap]\.?m\.?)?|\d.*|the .*|your .*|our .*|my .*|me|us|you|home|hq|tbd|zoom|teams|office|noon"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)day"
    r"|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,? (?:\d|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec).*)",
    re.IGNORECASE,
)
_IN_A_PHRASE = frozenset({"and", "with", "at", "from", "w/"})
"""Words that make a leftover of a title a phrase, and no name."""
_DESK = re.compile(
    r"(?P<company>.+?) (?:candidate calendar|recruit(?:ing|ment|ers)|talent(?: acquisition)?|hiring|careers|interviews?"
    r"|scheduling|people|hr)(?: team| calendar)?",
    re.IGNORECASE,
)
_ROLE_NOUN = re.compile(
    r"\b(?:engineer|developer|designer|analyst|scientist|architect|consultant|director|officer|accountant|nurse|teacher"
    r"|intern|specialist|administrator|coordinator|assistant|representative|technician|writer|editor|researcher"
    r"|programmer|manager|lead|counsel|attorney|associate|strategist|planner|producer|sre|devops)s?$",
    re.IGNORECASE,
)
_ROLE_WORDS = frozenset(
    """
    senior junior sr sr. jr jr. staff principal lead head chief associate software frontend front-end backend back-end
    full-stack fullstack data product project program machine ml ai devops platform site security mobile ios android web
    ux ui qa test marketing sales account customer engineering research business financial finance operations legal
    graphic technical solutions cloud systems network vice executive
    """.split()
)
_LEGAL = re.compile(
    r"(?: (?:inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|gmbh|mbh|ag|se|kg|kgaa|ug|ohg|ev|sa|sas|sarl"
    r"|srl|spa|bv|nv|ab|as|asa|oy|oyj|aps|pty|pte|pvt|kk|sl|sp z o o|and co|group|holdings?))+$"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What a title says, as far as it says it: `weak` is what it would be for want of anything better."""

    company: str = ""
    weak: str = ""
    role: str = ""


def infer(headline: str, event: Event, preferences: Preferences) -> tuple[str, str]:
    """The company and the role of an event, "" for what cannot be told.

    `headline` is its title without tag and facts.
    """
    guess = read_title(headline, names_on(event))
    sender = _desk(event) or _by_domain(headline, event, preferences)
    titled = "" if _may_be_a_person(guess.company, sender) else guess.company
    return (titled or sender or guess.weak)[:SHOWN_LIMIT], guess.role[:SHOWN_LIMIT]


def read_title(headline: str, people: Iterable[str] = ()) -> Guess:
    """What a title says of company and role; `people` are names that are no company.

    >>> read_title("Interview: Senior Engineer at Acme")
    Guess(company='Acme', weak='', role='Senior Engineer')
    """
    title = _NOISE.sub("", clean(headline[:TITLE_LIMIT]))
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


def company_key(name: str) -> str:
    """The name by which two companies are the same: without case, accents, punctuation and legal form.

    >>> company_key("Acme, Inc."), company_key("ACME GmbH & Co. KG")
    ('acme', 'acme')
    """
    words = _plain(name)
    return _LEGAL.sub("", words.removeprefix("the ")) or words


def role_key(name: str) -> str:
    """The name by which two roles are the same: without case, accents and punctuation."""
    return _plain(name).replace("sr ", "senior ").replace("jr ", "junior ")


def _plain(name: str) -> str:
    split = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    kept = (char if char.isalnum() else " " for char in split if not unicodedata.combining(char) and char not in ".'’")
    return " ".join("".join(kept).split())


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
    while words and words[0].casefold().strip(".,!?\"'") in _CUE_WORDS:
        words.pop(0)
    while words and words[-1].casefold().strip(".,!?\"'") in _CUE_WORDS:
        words.pop()
    return " ".join(words).strip(" .,!?\"'“”")


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
    while len(words) > 1 and words[-1].casefold() in _CUE_WORDS:
        words.pop()
    return " ".join(words)


def _could_be_company(name: str, known: set[str]) -> bool:
    words = name.casefold().split()
    if name.casefold() in known or _NO_COMPANY.fullmatch(name) or "://" in name or "@" in name:
        return False
    return (
        len(words) <= 6
        and not _ROLE_NOUN.search(name)
        and not _IN_A_PHRASE & set(words)
        and not _CUE_WORDS.issuperset(words)
    )


def names_on(event: Event) -> Iterator[str]:
    """The names of the people on an event, in full and by first name."""
    people = [one.person for one in event.attendees]
    if event.organizer:
        people.append(event.organizer)
    for person in people:
        name = clean(person.name)
        # A desk's calendar is named after the company: no person.
        if name and not _DESK.fullmatch(name):
            yield name
            yield name.split()[0]


def _may_be_a_person(company: str, sender: str) -> bool:
    """Whether `with Jane Doe` rather names a person: two words, and the invitation comes from somebody else's."""
    words = company.split()
    if not sender or len(words) != 2:
        return False
    squeezed, other = ("".join(company_key(name).split()) for name in (company, sender))
    return other not in squeezed and squeezed not in other and "".join(word[0] for word in words).casefold() != other


def _desk(event: Event) -> str:
    match = _DESK.fullmatch(clean(event.organizer.name)) if event.organizer else None
    return match["company"] if match else ""


def _by_domain(headline: str, event: Event, preferences: Preferences) -> str:
    label = next(_labels(event, preferences), "")
    if not label:
        return ""
    written = re.search(
        rf"(?<!\w){re.escape(label)}(?!\w)", f"{headline} {event.description[:TITLE_LIMIT]}", re.IGNORECASE
    )
    if written and written[0] != label:
        return written[0]
    return " ".join(part.capitalize() for part in label.split("-"))


def _labels(event: Event, preferences: Preferences) -> Iterator[str]:
    """The company labels of the mail domains on an event: the organizer's, then the attendees', the commonest first."""
    own = {domain(address) for address in my_addresses(event, preferences)}
    if event.organizer and not is_me(event.organizer, event, preferences) and domain(event.organizer.email) not in own:
        yield from filter(None, [company_label(event.organizer.email)])
    others = (one.person.email for one in event.attendees if domain(one.person.email) not in own)
    yield from (label for label, _ in Counter(filter(None, map(company_label, others))).most_common())
