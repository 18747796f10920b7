"""What servers make of an event's text when they store it. Each is a `quirks.Rewrite`."""

import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

_LINE_BREAK = r"\\n"
_BLANK_LINES = re.compile(r"(?:\\n *){2,}")
_TIMEZONE = """BEGIN:VTIMEZONE
TZID:Europe/Vienna
BEGIN:STANDARD
DTSTART:19701025T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
END:STANDARD
END:VTIMEZONE"""


def trims_titles(text: str) -> str:
    """Blanks around a title go, and those inside become one."""
    return _each(text, "SUMMARY", lambda name, value: f"{name}:{' '.join(value.split())}")


def shortens_titles(text: str) -> str:
    """A title has at most 20 characters."""
    return _each(text, "SUMMARY", lambda name, value: f"{name}:{value[:20]}")


def collapses_blank_lines(text: str) -> str:
    """A description has no empty lines."""
    return _each(text, "DESCRIPTION", lambda name, value: f"{name}:{_BLANK_LINES.sub(_LINE_BREAK, value)}")


def drops_alarms(text: str) -> str:
    """No VALARM is kept."""
    return re.sub(r"BEGIN:VALARM\r\n.*?END:VALARM\r\n", "", text, flags=re.DOTALL)


def drops_x_properties(text: str) -> str:
    """No property is kept that RFC 5545 does not name."""
    return _joined(line for line in unfolded(text) if not line.upper().startswith("X-"))


def splits_categories(text: str) -> str:
    """A line of CATEGORIES for each."""
    return _each(text, "CATEGORIES", lambda name, value: "\r\n".join(f"{name}:{one}" for one in value.split(",")))


def reorders(text: str) -> str:
    """The properties of an event in the order of the alphabet."""
    lines = unfolded(text)
    begin, end = lines.index("BEGIN:VEVENT") + 1, lines.index("END:VEVENT")
    inner = next((number for number in range(begin, end) if lines[number].startswith("BEGIN:")), end)
    return _joined([*lines[:begin], *sorted(lines[begin:inner]), *lines[inner:]])


def adds_timezone(text: str) -> str:
    """A VTIMEZONE that nothing refers to."""
    return text.replace("BEGIN:VEVENT\r\n", "\r\n".join([*_TIMEZONE.split("\n"), "BEGIN:VEVENT", ""]), 1)


def writes_in_utc(text: str) -> str:
    """DTSTART and DTEND in UTC, whatever the zone they were in."""
    return _each(_each(text, "DTSTART", _in_utc), "DTEND", _in_utc)


REWRITES = (
    trims_titles,
    shortens_titles,
    collapses_blank_lines,
    drops_alarms,
    drops_x_properties,
    splits_categories,
    reorders,
    adds_timezone,
    writes_in_utc,
)


def unfolded(text: str) -> list[str]:
    """The content lines (RFC 5545 3.1)."""
    return re.sub(r"\r?\n[ \t]", "", text).splitlines()


def _each(text: str, name: str, change: Callable[[str, str], str]) -> str:
    """Every line of this property of the event, as `change` makes it of name (with parameters) and value."""
    inside, lines = False, []
    for line in unfolded(text):
        inside = line == "BEGIN:VEVENT" or (inside and line != "END:VEVENT")
        head, _, value = line.partition(":")
        lines.append(change(head, value) if inside and head.partition(";")[0] == name else line)
    return _joined(lines)


def _in_utc(name: str, value: str) -> str:
    base, _, zone = name.partition(";TZID=")
    if not zone:
        return f"{name}:{value}"
    moment = datetime.strptime(value, "%Y%m%dT%H%M%S").replace(tzinfo=ZoneInfo(zone))
    return f"{base}:{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _joined(lines: Iterable[str]) -> str:
    """Folded again."""
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def _folded(line: str) -> str:
    return "\r\n ".join(line[start : start + 60] for start in range(0, max(len(line), 1), 60))
