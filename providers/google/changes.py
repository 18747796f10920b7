"""Reading a calendar: all that its window holds, then what changed (developers.google.com/calendar/api/guides/sync).

Two ways to ask, told apart by the token, since a token goes with the parameters that it was got with: `events:` with
every series as its occurrences, which must be inside a window to be finite; `series:` without a window, and as series.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from providers.errors import Refused, TokenExpired, Unreachable
from providers.google import reading
from providers.google.answers import PAGES, Gone, identified
from providers.google.service import Service
from providers.interface import Changes, Item, Look, Window

_PAGE = 2500
"""The most that Google gives at once."""
_TRIES = 2
"""How often a full reading is begun, where Google loses its place in the middle (410)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Reads one calendar for a caller that has `known` of it."""

    service: Service
    look: Look
    calendar: str
    known: Mapping[str, str]
    window: Window | None

    def changes(self, token: str) -> Changes:
        """As `Provider.changes`."""
        if not token:
            return self._full(*self._all())
        way, _, sync_token = token.partition(":")
        if way != self._way or not sync_token:
            raise TokenExpired("the token was got in another way")
        return self._delta(*self._since(sync_token))

    @property
    def _way(self) -> str:
        return "series" if self.window is None else "events"

    def _since(self, sync_token: str) -> tuple[Sequence[reading.Resource], str]:
        try:
            return self._pages(syncToken=sync_token)
        except (Gone, Refused):  # 400 for a token that never was one; what else is wrong shows when all is read
            raise TokenExpired(f"Google does not continue from the token for {self.calendar}") from None

    def _all(self) -> tuple[Sequence[reading.Resource], str]:
        edges = {"timeMin": self.window.start, "timeMax": self.window.end} if self.window else {}
        bounds = {name: edge.isoformat(timespec="seconds") for name, edge in edges.items()}
        for _ in range(_TRIES):
            try:
                return self._pages(**bounds)
            except Gone:
                continue
        raise Unreachable(f"Google lost its place while {self.calendar} was read")

    def _pages(self, **first: str) -> tuple[Sequence[reading.Resource], str]:
        """All resources, the last word on each, and the token that comes with the last page."""
        found: dict[str, reading.Resource] = {}
        page: dict[str, str] = {}
        for _ in range(PAGES):
            answer = self.service.call(
                "events",
                "list",
                calendarId=self.calendar,
                singleEvents=self.window is not None,
                showDeleted=True,
                eventTypes=["default", "fromGmail"],
                maxResults=_PAGE,
                fields=f"nextPageToken,nextSyncToken,items({reading.FIELDS})",
                **first,
                **page,
            )
            found |= {str(resource["id"]): resource for resource in identified(answer)}
            if not answer.get("nextPageToken"):
                token = str(answer.get("nextSyncToken") or "")
                return list(found.values()), f"{self._way}:{token}" if token else ""
            page = {"pageToken": str(answer["nextPageToken"])}
        raise Unreachable(f"Google Calendar does not come to an end with the events of {self.calendar}")

    def _full(self, resources: Sequence[reading.Resource], token: str) -> Changes:
        standing = [resource for resource in resources if not reading.is_gone(resource)]
        unchanged = frozenset(str(one["id"]) for one in standing if self._has(one))
        items = tuple(self._item(one) for one in standing if one["id"] not in unchanged)
        return Changes(items=items, unchanged=unchanged, token=token, full=True)

    def _delta(self, resources: Sequence[reading.Resource], token: str) -> Changes:
        gone = {str(one["id"]) for one in resources if reading.is_gone(one)}
        changed = (self._item(one) for one in resources if not reading.is_gone(one) and not self._has(one))
        items = tuple(item for item in changed if self._matters(item))
        with_series = set(self._occurrences(gone)) - {str(one["id"]) for one in resources}
        removed = (*sorted(gone), *sorted(with_series))
        return Changes(items=items, removed=removed, token=token, repeats=bool(resources))

    def _item(self, resource: reading.Resource) -> Item:
        return reading.item(resource, self.calendar, self.look)

    def _has(self, resource: reading.Resource) -> bool:
        etag = str(resource.get("etag") or "")
        return bool(etag) and self.known.get(str(resource["id"])) == etag

    def _matters(self, item: Item) -> bool:
        """An occurrence outside the window is one of endlessly many; a plain event comes wherever it lies."""
        is_plain = not item.events or not item.events[0].source.recurrence_id
        if self.window is None or is_plain or item.href in self.known:
            return True
        return reading.is_inside(item.events[0], self.window)

    def _occurrences(self, gone: set[str]) -> Iterator[str]:
        """A series that is gone takes its occurrences with it, whether Google tells each or not."""
        return (href for href in (self.known if gone else ()) if "_" in href and href.rpartition("_")[0] in gone)
