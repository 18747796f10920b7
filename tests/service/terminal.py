"""Run a command as a person does: on a terminal."""

import os
import pty
import subprocess
from collections.abc import Sequence
from pathlib import Path


def on_a_terminal(command: Sequence[str | Path], **environment: str) -> str:
    """What the command prints on a terminal of 80 columns."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", **environment}
    subprocess.run(command, stdout=theirs, stderr=theirs, stdin=theirs, env=environment, check=True)
    os.close(theirs)
    with os.fdopen(ours, "rb") as terminal:
        shown = b""
        while chunk := _chunk(terminal.fileno()):
            shown += chunk
    return shown.decode()


def _chunk(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # Linux says so when the other side is closed
        return b""
