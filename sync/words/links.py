"""One tap to act: `mailto:` (RFC 6068), `tel:` (RFC 3966), and the address on the envelope."""

import re
from dataclasses import dataclass
from urllib.parse import quote

from planner.values import Interview, Person
from sync.words.drafter import Draft
from sync.words.facts import line

LONGEST = 2_000
"""Characters of a link that programs are known to open."""
_LOCAL = "!$'*+-._~"
"""What may stand in an address as it is, of what `quote` would encode (RFC 6068, 2)."""
_LINE = 100
_COMMAS = re.compile(r"[,;](?!\s*[A-Z]{2}\s+\d{5}(?:-\d{4})?\b)")
"""But for the one between an American city and its state."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`whole` says that the body is in it."""

    url: str
    whole: bool = True


def mailto(draft: Draft) -> Link:
    """The link that opens the draft in a mail program, without an address where nobody knows it."""
    to = "@".join(quote(part, safe=_LOCAL) for part in draft.address.rsplit("@", 1))
    short = f"mailto:{to}?subject={quote(draft.subject, safe='')}"
    body = re.sub(r"\r\n?|\n", "\r\n", draft.body)
    url = f"{short}&body={quote(body, safe='')}"
    return Link(url=url) if len(url) <= LONGEST else Link(url=short, whole=False)


def tel(phone: str) -> str:
    """The link that dials, "" where this is no number. A trunk zero in brackets is left out, as callers do; a number
    without its country is dialled as it stands, since phones do not know what to do with the context that RFC 3966 asks
    for."""
    digits = re.sub(r"\D", "", phone.replace("(0)", "") if phone.lstrip().startswith("+") else phone)
    plus = "+" if phone.lstrip().startswith("+") else ""
    return f"tel:{plus}{digits}" if digits else ""


def envelope(to: Person, interview: Interview) -> tuple[str, ...]:
    """The lines of the address: who, the company, where."""
    who = (line(to.name, _LINE), line(interview.company, _LINE))
    return tuple(dict.fromkeys(filter(None, (*who, *address_lines(interview.address)))))


def address_lines(address: str) -> tuple[str, ...]:
    """An address as it stands on an envelope: by its own lines, else by its commas."""
    parts = re.split(r"\n", address) if "\n" in address.strip() else _COMMAS.split(address)
    return tuple(filter(None, (line(part, _LINE).strip(" ,;") for part in parts)))
