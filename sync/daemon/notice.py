"""Give a notice to the command that the person chose: without a shell, for a bounded time, with a bounded echo.

The command inherits the environment without the passwords in it.
"""

import os
import select
import signal
import subprocess
import time
from contextlib import suppress

from sync.errors import TryLater
from sync.plain import clean

PATIENCE = 30.0
"""Seconds."""
_MOST = 4096
_ECHO = 300
_STEP = 0.1


def give(notice: str, command: tuple[str, ...], *, patience: float = PATIENCE) -> None:
    """Run the command with the notice on its standard input. Raises `TryLater` where it can't be run, fails, or does
    not end in time (it is killed then, with all that it started)."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AFTERTOUCH_PASSWORD_")}
    try:
        process = subprocess.Popen(  # noqa: S603  the person's own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env=environment,
        )
    except OSError as error:
        raise TryLater(f"notify.command {command[0]}: {error.strerror}") from None
    with process:
        ended, said = _watch(process, notice.encode("utf-8", "replace")[:_MOST], patience)
        if not ended:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
    if not ended:
        raise TryLater(f"notify.command {command[0]} did not end within {patience:.0f} s and was killed")
    if process.returncode:
        echo = clean(said.decode("utf-8", "replace").strip())[:_ECHO]
        raise TryLater(f"notify.command {command[0]} ended with {process.returncode}{': ' * bool(echo)}{echo}")


def _watch(process: "subprocess.Popen[bytes]", notice: bytes, patience: float) -> tuple[bool, bytes]:
    """Whether it ended in time, and the first of what it said. A notice fits into the pipe, so that writing it never
    waits; what the command leaves running in the background is not waited for."""
    assert process.stdin and process.stdout  # noqa: S101, PT018  both are pipes
    with suppress(BrokenPipeError):
        process.stdin.write(notice)
        process.stdin.close()
    said, deadline = b"", time.monotonic() + patience
    while process.poll() is None and time.monotonic() < deadline:
        said = (said + _read(process.stdout.fileno(), _STEP))[:_MOST]
    said += _read(process.stdout.fileno(), 0)
    return process.poll() is not None, said


def _read(handle: int, seconds: float) -> bytes:
    """What comes in this time; a command that closed its output is waited for all the same."""
    ready, _, _ = select.select([handle], [], [], seconds)
    found = os.read(handle, _MOST) if ready else b""
    if ready and not found:
        time.sleep(seconds)
    return found
