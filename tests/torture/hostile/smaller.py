"""Of cases that break something, as few and as small as still break it."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from time import monotonic

from tests.torture.hostile.case import Case

_PATIENCE = 20.0
"""Seconds to make one case smaller."""

Broken = Callable[[Sequence[Case]], str]


def smallest(cases: Sequence[Case], broken: Broken) -> tuple[Sequence[Case], str]:
    """The cases that break it and what is seen then, "" where that does not happen again: on a machine with others at
    work, a step may have been too slow once."""
    alone = next(((case,) for case in cases if broken([case])), None)
    fewest = alone or _fewer(cases, broken)
    if len(fewest) == 1:
        fewest = (_shorter(fewest[0], broken),)
    return fewest, broken(fewest)


def _fewer(cases: Sequence[Case], broken: Broken) -> Sequence[Case]:
    for left_out in range(len(cases)):
        fewer = [*cases[:left_out], *cases[left_out + 1 :]]
        if fewer and broken(fewer):
            return _fewer(fewer, broken)
    return cases


def _shorter(case: Case, broken: Broken) -> Case:
    """Without the lines that do not matter, in ever smaller pieces; of a Google event nothing is left out."""
    until = monotonic() + _PATIENCE
    lines, piece = case.content.splitlines(keepends=True), len(case.content)
    if case.is_google:
        return case
    piece = max(len(lines) // 2, 1)
    while piece and monotonic() < until:
        at = 0
        while at < len(lines) and monotonic() < until:
            fewer = lines[:at] + lines[at + piece :]
            if broken([replace(case, seed=None, content=b"".join(fewer))]):
                lines = fewer
            else:
                at += piece
        piece //= 2
    content = b"".join(lines)
    return case if content == case.content else replace(case, seed=None, content=content)
