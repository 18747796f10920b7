"""What a VEVENT says besides its times: texts, people, categories, the reminder, our marks (RFC 5545 3.8)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any

from icalendar.parser import Contentline, unescape_backslash
from icalendar.prop import vBroken, vCategory, vDuration

from planner.values import Attendee, Person
from providers.ics.lines import Line, alarms, properties
from providers.interface import MARK_PREFIX

_MAILTO = re.compile(r"\s*mailto:\s*", re.IGNORECASE)
_TEL = re.compile(r"\s*tel:\s*", re.IGNORECASE)


def every(values: Mapping[str, Any], name: str) -> list[Any]:
    """The values of a property that may be repeated; broken ones are left out."""
    value = values.get(name, [])
    return [one for one in (value if isinstance(value, list) else [value]) if not isinstance(one, vBroken)]


def first(values: Mapping[str, Any], name: str) -> Any:
    """The first readable value of a property, None without one."""
    return next(iter(every(values, name)), None)


def text(values: Mapping[str, Any], name: str) -> str:
    """A text as written, "" without one."""
    return str(first(values, name) or "")


def description(values: Mapping[str, Any]) -> str:
    """DESCRIPTION, or the HTML that Outlook writes beside it where there is nothing else."""
    html = first(values, "X-ALT-DESC")
    return text(values, "DESCRIPTION") or ("" if html is None else unescape_backslash(str(html)))


def categories(values: Mapping[str, Any]) -> tuple[str, ...]:
    """All categories, of one line or several."""
    lines = [one for one in every(values, "CATEGORIES") if isinstance(one, vCategory)]
    return tuple(name for line in lines for name in (str(cat).strip() for cat in line.cats) if name)


def number(values: Mapping[str, Any], name: str) -> int:
    """A whole number, 0 without one."""
    value = first(values, name)
    return int(value) if isinstance(value, int) else 0


def busy(values: Mapping[str, Any]) -> bool:
    """TRANSP decides; where it says nothing, what Outlook writes; a cancelled event keeps nobody busy."""
    if text(values, "STATUS").strip().upper() == "CANCELLED":
        return False
    transparency = text(values, "TRANSP").strip().upper()
    outlook = text(values, "X-MICROSOFT-CDO-BUSYSTATUS").strip().upper()
    return transparency != "TRANSPARENT" if transparency else outlook != "FREE"


def organizer(values: Mapping[str, Any]) -> Person | None:
    """Who invites, None where nobody does."""
    address = first(values, "ORGANIZER")
    return None if address is None else _person(address)


def attendees(values: Mapping[str, Any]) -> tuple[Attendee, ...]:
    """Who is invited, in the order written."""
    return tuple(
        Attendee(
            person=_person(address),
            partstat=_parameter(address, "PARTSTAT").upper(),
            cutype=_parameter(address, "CUTYPE").upper(),
        )
        for address in every(values, "ATTENDEE")
    )


def _person(address: Any) -> Person:
    written = str(address)
    email = _MAILTO.sub("", written, count=1).strip().strip("<>").lower()
    return Person(
        name=_parameter(address, "CN").strip().strip("\"'"),
        email=email if "@" in email else _parameter(address, "EMAIL").strip().lower(),
        phone=_TEL.sub("", written, count=1).strip() if _TEL.match(written) else "",
    )


def _parameter(address: Any, name: str) -> str:
    # An unquoted comma makes a list of it: CN=Doe, Jane.
    value = address.params.get(name, "")
    return ",".join(value) if isinstance(value, list) else str(value)


def marks(block: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Our own metadata: names in lower case without the prefix, values as they were given."""
    for line in properties(block):
        if line.name.startswith(MARK_PREFIX):
            yield line.name.removeprefix(MARK_PREFIX).lower(), unescape_backslash(line.text.partition(":")[2])


def reminder_alarm(block: Sequence[Line]) -> tuple[range, timedelta] | None:
    """The first VALARM that shows or sounds at a time relative to the start: where it stands in the block, and how
    long before the start it goes off."""
    for span in alarms(block):
        inside = {line.name: line for line in reversed([block[index] for index in span])}
        before = _before_start(inside.get("TRIGGER"))
        if before is not None and "ACTION" in inside and inside["ACTION"].value.upper() in {"DISPLAY", "AUDIO"}:
            return span, before
    return None


def _before_start(trigger: Line | None) -> timedelta | None:
    if trigger is None:
        return None
    try:
        _, parameters, value = Contentline(trigger.text).parts()  # type: ignore[no-untyped-call]
        duration: timedelta = vDuration.from_ical(value)  # type: ignore[no-untyped-call]
        return None if str(parameters.get("RELATED", "START")).upper() == "END" else -duration
    except (ValueError, OverflowError):  # an absolute time, or nothing that RFC 5545 3.3.6 knows
        return None
