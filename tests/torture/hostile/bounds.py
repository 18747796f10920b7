"""How much time and memory a case may take, on a machine of today with others at work beside it."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import NoReturn

SECONDS = 5.0
"""Of the processor's time, on a slow machine: what others do there does not count, as little as how fast it is."""
BYTES = 1024**3
"""Of address space beyond what the process has when the case begins."""
_STATM = Path("/proc/self/statm")


class TooLongError(BaseException):
    """No `Exception`: nothing that only expects odd input may take it for that."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raises `TooLongError` inside, and MemoryError. Only in the main thread."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGPROF, _too_long)
    most = int(_STATM.read_text(encoding="ascii").split()[0]) * resource.getpagesize() + BYTES
    resource.setrlimit(resource.RLIMIT_AS, (most if soft == resource.RLIM_INFINITY else min(most, soft), hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)


def _too_long(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TooLongError
