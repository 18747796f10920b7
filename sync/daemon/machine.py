"""What the daemon stands on: clocks, threads, and messages to its own thread. A test gives it another one.

Three clocks, since computers sleep and their time is set: the wall clock for what a calendar means by a time, one that
counts on through a suspend and never jumps for how long to wait, and one that stands still meanwhile for how long
something has been working.
"""

import ctypes
import gc
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, Protocol

from sync.logs import THREAD

_ELAPSED = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A moment by all clocks: `now` is aware; the others are seconds since an arbitrary start."""

    now: datetime
    elapsed: float
    """Counts on through a suspend, whatever is done to the wall clock."""
    awake: float
    """As `elapsed`, without the time in which the computer slept."""

    @property
    def slept(self) -> float:
        """Seconds of suspend since that start."""
        return self.elapsed - self.awake


class Machine(Protocol):
    """What the loop asks for."""

    def moment(self) -> Moment:
        """This one."""
        ...

    def post(self, message: Any) -> None:
        """Leave a message for the daemon's own thread; from any thread, also from a signal handler."""
        ...

    def wait(self, seconds: float) -> Any:
        """The next message; None where none comes in this time."""
        ...

    def start(self, name: str, work: Callable[[], None]) -> None:
        """Do this work in a thread of this name, which nobody waits for when the process ends."""
        ...

    def jitter(self, ceiling: float) -> float:
        """A random number between 0 and this one."""
        ...

    def tidy(self, *, for_good: bool) -> None:
        """Let go of what is not needed any more; with `for_good` what there is now will be needed to the end."""
        ...


@dataclass(frozen=True, kw_only=True)
class System:
    """The real one."""

    inbox: SimpleQueue[Any] = field(default_factory=SimpleQueue)

    def moment(self) -> Moment:
        """This one."""
        return Moment(now=datetime.now(UTC), elapsed=time.clock_gettime(_ELAPSED), awake=time.monotonic())

    def post(self, message: Any) -> None:
        """Leave a message. `SimpleQueue.put` may interrupt itself, as a signal handler does."""
        self.inbox.put(message)

    def wait(self, seconds: float) -> Any:
        """The next message."""
        try:
            return self.inbox.get(timeout=seconds)
        except Empty:
            return None

    def start(self, name: str, work: Callable[[], None]) -> None:
        """A daemon thread, so that a hanging reading does not keep the process alive."""
        Thread(target=work, name=f"{THREAD}{name}", daemon=True).start()

    def jitter(self, ceiling: float) -> float:
        """No secret, so the common generator will do."""
        return random.uniform(0, ceiling)  # noqa: S311

    def tidy(self, *, for_good: bool) -> None:
        """Garbage goes at once, not when much has piled up; what stays need not be searched each time."""
        gc.collect()
        if for_good:
            gc.freeze()
        _give_back()


def _give_back() -> None:
    """glibc keeps what was freed, and a first reading frees much; elsewhere nothing is to be done."""
    if trim := getattr(ctypes.CDLL(None), "malloc_trim", None):
        trim(0)
