"""Receipts: an interview's first follow-up names its siblings that were made, so that a deletion by the person survives
the loss of the ledger also where servers keep no tombstones (promise 9), and other computers learn of it.

A receipt never names what was not made yet, and what we remove ourselves is taken off it beforehand: so whatever it
names and does not stand was deleted by the person, whatever died in between. It also tells when each was to be done
and how, since later steps count from that; this is a hint, and follows with the next change.
"""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import get_args
from urllib.parse import quote, unquote

from planner.values import Channel, Source
from providers.interface import Draft
from sync.keys import Identity
from sync.render import Writing
from sync.standing import Observed

MARK = "receipt"
_MOMENT = "%Y%m%dT%H%M%SZ"
_HOW: Mapping[str, Channel] = {channel[0]: channel for channel in get_args(Channel)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """When a follow-up was to be done, as far as it is known, and by which channel."""

    at: datetime | None = None
    channel: Channel = "email"


def name_of(identity: Identity) -> str:
    """A follow-up's name on the receipts of its interview, whatever its generation: its step and its slot."""
    return f"{quote(identity.step, safe='')}/{quote(identity.slot, safe='')}"


def names(receipt: str) -> frozenset[str]:
    """The names on a receipt."""
    return frozenset(entry.partition("@")[0] for entry in receipt.split())


def on(item: Observed) -> str:
    """The receipt that an event carries, "" for none."""
    return dict(item.marks).get(MARK, "")


def told(standing: Iterable[Observed]) -> Mapping[Identity, Made]:
    """All that the receipts on these events name."""
    return {
        _identity(item.identity.source, name): made for item in standing for name, made in _entries(on(item)).items()
    }


def carried(
    standing: Mapping[Identity, Observed],
    first: Iterable[Identity],
    made: Mapping[Identity, Made],
    unmade: Set[Identity],
) -> Mapping[Identity, str]:
    """Which follow-up is to carry which receipt: of those that stay `standing` the one that carries one already, else
    the interview's `first`. Of several that carry one (some came out of the trash) all but one lose theirs, so that
    none tells what another one does not tell any more.

    It names all that was `made`, and what former receipts name, but for the `unmade`, which went by our own hand; it is
    "" where that is nothing.
    """
    entries: dict[Source, dict[Identity, Made]] = {}
    carriers = {identity.source: identity for identity in first}
    for identity, item in sorted(standing.items(), reverse=True):
        if on(item):
            entries.setdefault(identity.source, {}).update(told([item]))
            carriers[identity.source] = identity
    for identity, one in made.items():
        entries.setdefault(identity.source, {})[identity] = one
    others = {identity: "" for identity, item in standing.items() if on(item)}
    return others | {
        carrier: _written({i: one for i, one in entries.get(source, {}).items() if i not in unmade | {carrier}})
        for source, carrier in carriers.items()
    }


def attached(writing: Writing, receipt: str) -> Writing:
    """What is to stand on the event that carries this receipt ("": none)."""
    return replace(writing, marks=(*writing.marks, (MARK, receipt))) if receipt else writing


def carries_one(draft: Draft) -> bool:
    """Whether a receipt is to stand on this event."""
    return MARK in dict(draft.marks)


def without(draft: Draft, unmade: Set[str]) -> Draft:
    """The draft with these names taken off its receipt."""
    marks = dict(draft.marks)
    left = [entry for entry in marks.pop(MARK, "").split() if entry.partition("@")[0] not in unmade]
    return replace(draft, marks=tuple(sorted({**marks, **({MARK: " ".join(left)} if left else {})}.items())))


def _identity(source: Source, name: str) -> Identity:
    step, _, slot = name.partition("/")
    return Identity(source=source, step=unquote(step), slot=unquote(slot))


def _written(entries: Mapping[Identity, Made]) -> str:
    return " ".join(
        f"{name_of(identity)}@{made.at.astimezone(UTC):{_MOMENT}}{made.channel[0]}" if made.at else name_of(identity)
        for identity, made in sorted(entries.items())
    )


def _entries(receipt: str) -> Mapping[str, Made]:
    pairs = (entry.partition("@") for entry in receipt.split())
    return {name: _made(when) for name, _, when in pairs}


def _made(when: str) -> Made:
    try:
        at = datetime.strptime(when[:-1], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        return Made()
    return Made(at=at, channel=_HOW.get(when[-1:], "email"))
