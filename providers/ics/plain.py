"""The properties of a plain event without the library's parser, which is most of what reading costs.

Plain: each property once, but for those who are invited, no parameter but TZID or VALUE=DATE on a time and simple ones
on people, printable characters only. There a line is a name, a colon and a value, and that is read by the library's own
functions, so that what comes out is what its parser would have made of it. Everything else is for the parser.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from icalendar.parser import unescape_backslash
from icalendar.prop import vDDDTypes, vDuration

_LINE = re.compile(r"([A-Z-]+)(?:;TZID=([A-Za-z0-9_/+-]+)|(;VALUE=DATE))?:(.*)")
_TIME = re.compile(r"\d{8}(?:T\d{6}Z?)?", re.ASCII)
_DATE = re.compile(r"\d{8}", re.ASCII)
_DURATION = re.compile(r"-?P[0-9A-Z]+")
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)
_ZONED = {"DTSTART", "DTEND"}
PEOPLE = ("ORGANIZER", "ATTENDEE")
_PERSON = re.compile(r'([A-Z]+)((?:;[A-Z-]+=[^",:;=\\^%]+)*):([^\\%]*)')


@dataclass(frozen=True, slots=True)
class Timed:
    """A time or duration under the name that it has on the library's values."""

    dt: date | timedelta


class Address(str):
    """A person's address with its parameters, as the library has it."""

    params: Mapping[str, str]


def properties(lines: Iterable[str]) -> Mapping[str, Any] | None:
    """The values of these content lines by name, None where they are not plain."""
    found: dict[str, Any] = {}
    for line in lines:
        if line.startswith(PEOPLE):
            if not _invites(line, found):
                return None
            continue
        match = _LINE.fullmatch(line) if line.isprintable() else None
        if match is None or match[1] in found:
            return None
        name, tzid, is_date, value = match.groups()
        read = _VALUES.get(name)
        if read is None or ((tzid or is_date) and name not in _ZONED) or (is_date and not _DATE.fullmatch(value)):
            return None
        try:
            found[name] = read(value, tzid)
        except ValueError:
            return None
    return found


def _invites(line: str, found: dict[str, Any]) -> bool:
    """Whether the line names a person in a plain way; who then stands beside the others of that name."""
    match = _PERSON.fullmatch(line) if line.isprintable() else None
    if match is None or match[1] not in PEOPLE:
        return False
    address = Address(match[3])
    address.params = dict(one.split("=") for one in match[2].split(";")[1:])
    if "VALUE" in address.params:
        return False
    before = found.get(match[1])
    found[match[1]] = address if before is None else [*(before if isinstance(before, list) else [before]), address]
    return True


def _text(value: str, _tzid: str | None) -> str:
    return unescape_backslash(value) if "\\" in value else value


def _as_written(value: str, _tzid: str | None) -> str:
    return value


def _number(value: str, _tzid: str | None) -> int:
    return int(_matched(_NUMBER, value))


def _time(value: str, tzid: str | None) -> Timed:
    return Timed(vDDDTypes.from_ical(_matched(_TIME, value), tzid))  # type: ignore[no-untyped-call]


def _duration(value: str, _tzid: str | None) -> Timed:
    return Timed(vDuration.from_ical(_matched(_DURATION, value)))  # type: ignore[no-untyped-call]


def _matched(shape: re.Pattern[str], value: str) -> str:
    if not shape.fullmatch(value):
        raise ValueError(value)
    return value


_VALUES: Mapping[str, Callable[[str, str | None], Any]] = {
    **dict.fromkeys(("UID", "SUMMARY", "DESCRIPTION", "LOCATION", "COLOR", "STATUS", "TRANSP"), _text),
    **dict.fromkeys(("DTSTART", "DTEND", "DTSTAMP"), _time),
    "DURATION": _duration,
    "SEQUENCE": _number,
    "X-MICROSOFT-CDO-BUSYSTATUS": _as_written,
}
