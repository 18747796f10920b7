"""Read .ics files that a person names: every event in them, and a line for everything that could not be read."""

import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from planner.values import Event
from providers.ics import Reading, read
from providers.interface import Look, Window
from sync.errors import UnreadableFile

STANDARD_INPUT = Path("-")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathered:
    """What the files hold together. `problems` are about single events; `failures` about files that gave nothing."""

    events: tuple[Event, ...]
    problems: tuple[str, ...]
    failures: tuple[UnreadableFile, ...]


def gather(paths: Iterable[Path], *, window: Window, look: Look) -> Gathered:
    """Read the files (`-` is standard input; a folder stands for the .ics files in it), recurring events inside the
    window only. A file that is missing, or holds no calendar or no event that can be read, is a failure and no more."""
    events: list[Event] = []
    problems: list[str] = []
    failures: list[UnreadableFile] = []
    for file in (file for path in paths for file in _files(path)):
        try:
            reading = _read(file, window, look)
        except UnreadableFile as failure:
            failures.append(failure)
        else:
            events += reading.events
            problems += [f"{file}: {problem}" for problem in reading.problems]
    return Gathered(events=tuple(events), problems=tuple(problems), failures=tuple(failures))


def _files(path: Path) -> list[Path]:
    """The file itself; of a folder the .ics files in it, or the folder where it has none, which can't be read then."""
    return (sorted(path.glob("*.ics")) if path.is_dir() else []) or [path]


def _read(file: Path, window: Window, look: Look) -> Reading:
    reading = read(_content(file), window=window, look=look)
    if reading.problems and not reading.events:
        raise UnreadableFile(f"{file}: {'; '.join(reading.problems)}")
    return reading


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise UnreadableFile(f"{path}: is a folder without .ics files")
    try:
        return sys.stdin.buffer.read() if path == STANDARD_INPUT else path.read_bytes()
    except OSError as error:
        raise UnreadableFile(f"{path}: can't be read: {error.strerror}") from None
