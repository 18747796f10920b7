"""Which events a list call is about."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from tests.google import moments
from tests.google.answers import invalid
from tests.google.calls import Call
from tests.google.pages import State
from tests.google.series import Bounds, horizon, instances, starts
from tests.google.store import Body, Stored

_TEXTS = ("summary", "description", "location")
_FIRST, _LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """One list call's question to the calendar. `since` is the version from which a delta starts, None for a full
    list; `bounds` are timeMin (for an event's end) and timeMax (for its start), both exclusive."""

    call: Call
    since: int | None
    bounds: tuple[datetime | None, datetime | None]

    @classmethod
    def of(cls, call: Call, state: State | None) -> "Selector":
        """From the call's parameters; with a sync token, from those of the first call where Google remembers them."""
        bounds = call.params.get("timeMin"), call.params.get("timeMax")
        if bounds[0] and bounds[1] and bounds[0] >= bounds[1]:
            raise invalid("The specified time range is empty.", reason="timeRangeEmpty")
        if state and call.world.habits.bounded_deltas:
            bounds = _moment(state.bounds[0]), _moment(state.bounds[1])
        return cls(call=call, since=state.version if state else None, bounds=bounds)

    def bodies(self) -> Iterator[Body]:
        """The events, in the order in which they were written last."""
        if self.since == self.call.world.version:
            return
        single = self.call.params.get("singleEvents", False)
        for stored in list(self.call.calendar.events.values()):
            found = self._expanded(stored) if single else self._plain(stored)
            yield from (body for body in found if self._asked_for(body))

    def expansion(self) -> Bounds:
        """Between which instants a series is expanded."""
        return horizon(self.call.world, self.bounds)

    # What changed, and what is deleted

    def _changed(self, stored: Stored) -> bool:
        return self.since is None or stored.version > self.since

    def _tells_deleted(self, body: Body) -> bool:
        if body["status"] != "cancelled" or self.since is not None or "updatedMin" in self.call.params:
            return True
        if self.call.params.get("showDeleted", False):
            return True
        return not self.call.params.get("singleEvents", False) and self.call.calendar.lives(body)

    # Events as they are stored

    def _plain(self, stored: Stored) -> Iterator[Body]:
        if self._changed(stored) and (self._inside(stored.body) or self._was_inside(stored)):
            yield stored.body

    def _was_inside(self, stored: Stored) -> bool:
        """An event that moved out of the bounds is told, else the client would keep it."""
        return self.since is not None and any(self._inside(body) for body in stored.past)

    def _inside(self, body: Body) -> bool:
        if self.bounds == (None, None):
            return True
        if "recurrence" in body:
            return any(True for _ in starts(body, self.call.calendar.zone, self.expansion()))
        begins, ends = moments.span(body, self.call.calendar.zone)
        return ends > (self.bounds[0] or _FIRST) and begins < (self.bounds[1] or _LAST)

    # Series as their instances

    def _expanded(self, stored: Stored) -> Iterator[Body]:
        if "recurrence" in stored.body or any("recurrence" in body for body in stored.past):
            yield from self._series(stored)
        elif "recurringEventId" not in stored.body:
            yield from self._plain(stored)

    def _series(self, master: Stored) -> Iterator[Body]:
        exceptions = {one.body["id"] for one in self.call.calendar.exceptions(master.body["id"]) if self._changed(one)}
        standing = self._instances(master, master.body)
        for body in standing.values():
            if self._changed(master) or body["id"] in exceptions:
                yield body
        if self.since is not None and self._changed(master):
            for past in master.past:
                for event_id, body in self._instances(master, past).items():
                    if event_id not in standing:
                        yield body | {"status": "cancelled"}

    def _instances(self, master: Stored, body: Body) -> dict[str, Body]:
        """What a state of a series looks like in a list of single events."""
        if "recurrence" not in body:
            return {body["id"]: body} if self._inside(body) else {}
        state = Stored(body=body, version=master.version)
        found = instances(self.call.world, self.call.calendar, state, self.expansion())
        gone = {"status": "cancelled"} if body["status"] == "cancelled" else {}
        return {one["id"]: one | gone for one in found}

    # The other parameters

    def _asked_for(self, body: Body) -> bool:
        params = self.call.params
        if not self._tells_deleted(body):
            return False
        if "eventTypes" in params and body["eventType"] not in params["eventTypes"]:
            return False
        if "iCalUID" in params and body.get("iCalUID") != params["iCalUID"]:
            return False
        if "updatedMin" in params and moments.instant(_updated(body), self.call.calendar.zone) < params["updatedMin"]:
            return False
        return self._has_properties(body) and self._has_words(body)

    def _has_properties(self, body: Body) -> bool:
        properties: dict[str, Any] = body.get("extendedProperties", {})
        return all(
            properties.get(kind, {}).get(wanted.partition("=")[0]) == wanted.partition("=")[2]
            for kind in ("private", "shared")
            for wanted in self.call.params.get(f"{kind}ExtendedProperty", [])
        )

    def _has_words(self, body: Body) -> bool:
        text = " ".join(body.get(name, "") for name in _TEXTS).lower()
        return all(word in text for word in self.call.params.get("q", "").lower().split())


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _updated(body: Body) -> datetime:
    return datetime.fromisoformat(body["updated"])
