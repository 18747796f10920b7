"""One tagged event, understood: its facts read, and what they leave open inferred."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from types import MappingProxyType

from planner.names import SOMEBODY
from planner.understanding import stages
from planner.understanding.company import by_address, infer, names_on
from planner.understanding.dates import date_order, read_decision
from planner.understanding.endings import read_outcome
from planner.understanding.facts import Facts, read_facts, with_answers
from planner.understanding.headlines import read_title
from planner.understanding.people import MOST, contact, invited, read_people, with_addresses
from planner.understanding.spans import span_of
from planner.understanding.tags import is_foreign, my_addresses
from planner.understanding.text import SHOWN_LIMIT, TITLE_LIMIT, clean, shown
from planner.understanding.zones import find_country, find_zone, zone_or
from planner.values import (
    Answer,
    Decision,
    Event,
    Interview,
    Kind,
    Outcome,
    Person,
    Preferences,
    Question,
    Source,
    Stage,
)

_YES = {"yes", "y", "on", "true", "1", "ok", "okay", "please", "allowed", "wanted", "fine", "sure"}
_NO = {
    *("no", "n", "off", "none", "false", "0", "never", "not", "don't", "dont", "do not", "please don't", "no thanks"),
    *("please no", "no please", "not wanted", "unwanted", "not allowed", "no calls", "no letters", "no extensions"),
}
NO_ANSWERS: Mapping[str, Answer] = MappingProxyType({})
_FOR_ALL = {"accepted", "offer"}
"""Outcomes that change the plans of other applications."""
_THIS_ALONE = (
    "The outcome stands on somebody else's event, and ends this plan alone; write it on an event of your own (a note "
    "on this one, say) if it is to count for other applications"
)
_MOST_PROBLEMS = 20
_SAYS_NOTHING = {"unknown", "tbd", "tba", "n/a", "none", "not known"}


def understand(
    event: Event,
    preferences: Preferences,
    *,
    invitation: Event | None = None,
    void: str = "",
    attached: Source | None = None,
    answers: Mapping[str, Answer] = NO_ANSWERS,
) -> Interview:
    """The interview that `event` is.

    With `invitation` the event is a note on it: the facts are the note's, the times the invitation's, and what the
    facts leave open is inferred from both. `answers` are what the person wrote on its follow-ups, by key.
    """
    shows = invitation or event
    foreign = is_foreign(event, preferences)
    own = read_facts(event, preferences.hashtag, foreign=foreign)
    facts = with_answers(own, answers)
    zone, zone_problems = _zone(facts)
    span = span_of(shows, preferences, zone)
    country, country_problems = _country(facts, preferences)
    decision, decision_problems = _decision(facts, span.end, preferences)
    outcome, outcome_problems = _outcome(facts, span.end, preferences)
    switches = {key: _switch(key, facts) for key in ("calls", "letters", "extensions")}
    titles = _headlines(facts, invitation, preferences)
    kind, stage, stage_problems = _stage(facts, titles)
    company, role = _company_and_role(facts, titles, shows, preferences)
    people, people_problems = _people(facts, event, shows, preferences)
    company = company or by_address(people, preferences)
    problems = (
        *(*event.problems, *(invitation.problems if invitation else ()), *facts.problems, *span.problems),
        *(*zone_problems, *country_problems, *stage_problems, *decision_problems, *people_problems, *outcome_problems),
        *(problem for _, problem in switches.values() if problem),
    )
    return Interview(
        source=event.source,
        title=next(filter(None, titles), "Interview"),
        start=span.start,
        end=span.end,
        zone=span.zone,
        country=country,
        subdivision=preferences.employer_subdivision if country == preferences.employer_country else "",
        home_zone=zone_or(preferences.home_zone, "UTC"),
        home_country=preferences.home_country,
        company=company,
        role=role,
        stage=stage,
        kind=kind,
        decision=decision,
        interviewers=people or (Person(name=company) if company else SOMEBODY,),
        contact=contact(shows, preferences),
        address=facts.given.get("address", "").strip()[:TITLE_LIMIT],
        calls=_or(switches["calls"][0], preferences.calls),
        letters=_or(switches["letters"][0], preferences.letters),
        extensions=_or(switches["extensions"][0], preferences.extensions),
        remarks=tuple(line[:TITLE_LIMIT] for line in facts.given.get("notes", "").split("\n") if line),
        outcome=outcome,
        foreign=foreign,
        attached=attached,
        void=void or (span.problems[0] if span.strange else ""),
        closed=preferences.closed,
        discreet=preferences.discreet,
        problems=_told(problems),
        notes=(
            *((f"Attached to the invitation {shown(invitation.title)}",) if invitation else ()),
            *((_THIS_ALONE,) if foreign and outcome and outcome.kind in _FOR_ALL else ()),
        ),
        questions=_questions(
            own,
            facts,
            told={
                "decision": bool(facts.given.get("decision")) and (decision is not None or not decision_problems),
                "stage": (bool(facts.stages) or kind != "interview") and not stage_problems,
                "interviewers": bool(people),
            },
        ),
    )


def _questions(own: Facts, facts: Facts, *, told: Mapping[str, bool]) -> tuple[Question, ...]:
    """What the interview itself neither says nor tells otherwise, and whether it is `told` by now."""
    return tuple(
        Question(key=key, answered=known, instead_of=own.given.get(key, ""))
        for key, known in told.items()
        if not known or facts.given.get(key) != own.given.get(key)
    )


def _told(problems: Iterable[str]) -> tuple[str, ...]:
    """Each problem once, and no more than anybody would read."""
    told = tuple(dict.fromkeys(problems))
    left = len(told) - _MOST_PROBLEMS
    return told if left <= 0 else (*told[:_MOST_PROBLEMS], f"and {left} more of the kind")


def _zone(facts: Facts) -> tuple[str, tuple[str, ...]]:
    text = facts.given.get("timezone", "")
    zone = find_zone(text[:SHOWN_LIMIT])
    if zone or not text:
        return zone, ()
    return "", (f"Timezone: {shown(text)} is none that I know; write for example Europe/Berlin, New York or UTC+2",)


def _country(facts: Facts, preferences: Preferences) -> tuple[str, tuple[str, ...]]:
    text = facts.given.get("country", "")
    country = find_country(text[:SHOWN_LIMIT])
    if country or not text:
        return country or preferences.employer_country, ()
    problem = f"Country: {shown(text)} is none that I know; write a code or a name, for example GB or United Kingdom"
    return preferences.employer_country, (problem,)


def _decision(facts: Facts, end: datetime, preferences: Preferences) -> tuple[Decision | None, tuple[str, ...]]:
    reading = read_decision(facts.given.get("decision", ""), end=end, order=date_order(preferences))
    return reading.decision, reading.problems


def _outcome(facts: Facts, end: datetime, preferences: Preferences) -> tuple[Outcome | None, tuple[str, ...]]:
    text = facts.given.get("outcome", "")
    if not text or text.casefold() in _SAYS_NOTHING:
        return None, ()
    reading = read_outcome(text, first=end.date(), order=date_order(preferences))
    return reading.outcome, reading.problems


def _switch(key: str, facts: Facts) -> tuple[bool | None, str]:
    """What an on/off fact says, None where it is not given or not understood."""
    text = facts.given.get(key, "")
    words = clean(text[:SHOWN_LIMIT]).casefold().strip(".! ")
    first = words.split(" ")[0].strip(",;.")
    if words in _NO or first == "no":
        return False, ""
    if words in _YES or first == "yes":
        return True, ""
    return None, f"{key.capitalize()}: {shown(text)} is neither yes nor no" if text else ""


def _or(said: bool | None, otherwise: bool) -> bool:
    return otherwise if said is None else said


def _headlines(facts: Facts, invitation: Event | None, preferences: Preferences) -> tuple[str, ...]:
    """The titles that say something, the person's own first."""
    if invitation is None:
        return (facts.headline,)
    return facts.headline, read_facts(invitation, preferences.hashtag, foreign=True).headline


def _stage(facts: Facts, titles: tuple[str, ...]) -> tuple[Kind, Stage, tuple[str, ...]]:
    """The kind and the stage: as written, else by the title's cues, else "interview" and "more"."""
    said = [(text, stages.read_words(text)) for text in facts.stages]
    kind = next((words.kind for _, words in reversed(said) if words.kind), None)
    stage = next((words.stage for _, words in reversed(said) if words.stage), None)
    problems = tuple(
        f"Stage: {shown(text)} is none that I know; write {stages.UNDERSTOOD}"
        for text, words in said
        if not words.kind and not words.stage
    )
    cue: Kind | None = next(filter(None, map(stages.title_kind, titles)), None)
    if kind is None and not (cue == "screen" and stage == "decision"):
        kind = cue
    return kind or "interview", stage or ("decision" if kind == "final" else "more"), problems


def _company_and_role(facts: Facts, titles: tuple[str, ...], shows: Event, preferences: Preferences) -> tuple[str, str]:
    company, role = _said(facts, "company"), _said(facts, "role")
    if len(titles) > 1:
        own = read_title(titles[0], names_on(shows))
        company, role = company or own.company or own.weak, role or own.role
    inferred = infer(titles[-1], shows, preferences)
    return company or inferred[0], role or inferred[1]


def _said(facts: Facts, key: str) -> str:
    text = clean(facts.given.get(key, "")[: 4 * SHOWN_LIMIT])[:SHOWN_LIMIT]
    return "" if text.casefold() in _SAYS_NOTHING else text


def _people(
    facts: Facts, event: Event, shows: Event, preferences: Preferences
) -> tuple[tuple[Person, ...], tuple[str, ...]]:
    """The interviewers: as written, else those invited, else the organizer."""
    text = facts.given.get("interviewers", "")
    mine = my_addresses(event, preferences) | my_addresses(shows, preferences)
    people = with_addresses(read_people(text, mine), (one.person for one in (*event.attendees, *shows.attendees)))
    problems: tuple[str, ...] = ()
    if text and not people and text.casefold() not in _SAYS_NOTHING:
        problems = (f"Interviewers: {shown(text)} names nobody; write for example Jane Doe <jane@acme.com>, Bob",)
    people = people or invited(shows, preferences) or invited(event, preferences)
    if len(people) > MOST:
        problems = (f"{len(people)} interviewers are named or invited: only the first {MOST} count",)
    return people[:MOST], problems
