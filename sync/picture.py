"""An account as it stands at one moment: from the mirror to interviews, plans and drafts.

No network, and nothing of what is to be written: `explain`, `agenda` and the page look at the same picture as a cycle.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.values import Event, FollowUp, Interval, Interview, InterviewPlan, Source, Standing
from sync import making_up, suggestions
from sync.gather import window
from sync.keys import Identity
from sync.ledger import Ledger, Mirrored, Remembered, Seen
from sync.making_up import Instead
from sync.observe import observed_in, standing
from sync.questions import Answers
from sync.recollection import answered, outcomes_seen, still_attached, stood
from sync.rules import Rules
from sync.scope import Scope
from sync.standing import Observed
from sync.words.drafter import Draft

if TYPE_CHECKING:
    from planner.understanding.suggestions import Suggestion


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidates:
    """The events among which interviews are looked for. `homes` tells the calendar of each (of several copies, the one
    that the config names first), `texts` what the person wrote in it and when it takes place, `organizers` the address
    that it came from."""

    events: tuple[Event, ...]
    homes: Mapping[Source, str]
    texts: Mapping[Source, str]
    organizers: Mapping[Source, str]


_Write = Callable[[FollowUp, InterviewPlan], Draft]


class Drafts(Mapping[Identity, Draft]):
    """What each follow-up says that is planned, or stands though its time has passed. Each is written when it is asked
    for, once: who looks at a few pays for a few."""

    def __init__(self, of: Mapping[Identity, tuple[FollowUp, InterviewPlan]], write: _Write) -> None:
        """Of these follow-ups, with the plan of each."""
        self._of, self._write = of, write
        self._written: dict[Identity, Draft] = {}

    def __getitem__(self, identity: Identity) -> Draft:
        if identity not in self._written:
            self._written[identity] = self._write(*self._of[identity])
        return self._written[identity]

    def __contains__(self, identity: object) -> bool:
        return identity in self._of

    def __iter__(self) -> Iterator[Identity]:
        return iter(self._of)

    def __len__(self) -> int:
        return len(self._of)


@dataclass(frozen=True, kw_only=True)
class Picture:
    """All there is to look at."""

    now: datetime
    rules: Rules
    candidates: Candidates
    plans: tuple[InterviewPlan, ...]
    observed: tuple[Observed, ...]
    memory: Mapping[Identity, Remembered]
    before: Mapping[Source, Seen]
    """The interviews as the ledger remembers them."""
    gone: Mapping[Source, Seen]
    """Those of them that are gone from their calendars for sure."""
    stood: tuple[Standing, ...]
    """What stands and what was deleted, as the plan was told."""
    busy: tuple[Interval, ...]
    answers: Mapping[Source, Answers]
    """What the person answered on the follow-ups of each interview."""
    drafts: Drafts
    instead: Mapping[Identity, Instead]
    """What there is to do in place of each follow-up that the person missed."""

    @cached_property
    def seen(self) -> Mapping[Source, Seen]:
        """The interviews, as the ledger is to remember them."""
        interviews = (p.interview for p in self.plans)
        return {i.source: _seen(i, self.candidates, self.before) for i in interviews}

    @cached_property
    def suggestions(self) -> "tuple[Suggestion, ...]":
        """What the person is asked about; nothing is decided on it."""
        if not self.rules.suggest:
            return ()
        interviews = tuple(p.interview for p in self.plans)
        events, preferences = self.candidates.events, self.rules.preferences
        return suggestions.found(events, interviews, self.seen, self.gone, preferences, now=self.now)


def picture_of(
    ledger: Ledger,
    scope: Scope,
    rules: Rules,
    *,
    now: datetime,
    said: Mapping[Source, Answers] = MappingProxyType({}),
    ticks: Mapping[str, str] = MappingProxyType({}),
) -> Picture:
    """The picture at `now`. What was `said` just now counts more than any earlier answer, and `ticks` (by key) more
    than the marks that stand in titles."""
    from planner.plan import plan  # noqa: PLC0415  where nothing changed nothing is planned
    from planner.recognise import recognise  # noqa: PLC0415

    mirrored = ledger.whole_events(scope.read)
    rank = {calendar: number for number, calendar in enumerate(scope.read)}
    observed = _ticked(observed_in(mirrored, rules.preferences.home_zone, rank), ticks)
    memory, before = ledger.memory(), ledger.interviews()
    found = _candidates(mirrored, scope)
    answers = answered(ledger.answers(), observed)
    answers = {**answers, **{source: {**answers.get(source, {}), **new} for source, new in said.items()}}
    attached = still_attached(found.texts, before, observed)
    recognised = recognise(found.events, rules.preferences, attached=attached, answers=answers)
    seen_on = outcomes_seen(before, observed)
    interviews = tuple(_with_outcome_dated(interview, seen_on, now) for interview in recognised)
    before_now = stood(observed, memory, now)
    busy = ledger.busy(now, window(now).end)
    plans = plan(interviews, rules.playbook, now=now, standing=before_now, busy=busy)
    present = ledger.sources(scope.sources)
    missed = making_up.missed(observed, now)
    return Picture(
        now=now,
        rules=rules,
        candidates=found,
        plans=plans,
        observed=observed,
        memory=memory,
        before=before,
        gone={source: one for source, one in before.items() if not one.calendar and source not in present},
        stood=before_now,
        busy=busy,
        answers=answers,
        drafts=_drafts(plans, observed, missed, rules),
        instead=making_up.instead(missed, interviews, rules.playbook, now=now, stood=before_now, busy=busy),
    )


def _candidates(mirrored: Iterable[Mirrored], scope: Scope) -> Candidates:
    rank = {calendar: number for number, calendar in enumerate(scope.sources)}
    found = sorted((m for m in mirrored if m.calendar in rank), key=lambda m: (-rank[m.calendar], m.href))
    return Candidates(
        events=tuple(replace(m.event, rank=rank[m.calendar]) for m in found),
        homes={m.event.source: m.calendar for m in found},
        texts={m.event.source: _text(m.event) for m in found},
        organizers={m.event.source: m.event.organizer.email.casefold() for m in found if m.event.organizer},
    )


def _text(event: Event) -> str:
    return sha256(repr((event.title, event.description, event.start, event.end)).encode()).hexdigest()[:16]


def _ticked(observed: tuple[Observed, ...], ticks: Mapping[str, str]) -> tuple[Observed, ...]:
    return tuple(replace(item, wished=ticks[item.key]) if item.key in ticks else item for item in observed)


def _with_outcome_dated(interview: Interview, seen_on: Mapping[tuple[Source, str], date], now: datetime) -> Interview:
    """An outcome without a date counts from the day on which it was first seen (rules: extensions)."""
    outcome = interview.outcome
    if outcome is None or outcome.on is not None:
        return interview
    today = now.astimezone(ZoneInfo(interview.zone)).date()
    return replace(interview, outcome=replace(outcome, on=seen_on.get((interview.source, outcome.kind), today)))


def _seen(interview: Interview, found: Candidates, before: Mapping[Source, Seen]) -> Seen:
    """An invitation that is gone says no more who sent it: what was known of it stays."""
    known = before.get(interview.source, Seen(calendar=""))
    return Seen(
        calendar=found.homes[interview.source],
        attached=interview.attached,
        note=found.texts[interview.source] if interview.attached else "",
        outcome=interview.outcome.kind if interview.outcome else "",
        outcome_on=interview.outcome.on if interview.outcome else None,
        title=interview.title,
        start=interview.start,
        company=interview.company or known.company,
        organizer=found.organizers.get(interview.attached or interview.source, "") or known.organizer,
    )


def _drafts(
    plans: Iterable[InterviewPlan], observed: Iterable[Observed], missed: frozenset[Identity], rules: Rules
) -> Drafts:
    planned = {Identity.of(follow_up): (follow_up, p) for p in plans for follow_up in p.follow_ups}
    of = {p.interview.source: p for p in plans}
    stands = {o.identity: (_as_it_stands(o), of[o.identity.source]) for o in observed if o.identity.source in of}
    unsaid = [standing(item) for item in observed if item.identity in missed]
    return Drafts({**stands, **planned}, lambda follow_up, p: rules.drafter.draft(follow_up, p, rules.playbook, unsaid))


def _as_it_stands(observed: Observed) -> FollowUp:
    told = standing(observed)
    return FollowUp(
        source=told.source,
        step=told.step,
        slot=told.slot,
        channel=told.channel,
        to=told.to,
        at=told.at,
        arrives=told.arrives,
        title=observed.fields.title,
    )
