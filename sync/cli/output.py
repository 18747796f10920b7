"""What a person or a program reads: results on standard output, everything else on standard error.

Colours and progress appear on a terminal only, and `NO_COLOR` is honoured; in a pipe lines are never folded, and what a
calendar says is never taken for markup. A reader that goes away (`| head`) ends the output, not the work.
"""

import json
import logging
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console, RenderableType
from rich.status import Status

PATIENCE = 1.0
"""Seconds until a person at a terminal is told what takes so long."""


class _QuietConsole(Console):
    """A console whose reader may leave."""

    def on_broken_pipe(self) -> None:
        _discard_standard_output()


def show(*results: RenderableType) -> None:
    """Print results, one a line, to standard output."""
    console = _QuietConsole(highlight=False, markup=False, emoji=False)
    for result in results:
        console.print(result, soft_wrap=not console.is_terminal)


def show_json(document: object) -> None:
    """Print a document as JSON, and nothing else, to standard output."""
    try:
        sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=2) + "\n")
        sys.stdout.flush()
    except BrokenPipeError:
        _discard_standard_output()


def tell(*messages: RenderableType, style: str = "") -> None:
    """Print messages (problems, hints, what is going on) to standard error."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for message in messages:
        console.print(message, style=style or None, soft_wrap=True)


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say `what` is going on if it takes longer than a second and somebody watches."""
    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    if not console.is_terminal:
        yield
        return
    status = Status(f"{what}…", console=console)
    timer = Timer(PATIENCE, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def log_to_standard_error(verbose: int) -> None:
    """Warnings always; with `-v` what we do, with `-vv` what the libraries do as well."""
    logging.basicConfig(format="%(levelname)s %(name)s: %(message)s", stream=sys.stderr)
    logging.getLogger().setLevel(logging.DEBUG if verbose > 1 else logging.WARNING)
    for room in ("planner", "providers", "sync"):
        logging.getLogger(room).setLevel(logging.INFO if verbose == 1 else logging.NOTSET)


def _discard_standard_output() -> None:
    """Later output, and the flush at exit, go nowhere instead of failing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
