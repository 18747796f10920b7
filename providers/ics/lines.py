"""iCalendar text as content lines and components, each kept as written (RFC 5545 3.1, 3.6).

Own code, and not the library's parser, for two reasons: one bad event must not cost its neighbours, and what is
not ours must come out of a change byte for byte.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

_CONTENT_LINE = re.compile(r"[^\n]+(?:\n+[ \t][^\n]*)*\n*|\n+")
FOLD = re.compile(r"\r?\n(?:\r?\n)*[ \t]")
_FOLDED_BYTES = re.compile(rb"\r?\n[ \t]")
_NAME = re.compile(r"[^:;]*")
_LATIN_1 = {0xDC00 + byte: byte for byte in range(0x80, 0x100)}
_EDGES = ("VCALENDAR", "VEVENT", "VTIMEZONE")


class Line(NamedTuple):
    """One content line: its `name` in upper case, its unfolded `text`, and `raw` as it stands, line end included."""

    name: str
    text: str
    raw: str

    @property
    def value(self) -> str:
        """What stands behind the first colon; right for lines whose parameters hold none (BEGIN, END, UID, RRULE)."""
        return self.text.partition(":")[2].strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A VEVENT or VTIMEZONE: `lines[first:last + 1]`, from its BEGIN to its END. `cut` where the END is missing."""

    kind: str
    first: int
    last: int
    cut: bool = False


def decode(text: str | bytes) -> tuple[str, bool]:
    """The text, and whether all of it was UTF-8: other bytes are read as Latin-1, as old clients write it."""
    if isinstance(text, str):
        return text.removeprefix("\ufeff"), True
    try:
        return text.decode("utf-8-sig"), True
    except UnicodeDecodeError:
        # Some clients fold in the middle of a character: only the unfolded bytes are UTF-8 then.
        unfolded = _FOLDED_BYTES.sub(b"", text).decode("utf-8-sig", errors="surrogateescape")
        repaired = unfolded.translate(_LATIN_1)
        return repaired, repaired == unfolded


def split(text: str) -> tuple[Line, ...]:
    """The content lines; CRLF and LF alike. `"".join(line.raw for line in lines)` is the text again."""
    return tuple(_line(match[0]) for match in _CONTENT_LINE.finditer(text))


def _line(raw: str) -> Line:
    text = raw.rstrip("\r\n")
    if "\n" in text:
        text = FOLD.sub("", text)
    name = _NAME.match(text)
    return Line(name[0].strip().upper() if name else "", text, raw)


def blocks(lines: Sequence[Line]) -> Iterator[Block]:
    """The events and time zones. One whose END is missing stops where the next component starts, and is `cut`."""
    kind, first = "", 0
    for index, line in enumerate(lines):
        if line.name not in {"BEGIN", "END"}:
            continue
        edge = line.value.upper()
        if kind and line.name == "END" and edge == kind:
            yield Block(kind=kind, first=first, last=index)
            kind = ""
        elif edge in _EDGES:
            if kind:
                yield Block(kind=kind, first=first, last=index - 1, cut=True)
            kind, first = (edge, index) if line.name == "BEGIN" and edge != "VCALENDAR" else ("", 0)
    if kind:
        yield Block(kind=kind, first=first, last=len(lines) - 1, cut=True)


def own(block: Sequence[Line]) -> Iterator[int]:
    """The indices, within the block, of the component's own property lines: not of components inside it."""
    depth = 0
    for index, line in enumerate(block):
        depth += {"BEGIN": 1, "END": -1}.get(line.name, 0)
        if depth == 1 and line.name not in {"BEGIN", "END"} and line.text:
            yield index


def properties(block: Sequence[Line]) -> Iterator[Line]:
    """The component's own property lines."""
    return (block[index] for index in own(block))


def alarms(block: Sequence[Line]) -> Iterator[range]:
    """The indices, within the block, of each VALARM's lines from its BEGIN to its END."""
    first: int | None = None
    for index, line in enumerate(block):
        if line.name == "BEGIN" and line.value.upper() == "VALARM":
            first = index
        elif line.name == "END" and line.value.upper() == "VALARM" and first is not None:
            yield range(first, index + 1)
            first = None
