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


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """`whole` says that the body is in it."""

    url: str
    whole: bool = True


def mailto(draft: Draft) -> Link:
    """The link that opens the draft in a mail program, without an address where nobody knows it."""
    to = "@".join(quote(part, safe=_LOCAL) for part in draft.address.rsplit("@", 1))
    short = f"mailto:{to}?subject={quote(draft.subject, safe='')}"
    body = draft.body.replace("\n", "\r\n")
    url = f"{short}&body={quote(body, safe='')}"
    return Link(url=url) if len(url) <= LONGEST else Link(url=short, whole=False)


def tel(phone: str) -> str:
    """The link that dials, "" where this is no number. A trunk zero in brackets is left out, as callers do."""
    digits = re.sub(r"\D", "", phone.replace("(0)", "") if phone.lstrip().startswith("+") else phone)
    plus = "+" if phone.lstrip().startswith("+") else ""
    return f"tel:{plus}{digits}" if digits else ""


def envelope(to: Person, interview: Interview) -> tuple[str, ...]:
    """The lines of the address: who, the company, where."""
    where = [line(part, 100) for part in re.split(r"[\n,;]", interview.address)]
    return tuple(dict.fromkeys(filter(None, [line(to.name, 100), line(interview.company, 100), *where])))
