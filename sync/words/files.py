"""Drafts as files that others open: an email as `.eml`, a letter as a page to print, a call's script as text."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from planner.values import Interview
from sync.words.drafter import Draft, Drafter, Kind
from sync.words.mail import message
from sync.words.page import page

_ENDINGS: Mapping[Kind, str] = {"email": "eml", "letter": "html", "call": "txt"}
_NAME = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file's name and what is in it."""

    name: str
    content: bytes


def as_file(draft: Draft, interview: Interview, drafter: Drafter, *, at: datetime, key: str) -> File:
    """The draft as a file, named so that names sort by `at`, the moment to act on the person's clock."""
    who = _plain(str(draft.to)) or draft.kind
    return File(
        name=f"{at:%Y-%m-%d-%H%M}-{draft.kind}-{who}-{key[:8]}.{_ENDINGS[draft.kind]}",
        content=_content(draft, interview, drafter, at),
    )


def _content(draft: Draft, interview: Interview, drafter: Drafter, at: datetime) -> bytes:
    if draft.kind == "email":
        return message(draft, drafter.sender)
    if draft.kind == "call":
        return f"{draft.body}\n".encode()
    templates = drafter.templates
    sheet = page(
        draft, interview, sender=drafter.sender, posted=at.date(), language=templates.language, code=templates.code
    )
    return sheet.encode()


def _plain(text: str) -> str:
    """Letters and digits of ASCII, with hyphens: a name that every file system takes."""
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", letters).strip("-")[:_NAME].strip("-")
