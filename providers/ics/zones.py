"""Which time zone a TZID means (RFC 5545 3.2.19): IANA and Windows names, vendor prefixes, a file's own VTIMEZONE."""

import re
import threading
import warnings
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timezone, tzinfo
from zoneinfo import ZoneInfo

from icalendar import Timezone
from icalendar.error import GloballyUniqueTZIDGuessed
from icalendar.timezone import tzp

from providers.ics.lines import Block, Line

_TZID = re.compile(r';\s*TZID\s*=\s*(?:"([^"]*)"|([^":;]*))', re.IGNORECASE)
_UTC_NAMES = {"UTC", "Etc/UTC"}
_ONE_FILE_AT_A_TIME = threading.Lock()


@contextmanager
def of_file(lines: Sequence[Line], found: Iterable[Block]) -> Iterator[None]:
    """Inside, TZIDs mean what this file's VTIMEZONEs say where nobody else knows them.

    What other files defined is forgotten before: the library keeps definitions by TZID for the whole process, and
    Outlook calls every zone of its own "Customized Time Zone".
    """
    with _ONE_FILE_AT_A_TIME, warnings.catch_warnings():
        warnings.simplefilter("ignore", GloballyUniqueTZIDGuessed)
        tzp.use_default()
        for block in found:
            if block.kind == "VTIMEZONE":
                _define(lines[block.first : block.last + 1])
        yield


def find(tzid: str) -> tzinfo | None:
    """The zone of this name, None where nobody knows it."""
    try:
        return tzp.timezone(tzid)
    except (OSError, ValueError):  # "America" is a folder of the zone database; others are too long or hold a NUL
        return None


def _define(block: Sequence[Line]) -> None:
    """Learn a VTIMEZONE, unless its TZID is known without it (then the zone database is right, and has a name)."""
    tzid = next((line.value for line in block if line.name == "TZID"), "")
    if not tzid or find(tzid) is not None or any(_runs_away(line) for line in block):
        return
    try:
        Timezone.from_ical("\r\n".join(line.text for line in block))
    except Exception:  # noqa: BLE001 - whatever the library meets in it, the zone is then simply not known
        return


def _runs_away(line: Line) -> bool:
    """Whether looking up one offset would step through seconds since 1601: real zones change yearly."""
    rule = line.value.upper()
    return line.name == "RRULE" and ("FREQ=YEARLY" not in rule or "BYMINUTE" in rule or "BYSECOND" in rule)


def without_unknown(line: Line) -> tuple[str, str]:
    """The line's text, without its TZID where nobody knows it (the time is then floating), and that TZID or ""."""
    match = _TZID.search(line.text.partition(":")[0] if '"' not in line.text else line.text)
    if match is None:
        return line.text, ""
    tzid = match[1] or match[2] or ""
    if find(tzid) is not None:
        return line.text, ""
    return line.text[: match.start()] + line.text[match.end() :], tzid


def name_of(moment: datetime | date) -> str:
    """The IANA name of a time's zone; "" for UTC, floating times, dates and zones without a name."""
    zone = moment.tzinfo if isinstance(moment, datetime) else None
    return zone.key if isinstance(zone, ZoneInfo) and zone.key not in _UTC_NAMES else ""


def settled(moment: datetime | date) -> datetime | date:
    """A time in a zone that only its file defines, as one with that offset: values outlive the file."""
    if isinstance(moment, datetime) and moment.tzinfo is not None and not isinstance(moment.tzinfo, ZoneInfo):
        offset = moment.utcoffset()
        return moment.replace(tzinfo=timezone(offset)) if offset is not None else moment.replace(tzinfo=None)
    return moment


def name(tzid: str) -> str:
    """The IANA name that a TZID means, "" where it is not known."""
    zone = find(tzid)
    return zone.key if isinstance(zone, ZoneInfo) else ""
