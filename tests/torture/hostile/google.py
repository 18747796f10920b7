"""Google's event resources as no server should send them: wrong types, missing parts, rubbish in our properties.

`Google` is a provider on calendars in memory that also holds such resources, and reads and changes them by the code
that reads and changes Google's.
"""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from random import Random
from typing import Any, cast

from providers.errors import Changed, Missing
from providers.google import reading, writing
from providers.google.changes import Reader
from providers.google.service import Service
from providers.interface import Changes, Draft, Field, Item, Look, Window
from sync.keys import Identity, key
from tests.google.writing import merged
from tests.torture.hostile.corpus import ELSEWHERE
from tests.torture.hostile.forged import MARKS, NUMBERS, RUBBISH
from tests.torture.hostile.grammar import TEXTS

Body = dict[str, Any]
CALENDAR = "Personal"
_WHOLE = Look(everything=True)

_ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 2**70, 1.5, float("inf"), "", "x", "\x1b[2J", "\u202e", "\ud800", [], {}, [None], [[]]),
    *({"": ""}, {"email": 1}, ["x"], [{}], {"date": 1}, {"dateTime": None}, {"private": 3}, "9" * 5000, "a" * 300_000),
)
_TIMES: tuple[Any, ...] = (
    {"date": "2026-10-20"},
    {"date": "2026-02-30"},
    {"date": "0001-01-01"},
    {"date": "9999-12-31"},
    {"dateTime": "2026-10-20T14:00:00Z"},
    {"dateTime": "2026-10-20T14:00:00"},
    {"dateTime": "0001-01-01T00:00:00Z", "timeZone": "America/New_York"},
    {"dateTime": "0001-01-01T00:00:00+14:00"},
    {"dateTime": "9999-12-31T23:59:59Z"},
    {"dateTime": "9999-12-31T23:59:59-12:00", "timeZone": "Asia/Tokyo"},
    {"dateTime": "2026-10-20T14:00:00+23:59", "timeZone": "../../etc/passwd"},
    {"dateTime": "2026-10-20T23:59:60Z"},
    {"dateTime": "2026-10-20T14:00:00Z", "timeZone": "Mars/Olympus"},
    {"dateTime": "2026-10-20T14:00:00Z", "timeZone": 7},
    {"dateTime": "2026-10-20T14:00:00Z", "timeZone": "\x00"},
    {"dateTime": "2026-10-20T14:00:00Z", "timeZone": "z" * 5000},
    {"dateTime": "20261020T140000Z", "date": None},
    {"dateTime": "2026-W43-2T14:00"},
)


class Google:
    """The resources of one calendar, by id, beside a provider's own items."""

    def __init__(self, resources: dict[str, Body]) -> None:
        self.resources = resources

    def changes(self, known: Mapping[str, str], window: Window | None, look: Look) -> Changes:
        """What a full reading gives."""
        reader = Reader(service=cast("Service", self), look=look, calendar=CALENDAR, known=known, window=window)
        return reader.changes("")

    def call(self, resource: str, method: str, **_: Any) -> Mapping[str, Any]:
        """The one answer of `events.list`."""
        assert (resource, method) == ("events", "list")
        return {"items": list(self.resources.values()), "nextSyncToken": "1"}

    def get(self, href: str) -> Item:
        """As `Provider.get`."""
        return reading.item(self._standing(href), CALENDAR, _WHOLE)

    def update(self, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        """As `Provider.update`."""
        before = self._standing(href)
        if self.get(href).etag != etag:
            raise Changed(f"{href} changed meanwhile")
        after = merged(before, writing.change(before, draft, fields))
        self.resources[href] = after | {"etag": f"{etag}x"}
        return self.get(href)

    def delete(self, href: str) -> None:
        """As `Provider.delete`."""
        self._standing(href)
        del self.resources[href]

    def _standing(self, href: str) -> Body:
        if href not in self.resources or reading.is_gone(self.resources[href]):
            raise Missing(f"there is no {href}")
        return self.resources[href]


def resource(chance: Random) -> bytes:
    """One event, spoiled in some places."""
    body = chance.choice((_invitation, _own, _occurrence, _follow_up))(chance)
    for _ in range(chance.choice((0, 1, 1, 2, 4))):
        chance.choice(_SPOIL)(chance, body)
    return json.dumps(body).encode()


def _own(chance: Random) -> Body:
    return {
        "id": f"own{chance.randrange(10**6)}",
        "etag": '"1"',
        "status": "confirmed",
        "summary": f"Interview with Initrode #interview {chance.choice(TEXTS)}",
        "description": f"{chance.choice(TEXTS)}<br>Decision: 2026-11-03",
        "start": {"dateTime": "2026-10-20T10:00:00-04:00", "timeZone": "America/New_York"},
        "end": {"dateTime": "2026-10-20T11:00:00-04:00", "timeZone": "America/New_York"},
        "organizer": {"email": "me@example.org", "self": True},
        "sequence": 0,
        "updated": "2026-10-01T00:00:00.000Z",
        "reminders": {"useDefault": False, "overrides": [{"method": "popup", "minutes": 10}]},
    }


def _invitation(chance: Random) -> Body:
    people = [
        {"email": "me@example.org", "self": True, "responseStatus": "accepted"},
        {"email": "jo@initrode.example", "displayName": "Jo Park", "organizer": True, "responseStatus": "accepted"},
        {"email": "room@resource.calendar.google.com", "resource": True},
    ]
    return _own(chance) | {"organizer": {"email": "jo@initrode.example"}, "attendees": people, "colorId": "11"}


def _occurrence(chance: Random) -> Body:
    own = _own(chance)
    series = own["id"]
    return own | {"id": f"{series}_20261020T140000Z", "recurringEventId": series, "originalStartTime": own["start"]}


def _follow_up(chance: Random) -> Body:
    """An event of ours, of an interview that is not known here."""
    identity = Identity(source=ELSEWHERE, step=chance.choice(("thank-you", "no such step")), slot="0")
    ours = {"Key": key(identity), "Version": "1", "Source": ELSEWHERE.uid, "Step": identity.step, "Slot": "0"}
    ours |= {"Generation": "0", "Base": chance.choice(RUBBISH), "Interview": "20261020T140000Z"}
    private = {f"aftertouch{name}": value for name, value in ours.items()}
    return _own(chance) | {"id": key(identity), "extendedProperties": {"private": private}}


def _retype(chance: Random, body: Body) -> None:
    body[chance.choice([name for name in body if name != "id"])] = deepcopy(chance.choice(_ODD))


def _lose(chance: Random, body: Body) -> None:
    body.pop(chance.choice([name for name in body if name != "id"]))


def _move(chance: Random, body: Body) -> None:
    body[chance.choice(("start", "end", "originalStartTime"))] = deepcopy(chance.choice(_TIMES))


def _retype_inside(chance: Random, body: Body) -> None:
    inside = [part for part in body.values() if isinstance(part, dict) and part]
    inside += [part for parts in body.values() if isinstance(parts, list) for part in parts if isinstance(part, dict)]
    if inside:
        part = chance.choice(inside)
        part[chance.choice([*part, "x"])] = deepcopy(chance.choice(_ODD))


def _mark(chance: Random, body: Body) -> None:
    words = chance.choice(MARKS).split("-")
    value = deepcopy(chance.choice((*NUMBERS, *RUBBISH, *_ODD, '"never closed', '"\\ud800"', '"' + "[" * 5000)))
    extended = body.get("extendedProperties")
    private = extended.get("private") if isinstance(extended, dict) else None
    number = chance.choice(("", "", "2", "99999999999999999999"))
    name = "aftertouch" + "".join(word.capitalize() for word in words) + number
    body["extendedProperties"] = {"private": {**(private if isinstance(private, dict) else {}), name: value}}


def _cancel(_: Random, body: Body) -> None:
    body["status"] = "cancelled"


_SPOIL: tuple[Callable[[Random, Body], None], ...] = (_retype, _retype, _lose, _move, _retype_inside, _mark, _cancel)
