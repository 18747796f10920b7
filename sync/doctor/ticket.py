"""The findings for a bug ticket, in Markdown: what the program and this computer are, and nothing of the person's.

Whatever may be theirs is replaced: what the configuration names, addresses, paths, whatever stands in quotation marks
(titles, names of calendars), and the words of servers. Rather too much than too little.
"""

import getpass
import platform
import re
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path

from sync import __version__
from sync.doctor.examination import Examination
from sync.doctor.finding import Finding
from sync.settings import Account, Settings

_LIBRARIES = (
    "caldav",
    "google-api-python-client",
    "icalendar",
    "keyring",
    "recurring-ical-events",
    "requests",
    "tzdata",
)
_PATTERNS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(would report|failing for [^:]*|answered \d+|was not taken|removed): .*"), r"\1: …"),
    (re.compile(r"https?://[^\s,;)\"]+"), "<address>"),
    (re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+"), "<email>"),
    (re.compile(r'".*"'), '"…"'),
    (re.compile(r"'.*'"), "'…'"),
    (re.compile(r"(?<![\w<.*])~?/[^\s:;,]+"), "<path>"),
    (re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"#\w+"), "#…"),
)
_HOST = re.compile(r"^\S+")


def ticket(examination: Examination) -> str:
    """The whole report."""
    settings = examination.settings
    redact = Redaction(settings)
    return "\n".join(
        [
            "## Aftertouch doctor",
            "",
            *(f"- {what}" for what in _versions()),
            *(f"- {redact(a.name)}: {a.provider}" for a in (settings.accounts if settings else ())),
            "",
            "| | check | account | what | what to do |",
            "| --- | --- | --- | --- | --- |",
            *(_row(finding, redact) for finding in examination.findings),
            "",
        ]
    )


def _versions() -> Iterator[str]:
    yield f"aftertouch {__version__}, Python {platform.python_version()}, SQLite {sqlite3.sqlite_version}"
    yield platform.platform()
    yield ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)


def _row(finding: Finding, redact: "Redaction") -> str:
    what = _HOST.sub("<server>", finding.what) if finding.check == "connection" else finding.what
    cells = (finding.verdict, finding.check, redact(finding.account), redact(what), redact(finding.cure))
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"


class Redaction:
    """Takes out of a text what is the person's."""

    def __init__(self, settings: Settings | None) -> None:
        names = [account.name for account in settings.accounts] if settings else []
        self._words = {name: f"account {number}" for number, name in enumerate(names, start=1)}
        for word in filter(None, _words(settings) if settings else ()):
            self._words.setdefault(word, "<private>")
        self._words |= {str(Path.home()): "~", getpass.getuser(): "<user>"}

    def __call__(self, text: str) -> str:
        """The text without it."""
        if text in self._words:
            return self._words[text]
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        for word in sorted(self._words, key=len, reverse=True):
            text = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", self._words[word].replace("\\", ""), text)
        return text


def _words(settings: Settings) -> Iterator[str]:
    home = settings.home
    yield from (home.name, home.phone, home.address, *home.emails)
    for account in settings.accounts:
        yield from _words_of(account)


def _words_of(account: Account) -> Iterable[str]:
    texts = [getattr(account, name, "") for name in ("username", "url", "endpoint", "subject", "write_to")]
    return (*(text for text in texts if text != "same"), *account.calendars)
