"""What is known of earlier days, by the ledger or by what stands on the events: whichever is left."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from planner.values import Source, Standing
from sync import questions, receipts
from sync.keys import Identity
from sync.ledger import Remembered, Seen
from sync.observe import attachment_told, deleted, deleted_unseen, outcome_told, standing
from sync.questions import Answers
from sync.standing import Observed


def stood(observed: Iterable[Observed], memory: Mapping[Identity, Remembered], now: datetime) -> tuple[Standing, ...]:
    """What stands and what was deleted, as the planner must know it."""
    items = tuple(observed)
    return (
        *(standing(item) for item in items if _counts(item, now)),
        *_deleted(memory, items),
        *_deleted_unseen(memory, items),
    )


def still_attached(
    texts: Mapping[Source, str], before: Mapping[Source, Seen], observed: Iterable[Observed]
) -> Mapping[Source, Source]:
    """What each note was attached to, by the ledger, else by what stands; one that the person edited or moved since is
    free again (design: tag). `texts` are their fingerprints now."""
    unknown = (item for item in observed if item.identity.source not in before)
    told = {item.identity.source: attachment for item in unknown if (attachment := attachment_told(item))}
    told |= {source: (seen.attached, seen.note) for source, seen in before.items() if seen.attached}
    return {source: attached for source, (attached, note) in told.items() if texts.get(source) == note}


def answered(known: Mapping[Source, Answers], observed: Iterable[Observed]) -> Mapping[Source, Answers]:
    """What the person answered, by the ledger and by what stands."""
    about: dict[Source, list[Observed]] = {source: [] for source in known}
    for item in observed:
        about.setdefault(item.identity.source, []).append(item)
    found = {
        source: questions.gathered(((dict(item.marks), item.typed) for item in items), known.get(source, {}))
        for source, items in about.items()
    }
    return {source: answers for source, answers in found.items() if answers}


def outcomes_seen(before: Mapping[Source, Seen], observed: Iterable[Observed]) -> Mapping[tuple[Source, str], date]:
    """Since when each outcome is known, by the ledger or by what stands: the earlier, so that two machines agree."""
    told = [(source, seen.outcome, seen.outcome_on) for source, seen in before.items() if seen.outcome_on]
    told += [(item.identity.source, *outcome) for item in observed if (outcome := outcome_told(item))]
    first: dict[tuple[Source, str], date] = {}
    for source, kind, day in told:
        first[source, kind] = min(first.get((source, kind), day), day)
    return first


def _counts(observed: Observed, now: datetime) -> bool:
    """Whether a plan counts from it. What is no longer needed is as if it never stood; but one that the person moved
    would stand where they moved it, and there may be why it is not needed."""
    void = "void" in dict(observed.marks) and observed.said != "done"
    return not void or ("start" in observed.touched and observed.start >= now)


def _deleted(memory: Mapping[Identity, Remembered], observed: Iterable[Observed]) -> Iterable[Standing]:
    """What the person deleted, at the time that a receipt tells, so that all computers count from the same."""
    live, told = {item.identity for item in observed}, receipts.told(observed)
    return (
        deleted(identity, dict(entry.marks), told.get(identity, receipts.Made()).at or entry.at)
        for identity, entry in memory.items()
        if entry.state in ("deleted", "vanished") and identity not in live
    )


def _deleted_unseen(memory: Mapping[Identity, Remembered], observed: Iterable[Observed]) -> Iterable[Standing]:
    """What the person deleted before this ledger ever saw it: later steps count from when it was, as elsewhere."""
    known = memory.keys() | {item.identity for item in observed}
    for identity, made in receipts.told(observed).items():
        if identity not in known and made.at:
            yield deleted_unseen(identity, made.at, made.channel)
