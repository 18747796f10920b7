"""How much time and memory a case may take, on a machine of today with others at work beside it."""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import NoReturn

SECONDS = 2.0
"""Of the processor's time: what others do on the machine does not count."""
BYTES = 2 * 1024**3
"""Of address space for the whole process, tests and libraries included."""


class TooLongError(BaseException):
    """No `Exception`: nothing that only expects odd input may take it for that."""


@contextmanager
def bounded(seconds: float = SECONDS) -> Iterator[None]:
    """Raises `TooLongError` inside, and MemoryError. Only in the main thread."""
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    before = signal.signal(signal.SIGPROF, _too_long)
    resource.setrlimit(resource.RLIMIT_AS, (BYTES if soft == resource.RLIM_INFINITY else min(BYTES, soft), hard))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
        signal.signal(signal.SIGPROF, before)


def _too_long(_number: int, _frame: FrameType | None) -> NoReturn:
    raise TooLongError
