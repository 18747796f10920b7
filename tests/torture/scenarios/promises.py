"""What must hold at every moment, whatever goes wrong."""

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.torture.scenarios.stage import Stage


def broken_now(stage: Stage) -> Iterator[str]:
    """What does not hold at this moment, by what the server holds."""
    stored = stage.stored()
    standing = Counter(ours.identity for ours in stage.ours(stored))
    for identity, times in standing.items():
        if times > 1:
            yield f"stands {times} times: {identity.source}/{identity.step}/{identity.slot}"
        if identity in stage.banned:
            yield f"stands though the person deleted it: {identity.source}/{identity.step}/{identity.slot}"
    for place, theirs in stage.theirs.items():
        if stored.get(place) != theirs:
            yield f"is the person's, and was touched: {place}"


def differences(found: Mapping[str, str], wanted: Mapping[str, str]) -> Iterator[str]:
    """In what a state is not what it should be."""
    for place in sorted(found.keys() | wanted.keys()):
        if place not in found:
            yield f"is missing: {place} {_title(wanted[place])}"
        elif place not in wanted:
            yield f"should not stand: {place} {_title(found[place])}"
        elif found[place] != wanted[place]:
            yield f"differs: {place}: {_difference(found[place], wanted[place])}"


def _title(event: str) -> str:
    return event.partition(" title=")[2][:40]


def _difference(found: str, wanted: str) -> str:
    start = next((i for i, (a, b) in enumerate(zip(found, wanted, strict=False)) if a != b), 0)
    return f"{found[max(0, start - 30) : start + 60]!r}, not {wanted[max(0, start - 30) : start + 60]!r}"
