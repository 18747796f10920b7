"""What a benchmark comes to: lines of the table, curves of a picture, profiles, counts."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import log
from typing import Literal

from benchmarks.measuring import Samples

Unit = Literal["s", "MB", "rows", "instructions", "plans/s"]
Measure = Literal["ratio", "difference", "value", "at least"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A row of the table. `measure` says what is held against `limit`: ours divided by theirs, less theirs, or ours by
    itself (at most, or at least)."""

    row: str
    work: str
    against: str
    ours: Samples
    theirs: Samples | None = None
    unit: Unit = "s"
    measure: Measure = "ratio"
    limit: float | None = None
    note: str = ""

    @property
    def value(self) -> float:
        """What is held against the limit."""
        if self.theirs is None or self.measure in {"value", "at least"}:
            return self.ours.median
        if self.measure == "difference":
            return self.ours.median - self.theirs.median
        return self.ours.median / self.theirs.median

    @property
    def holds(self) -> bool | None:
        """Whether the limit is kept; None where there is none."""
        if self.limit is None:
            return None
        return self.value >= self.limit if self.measure == "at least" else self.value <= self.limit


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmeasured:
    """A row that could not be measured here, and why."""

    row: str
    work: str
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """One line of a picture: seconds by size. `picture` is the name of the picture's file."""

    picture: str
    name: str
    points: tuple[tuple[int, float], ...]

    @property
    def steepest(self) -> float:
        """The exponent between the two largest sizes: 1 is linear, 0 does not depend on the size."""
        (x1, y1), (x2, y2) = self.points[-2:]
        return log(y2 / y1) / log(x2 / x1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """Where the time goes: the tree, and the functions that take most by themselves."""

    name: str
    tree: str
    top: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What the server saw of one work."""

    work: str
    who: str
    requests: int
    sent: int
    received: int


Result = Line | Unmeasured | Curve | Profile | Counted
Results = Iterable[Result]
