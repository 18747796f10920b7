"""The findings for a bug ticket, in Markdown: what the program and this computer are, and nothing of the person's.

Whatever may be theirs is replaced: what the configuration names, addresses, paths, whatever stands in quotation marks
(titles, names of calendars), and the words of servers. Rather too much than too little.
"""

import platform
import re
import sqlite3
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from sync import __version__
from sync.doctor.examination import Examination
from sync.doctor.finding import Finding
from sync.scope import SAME
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
    (re.compile(r"(AFTERTOUCH_PASSWORD_)\w+"), r"\1…"),
    (re.compile(r"https?://[^\s,;)\"]+"), "<address>"),
    (re.compile(r"[^\s@\"'<>]+@[^\s@\"'<>]+"), "<email>"),
    (re.compile(r'".*"'), '"…"'),
    (re.compile(r"'.*'"), "'…'"),
    (re.compile(r"(?<![\w<.*])~?/[^\s:;,]+"), "<path>"),
    (re.compile(r"\b\d{1,3}(\.\d{1,3}){3}\b"), "<address>"),
    (re.compile(r"#\w+"), "#…"),
)
_HOST = re.compile(r"^\S+")
_TEXTS = ("username", "url", "endpoint", "subject", "write_to")


def ticket(examination: Examination) -> str:
    """The whole report."""
    settings = examination.settings
    redact = Redaction(examination)
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

    def __init__(self, examination: Examination) -> None:
        settings = examination.settings
        self._instead = {word.lower(): "<private>" for word in (_words(settings) if settings else ())}
        for number, account in enumerate(settings.accounts if settings else (), start=1):
            self._instead[account.name.lower()] = f"account {number}"
        paths = [rf"{re.escape(path)}[^\s:;,]*" for path in _long_first(map(str, _paths(examination)))]
        words = [rf"(?<!\w){re.escape(word)}(?!\w)" for word in _long_first(self._instead)]
        self._known = re.compile("|".join(paths + words), re.IGNORECASE)

    def __call__(self, text: str) -> str:
        """The text without it."""
        text = self._known.sub(lambda found: self._instead.get(found[0].lower(), "<path>"), text)
        for pattern, instead in _PATTERNS:
            text = pattern.sub(instead, text)
        return text


def _words(settings: Settings) -> Iterator[str]:
    home = settings.home
    yield from (home.name, home.phone, home.address, *home.emails)
    for account in settings.accounts:
        yield from account.calendars
        yield from filter(lambda text: text != SAME, (_text(account, name) for name in _TEXTS))
        yield from (urlsplit(_text(account, name)).hostname or "" for name in ("url", "endpoint"))


def _text(account: Account, name: str) -> str:
    return str(getattr(account, name, ""))


def _paths(examination: Examination) -> Iterator[Path]:
    """The configuration, and all that it names, wherever."""
    yield examination.config
    settings = examination.settings
    for section in (settings, settings.playbook, *settings.accounts) if settings else ():
        yield from (value for _, value in section if isinstance(value, Path))


def _long_first(texts: Iterable[str]) -> list[str]:
    return sorted(filter(None, texts), key=len, reverse=True)
