"""Events that the person may want to tag: what stands in for a cancelled interview, and what looks like one.

A pure function of its arguments: the order of the events is irrelevant, and nothing raises. Nothing is ever planned for
a suggestion; it stands until it is tagged, called off, or past.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from planner.names import company_key
from planner.understanding.company import infer
from planner.understanding.copies import copies_of, first_of
from planner.understanding.domains import company_label, is_carrier
from planner.understanding.likely import interviews_others, is_about_interviews, looks_like_interview
from planner.understanding.notes import CANCELLED, WENT
from planner.understanding.spans import Span, span_of
from planner.understanding.tags import find_tag, gone, is_foreign
from planner.understanding.text import SHOWN_LIMIT, TITLE_LIMIT, clean
from planner.values import Event, Interview, Preferences, Source

Why = Literal["new time", "looks like an interview"]
CALLED_OFF = frozenset({"cancelled", CANCELLED, WENT})
"""The ends of an interview (`Interview.void`) after which another event may be its new time."""
_FORGOTTEN = timedelta(days=30)
"""How long after its time a cancelled interview still explains a new event."""
_EARLIER = timedelta(days=7)
"""How much earlier than the cancelled one the new time may be."""
_SERIES = 3
"""Of more occurrences than these an event is a habit, and no interview."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledOff:
    """A tagged interview that does not take place, as far as anything is remembered of it. `organizer` is an address,
    lower case; `stands` says that its event is still there, as a cancelled one."""

    title: str
    start: datetime
    company: str = ""
    organizer: str = ""
    stands: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """An event that may be an interview. `start` is aware, in the employer's zone; `foreign` says that it is somebody
    else's invitation; `instead_of` is what it seems to be the new time of."""

    source: Source
    title: str
    start: datetime
    why: Why
    foreign: bool = False
    instead_of: CalledOff | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    event: Event
    span: Span
    company: str
    organizer: str
    foreign: bool
    likely: bool
    """It looks like an interview by itself."""

    @property
    def order(self) -> tuple[datetime, bool, Source]:
        """The soonest first, and of copies the invitation."""
        return self.span.start, not self.foreign, self.event.source


def suggest(
    events: Iterable[Event],
    interviews: Iterable[Interview],
    called_off: Iterable[CalledOff],
    preferences: Preferences,
    *,
    now: datetime,
) -> tuple[Suggestion, ...]:
    """What to ask the person about, the soonest first. `interviews` are what `recognise` made of the same events."""
    known = tuple(interviews)
    missed = {one for one in called_off if one.start >= now - _FORGOTTEN and not _replaced(one, known)}
    found = _candidates(events, known, preferences, now, likely_alone=not missed)
    candidates = sorted(found, key=lambda one: one.order)
    new_times = _new_times(candidates, missed)
    wanted = [one for one in candidates if one.likely or one.event.source in new_times]
    return tuple(_suggestion(one, new_times.get(one.event.source)) for one in _apart(wanted))


def _candidates(
    events: Iterable[Event],
    interviews: tuple[Interview, ...],
    preferences: Preferences,
    now: datetime,
    *,
    likely_alone: bool,
) -> Iterator[_Candidate]:
    """What could be tagged at all: coming, live, timed, not known already, not only about interviews, not from the
    other side of the table; of a short series the next one. With `likely_alone` only what looks like an interview."""
    copies = copies_of(events)
    occurrences = Counter(source.uid for source in copies)
    taken = {one.source for one in interviews} | {one.attached for one in interviews if one.attached}
    live = [one for one in interviews if not one.void]
    coming: dict[str, _Candidate] = {}
    for source, versions in copies.items():
        event = first_of(versions)
        if source in taken or occurrences[source.uid] > _SERIES or not event.whole:
            continue
        span = span_of(event, preferences)
        if span.all_day or span.strange or span.start <= now:
            continue
        likely = looks_like_interview(event, preferences)
        if not likely and (likely_alone or is_about_interviews(event) or interviews_others(event, preferences)):
            continue
        if any(find_tag(one, preferences) or gone(one, preferences) for one in versions):
            continue
        one = _candidate(event, span, preferences, likely=likely)
        before = coming.get(source.uid, one)
        coming[source.uid] = min(one, before, key=lambda one: one.order)
    return (one for one in coming.values() if not any(_belongs_to(one, interview) for interview in live))


def _apart(candidates: Iterable[_Candidate]) -> Iterator[_Candidate]:
    """Of those that lie over one another, which are copies or parts of one interview, the first; they come by time."""
    last: _Candidate | None = None
    until: datetime | None = None
    for one in candidates:
        if last is None or until is None or (one.span.start >= until and one.span.start != last.span.start):
            yield one
            last, until = one, max(one.span.end, until or one.span.end)


def _candidate(event: Event, span: Span, preferences: Preferences, *, likely: bool) -> _Candidate:
    foreign = is_foreign(event, preferences)
    return _Candidate(
        event=event,
        span=span,
        company=company_key(infer(clean(event.title[:TITLE_LIMIT]), event, preferences)[0]),
        organizer=event.organizer.email.casefold() if event.organizer and foreign else "",
        foreign=foreign,
        likely=likely,
    )


def _belongs_to(one: _Candidate, interview: Interview) -> bool:
    """Whether it is a copy of a tagged interview, or another part of its day."""
    if one.span.start < interview.end and interview.start < one.span.end:
        return True
    same_day = one.span.start.astimezone(interview.start.tzinfo).date() == interview.start.date()
    return same_day and one.company != "" and one.company == company_key(interview.company)


def _new_times(candidates: Iterable[_Candidate], missed: Iterable[CalledOff]) -> dict[Source, CalledOff]:
    """Which candidate seems to be the new time of which cancelled interview: for each the next one."""
    found: dict[Source, CalledOff] = {}
    for one in sorted(missed, key=lambda one: (one.start, one.title, one.company, one.organizer, one.stands)):
        for candidate in candidates:
            if candidate.event.source not in found and _takes_its_place(candidate, one):
                found[candidate.event.source] = one
                break
    return found


def _replaced(one: CalledOff, interviews: Iterable[Interview]) -> bool:
    """Whether a later tagged interview of the company takes place: that is the new time, or the round after it."""
    key = company_key(one.company)
    later = (i for i in interviews if not i.void and i.start.date() > one.start.astimezone(i.start.tzinfo).date())
    return any(key and company_key(i.company) == key for i in later)


def _takes_its_place(candidate: _Candidate, one: CalledOff) -> bool:
    if candidate.span.start < one.start - _EARLIER:
        return False
    company = company_key(one.company)
    if not candidate.foreign:
        return candidate.company == company != "" and candidate.likely
    # A carrier has one address for all employers.
    sender = candidate.organizer if not is_carrier(candidate.organizer) else ""
    label = company_label(sender)
    return (
        candidate.company == company != ""
        or sender == one.organizer != ""
        or label == company_label(one.organizer) != ""
    )


def _suggestion(one: _Candidate, instead_of: CalledOff | None) -> Suggestion:
    return Suggestion(
        source=one.event.source,
        title=clean(one.event.title[:TITLE_LIMIT])[:SHOWN_LIMIT] or "(no title)",
        start=one.span.start,
        why="new time" if instead_of else "looks like an interview",
        foreign=one.foreign,
        instead_of=instead_of,
    )
