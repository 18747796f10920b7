"""Follow-ups as a table (CSV, RFC 4180) for a spreadsheet, in which no cell is run as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Mapping
from typing import Any

from providers.ics import zones
from sync.entries import Entry
from sync.plain import clean

_COLUMNS = (
    *("at", "weekday", "zone", "title", "channel", "to", "company", "arrives"),
    *("account", "calendar", "step", "key", "why"),
)
_UNSEEN = r"[\s\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]*"
_SIGNS = r"[=+\-@\u2212\ufe62\ufe63\ufe66\ufe6b\uff0b\uff0d\uff1d\uff20]"
_FORMULA = re.compile(rf"(^|;)(?=[\t\r\n]|{_UNSEEN}{_SIGNS})")
"""Where a formula would begin: in front of a cell, and behind the sign that ends a cell where people write decimal
commas. The signs, their full-width forms and the white space before them are those of OWASP's "CSV Injection"."""


def as_table(entries: Iterable[Entry]) -> str:
    """These follow-ups, one a line, under a line that names the columns."""
    text = io.StringIO()
    table = csv.DictWriter(text, _COLUMNS, lineterminator="\n")
    table.writeheader()
    table.writerows({name: _harmless(cell) for name, cell in _row(entry).items()} for entry in entries)
    return text.getvalue()


def _row(entry: Entry) -> Mapping[str, Any]:
    at = entry.at
    return {
        "at": at.date().isoformat() if entry.whole_day else at.isoformat(timespec="seconds"),
        "weekday": f"{at:%A}",
        "zone": "" if entry.whole_day else zones.name_of(at) or str(at.tzname()),
        "title": entry.title,
        "channel": entry.channel,
        "to": entry.to,
        "company": entry.company,
        "arrives": entry.arrives.isoformat() if entry.arrives else "",
        "account": entry.account,
        "calendar": entry.calendar,
        "step": entry.identity.step,
        "key": entry.key,
        "why": " ".join(f"{reason.rstrip('.')}." for reason in entry.reasons),
    }


def _harmless(cell: str) -> str:
    return clean(_FORMULA.sub(r"\1'", cell))
