"""Which events look like a job interview that nobody tagged.

A suggestion that is wrong is noise to somebody who is anxious already, so that what is doubtful looks like none: the
title must name an interview, and nothing about interviews (practice, feedback, a visa), or whoever sent it must do
hardly anything but arrange interviews. Where the person interviews others (they invite, or somebody of their own mail
domain does or sits in it), it is no interview of theirs.
"""

import re
from collections.abc import Iterator

from planner.names import company_key
from planner.understanding.company import infer
from planner.understanding.domains import company_label, domain, is_free, is_recruiter
from planner.understanding.tags import is_foreign, is_me, my_addresses
from planner.understanding.text import TITLE_LIMIT, clean, lines
from planner.values import Event, Person, Preferences

_INTERVIEW = re.compile(
    r"(?<![\w#/@.-])(?:telefon|video|erst|zweit|job|vorstellungs|fach)?interview(?:s|ing)?(?![\w@]|\.\w)"
    r"|\b(?:phone|technical|tech|recruiter|recruiting) screen(?:ing)?\b|\bscreening call\b|\brecruiter call\b"
    r"|\bhiring manager (?:call|chat|conversation|screen|meeting|round)\b"
    r"|\b(?:call|chat|conversation|meeting) with (?:the )?hiring manager\b"
    r"|(?:vorstellungs|bewerbungs)gespräch|\bentretien d['’]embauche\b|\bentrevista de (?:trabajo|emprego)\b"
)
_VAGUE = re.compile(r"\b(?:on-?site|panel|final round|screen(?:ing)?)\b")
"""Names an interview only where the title names the sender's company too."""
_ABOUT = re.compile(
    r"\b(?:practi[cs]e|prep|prepare|preparing|preparation|rehearsal|mock|coaching|debrief|webinar|workshop|meetup|fair"
    r"|info(?:rmation)? session|podcast|interviewer|interviewee|vorbereitung|bewerbertraining|probe|préparation|prépa"
    r"|feedback|lunch|drinks|birthday|inspection|discussion|kick-?off)\b|vorbereitung"
    r"|\binterview(?:ing|s)?[ -](?:training|questions?|notes?|tips?|skills|outfit|suit|slots?|availability|course"
    r"|class|techniques?|panel training|kit|guide|blocks?|hold|follow-?up|thank)\b"
    r"|\b(?:exit|user|customer|client|stakeholder|visa|embassy|passport|citizenship|naturali[sz]ation|immigration|school"
    r"|admissions?|press|media|radio|tv|television|newspaper|magazine|informational|tenant|flat|nanny|research) "
    r"(?:screening )?(?:interview(?:s|ing)?|screening)\b"
    r"|\b(?:after|before|about|(?:suit|outfit|clothes|shirt|dress|haircut|babysitter|notes|questions|tips) for) "
    r"(?:the |my |an? |your )?(?:job )?interviews?\b"
)
"""Has to do with interviews, or with other people's, and is none."""
_CHORES = re.compile(
    r"(?:travel|trip|flight|fly|train|drive|bus|taxi|hotel|book|buy|pick up|get|iron|read|watch|write|send|schedule"
    r"|plan|cancel|reschedule|confirm|thank|email|study|review|finish|submit|apply|ask|think|conduct|give|do"
    r"|hold) .*"
)
"""The person's own list of things to do."""
_DESK = re.compile(
    r".+ (?:candidate calendar|recruit(?:ing|ment|ers)|talent acquisition|interviews)(?: team| calendar)?",
    re.IGNORECASE,
)
_OF_CANDIDATES = re.compile(r"\bcandidates?\b|\binterviews\b|\binterviewing\b")
"""Who writes this into a calendar of their own has others come."""
_SCHEDULED = re.compile(r"event name: (.+)", re.IGNORECASE)
"""Where Calendly says what it is about; the title names two people."""
_FEW = 20
"""Guests of an interview; more of them come to hear a talk."""


def looks_like_interview(event: Event, preferences: Preferences) -> bool:
    """Whether it is likely to be an interview of the person's, by its words and by who sent it."""
    titles = tuple(_titles(event))
    if is_about_interviews(event) or interviews_others(event, preferences):
        return False
    if not is_foreign(event, preferences):
        title = titles[0]
        own = not _CHORES.match(title) and not _OF_CANDIDATES.search(title)
        return own and bool(_INTERVIEW.search(title))
    if any(map(_INTERVIEW.search, titles)) or _arranges_interviews(event.organizer or Person()):
        return True
    return bool(_VAGUE.search(titles[0])) and _names_its_sender(event, preferences)


def is_about_interviews(event: Event) -> bool:
    """Whether its title says that it is something else, if only to do with an interview, or it is for a crowd."""
    return any(map(_ABOUT.search, _titles(event))) or len(event.attendees) > _FEW


def interviews_others(event: Event, preferences: Preferences) -> bool:
    """Whether the person sits on the other side of the table: they invite, or colleagues of theirs are there."""
    mine = my_addresses(event, preferences)
    colleagues = {domain(address) for address in mine if not is_free(address)} - {""}
    others = [
        one.person.email
        for one in event.attendees
        if not one.is_self and one.person.email.casefold() not in mine and one.cutype in {"", "INDIVIDUAL", "UNKNOWN"}
    ]
    organizer = event.organizer or Person()
    if is_me(organizer, event, preferences):
        return bool(others)
    return any(domain(email) in colleagues for email in (*others, organizer.email))


def _titles(event: Event) -> Iterator[str]:
    """What an event is called, lower case: by its title, and by a scheduler's words in the description."""
    yield clean(event.title[:TITLE_LIMIT]).casefold()
    if "vent name:" in event.description.casefold():
        scheduled = map(_SCHEDULED.match, lines(event.description))
        yield from (match[1].casefold() for match in scheduled if match)


def _arranges_interviews(organizer: Person) -> bool:
    return is_recruiter(organizer.email) or bool(_DESK.fullmatch(clean(organizer.name)))


def _names_its_sender(event: Event, preferences: Preferences) -> bool:
    company = company_key(company_label((event.organizer or Person()).email))
    title = clean(event.title[:TITLE_LIMIT])
    named = company != "" and company in company_key(title)
    return named and company_key(infer(title, event, preferences)[0]) == company
