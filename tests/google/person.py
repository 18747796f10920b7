"""A person at Google's own programs: the phone, the browser. Nothing here goes over HTTP or into the log."""

from dataclasses import dataclass
from datetime import timedelta

from tests.google import moments, series, texts, writing
from tests.google.store import Body, Calendar, Role, World, copied

_LONG = timedelta(days=800)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """An account. Calendars and events are named by their ids; bodies are the API's JSON."""

    world: World
    account: str

    # Calendars

    @property
    def primary(self) -> str:
        """The id of the person's own calendar."""
        return self.account

    def calendar(self, summary: str, *, time_zone: str = "America/New_York", **more: str) -> str:
        """Make a calendar; gives its id."""
        calendar_id = f"{self.world.new_id()}@group.calendar.google.com"
        return self.world.add_calendar(self.account, calendar_id, summary, time_zone=time_zone, **more).id

    def calendars(self) -> dict[str, str]:
        """Ids to names of the calendars that the person owns."""
        return {one.id: one.summary for one in self.world.calendars.values() if one.owner == self.account}

    def rename(self, calendar: str, summary: str) -> None:
        """Give a calendar another name."""
        self._calendar(calendar).summary = summary
        self._calendar(calendar).version = self.world.tick()

    def remove_calendar(self, calendar: str) -> None:
        """Delete a calendar with all that is in it."""
        self.world.remove_calendar(self._calendar(calendar))

    def share(self, calendar: str, account: str, role: Role, *, listed: bool = True) -> None:
        """Let another account in, or (with `none`) out. Its sync tokens die, as they may when access changes."""
        shared = self._calendar(calendar)
        shared.roles[account] = role
        shared.epoch += 1
        if listed and role != "none":
            self.world.enlist(account, shared)

    # Events

    def put(self, calendar: str, body: Body, *, event_id: str = "") -> Body:
        """Make an event, or put this in the place of one; anything goes: attendees, organizers, other event types."""
        home = self._calendar(calendar)
        event_id = event_id or body.get("id") or self.world.new_id()
        uid = home.events[event_id].body["iCalUID"] if event_id in home.events else f"{event_id}@google.com"
        who = {"email": self.account, "self": True}
        signed = {"id": event_id, "iCalUID": uid, "creator": who, "organizer": who}
        return copied(writing.store(self.world, home, signed | copied(body) | {"id": event_id}).body)

    def get(self, calendar: str, event_id: str) -> Body:
        """What stands there, tombstones included. Raises `ApiError` 404."""
        return writing.current(self.world, self._calendar(calendar), event_id)

    def events(self, calendar: str) -> dict[str, Body]:
        """Ids to what stands in the calendar: masters and exceptions, no tombstones."""
        with self.world.lock:
            stored = self._calendar(calendar).events.items()
            return {event_id: copied(one.body) for event_id, one in stored if not one.cancelled}

    def patch(self, calendar: str, event_id: str, change: Body) -> Body:
        """Change an event, or a single instance of a series; None deletes a field."""
        body = writing.merged(self.get(calendar, event_id), change)
        return copied(writing.store(self.world, self._calendar(calendar), body).body)

    def delete(self, calendar: str, event_id: str) -> None:
        """Delete an event, a series, or a single instance."""
        writing.delete(self.world, self._calendar(calendar), event_id)

    def restore(self, calendar: str, event_id: str) -> None:
        """Take an event back out of the trash."""
        self.patch(calendar, event_id, {"status": "confirmed"})

    def copy(self, calendar: str, event_id: str, *, to: str = "") -> str:
        """Duplicate an event, private extended properties and all; gives the id of the copy."""
        body = self.get(calendar, event_id)
        copy = {name: value for name, value in body.items() if name not in {"id", "iCalUID", "sequence"}}
        return str(self.put(to or calendar, copy)["id"])

    def open_and_save(self, calendar: str, event_id: str) -> None:
        """Save an event unchanged in Google's editor, which makes HTML of its description."""
        body = self.get(calendar, event_id)
        self.patch(calendar, event_id, {"description": texts.rewritten(body.get("description", ""))})

    def instance(self, calendar: str, event_id: str, number: int) -> str:
        """The id of an instance of a series, counted from 0."""
        home = self._calendar(calendar)
        master = home.events[event_id].body
        begin = moments.instant(moments.read(master["start"], "start"), home.zone)
        starts = sorted(series.starts(master, home.zone, (begin, begin + _LONG)))
        return f"{event_id}_{moments.suffix(starts[number])}"

    def cancel_instance(self, calendar: str, event_id: str, number: int) -> str:
        """Cancel an instance of a series, counted from 0; gives its id."""
        instance_id = self.instance(calendar, event_id, number)
        self.delete(calendar, instance_id)
        return instance_id

    # What time does

    def purge(self, calendar: str) -> None:
        """The tombstones disappear, and with them the sync tokens that have not told them yet; their ids stay burned.
        Cancelled instances of a living series stay."""
        home = self._calendar(calendar)
        with self.world.lock:
            gone = {event_id for event_id, one in home.events.items() if one.cancelled and not home.lives(one.body)}
            home.burned |= gone
            home.purged = max([home.purged, *(home.events[event_id].version for event_id in gone)])
            for event_id in gone:
                del home.events[event_id]

    def expire_sync_tokens(self, calendar: str) -> None:
        """Every sync token given so far is answered with 410 from now on."""
        self._calendar(calendar).epoch += 1

    def _calendar(self, calendar: str) -> Calendar:
        return self.world.calendar(calendar, self.account)
