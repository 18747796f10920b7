"""What happens to an error that nobody expected: a sentence for the person, the whole trace for whoever mends it."""

import traceback
from datetime import UTC, datetime
from pathlib import Path

from providers import private
from sync import __version__
from sync.cli.invocation import Invocation
from sync.cli.output import tell
from sync.errors import ConfigError
from sync.ownership import check_state_dir
from sync.places import default_state_dir

NAME = "crash.log"


def report(bug: Exception, invocation: Invocation) -> None:
    """Tell standard error that this is a bug, and keep the trace in the state folder, where it can be written; with
    `-v`, or where it can't, the trace is printed."""
    trace = "".join(traceback.format_exception(bug))
    tell(f"aftertouch: this is a bug: {type(bug).__name__}: {bug}", style="red")
    log = _write(trace, invocation)
    if log is not None:
        tell(f"  Please report it with the trace in {log} (look through it for private things first).")
    if log is None or invocation.verbose:
        tell("  Please report it with this trace:", *trace.splitlines())


def _write(trace: str, invocation: Invocation) -> Path | None:
    settings = vars(invocation).get("settings")
    folder = settings.state_dir if settings else default_state_dir()
    log = folder / NAME
    try:
        check_state_dir(folder)
        private.make_folder(folder)
        log.unlink(missing_ok=True)
        with private.open_new(log) as file:
            file.write(f"{datetime.now(UTC).isoformat()} aftertouch {__version__}\n{trace}")
    except (OSError, ConfigError):
        return None
    return log
