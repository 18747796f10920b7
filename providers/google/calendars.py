"""Which calendars an account has, and making one of our own.

calendars.insert takes no id of the client's, so that a lost answer, or another computer that makes the same meanwhile,
could double the calendar: our mark in its description tells it from any other, and is looked for before and after.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from providers.errors import Missing, Unreachable
from providers.google.answers import PAGES, identified
from providers.google.service import Service
from providers.interface import Calendar

_WRITERS = frozenset({"writer", "owner"})
"""`writerWithoutPrivateAccess` can't read the private events that it wrote."""
_LISTED = "id,summary,summaryOverride,accessRole,description,deleted,primary"
_PRIMARY = "primary"


def listed(service: Service, named: Sequence[str]) -> tuple[Calendar, ...]:
    """The calendars of the person's list, then those of the ids `named` that can be read without being in it: what is
    shared with a service account is not. Google's word `primary` is taken for an id where it is named."""
    found = [_calendar(entry if _PRIMARY not in named else _by_keyword(entry)) for entry in _entries(service)]
    unlisted = (name for name in named if "@" in name and name not in {calendar.id for calendar in found})
    return tuple(found) + tuple(calendar for name in unlisted if (calendar := _unlisted(service, name)))


def make(service: Service, name: str) -> Calendar:
    """The calendar that we made under this name, else any that can be written and has it, else a new one. Raises
    `Forbidden`, `Unreachable`."""
    if standing := _standing(service, name):
        return standing
    body = {"summary": name, "description": f"Follow-ups of job interviews, kept by Aftertouch ({_mark(name)})."}
    try:
        made = service.call("calendars", "insert", body=body, fields="id,summary")
        calendar = Calendar(id=str(made["id"]), name=str(made.get("summary") or name))
    except (Unreachable, KeyError):
        if standing := _standing(service, name):
            return standing
        raise
    return _given_way(service, name, calendar)


def _given_way(service: Service, name: str, made: Calendar) -> Calendar:
    """The one that we have just made, unless somebody else made one meanwhile: then theirs, and ours goes again, in
    which nothing can stand yet. Where both give way, it is made anew; never are both used."""
    others = [calendar for calendar in _marked(_entries(service), name) if calendar.id != made.id]
    if not others:
        return made
    service.call("calendars", "delete", calendarId=made.id)
    return min(others, key=lambda calendar: calendar.id)


def _standing(service: Service, name: str) -> Calendar | None:
    """Of several of ours the one with the smallest id, on every machine."""
    entries = list(_entries(service))
    if ours := _marked(entries, name):
        return min(ours, key=lambda calendar: calendar.id)
    named = (calendar for calendar in map(_calendar, entries) if calendar.name == name and calendar.writable)
    return next(named, None)


def _marked(entries: Iterable[Mapping[str, Any]], name: str) -> list[Calendar]:
    """Those that were made by us under this name."""
    return [_calendar(entry) for entry in entries if _mark(name) in str(entry.get("description") or "")]


def _mark(name: str) -> str:
    return f"aftertouch:{hashlib.sha256(name.encode()).hexdigest()[:16]}"


def _entries(service: Service) -> Iterator[Mapping[str, Any]]:
    page: dict[str, str] = {}
    for _ in range(PAGES):
        answer = service.call(
            "calendarList",
            "list",
            minAccessRole="reader",
            maxResults=250,
            fields=f"nextPageToken,items({_LISTED})",
            **page,
        )
        yield from (entry for entry in identified(answer) if not entry.get("deleted"))
        if not answer.get("nextPageToken"):
            return
        page = {"pageToken": str(answer["nextPageToken"])}
    raise Unreachable("Google Calendar does not come to an end with its list of calendars")


def _calendar(entry: Mapping[str, Any]) -> Calendar:
    name = entry.get("summaryOverride") or entry.get("summary") or entry["id"]
    return Calendar(id=str(entry["id"]), name=str(name), writable=entry.get("accessRole", "writer") in _WRITERS)


def _by_keyword(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    return {**entry, "id": _PRIMARY} if entry.get("primary") else entry


def _unlisted(service: Service, calendar: str) -> Calendar | None:
    try:
        answer = service.call("events", "list", calendarId=calendar, maxResults=1, fields="summary,accessRole")
    except Missing:
        return None
    return _calendar({**answer, "id": calendar})
