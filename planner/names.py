"""When two names mean the same company, role or person, and who is written to where nobody is named."""

import re
import unicodedata

from planner.values import Person

SOMEBODY = Person(name="the hiring team")

_LEGAL = re.compile(
    r"(?: (?:inc|incorporated|llc|llp|lp|ltd|limited|plc|corp|corporation|co|company|gmbh|mbh|ag|se|kg|kgaa|ug|ohg|ev"
    r"|sa|sas|sarl|srl|spa|bv|nv|ab|as|asa|oy|oyj|aps|pty|pte|pvt|kk|sl|sp z o o|and co|group|holdings?))+$"
)
_ASCII = str.maketrans({char: None if char in ".'" else " " for char in map(chr, range(128)) if not char.isalnum()})
"""What becomes of the characters that are no letters or digits."""


def company_key(name: str) -> str:
    """The name by which two companies are the same: without case, accents, punctuation and legal form.

    >>> company_key("Acme, Inc."), company_key("ACME GmbH & Co. KG")
    ('acme', 'acme')
    """
    words = _plain(name)
    return _LEGAL.sub("", words.removeprefix("the ")) or words


def role_key(name: str) -> str:
    """The name by which two roles are the same: without case, accents and punctuation."""
    return _plain(name).replace("sr ", "senior ").replace("jr ", "junior ")


def _plain(name: str) -> str:
    if name.isascii():  # most are, and then there is nothing to decompose
        return " ".join(name.lower().replace("&", " and ").translate(_ASCII).split())
    split = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    kept = (char if char.isalnum() else " " for char in split if not unicodedata.combining(char) and char not in ".'’")
    return " ".join("".join(kept).split())


def fold(text: str) -> str:
    """How the names of people are compared: without case, single spaces."""
    return " ".join(text.casefold().split())


def same_person(one: Person, other: Person) -> bool:
    """The same address, or the same name."""
    return bool(one.email and one.email == other.email) or bool(one.name and fold(one.name) == fold(other.name))
