"""Computers that take turns: each waits before every request until it is let go. One moves at a time, and so a list of
turns determines all that happens."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor

from tests.torture.scenarios.line import Death, Line

_PATIENCE = 60.0
"""Seconds after which a computer counts as stuck."""


class Turns:
    """One computer's run, in a thread; it stands before its first request when it has been made."""

    def __init__(self, thread: ThreadPoolExecutor, run: Callable[[Line], object], watch: Callable[[], None]) -> None:
        self._go, self._stands = threading.Semaphore(0), threading.Semaphore(0)
        self._killed = False
        line = Line(watch=watch, gate=self._wait)
        self._run: Future[object] = thread.submit(run, line)
        self._run.add_done_callback(lambda _: self._stands.release())
        self._wait_for_it()

    @property
    def is_over(self) -> bool:
        """Whether it has ended."""
        return self._run.done()

    def go(self, requests: int | None = None) -> None:
        """Let it send so many requests (all that it wants to), and do what follows from the last one's answer."""
        while not self.is_over and requests != 0:
            requests = requests - 1 if requests is not None else None
            self._go.release()
            self._wait_for_it()

    def kill(self) -> None:
        """It dies where it stands."""
        self._killed = True
        self.go()

    def error(self) -> Exception | None:
        """What it raised, its death aside."""
        raised = self._run.exception(_PATIENCE)
        if raised and not isinstance(raised, Exception | Death):
            raise raised
        return raised if isinstance(raised, Exception) else None

    def _wait(self) -> None:
        self._stands.release()
        self._go.acquire()
        if self._killed:
            raise Death

    def _wait_for_it(self) -> None:
        assert self._stands.acquire(timeout=_PATIENCE), "it is stuck"
