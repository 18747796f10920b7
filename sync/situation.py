"""Everything a cycle decides on, in one frozen value: from the mirror to interviews, plans, and what reconcile needs.

No network: `explain`, `agenda` and the dry run see the same situation as `sync`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from planner.playbook import Playbook
from planner.values import Event, FollowUp, Interval, Interview, InterviewPlan, Preferences, Source, Standing
from sync import making_up, suggestions
from sync.gather import WHOLE_EVERY, window
from sync.keys import Identity
from sync.ledger import Ledger, Mirrored, Remembered, Seen
from sync.making_up import Instead
from sync.observe import looks_like_a_key, observed_in, standing
from sync.questions import Answers
from sync.recollection import answered, outcomes_seen, still_attached, stood
from sync.render import Known, writing
from sync.scope import Scope
from sync.standing import Desired, Evidence, Memory, Observed, channel_in
from sync.words.drafter import Draft, Drafter

if TYPE_CHECKING:
    from planner.understanding.suggestions import Suggestion

FLOOD = 20
"""More new interviews than this in one cycle stop and ask (design: tag)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What the config says about planning and writing."""

    preferences: Preferences
    playbook: Playbook
    reminder: timedelta | None
    drafter: Drafter = field(default_factory=Drafter)
    suggest: bool = True
    """Whether the person is asked about events that may be interviews."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """An account as it stands at one moment, and what is wanted of it."""

    plans: tuple[InterviewPlan, ...]
    desired: tuple[Desired, ...]
    observed: tuple[Observed, ...]
    memory: Mapping[Identity, Remembered]
    evidence: Evidence
    seen: Mapping[Source, Seen]
    """The interviews of this cycle, as the ledger is to remember them."""
    drafts: Mapping[Identity, Draft]
    """What each follow-up says that is planned, or stands though its time has passed."""
    stood: tuple[Standing, ...]
    """What stands and what was deleted, as the plan was told."""
    busy: tuple[Interval, ...]
    answers: Mapping[Source, Answers] = field(default_factory=dict)
    """What the person answered on the follow-ups of each interview."""
    instead: Mapping[Identity, Instead] = field(default_factory=dict)
    """What there is to do in place of each follow-up that the person missed."""
    flood: tuple[Source, ...] = ()
    """New interviews, when there are too many of them at once; nothing is wanted for them yet."""
    problems: tuple[str, ...] = ()
    suggestions: "tuple[Suggestion, ...]" = ()
    """What the person is asked about; nothing is decided on it."""

    @property
    def remembered(self) -> Mapping[Identity, Memory]:
        """The memory in reconcile's words."""
        return {
            identity: Memory(
                state=entry.state, generation=entry.generation, at=entry.at, channel=channel_in(entry.marks)
            )
            for identity, entry in self.memory.items()
        }


def survey(
    ledger: Ledger,
    scope: Scope,
    rules: Rules,
    *,
    now: datetime,
    whole: bool,
    said: Mapping[Source, Answers] = MappingProxyType({}),
    ticks: Mapping[str, str] = MappingProxyType({}),
) -> Situation:
    """The situation at `now`. `whole` says that every calendar of the scope was read in this cycle; what was `said`
    just now counts more than any earlier answer, and `ticks` (by key) more than the marks that stand in titles."""
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
    gone = {source: one for source, one in before.items() if not one.calendar and source not in present}
    known = {i.source: Known(answers=answers.get(i.source, {}), note=found.texts[i.source]) for i in interviews}
    places = {source: scope.place_for(home) for source, home in found.homes.items()}
    past = [one for one in before_now if one.is_past(now)]
    missed = making_up.missed(observed, now)
    seen = {i.source: _seen(i, found, before) for i in interviews}
    drafts = _drafts(plans, observed, missed, rules)
    desired = tuple(_desired(plans, past, places, known, rules, drafts=drafts))
    flood = _flood(desired, observed, memory, before) if ledger.fact("flood") != "accepted" else ()
    return Situation(
        plans=plans,
        desired=tuple(item for item in desired if item.identity.source not in flood),
        observed=observed,
        memory=memory,
        evidence=Evidence(
            reasons={p.interview.source: _reason(p.interview) for p in plans},
            present=present,
            whole=whole,
            unread=_unread(before, observed, ledger.sources(scope.others) - present, scope),
            gone=frozenset(gone),
            window=(window(now).start, window(now).end),
            taken=frozenset(filter(looks_like_a_key, ledger.uids())) - {item.key for item in observed},
            buried=ledger.buried(),
            copies=_lasting_copies(ledger, now),
            rewrites=ledger.rewrites(now),
            complete=not scope.matters(ledger) & ledger.never_read(),
        ),
        seen={source: one for source, one in seen.items() if source not in flood},
        stood=before_now,
        busy=busy,
        answers=answers,
        instead=making_up.instead(missed, interviews, rules.playbook, now=now, stood=before_now, busy=busy),
        flood=flood,
        drafts=drafts,
        problems=(*_read_only(desired, found.homes, scope), *_unwritable(drafts.values(), rules.drafter)),
        suggestions=suggestions.found(found.events, interviews, seen, gone, rules.preferences, now=now)
        if rules.suggest
        else (),
    )


def _unread(
    before: Mapping[Source, Seen], observed: Iterable[Observed], elsewhere: frozenset[Source], scope: Scope
) -> frozenset[Source]:
    """Interviews of which nothing may be concluded: their calendar is not read for interviews (any more), or this
    ledger never saw them and they may stand in a calendar that the config leaves out."""
    left_out = {source for source, seen in before.items() if seen.calendar and seen.calendar not in scope.sources}
    all_read = {calendar.id for calendar in scope.calendars} <= set(scope.sources)
    never_seen = set() if all_read else {item.identity.source for item in observed} - before.keys()
    return frozenset(left_out | elsewhere | never_seen)


def standing_twice(observed: Iterable[Observed]) -> frozenset[str]:
    """The keys that stand on more than one event."""
    return frozenset(of for of, times in Counter(item.key for item in observed).items() if times > 1)


def _lasting_copies(ledger: Ledger, now: datetime) -> frozenset[str]:
    return frozenset(of for of, since in ledger.standing_twice().items() if now - since >= WHOLE_EVERY)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidates:
    """The events among which interviews are looked for. `homes` tells the calendar of each (of several copies, the one
    that the config names first), `texts` what the person wrote in it and when it takes place, `organizers` the address
    that it came from."""

    events: tuple[Event, ...]
    homes: Mapping[Source, str]
    texts: Mapping[Source, str]
    organizers: Mapping[Source, str]


def _candidates(mirrored: Iterable[Mirrored], scope: Scope) -> _Candidates:
    rank = {calendar: number for number, calendar in enumerate(scope.sources)}
    found = sorted((m for m in mirrored if m.calendar in rank), key=lambda m: (-rank[m.calendar], m.href))
    return _Candidates(
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


def _seen(interview: Interview, found: _Candidates, before: Mapping[Source, Seen]) -> Seen:
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


def _desired(
    plans: Iterable[InterviewPlan],
    past: Iterable[Standing],
    places: Mapping[Source, str],
    known: Mapping[Source, Known],
    rules: Rules,
    *,
    drafts: Mapping[Identity, Draft],
) -> Iterable[Desired]:
    interviews = {p.interview.source: p.interview for p in plans}
    for follow_up, first in _with_first(plans, past):
        interview = interviews[follow_up.source]
        yield Desired(
            identity=_identity(follow_up),
            calendar=places[follow_up.source],
            writing=writing(
                follow_up,
                interview,
                drafts[_identity(follow_up)],
                first=first,
                reminder=rules.reminder,
                hashtag=rules.preferences.hashtag,
                known=known[follow_up.source],
            ),
            first=first,
        )


def _drafts(
    plans: Iterable[InterviewPlan], observed: Iterable[Observed], missed: frozenset[Identity], rules: Rules
) -> Mapping[Identity, Draft]:
    planned = {_identity(follow_up): (follow_up, p) for p in plans for follow_up in p.follow_ups}
    of = {p.interview.source: p for p in plans}
    stands = {o.identity: (_as_it_stands(o), of[o.identity.source]) for o in observed if o.identity.source in of}
    unsaid = [standing(item) for item in observed if item.identity in missed]
    return {
        identity: rules.drafter.draft(follow_up, p, rules.playbook, unsaid)
        for identity, (follow_up, p) in {**stands, **planned}.items()
    }


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


def _identity(follow_up: FollowUp) -> Identity:
    return Identity(source=follow_up.source, step=follow_up.step, slot=follow_up.slot)


def _with_first(plans: Iterable[InterviewPlan], past: Iterable[Standing]) -> Iterable[tuple[FollowUp, bool]]:
    """Every planned follow-up, and whether it is the first one of its interview, what is past counted: so that
    what stands on it does not wander to the next one when its time has passed."""
    wanted = [follow_up for p in plans for follow_up in p.follow_ups]
    times = {(s.source, s.step, s.slot): s.at for s in past} | {(f.source, f.step, f.slot): f.at for f in wanted}
    first: dict[Source, tuple[datetime, str, str]] = {}
    for (source, step, slot), at in times.items():
        first[source] = min(first.get(source, (at, step, slot)), (at, step, slot))
    return ((f, first[f.source][1:] == (f.step, f.slot)) for f in wanted)


def _reason(interview: Interview) -> str:
    if interview.void:
        return interview.void
    return f"outcome: {interview.outcome.kind}" if interview.outcome else "the plan changed"


def _flood(
    desired: Iterable[Desired],
    observed: Iterable[Observed],
    memory: Mapping[Identity, Remembered],
    before: Mapping[Source, Seen],
) -> tuple[Source, ...]:
    met = {item.identity.source for item in observed} | {identity.source for identity in memory} | before.keys()
    new = {item.identity.source for item in desired} - met
    return tuple(sorted(new)) if len(new) > FLOOD else ()


def _read_only(desired: Iterable[Desired], homes: Mapping[Source, str], scope: Scope) -> Iterable[str]:
    """What is said where "same" can't be followed (design: write_to)."""
    elsewhere = {(homes[d.identity.source], d.calendar) for d in desired if not scope.target and not scope.missing}
    for home, place in sorted(elsewhere):
        if not place:
            yield f'no calendar of this account can be written to; nothing was planned for "{scope.name(home)}"'
        elif place != home:
            yield f'"{scope.name(home)}" is read-only: its follow-ups go to "{scope.name(place)}"'


def _unwritable(drafts: Iterable[Draft], drafter: Drafter) -> Iterable[str]:
    """What is wrong with the words of the drafts, each once."""
    return dict.fromkeys((*drafter.templates.problems, *(problem for draft in drafts for problem in draft.problems)))
