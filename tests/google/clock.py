"""The time at the server. Tests set it; nothing sleeps."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Stands at `now` until it is set or advanced; without one it runs with the wall clock."""

    def __init__(self, now: datetime | None = None) -> None:
        self._standing = now
        self._ahead = timedelta(0)

    def now(self) -> datetime:
        """Aware, in UTC."""
        return (self._standing or datetime.now(UTC)).astimezone(UTC) + self._ahead

    def set(self, now: datetime) -> None:
        """Stand at this aware time from here on."""
        self._standing, self._ahead = now, timedelta(0)

    def advance(self, by: timedelta) -> None:
        """Be later by this much."""
        self._ahead += by


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as Google writes `created` and `updated`."""
    return f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"
