"""A process as others see it: requests that go out, and commits of its ledger. Whatever happens to it happens there.

A process may die before a request, after one whose answer it never reads, or after a commit; since nothing that it does
in between leaves a trace, these are all the deaths that there are.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

Answer = TypeVar("Answer")

REQUEST, COMMIT = "r", "c"
DIE, OUTAGE, RESET = "die", "outage", "reset"
BEFORE, LOST, AFTER = "before", "lost", "after"


class Death(BaseException):
    """The process ends here. No `except Exception` keeps it alive."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What goes wrong at the `number`th request (or commit) since the fault before it, counted from 1.

    `place` is `before` (nothing is done), `lost` (all is done, the answer is not what it should be) or, of a commit,
    `after`. `kind` is `die`, `outage` (from here on nothing is reached until the process ends), or one that the target
    knows. Written as `7:lost:reset`, `c12:after:die`.
    """

    number: int
    place: str
    kind: str
    effect: str = REQUEST

    def __str__(self) -> str:
        return f"{'' if self.effect == REQUEST else self.effect}{self.number}:{self.place}:{self.kind}"

    @classmethod
    def parse(cls, text: str) -> "Fault":
        """From how it is written."""
        number, place, kind = text.split(":")
        effect = COMMIT if number.startswith(COMMIT) else REQUEST
        return cls(number=int(number.removeprefix(COMMIT)), place=place, kind=kind, effect=effect)


class Line:
    """Where the requests and commits of a process, and of those that come after it, pass. Thread-safe.

    `watch` is called when a request that writes is done, `gate` before any request goes out.
    """

    def __init__(
        self,
        faults: Iterable[Fault] = (),
        *,
        watch: Callable[[], None] = lambda: None,
        gate: Callable[[], None] = lambda: None,
    ) -> None:
        self.pending = list(faults)
        self.seen: list[str] = []
        """What passed, in order: `r` a reading request, `w` a writing one, `c` a commit."""
        self._watch, self._gate = watch, gate
        self._turn = threading.RLock()
        self._since = {REQUEST: 0, COMMIT: 0}
        self._dead = self._outage = False

    def restart(self) -> None:
        """The process has ended, whichever way; another one starts."""
        self._dead = self._outage = False

    def send(self, deliver: Callable[[str], Answer], *, writes: bool) -> Answer:
        """A request goes out: `deliver` is told what goes wrong on the way, as `place:kind`, "" for nothing."""
        self._live()
        self._gate()
        fault = self._due(REQUEST, "w" if writes else "r")
        if fault == (BEFORE, DIE):
            self.die()
        place, kind = fault
        try:
            return deliver(f"{place}:{kind}" if kind and kind != DIE else "")
        finally:
            if writes:
                self._watch()
            if kind == DIE:
                self.die()
            self._live()

    def committed(self) -> None:
        """The ledger has committed something."""
        self._live()
        if self._due(COMMIT, COMMIT)[1]:
            self.die()

    def die(self) -> None:
        """Now, in every thread. Raises `Death`."""
        self._dead = True
        raise Death

    def _live(self) -> None:
        if self._dead:
            raise Death

    def _due(self, effect: str, seen: str) -> tuple[str, str]:
        with self._turn:
            self.seen.append(seen)
            self._since[effect] += 1
            if self.pending and (self.pending[0].effect, self.pending[0].number) == (effect, self._since[effect]):
                fault = self.pending.pop(0)
                self._since = {REQUEST: 0, COMMIT: 0}
                self._outage = fault.kind == OUTAGE
                return fault.place, RESET if self._outage else fault.kind
        return (BEFORE, RESET) if self._outage and effect == REQUEST else ("", "")
