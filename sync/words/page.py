"""A letter as a page to print, sign and post: HTML with print styles, one sheet of Letter or A4.

No scripts, nothing from elsewhere, everything escaped. The text can be changed on the page before it is printed.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from planner.values import Interview
from sync.words.drafter import Draft
from sync.words.facts import line
from sync.words.language import Language
from sync.words.links import address_lines, envelope
from sync.words.sender import Sender

_LINE = 100


def page(draft: Draft, interview: Interview, *, sender: Sender, posted: date, language: Language, code: str) -> str:
    """The letter, dated the day on which it is handed in. `code` is the language's, for the page."""
    paragraphs = _paragraphs(draft.body)
    return _template().render(
        code=code,
        sender=_sender(sender),
        date=language.date_of(posted),
        recipient=envelope(draft.to, interview),
        subject=draft.subject,
        body=paragraphs.body,
        closing=paragraphs.closing,
        name=paragraphs.name,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Paragraphs:
    """A letter's text: the closing line and the name leave room for the signature between them."""

    body: Sequence[str]
    closing: str
    name: str


def _paragraphs(text: str) -> _Paragraphs:
    *body, last = re.split(r"\n{2,}", text)
    closing, _, name = last.partition("\n")
    if not body or not name:
        return _Paragraphs(body=[*body, last], closing="", name="")
    return _Paragraphs(body=body, closing=closing, name=name)


def _sender(sender: Sender) -> tuple[str, ...]:
    reached = (line(sender.phone, _LINE), line(sender.email, _LINE))
    return tuple(filter(None, (line(sender.name, _LINE), *address_lines(sender.address), *reached)))


@cache
def _template() -> Template:
    source = files("sync.words").joinpath("letter.html").read_text(encoding="utf-8")
    return Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True).from_string(
        source
    )
