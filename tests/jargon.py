"""Words that no person should have to know."""

import re

JARGON = re.compile(
    r"\b(uid|etags?|tokens?|reconcil\w*|ledgers?|mirror\w*|href|slot|ctag|scopes?|idempotent\w*"
    r"|vevent|valarm|dtstart|rrule|propfind|payload)\b",
    re.IGNORECASE,
)
_NAMES = re.compile(r"\S*/\S+|token_file")
"""Paths, addresses, and an option of the configuration."""


def jargon_in(text: str) -> str:
    """The first such word in a text, "" for none; names of files and the like are no words."""
    found = JARGON.search(_NAMES.sub("", text))
    return found[0] if found else ""
