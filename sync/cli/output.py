"""What a person or a program reads: results on standard output, everything else on standard error.

Colours and progress appear on a terminal only, and `NO_COLOR` is honoured; in a pipe lines are never folded. What a
calendar says is never taken for markup, and nothing in it steers the terminal (`clean`). A character that the output's
encoding does not have is written as its escape. A reader that goes away (`| head`) ends the output, not the work.
"""

import io
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer
from typing import TYPE_CHECKING

from providers.errors import ProviderError
from sync.errors import DONE, WITH_JSON, AftertouchError, lines
from sync.plain import clean

if TYPE_CHECKING:
    from rich.text import Text

PATIENCE = 1.0
"""Seconds until a person at a terminal is told what takes so long."""


def prepare_streams() -> None:
    """What an encoding does not have must not end the program: what was done is done."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")


def show(*results: "str | Text") -> None:
    """Print results, one a line, to standard output."""
    if not results:
        return
    from sync.cli.console import QuietConsole  # noqa: PLC0415

    console = QuietConsole(highlight=False, markup=False, emoji=False)
    for result in results:
        console.print(_clean(result), soft_wrap=not console.is_terminal)


def columns(characters: str) -> int:
    """How wide the terminal is that standard output is; 0 where it is none, or has not all of these characters."""
    try:
        characters.encode(sys.stdout.encoding or "ascii")
    except UnicodeEncodeError:
        return 0
    if not sys.stdout.isatty():
        return 0
    from rich.console import Console  # noqa: PLC0415

    return Console().width


def show_json(document: object, *, code: int = DONE) -> None:
    """Print a document as JSON, and nothing else, to standard output; nothing at all where a command ends with a code
    that has no JSON."""
    show_document(json.dumps(document, indent=2) + "\n", code=code)


def show_document(text: str, *, code: int) -> None:
    """Print a text that a program reads, as it is and in UTF-8 whatever the terminal's encoding, to standard output;
    nothing at all where a command ends with a code that has no JSON."""
    if code not in WITH_JSON:
        return
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(encoding="utf-8", errors="backslashreplace", newline="")
    try:
        sys.stdout.write(text)
        sys.stdout.flush()
    except BrokenPipeError:
        discard_standard_output()


def tell(*messages: "str | Text", style: str = "") -> None:
    """Print messages (problems, hints, what is going on), one a line, to standard error."""
    if not messages:
        return
    from rich.console import Console  # noqa: PLC0415

    console = Console(stderr=True, highlight=False, markup=False, emoji=False)
    for message in messages:
        console.print(_clean(message), style=style or None, soft_wrap=True)


def tell_error(who: str, error: AftertouchError | ProviderError) -> None:
    """Print an error, and `who` has it, to standard error."""
    first, *others = lines(error)
    tell(f"{who}: {first}", *others, style="red")


@contextmanager
def progress(what: str) -> Iterator[None]:
    """Say `what` is going on if it takes longer than a second and somebody watches."""
    if not sys.stderr.isatty():
        yield
        return
    from rich.console import Console  # noqa: PLC0415
    from rich.status import Status  # noqa: PLC0415

    status = Status(f"{what}…", console=Console(stderr=True, highlight=False, markup=False, emoji=False))
    timer = Timer(PATIENCE, status.start)
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        timer.join()
        status.stop()


def _clean(message: "str | Text") -> "str | Text":
    if isinstance(message, str):
        return clean(message)
    cleaned = message.copy()
    cleaned.plain = clean(message.plain)
    return cleaned


def discard_standard_output() -> None:
    """Later output, and the flush at exit, go nowhere instead of failing."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
