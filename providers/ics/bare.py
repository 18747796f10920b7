"""The bare look: one plain event that is nobody's business, read from its text at once.

Nearly all that a calendar holds is that, and reading it line by line takes four times as long. Whatever is not plain is
left to the usual way, which gives the same for all that is read here (RFC 5545 3.6.1).
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.values import Event, Source
from providers.ics import fields, plain, times, zones
from providers.ics.lines import FOLD
from providers.ics.vevent import BARE, as_identity

_LONGEST = 100_000
_LINE = re.compile(r'^([A-Z0-9-]+)((?:;(?:[^:"\n]|"[^"\n]*")*)?):(.*)\n', re.MULTILINE)
_ZONES = r"(?:BEGIN:VTIMEZONE\n(?:BEGIN:(STANDARD|DAYLIGHT)\nEND:(STANDARD|DAYLIGHT)\n)*END:VTIMEZONE\n)*"
_ALARMS = r"(?:BEGIN:VALARM\nEND:VALARM\n)*"
_ONE_EVENT = re.compile(rf"BEGIN:VCALENDAR\n{_ZONES}BEGIN:VEVENT\n{_ALARMS}END:VEVENT\n{_ZONES}END:VCALENDAR\n")


def joined(text: str) -> str:
    """The text without folds, each line ended by a line feed; "" where blank lines leave open what is folded."""
    text = text.replace("\r\n", "\n")
    if "\n\n" in text:
        return ""
    if "\n " in text or "\n\t" in text:
        text = FOLD.sub("", text)
    return text if text.endswith("\n") else text + "\n"


def event(text: str) -> Event | None:
    """The event of a `joined` text, bare; None where it is not plain, or not the only one."""
    if len(text) > _LONGEST or "X-WR-TIMEZONE" in text:
        return None
    lines = _LINE.findall(text)
    if not lines or len(lines) != text.count("\n") or not _is_one_event(lines):
        return None
    try:
        return _read([line for line in _own(lines) if line[0] in BARE])
    except times.Unreadable:  # the usual way says what is wrong with it
        return None


_Line = tuple[str, str, str]


def _is_one_event(lines: Sequence[_Line]) -> bool:
    edges = [f"{name}{parameters}:{value}\n" for name, parameters, value in lines if name in ("BEGIN", "END")]
    return lines[0][0] == "BEGIN" and lines[-1][0] == "END" and _holds_one_event("".join(edges))


@lru_cache(maxsize=64)
def _holds_one_event(edges: str) -> bool:
    return _ONE_EVENT.fullmatch(edges) is not None


def _own(lines: Sequence[_Line]) -> Iterator[_Line]:
    """The lines of the event itself, without those of its alarms."""
    inside = False
    for line in lines[lines.index(("BEGIN", "", "VEVENT")) + 1 : lines.index(("END", "", "VEVENT"))]:
        if line[0] in ("BEGIN", "END"):
            inside = line[0] == "BEGIN"
        elif not inside:
            yield line


def _read(lines: Sequence[_Line]) -> Event | None:
    if any(parameters and not _is_clear(parameters) for _, parameters, _ in lines):
        return None
    values = plain.properties([f"{name}{parameters}:{value}" for name, parameters, value in lines])
    uid = next((as_identity(value.strip()) for name, _, value in lines if name == "UID"), "")
    if values is None or not uid:
        return None
    start, end, _ = times.span(values)
    return Event(
        source=Source(uid=uid),
        start=zones.settled(start),
        end=zones.settled(end),
        zone=zones.name_of(start),
        busy=fields.busy(values),
        whole=False,
    )


def _is_clear(parameters: str) -> bool:
    """Whether they name no time zone but one that everybody knows, so that no VTIMEZONE has a say in it."""
    return parameters == ";VALUE=DATE" or (
        parameters.startswith(";TZID=") and _is_zone(parameters.removeprefix(";TZID="))
    )


@lru_cache(maxsize=256)
def _is_zone(name: str) -> bool:
    try:
        return ZoneInfo(name).key == name
    except (OSError, ValueError, KeyError):
        return False
