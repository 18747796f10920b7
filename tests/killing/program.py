"""The program as processes that can be killed: `cold` is the command itself, `warm` the same without the loading."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """A running process. `wait` gives its exit code, or the signal below 0 that ended it; `kill` may come at any time,
    also too late."""

    kill: Callable[[], None]
    wait: Callable[[], int]


Program = Callable[[Sequence[str], Path], Run]
"""Starts a run with these arguments; what it says goes to the end of the file."""


@contextmanager
def cold() -> Iterator[Program]:
    """The installed command."""

    def start(arguments: Sequence[str], errors: Path) -> Run:
        with errors.open("ab") as said:
            process = subprocess.Popen(
                [AFTERTOUCH, *arguments], stdin=subprocess.DEVNULL, stdout=said, stderr=subprocess.STDOUT
            )
        return Run(kill=process.kill, wait=process.wait)

    yield start


@contextmanager
def warm() -> Iterator[Program]:
    """Processes forked off one that has loaded the program; one at a time."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.killing.warm"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as loaded:
        assert loaded.stdin
        assert loaded.stdout
        asked, told = loaded.stdin, loaded.stdout

        def start(arguments: Sequence[str], errors: Path) -> Run:
            asked.write(json.dumps({"arguments": arguments, "errors": str(errors)}) + "\n")
            asked.flush()
            pid = int(told.readline())
            return Run(kill=lambda: os.kill(pid, signal.SIGKILL), wait=lambda: int(told.readline()))

        yield start
        asked.close()


PROGRAMS = {"cold": cold, "warm": warm}
