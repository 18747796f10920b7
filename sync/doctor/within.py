"""Work that may hang, waited for no longer than it is worth."""

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class Started(Generic[T]):
    """Work under way in a thread of its own, which keeps no process alive."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._future: Future[T] = Future()
        self._work = work
        Thread(target=self._run, daemon=True).start()

    def result(self, seconds: float | None = None) -> T:
        """What came of it, or what it raised. Raises TimeoutError after so many seconds."""
        return self._future.result(None if seconds is None else max(seconds, 0))

    def _run(self) -> None:
        try:
            self._future.set_result(self._work())
        except BaseException as error:  # noqa: BLE001  it is raised where the result is asked for
            self._future.set_exception(error)
