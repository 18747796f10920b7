"""Receipts: an interview's first follow-up names its siblings that were made, so that a deletion by the person survives
the loss of the ledger also where servers keep no tombstones (promise 9).

A receipt never names what was not made yet, and what we remove ourselves is taken off it beforehand: so whatever it
names and does not stand was deleted by the person, whatever died in between.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace

from planner.values import Source
from providers.interface import Draft
from sync.keys import Identity, key
from sync.render import Writing
from sync.standing import Observed

MARK = "receipt"
_LENGTH = 10
"""Letters of a key that tell the follow-ups of one interview apart."""


def stub(identity: Identity) -> str:
    """A follow-up's name on a receipt, whatever its generation."""
    return key(identity)[:_LENGTH]


def named(standing: Iterable[Observed]) -> frozenset[str]:
    """All names on the receipts of what stands."""
    return frozenset(name for item in standing for name in dict(item.marks).get(MARK, "").split())


def carried(
    standing: Mapping[Identity, Observed], first: Iterable[Identity], made: Set[Identity], unmade: Set[Identity]
) -> Mapping[Identity, str]:
    """Which follow-up is to carry which receipt: of those that stay `standing` the one that carries one already, else
    the interview's `first`.

    It names all that was `made`, and what former receipts name, but for the `unmade`, which went by our own hand.
    """
    names: dict[Source, set[str]] = {}
    for identity in made:
        names.setdefault(identity.source, set()).add(stub(identity))
    off = frozenset(map(stub, unmade))
    carriers = {identity.source: identity for identity in first}
    for identity, item in sorted(standing.items(), reverse=True):
        if told := named([item]):
            names.setdefault(identity.source, set()).update(told - off)
            carriers[identity.source] = identity
    receipts = {i: " ".join(sorted(names.get(source, set()) - {stub(i)})) for source, i in carriers.items()}
    return {identity: receipt for identity, receipt in receipts.items() if receipt}


def attached(writing: Writing, receipt: str) -> Writing:
    """What is to stand on the event that carries this receipt ("": none)."""
    return replace(writing, marks=(*writing.marks, (MARK, receipt))) if receipt else writing


def carries_one(draft: Draft) -> bool:
    """Whether a receipt is to stand on this event."""
    return MARK in dict(draft.marks)


def without(draft: Draft, unmade: Set[str]) -> Draft:
    """The draft with these names taken off its receipt."""
    marks = dict(draft.marks)
    names = [name for name in marks.pop(MARK, "").split() if name not in unmade]
    told = {MARK: " ".join(names)} if names else {}
    return replace(draft, marks=tuple(sorted({**marks, **told}.items())))
