"""What is logged, line by line, to standard error; never a control character, nor a secret.

human     on a terminal, in a pipe and in a file; the daemon's lines with the time
journal   where standard error is the journal: its level as `<N>` (sd-daemon(3)); the journal knows the time itself
json      one object for each record: time, level, account, message; and the trace of a bug
"""

import json
import logging
import os
import sys
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import IO, Any, Literal

from sync.plain import clean

Form = Literal["human", "journal", "json"]
THREAD = "account "
"""What the name of a thread begins with that serves an account; its name follows."""

_PRIORITIES = {logging.CRITICAL: 2, logging.ERROR: 3, logging.WARNING: 4, logging.INFO: 6, logging.DEBUG: 7}
_ROOMS = ("planner", "providers", "sync")


class _Human(logging.Formatter):
    """One line for each record, and those of the trace."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802  logging's name
        return clean(super().formatMessage(record))

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging's name
        return "\n".join(map(clean, super().formatException(ei).splitlines()))

    def format(self, record: logging.LogRecord) -> str:
        account = _account(record)
        record.__dict__["who"] = f"{account}: " if account else ""
        return super().format(record)


class _Journal(_Human):
    """Every line with its priority, since the journal takes each for a message of its own."""

    def format(self, record: logging.LogRecord) -> str:
        priority = _PRIORITIES.get(record.levelno, 5)
        return "\n".join(f"<{priority}>{line}" for line in super().format(record).splitlines())


class _Json(_Human):
    """One object on one line."""

    def format(self, record: logging.LogRecord) -> str:
        document = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "account": _account(record) or None,
            "message": clean(record.getMessage()),
            "trace": self.formatException(record.exc_info) if record.exc_info else None,
        }
        return json.dumps({name: value for name, value in document.items() if value is not None})


_PLAIN = "%(levelname)s %(name)s: %(who)s%(message)s"
_FORMATTERS: Mapping[Form, Callable[[bool], logging.Formatter]] = {
    "human": lambda timed: (
        _Human("%(asctime)s %(levelname)-7s %(who)s%(message)s", "%Y-%m-%d %H:%M:%S") if timed else _Human(_PLAIN)
    ),
    "journal": lambda timed: _Journal("%(who)s%(message)s" if timed else _PLAIN),
    "json": lambda _: _Json(),
}


def log_to_standard_error(verbose: int, *, form: Form | None = None, daemon: bool = False) -> None:
    """Our warnings always, and what the daemon does; with `-v` what we do (of the daemon: what it looks at as well),
    with `-vv` what the libraries do as well: their warnings are about servers, and no use to the person. The form is
    chosen by where standard error leads, unless it is named."""
    handler = logging.StreamHandler(sys.stderr)
    chosen: Form = form or ("journal" if _is_the_journal(sys.stderr, os.environ) else "human")
    handler.setFormatter(_FORMATTERS[chosen](daemon))
    logging.basicConfig(handlers=[handler], force=daemon)
    logging.getLogger().setLevel(logging.DEBUG if verbose > 1 else logging.ERROR)
    for room in _ROOMS:
        logging.getLogger(room).setLevel(_LEVELS[daemon][min(verbose, 2)])


_LEVELS = {
    False: (logging.WARNING, logging.INFO, logging.DEBUG),
    True: (logging.INFO, logging.DEBUG, logging.DEBUG),
}


def _account(record: logging.LogRecord) -> str:
    thread = record.threadName or ""
    return str(getattr(record, "account", "")) or (thread.removeprefix(THREAD) if thread.startswith(THREAD) else "")


def _is_the_journal(stream: IO[str], environment: Mapping[str, str]) -> bool:
    """`$JOURNAL_STREAM` names the device and inode of the journal's socket (systemd.exec(5))."""
    device, _, inode = environment.get("JOURNAL_STREAM", "").partition(":")
    try:
        found = os.fstat(stream.fileno())
    except (OSError, ValueError):
        return False
    return (device, inode) == (str(found.st_dev), str(found.st_ino))
