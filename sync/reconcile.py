"""The second pure core: what is wanted x what stands x what is remembered -> a tuple of actions.

Nothing else decides anything. No clock, no calendar, no ledger: everything comes in as frozen values, and the same
values give the same actions. The promises of the design that live here: once, ours only, the person wins field by
field, deleted is decided, the source leads, history stands, no evidence no deletion.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Literal

from planner.values import Source
from providers.interface import Draft, Field
from sync.fields import Fields, differing, encode_base, merge, touched, with_banner, without_banner
from sync.keys import VERSION, Identity, key
from sync.render import Writing, void, void_banner

BREAKER_FOLLOW_UPS = 10
BREAKER_INTERVIEWS = 3

State = Literal["deleted", "vanished", "removing", "removed", "restored"]
"""What is remembered of a follow-up that no longer stands: the person deleted it; it is gone and nobody has decided
yet what that means; we are deleting it; we deleted it; the person wants it back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desired:
    """A follow-up that the plan wants, and the calendar where it goes if it is new ("": none can be written to)."""

    identity: Identity
    calendar: str
    writing: Writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """An event of ours as it stands. `rank` is its calendar's place in the config."""

    identity: Identity
    generation: int
    calendar: str
    rank: int
    href: str
    etag: str
    fields: Fields
    marks: tuple[tuple[str, str], ...]
    unreadable: bool = False
    """It is known as it was before, and can't be read at present."""

    @property
    def key(self) -> str:
        return key(self.identity, self.generation)

    @property
    def base(self) -> str:
        return dict(self.marks).get("base", "")

    @property
    def touched(self) -> frozenset[Field]:
        return touched(self.fields, self.base)

    @property
    def frozen(self) -> bool:
        """It is counted, and never written: a newer version wrote it (promise 12), or it can't be read."""
        version = dict(self.marks).get("version", "")
        return self.unreadable or not version.isdigit() or int(version) > VERSION

    @property
    def start(self) -> datetime:
        """Its start as an instant; a follow-up that the person made a whole day counts from that day's end."""
        start = self.fields.start
        return start if isinstance(start, datetime) else datetime.combine(start, time.max, UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What the ledger remembers of a follow-up that does not stand."""

    state: State
    generation: int = 0
    at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What may be concluded from this cycle's reading.

    `reasons` says of each interview that was recognised why a follow-up of it may be unwanted (cancelled, an outcome,
    the plan changed). `present` holds every event that the account's calendars hold; `whole` says that all of them were
    read whole; `unread` holds the interviews whose calendar is not read any more. `window` is what was read, from and
    to: what lies outside may be absent without being gone.
    """

    reasons: Mapping[Source, str]
    present: frozenset[Source]
    whole: bool
    window: tuple[datetime, datetime]
    unread: frozenset[Source] = frozenset()
    gone: frozenset[Source] = frozenset()
    """Interviews that the server itself said are gone, wherever they lay."""
    taken: frozenset[str] = frozenset()
    """Keys that stand on events whose marks were lost: ours once, the person's now."""
    buried: frozenset[str] = frozenset()
    """Keys of events of ours that are gone, and of which nobody knows which follow-ups they were."""
    copies: frozenset[str] = frozenset()
    """Keys that have stood on two events for so long that nobody is in the middle of moving one."""
    complete: bool = True
    """Every calendar in which a follow-up may stand was read at least once: what is not known does not stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Write a new event; `generation` is what its key says."""

    identity: Identity
    calendar: str
    draft: Draft
    generation: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Change these fields (none: the marks alone) of a standing event."""

    observed: Observed
    draft: Draft
    fields: frozenset[Field]
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove an untouched event that is no longer wanted. A `superseded` one still stands elsewhere."""

    observed: Observed
    reason: str
    superseded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Nothing to do: the person's values differ from the plan, and stay."""

    observed: Observed
    fields: frozenset[Field]


Action = Create | Update | Delete | Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A follow-up that vanished, and what that means: `deleted` by the person, or `removed` by whoever unplanned it.
    `was` is what was remembered of it, None where its `buried` key alone was known; `wanted` is what it would be."""

    identity: Identity
    state: State
    was: State | None
    buried: str = ""
    wanted: Writing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """All that follows: actions for the calendars, decisions for the memory, and what the person must be told."""

    actions: tuple[Action, ...]
    decided: tuple[Decided, ...] = ()
    problems: tuple[str, ...] = ()
    unchanged: int = 0
    tripped: bool = False
    """Deletions were held back (promise 7)."""


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
    """Decide. `now` is aware. Actions come in a stable order: creations and updates by time, then deletions.

    With `burns_ids` the calendar never takes the id of a deleted event again, so that what we removed comes back in its
    next generation.
    """
    wanted = {item.identity: item for item in desired}
    live = _by_identity(observed)
    actions: list[Action] = []
    unchanged = 0
    for identity, item in sorted(wanted.items()):
        if identity in live:
            action = _serve(item, live[identity][0], now)
            unchanged += action is None
        else:
            action = _bring(item, memory.get(identity), evidence, burns_ids=burns_ids)
        actions += [action] if action else []
    for standing in live.values():
        actions += _superseded(standing, evidence, now)
    leaving = {
        identity: reason
        for identity, standing in live.items()
        if identity not in wanted and (reason := _why_gone(identity, standing[0], evidence, now))
    }
    held = frozenset() if allow_deletions else _held_back(leaving, evidence)
    for identity in sorted(leaving.keys() - held):
        actions += _release(live[identity][0], leaving[identity])
    return Reconciliation(
        actions=tuple(sorted(actions, key=_order)),
        decided=_decide_vanished(wanted, live, memory, evidence, now),
        problems=_breaker_problem(held),
        unchanged=unchanged,
        tripped=bool(held),
    )


def is_past(observed: Observed, now: datetime) -> bool:
    """Whether it lies in the past of this cycle: history, which stands (promise 6)."""
    return observed.start < now


def _by_identity(observed: Iterable[Observed]) -> dict[Identity, list[Observed]]:
    """What stands for each follow-up, the served one first: the newest generation, then by the config's order."""
    live: dict[Identity, list[Observed]] = {}
    for item in sorted(observed, key=lambda o: (o.identity, -o.generation, o.rank, o.calendar, o.href)):
        live.setdefault(item.identity, []).append(item)
    return live


def _bring(item: Desired, remembered: Memory | None, evidence: Evidence, *, burns_ids: bool) -> Create | None:
    """A wanted follow-up that does not stand: made, unless the person deleted it (promise 4)."""
    state = remembered.state if remembered else None
    generation = remembered.generation + burns_ids if remembered else 0
    blocked = evidence.taken | (evidence.buried if remembered is None else frozenset())
    possible = evidence.complete and item.calendar and key(item.identity, generation) not in blocked
    if state in ("deleted", "vanished") or not possible:
        return None
    base = encode_base(item.writing.fields)
    return Create(
        identity=item.identity,
        calendar=item.calendar,
        draft=_draft(item.identity, generation, item.writing.fields, item.writing, base),
        generation=generation,
        reason="wanted again" if state else "planned",
    )


def _serve(item: Desired, standing: Observed, now: datetime) -> Action | None:
    """A wanted follow-up that stands: its untouched fields follow the plan."""
    if standing.frozen or (is_past(standing, now) and standing.touched):
        return None
    found, base = standing.fields, standing.base
    if reason := dict(standing.marks).get("void"):
        found, base = without_banner(found, base, void_banner(reason))
    merged = merge(item.writing.fields, found, base)
    draft = _draft(item.identity, standing.generation, merged.fields, item.writing, merged.base)
    return _write_or_keep(standing, draft, merged.fields, merged.kept, "follows the plan")


def _release(standing: Observed, reason: str) -> list[Action]:
    """A pending follow-up that is no longer wanted: an untouched one goes, a touched one says so (promise 5)."""
    marks = dict(standing.marks)
    if "void" not in marks and not standing.touched:
        return [Delete(observed=standing, reason=reason)]
    if marks.get("void"):
        return []
    merged = merge(void(standing.fields), standing.fields, standing.base)
    merged = with_banner(merged, standing.base, void_banner(reason))
    kept_marks = tuple((n, v) for n, v in standing.marks if n not in ("key", "generation", "base"))
    writing = Writing(
        fields=merged.fields, marks=(*kept_marks, ("void", reason)), related_to=standing.identity.source.uid
    )
    draft = _draft(standing.identity, standing.generation, merged.fields, writing, merged.base)
    action = _write_or_keep(standing, draft, merged.fields, merged.kept, reason)
    return [action] if action else []


def _write_or_keep(
    standing: Observed, draft: Draft, fields: Fields, kept: frozenset[Field], reason: str
) -> Action | None:
    changes = differing(fields, standing.fields)
    if changes or _worth_writing(draft.marks) != _worth_writing(standing.marks):
        return Update(observed=standing, draft=draft, fields=changes, reason=reason)
    return Keep(observed=standing, fields=kept) if kept else None


def _worth_writing(marks: tuple[tuple[str, str], ...]) -> Mapping[str, str]:
    """All marks but empty ones, which some servers drop, and the interview's time, a hint for `_may_conclude_absence`
    that follows with the next change."""
    return {name: value for name, value in marks if name != "interview" and value}


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
    vanished = {i for i in leaving if i.source not in evidence.reasons and i.source.uid not in known}
    interviews = {identity.source for identity in vanished}
    too_many = len(vanished) > BREAKER_FOLLOW_UPS and len(interviews) >= BREAKER_INTERVIEWS
    return frozenset(vanished) if too_many else frozenset()


def _breaker_problem(held: frozenset[Identity]) -> tuple[str, ...]:
    if not held:
        return ()
    interviews = len({identity.source for identity in held})
    return (
        f"{interviews} interviews with {len(held)} pending follow-ups vanished at once; nothing was deleted. "
        "If you removed them, run: aftertouch sync --allow-deletions",
    )


def _decide_vanished(
    wanted: Mapping[Identity, Desired],
    live: Iterable[Identity],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
    now: datetime,
) -> tuple[Decided, ...]:
    """What vanished while the plan wanted it, or after its time, was deleted by the person; what vanished unwanted was
    unplanned by somebody else. Without a whole reading nobody knows, and it waits."""
    gone = {identity: entry for identity, entry in sorted(memory.items()) if identity not in frozenset(live)}
    decided = [
        Decided(identity=identity, state=state, was=entry.state)
        for identity, entry in gone.items()
        if (state := _meaning(entry, identity in wanted, evidence, now))
    ]
    unknown = (identity for identity in sorted(wanted.keys() - memory.keys() - frozenset(live)))
    return (
        *decided,
        *(
            Decided(identity=i, state="deleted", was=None, buried=key(i), wanted=wanted[i].writing)
            for i in unknown
            if key(i) in evidence.buried
        ),
    )


def _meaning(entry: Memory, wanted: bool, evidence: Evidence, now: datetime) -> State | None:
    if entry.state == "removing":
        return "removed"
    if entry.state != "vanished":
        return None
    if wanted or (entry.at is not None and entry.at < now):
        return "deleted"
    return "removed" if evidence.whole else None


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


def _midnight(day: date) -> datetime:
    """Only for a draft whose `start` the person made a whole day: that field is then theirs and never written."""
    return datetime.combine(day, time.min, UTC)


def _order(action: Action) -> tuple[int, datetime, str]:
    if isinstance(action, Create):
        return (0, action.draft.start, action.draft.key)
    rank = 1 if isinstance(action, Delete) else 0
    return (rank, action.observed.start, action.observed.key)
