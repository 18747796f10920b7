"""Our own metadata as private extended properties (developers.google.com/calendar/api/guides/extended-properties).

A mark `to-email` is the property `aftertouchToEmail`. Google cuts a value at 1024 characters in silence, so that a
longer one goes on in `aftertouchToEmail2`, …; and nobody says what becomes of values that are empty or have blanks
around them, so that these are written as JSON.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping

PREFIX = "aftertouch"
RELATED_TO = f"{PREFIX}RelatedTo"
"""The UID of the interview, where iCalendar has RELATED-TO."""
REMINDER = f"{PREFIX}Reminder"
"""The minutes of the reminder that we wrote: it tells it from those that the person added."""

_OWN = frozenset({RELATED_TO, REMINDER})
_LIMIT = 1000
"""Bytes of UTF-8, whatever Google calls a character."""
_NAME = re.compile(rf"{PREFIX}(?P<name>(?:[A-Z][a-z]*)+)(?P<number>\d*)")


def properties(marks: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Marks as private extended properties."""
    return {
        f"{_property(name)}{number if number > 1 else ''}": piece
        for name, value in marks
        for number, piece in enumerate(_pieces(_encoded(value)), start=1)
    }


def read(private: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """The marks among an event's private extended properties, by name."""
    pieces: dict[str, dict[int, str]] = {}
    for name, value in private.items():
        if name not in _OWN and (match := _NAME.fullmatch(name)):
            words = re.findall(r"[A-Z][a-z]*", match["name"])
            pieces.setdefault("-".join(words).lower(), {})[int(match["number"] or 1)] = value
    return tuple(
        (name, _decoded("".join(value for _, value in sorted(numbered.items()))))
        for name, numbered in sorted(pieces.items())
    )


def stale(private: Mapping[str, str], wanted: Mapping[str, str]) -> frozenset[str]:
    """The properties of ours that are not wanted any more."""
    ours = {name for name in private if name not in _OWN and _NAME.fullmatch(name)}
    return frozenset(ours - wanted.keys())


def _property(mark: str) -> str:
    return PREFIX + "".join(word.capitalize() for word in mark.split("-"))


def _encoded(value: str) -> str:
    is_safe = value and value.isprintable() and value == value.strip() and not value.startswith('"')
    return value if is_safe else json.dumps(value, ensure_ascii=False)


def _decoded(text: str) -> str:
    if not text.startswith('"'):
        return text
    try:
        return str(json.loads(text)).encode("utf-8", "replace").decode()  # JSON can hold halves of characters
    except (ValueError, RecursionError):  # somebody else wrote it
        return text


def _pieces(value: str) -> Iterator[str]:
    left = value.encode()
    while left:
        piece = left[:_LIMIT].decode(errors="ignore")
        yield piece
        left = left[len(piece.encode()) :]
