"""The second pure core: what is wanted x what stands x what is remembered -> a tuple of actions.

Nothing else decides anything. No clock, no calendar, no ledger: everything comes in as frozen values, and the same
values give the same actions. The promises of the design that live here: once, ours only, the person wins field by
field, deleted is decided, the source leads, history stands, no evidence no deletion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, time

from planner.values import Source
from providers.interface import Draft, Field
from sync import questions, receipts, vanished
from sync.actions import Action, Create, Decided, Delete, Keep, Reconciliation, Update
from sync.fields import Fields, differing, encode_base, merge, reworded, with_banner, without_banner
from sync.keys import Identity, key
from sync.render import Writing, void, void_banner
from sync.standing import Desired, Evidence, Memory, Observed, channel_in

BREAKER_FOLLOW_UPS = 10
BREAKER_INTERVIEWS = 3
_OF_ITS_OWN = frozenset({"key", "generation", "base", receipts.MARK})
"""Marks that an event has for itself."""
_HINTS = frozenset({"interview", "attached-note"})
"""Marks that are not worth a write of their own, and follow with the next change: the interview's time, for
`_may_conclude_absence`, and what a note looked like."""
TRUCE_AFTER = 2
"""Rewrites of one field towards the same plan within a day, after which somebody else is at it, too (promise 12)."""


def reconcile(
    desired: Iterable[Desired],
    observed: Iterable[Observed],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
    *,
    now: datetime,
    allow_deletions: bool = False,
    burns_ids: bool = False,
) -> Reconciliation:
    """Decide. `now` is aware. Actions come in a stable order: creations and updates by time, then deletions, first of
    what carries a receipt.

    With `burns_ids` the calendar never takes the id of a deleted event again, so that what we removed comes back in its
    next generation.
    """
    wanted = {item.identity: item for item in desired}
    live = _by_identity(observed)
    unseen = vanished.deleted_unseen(wanted.keys() - live.keys(), live, memory) if evidence.complete else frozenset()
    evidence = replace(evidence, buried=evidence.buried | frozenset(map(key, unseen - memory.keys())))
    leaving = {
        identity: reason
        for identity, standing in live.items()
        if identity not in wanted and (reason := _why_gone(identity, standing[0], evidence, now))
    }
    held = frozenset() if allow_deletions else _held_back(leaving, evidence)
    released = [
        action
        for i in sorted(leaving.keys() - held)
        for item in live[i]
        if not (item.frozen or is_past(item, now))
        for action in _release(item, leaving[i])
    ]
    due = {
        identity: generation
        for identity, item in sorted(wanted.items())
        if identity not in live.keys() | unseen
        and (generation := _due(item, memory.get(identity), evidence, burns_ids=burns_ids)) is not None
    }
    decided = (
        *vanished.decide(wanted, live, memory, evidence, now, burns_ids=burns_ids),
        *(Decided(identity=i, state="deleted", was="removed") for i in sorted(unseen & memory.keys())),
    )
    going = {i for i in leaving if any(isinstance(a, Delete) and a.observed == live[i][0] for a in released)}
    staying = {i: standing[0] for i, standing in live.items() if i not in leaving and not standing[0].frozen}
    told = receipts.told(staying.values())
    made = {
        **{i: told[i] if i in told and told[i].at else one for i, one in vanished.deleted(memory, decided).items()},
        **{i: receipts.Made(at=found[0].start, channel=channel_in(found[0].marks)) for i, found in live.items()},
        **{identity: vanished.planned(wanted[identity].writing) for identity in due},
    }
    first = [identity for identity, item in wanted.items() if item.first]
    carried = receipts.carried(staying, first, made, going)
    wanted = {
        i: replace(item, writing=receipts.attached(item.writing, carried.get(i, ""))) for i, item in wanted.items()
    }
    served = {i: _serve(item, live[i][0], evidence, now) for i, item in sorted(wanted.items()) if i in live}
    actions: list[Action | None] = [
        *(_create(wanted[identity], generation, memory.get(identity)) for identity, generation in due.items()),
        *served.values(),
        *(a for i, standing in live.items() if i not in leaving for a in _superseded(standing, evidence, now)),
        *(_as_it_stands(carried.get(i), standing) for i, standing in staying.items() if i not in wanted),
        *released,
    ]
    at_truce = [action for action in served.values() if isinstance(action, Keep) and action.at_truce]
    return Reconciliation(
        actions=tuple(sorted(filter(None, actions), key=_order)),
        decided=decided,
        problems=(*_breaker_problem(held), *map(_truce_problem, at_truce)),
        unchanged=sum(action is None for action in served.values()),
        tripped=bool(held),
    )


def is_past(observed: Observed, now: datetime) -> bool:
    """Whether it lies in the past of this cycle, or is done by what the person says: history, which stands
    (promise 6)."""
    return observed.said == "done" or observed.start < now


def _by_identity(observed: Iterable[Observed]) -> dict[Identity, list[Observed]]:
    """What stands for each follow-up, the served one first: the newest generation, then by the config's order."""
    live: dict[Identity, list[Observed]] = {}
    for item in sorted(observed, key=lambda o: (o.identity, -o.generation, o.rank, o.calendar, o.href)):
        live.setdefault(item.identity, []).append(item)
    return live


def _due(item: Desired, remembered: Memory | None, evidence: Evidence, *, burns_ids: bool) -> int | None:
    """The generation in which a wanted follow-up that does not stand is to be made; None where it is not, since the
    person deleted it (promise 4), or nobody can know yet."""
    state = remembered.state if remembered else None
    generation = remembered.generation + burns_ids if remembered else 0
    blocked = evidence.taken | (evidence.buried if state in (None, "making") else frozenset())
    possible = evidence.complete and item.calendar and key(item.identity, generation) not in blocked
    # what we removed may have been brought back where nobody can look now
    possible = possible and (evidence.whole or state not in ("removed", "making"))
    return None if state in ("deleted", "vanished") or not possible else generation


def _create(item: Desired, generation: int, remembered: Memory | None) -> Create:
    base = encode_base(item.writing.fields)
    return Create(
        identity=item.identity,
        calendar=item.calendar,
        draft=_draft(item.identity, generation, item.writing.fields, item.writing, base),
        generation=generation,
        reason="wanted again" if remembered else "planned",
    )


def _serve(item: Desired, standing: Observed, evidence: Evidence, now: datetime) -> Action | None:
    """A wanted follow-up that stands: its untouched fields follow the plan."""
    if standing.frozen:
        return None
    if is_past(standing, now) and (standing.touched or standing.said == "done"):
        return _as_it_stands(dict(item.writing.marks).get(receipts.MARK, ""), standing)
    found, base = standing.fields, standing.base
    if reason := dict(standing.marks).get("void"):
        found, base = without_banner(found, base, void_banner(reason))
    found, base = reworded(found, base, questions.reworded(dict(standing.marks), dict(item.writing.marks)))
    merged = merge(item.writing.fields, found, base)
    draft = _draft_on(standing, merged.fields, item.writing, merged.base)
    action = _write_or_keep(standing, draft, merged.fields, merged.kept, "follows the plan")
    if not isinstance(action, Update):
        return action
    before = evidence.rewrites.get((standing.key, item.aim), {})
    if any(before.get(name, 0) >= TRUCE_AFTER for name in action.rewrites):
        return Keep(observed=standing, fields=action.fields, at_truce=True)
    return replace(action, aim=item.aim)


def _as_it_stands(receipt: str | None, standing: Observed) -> Update | None:
    """What is history, or the person's, gets another receipt (None: it carries none) and the person's mark alone."""
    receipt = receipts.on(standing) if receipt is None else receipt
    same = receipts.names(receipt) == receipts.names(receipts.on(standing))
    if same and not standing.ticked_anew:
        return None
    marks = tuple((name, value) for name, value in standing.marks if name != receipts.MARK)
    source = standing.identity.source
    writing = receipts.attached(Writing(fields=standing.fields, marks=marks, related_to=source.uid), receipt)
    return Update(
        observed=standing,
        draft=_draft_on(standing, standing.fields, writing, standing.base),
        fields=standing.ticked_anew,
        reason="as you say" if same else "other follow-ups came or went",
    )


def _truce_problem(keep: Keep) -> str:
    return (
        f'"{keep.observed.fields.title}" is being changed back and forth by another program; it stays as it is until '
        "its interview changes. If Aftertouch runs on several computers, give them the same version and settings"
    )


def _release(standing: Observed, reason: str) -> list[Action]:
    """A pending follow-up that is no longer wanted: an untouched one goes, a touched one says so (promise 5)."""
    marks = dict(standing.marks)
    if "void" not in marks and not standing.touched:
        return [Delete(observed=standing, reason=reason)]
    if marks.get("void"):
        return []
    found = standing.as_found
    merged = merge(void(found), found, standing.base)
    merged = with_banner(merged, standing.base, void_banner(reason))
    kept_marks = tuple((n, v) for n, v in standing.marks if n not in _OF_ITS_OWN)
    writing = Writing(
        fields=merged.fields, marks=(*kept_marks, ("void", reason)), related_to=standing.identity.source.uid
    )
    draft = _draft_on(standing, merged.fields, writing, merged.base)
    action = _write_or_keep(standing, draft, merged.fields, merged.kept, reason)
    return [action] if action else []


def _write_or_keep(
    standing: Observed, draft: Draft, fields: Fields, kept: frozenset[Field], reason: str
) -> Action | None:
    changes = differing(fields, standing.fields) | standing.ticked_anew
    if changes or _worth_writing(draft.marks) != _worth_writing(standing.marks):
        return Update(observed=standing, draft=draft, fields=changes, reason=reason)
    return Keep(observed=standing, fields=kept) if kept else None


def _worth_writing(marks: tuple[tuple[str, str], ...]) -> Mapping[str, object]:
    """All marks but empty ones, which some servers drop, and hints; of a receipt the names."""
    told = {name: value for name, value in marks if name not in _HINTS and value}
    return {**told, receipts.MARK: receipts.names(told.get(receipts.MARK, ""))}


def _superseded(standing: list[Observed], evidence: Evidence, now: datetime) -> list[Action]:
    """Older generations beside a newer one, and second events with one key, once nobody can be in the middle of moving
    an event to another calendar."""
    newest = standing[0].generation
    return [
        Delete(observed=item, reason="it stands twice", superseded=True)
        for item in standing[1:]
        if (item.generation < newest or item.key in evidence.copies)
        and not item.touched
        and not item.frozen
        and not is_past(item, now)
    ]


def _why_gone(identity: Identity, standing: Observed, evidence: Evidence, now: datetime) -> str:
    """Why an unwanted follow-up may go, in plain words; "" where it must stay (history, or no evidence)."""
    source = identity.source
    if standing.frozen or is_past(standing, now):
        return ""
    if source in evidence.reasons:
        return evidence.reasons[source]
    if source in evidence.present:
        return "its interview is no longer tagged"
    return "its interview is gone" if _may_conclude_absence(source, standing, evidence) else ""


def _may_conclude_absence(source: Source, standing: Observed, evidence: Evidence) -> bool:
    if not evidence.whole or source in evidence.unread:
        return False
    if source in evidence.gone:
        return True
    start, end = evidence.window
    told = dict(standing.marks).get("interview", "")
    try:
        ended = datetime.strptime(told, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return False
    return start < ended < end


def _held_back(leaving: Mapping[Identity, str], evidence: Evidence) -> frozenset[Identity]:
    known = {source.uid for source in evidence.present}  # an occurrence of a series that stands was moved or cut off
    gone = {i for i in leaving if i.source not in evidence.reasons and i.source.uid not in known}
    interviews = {identity.source for identity in gone}
    too_many = len(gone) > BREAKER_FOLLOW_UPS and len(interviews) >= BREAKER_INTERVIEWS
    return frozenset(gone) if too_many else frozenset()


def _breaker_problem(held: frozenset[Identity]) -> tuple[str, ...]:
    if not held:
        return ()
    interviews = len({identity.source for identity in held})
    return (
        f"{interviews} interviews with {len(held)} pending follow-ups vanished at once; nothing was deleted. "
        "If you removed them, run: aftertouch sync --allow-deletions",
    )


def _draft(identity: Identity, generation: int, fields: Fields, writing: Writing, base: str) -> Draft:
    own = {"key": key(identity, generation), "generation": str(generation), "base": base}
    start = fields.start if isinstance(fields.start, datetime) else _midnight(fields.start)
    return Draft(
        key=own["key"],
        title=fields.title,
        start=start,
        duration=fields.duration,
        description=fields.description,
        location=fields.location,
        reminder=fields.reminder,
        related_to=writing.related_to,
        marks=tuple(sorted({**dict(writing.marks), **own}.items())),
    )


def _draft_on(standing: Observed, fields: Fields, writing: Writing, base: str) -> Draft:
    """A standing event as it is to be, with what the person says of it still in front of its title."""
    draft = _draft(standing.identity, standing.generation, fields, writing, base)
    return replace(draft, title=standing.titled(fields.title))


def _midnight(day: date) -> datetime:
    """Only for a draft whose `start` the person made a whole day: that field is then theirs and never written."""
    return datetime.combine(day, time.min, UTC)


def _order(action: Action) -> tuple[int, datetime, str]:
    if isinstance(action, Create):
        return (0, action.draft.start, action.draft.key)
    if not isinstance(action, Delete):
        return (0, action.observed.start, action.observed.key)
    return (1 if receipts.on(action.observed) else 2, action.observed.start, action.observed.key)
