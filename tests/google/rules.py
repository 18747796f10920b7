"""What an event that a client writes must be like, beyond its schema
(developers.google.com/calendar/api/v3/reference/events). Every breach is `ApiError` 400."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from tests.google import moments
from tests.google.answers import invalid

Body = dict[str, Any]

_WORDS = {
    "status": {"confirmed", "tentative", "cancelled"},
    "visibility": {"default", "public", "private", "confidential"},
    "transparency": {"opaque", "transparent"},
    "colorId": {str(number) for number in range(1, 12)},
}
_MADE_BY_CLIENTS = {"birthday", "default", "focusTime", "outOfOffice", "workingLocation"}
_FOUR_WEEKS = 40320
_KEY, _VALUE, _PROPERTIES, _ALL = 44, 1024, 300, 32 * 1024


def check_id(event_id: str) -> None:
    """Client-supplied: base32hex letters, 5 to 1024 of them."""
    if not re.fullmatch(r"[a-v0-9]{5,1024}", event_id):
        raise invalid("Invalid resource id value.")


def check(body: Body) -> None:
    """The event as it is going to stand."""
    for rule in _RULES:
        rule(body)


def check_type(body: Mapping[str, Any]) -> None:
    """What kind of event is made."""
    if body.get("eventType", "default") not in _MADE_BY_CLIENTS:
        raise invalid(f"{body['eventType']} events cannot be created", reason="eventTypeRestriction")


def _times(body: Body) -> None:
    for name in ("start", "end"):
        if name not in body:
            raise invalid(f"Missing {name} time.", reason="required")
    start, end = moments.read(body["start"], "start"), moments.read(body["end"], "end")
    if isinstance(start, datetime) != isinstance(end, datetime):
        raise invalid("Start and end times must either both be date or both be dateTime.")
    if moments.instant(end, ZoneInfo("UTC")) < moments.instant(start, ZoneInfo("UTC")):
        raise invalid("The specified time range is empty.", reason="timeRangeEmpty")


def _recurrence(body: Body) -> None:
    lines = body.get("recurrence") or []
    for line in lines:
        if not re.match(r"(RRULE|EXRULE|RDATE|EXDATE)[:;]", line):
            raise invalid(f"Invalid recurrence rule: {line}")
    if lines and "dateTime" in body["start"] and "timeZone" not in body["start"]:
        raise invalid("Missing time zone definition for start time.", reason="required")


def _words(body: Body) -> None:
    for name, allowed in _WORDS.items():
        if name in body and body[name] not in allowed:
            raise invalid(f"Invalid value for {name}: {body[name]!r}")


def _reminders(body: Body) -> None:
    reminders = body.get("reminders", {})
    overrides = reminders.get("overrides") or []
    if reminders.get("useDefault") and overrides:
        message = "Cannot specify both default reminders and overrides at the same time."
        raise invalid(message, reason="cannotUseDefaultRemindersAndSpecifyOverride")
    if len(overrides) > 5:
        raise invalid("Too many override reminders: at most 5 are allowed.", reason="invalid")
    for one in overrides:
        if one.get("method") not in {"email", "popup"} or not 0 <= one.get("minutes", -1) <= _FOUR_WEEKS:
            raise invalid(f"Invalid reminder override: {one}")


def _attendees(body: Body) -> None:
    for one in body.get("attendees") or []:
        if "@" not in one.get("email", ""):
            raise invalid("Invalid attendee email.")


def _source(body: Body) -> None:
    url = body.get("source", {}).get("url", "http://")
    if urlsplit(url).scheme not in {"http", "https"}:
        raise invalid(f"Invalid source URL: {url}")


def _birthday(body: Body) -> None:
    if body.get("eventType") == "birthday" and body.get("extendedProperties", {}).get("private"):
        message = "Private extended properties are not supported for birthday events"
        raise invalid(message, reason="eventTypeRestriction")


def _properties(body: Body) -> None:
    for properties in body.get("extendedProperties", {}).values():
        size = sum(len((name + value).encode()) for name, value in properties.items())
        if len(properties) > _PROPERTIES or size > _ALL:
            raise invalid("The extended properties of the event are too large.", reason="extendedPropertiesTooLarge")


_RULES: tuple[Callable[[Body], None], ...] = (
    _times,
    _recurrence,
    _words,
    _reminders,
    _attendees,
    _source,
    _birthday,
    _properties,
)


def kept(properties: Mapping[str, str]) -> dict[str, str]:
    """What Google keeps of extended properties: too long names are dropped, too long values cut, and it says nothing
    (developers.google.com/calendar/api/guides/extended-properties#limits). Its characters are read as bytes here."""
    return {
        name: value.encode()[:_VALUE].decode(errors="ignore")
        for name, value in properties.items()
        if len(name.encode()) <= _KEY
    }
