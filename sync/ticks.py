"""What a person says of a follow-up at the start of its title: `✓ Email Jane Doe` or `done`, and `missed` for the
opposite. It is no edit: without it the title is still ours, and it stays in front of whatever we write there.
"""

import re
from dataclasses import dataclass
from typing import Literal

Said = Literal["", "done", "missed"]

_SIGNS = "(?:[{signs}]\ufe0f?|\\[[{boxed}]\\]|[(\\[]?{word}\\b[)\\]]?)[\\s:;,.!\u2013\u2014-]*"
_DONE = re.compile(r"\s*" + _SIGNS.format(signs="✓✔✅☑🗹", boxed="xX✓✔", word="done"), re.IGNORECASE)
_MISSED = re.compile(r"\s*" + _SIGNS.format(signs="✗✘❌☒", boxed="✗✘", word="missed"), re.IGNORECASE)
WRITTEN: dict[Said, str] = {"": "", "done": "✓ ", "missed": "missed: "}
"""How we write it for a person who says so elsewhere."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticked:
    """A title taken apart: the `mark` as it was written, with what follows it up to the `title`."""

    mark: str
    title: str


def read(title: str) -> Ticked:
    """Take the mark off a title.

    >>> read("✓ Email Jane Doe")
    Ticked(mark='✓ ', title='Email Jane Doe')
    >>> read("Donetsk: call Jane").mark
    ''
    """
    found = _DONE.match(title) or _MISSED.match(title)
    mark = found[0] if found else ""
    return Ticked(mark=mark, title=title[len(mark) :])


def said(mark: str) -> Said:
    """What a mark says."""
    if _DONE.match(mark):
        return "done"
    return "missed" if _MISSED.match(mark) else ""
