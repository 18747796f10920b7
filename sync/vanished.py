"""What it means that a follow-up does not stand: the person deleted it, we removed it, or nobody knows yet."""

from collections.abc import Iterable, Mapping, Set
from datetime import datetime

from sync import receipts
from sync.actions import Decided
from sync.keys import Identity, key
from sync.render import Writing
from sync.standing import Desired, Evidence, Memory, Observed, channel_in
from sync.states import State


def decide(
    wanted: Mapping[Identity, Desired],
    live: Iterable[Identity],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
    now: datetime,
    *,
    burns_ids: bool,
) -> tuple[Decided, ...]:
    """What vanished while the plan wanted it, or after its time, was deleted by the person, and so was what we were
    making again and is gone; what vanished unwanted was unplanned by somebody else. Without a whole reading nobody
    knows, and it waits."""
    gone = {identity: entry for identity, entry in sorted(memory.items()) if identity not in frozenset(live)}
    made = {i: key(i, entry.generation + burns_ids) for i, entry in gone.items() if entry.state == "making"}
    decided = [
        Decided(identity=identity, state=state, was=entry.state, buried=made.get(identity, ""))
        for identity, entry in gone.items()
        if (state := _meaning(entry, identity in wanted, made.get(identity, "") in evidence.buried, evidence, now))
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


def _meaning(entry: Memory, wanted: bool, buried: bool, evidence: Evidence, now: datetime) -> State | None:
    if entry.state == "removing":
        return "removed"
    if entry.state == "making":
        if wanted:
            return "deleted" if buried else None
        return "removed" if evidence.whole else None
    if entry.state != "vanished":
        return None
    if wanted or (entry.at is not None and entry.at < now):
        return "deleted"
    return "removed" if evidence.whole else None


def deleted_unseen(
    missing: Set[Identity], live: Mapping[Identity, list[Observed]], memory: Mapping[Identity, Memory]
) -> Set[Identity]:
    """Of the wanted that do not stand, those that somebody made and the person deleted before we ever saw them: a
    receipt names them. What we removed ourselves was taken off it, so that whoever made it again was not us."""
    believed = (item for standing in live.values() for item in standing if not item.frozen)
    told = receipts.told(item for item in believed if item.identity not in memory)
    return {i for i in missing & told.keys() if i not in memory or memory[i].state == "removed"}


def deleted(memory: Mapping[Identity, Memory], decided: Iterable[Decided]) -> Mapping[Identity, receipts.Made]:
    """What the person deleted."""
    now_known = {one.identity for one in decided if one.state == "deleted"}
    return {
        **{one.identity: planned(one.wanted) for one in decided if one.wanted},
        **{
            identity: receipts.Made(at=entry.at, channel=entry.channel)
            for identity, entry in memory.items()
            if entry.state == "deleted" or identity in now_known
        },
    }


def planned(writing: Writing) -> receipts.Made:
    """A follow-up as it is to be made."""
    start = writing.fields.start
    return receipts.Made(at=start if isinstance(start, datetime) else None, channel=channel_in(writing.marks))
