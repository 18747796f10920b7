"""Everything a cycle decides on, in one frozen value: the picture, what is wanted of it, and what is proven.

No network: a dry run decides on the same situation as `sync`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from planner.values import FollowUp, Interview, InterviewPlan, Source, Standing
from sync.gather import WHOLE_EVERY, window
from sync.keys import Identity
from sync.ledger import Ledger, Seen
from sync.observe import looks_like_a_key
from sync.picture import Picture, picture_of
from sync.questions import Answers
from sync.render import Known, writing
from sync.rules import Rules
from sync.scope import Scope
from sync.standing import Desired, Evidence, Memory, Observed, channel_in
from sync.words.drafter import Draft, Drafter

FLOOD = 20
"""More new interviews than this in one cycle stop and ask (design: tag)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """An account as it stands at one moment, and what is wanted of it."""

    picture: Picture
    desired: tuple[Desired, ...]
    evidence: Evidence
    seen: Mapping[Source, Seen]
    """The interviews of this cycle, as the ledger is to remember them."""
    flood: tuple[Source, ...] = ()
    """New interviews, when there are too many of them at once; nothing is wanted for them yet."""
    problems: tuple[str, ...] = ()

    @property
    def remembered(self) -> Mapping[Identity, Memory]:
        """The memory in reconcile's words."""
        return {
            identity: Memory(
                state=entry.state, generation=entry.generation, at=entry.at, channel=channel_in(entry.marks)
            )
            for identity, entry in self.picture.memory.items()
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
    """The situation at `now`; `said` and `ticks` as in the picture. `whole` says that every calendar of the scope was
    read in this cycle."""
    picture = picture_of(ledger, scope, rules, now=now, said=said, ticks=ticks)
    present = ledger.sources(scope.sources)
    desired = tuple(_desired(picture, scope))
    flood = _flood(desired, picture) if ledger.fact("flood") != "accepted" else ()
    return Situation(
        picture=picture,
        desired=tuple(item for item in desired if item.identity.source not in flood),
        evidence=Evidence(
            reasons={p.interview.source: _reason(p.interview) for p in picture.plans},
            present=present,
            whole=whole,
            unread=_unread(picture, ledger.sources(scope.others) - present, scope),
            gone=frozenset(picture.gone),
            window=(window(now).start, window(now).end),
            taken=frozenset(filter(looks_like_a_key, ledger.uids())) - {item.key for item in picture.observed},
            buried=ledger.buried(),
            copies=_lasting_copies(ledger, now),
            rewrites=ledger.rewrites(now),
            complete=not scope.matters(ledger) & ledger.never_read(),
        ),
        seen={source: one for source, one in picture.seen.items() if source not in flood},
        flood=flood,
        problems=(
            *_read_only(desired, picture.candidates.homes, scope),
            *_unwritable(picture.drafts.values(), rules.drafter),
        ),
    )


def _unread(picture: Picture, elsewhere: frozenset[Source], scope: Scope) -> frozenset[Source]:
    """Interviews of which nothing may be concluded: their calendar is not read for interviews (any more), or this
    ledger never saw them and they may stand in a calendar that the config leaves out."""
    before = picture.before
    left_out = {source for source, seen in before.items() if seen.calendar and seen.calendar not in scope.sources}
    all_read = {calendar.id for calendar in scope.calendars} <= set(scope.sources)
    never_seen = set() if all_read else {item.identity.source for item in picture.observed} - before.keys()
    return frozenset(left_out | elsewhere | never_seen)


def standing_twice(observed: Iterable[Observed]) -> frozenset[str]:
    """The keys that stand on more than one event."""
    return frozenset(of for of, times in Counter(item.key for item in observed).items() if times > 1)


def _lasting_copies(ledger: Ledger, now: datetime) -> frozenset[str]:
    return frozenset(of for of, since in ledger.standing_twice().items() if now - since >= WHOLE_EVERY)


def _desired(picture: Picture, scope: Scope) -> Iterable[Desired]:
    interviews = {p.interview.source: p.interview for p in picture.plans}
    past = [one for one in picture.stood if one.is_past(picture.now)]
    for follow_up, first in _with_first(picture.plans, past):
        source, identity = follow_up.source, Identity.of(follow_up)
        yield Desired(
            identity=identity,
            calendar=scope.place_for(picture.candidates.homes[source]),
            writing=writing(
                follow_up,
                interviews[source],
                picture.drafts[identity],
                first=first,
                reminder=picture.rules.reminder,
                hashtag=picture.rules.preferences.hashtag,
                known=Known(answers=picture.answers.get(source, {}), note=picture.candidates.texts[source]),
            ),
            first=first,
        )


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


def _flood(desired: Iterable[Desired], picture: Picture) -> tuple[Source, ...]:
    met = {item.identity.source for item in picture.observed} | {identity.source for identity in picture.memory}
    new = {item.identity.source for item in desired} - met - picture.before.keys()
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
