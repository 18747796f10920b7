"""The local Google server, whose events a person's programs see as texts."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

from providers.google import marks
from providers.google.provider import Google
from providers.interface import MARK_PREFIX, Look, Provider
from tests.google.oauth import SCOPE, Grant
from tests.google.server import CLIENT, ME, CalendarApi, calendar_api
from tests.google.store import Body
from tests.providers import google_ics
from tests.torture.machine.servers.server import Server, Texts
from tests.torture.machine.texts import escaped, with_value

_SCOPES = ("calendar.events", "calendar.calendarlist.readonly", "calendar.app.created")


@contextmanager
def at_google() -> Iterator[Server]:
    """A new one."""
    with calendar_api(now=datetime(2026, 10, 19, 12, tzinfo=UTC)) as google:
        yield GoogleServer(google)


class GoogleServer:
    """Names are event ids with `.ics` behind them."""

    burns_ids = True
    tells_deletions = True
    renames = False

    def __init__(self, google: CalendarApi) -> None:
        self._google, self._person = google, google.person
        self._person.calendar("Work")

    def names(self) -> tuple[str, ...]:
        return tuple(self._person.calendars())

    def texts(self, calendar: str) -> Texts:
        return {f"{event_id}.ics": _text(body) for event_id, body in self._person.events(calendar).items()}

    def put(self, calendar: str, href: str, text: str) -> None:
        theirs = "".join(line for line in text.splitlines(keepends=True) if not line.startswith(MARK_PREFIX))
        google_ics.put(self._person, calendar, href.removesuffix(".ics"), theirs)

    def remove(self, calendar: str, href: str) -> None:
        self._person.delete(calendar, href.removesuffix(".ics"))

    def name(self, href: str) -> str:
        return f"{href}.ics"

    def expire_tokens(self) -> None:
        for calendar in self.names():
            self._person.expire_sync_tokens(calendar)

    def time_passes(self, now: datetime) -> None:
        self._google.clock.set(max(now, self._google.clock.now()))

    def connect(self, look: Look) -> Provider:
        return Google("home", _SignedIn(self._google), look, endpoint=self._google.endpoint)

    def late(self, _look: Look, _calendar: str, _commits: int) -> tuple[Provider, Texts] | None:
        return None


class _SignedIn:
    """As `Bearer`: for the length of a cycle."""

    def __init__(self, google: CalendarApi) -> None:
        self._scopes = frozenset(SCOPE + scope for scope in _SCOPES)
        self._token = google.oauth.access_token(Grant(account=ME, client_id=CLIENT, scopes=self._scopes))

    def token(self) -> str:
        return self._token

    def renewed(self, refused: str) -> str:
        return refused

    def granted(self) -> frozenset[str]:
        return self._scopes


def _text(body: Body) -> str:
    """With our marks as iCalendar has them."""
    text = google_ics.text(body)
    for name, value in marks.read(body.get("extendedProperties", {}).get("private", {})):
        text = with_value(text, f"{MARK_PREFIX}{name.upper()}", escaped(value))
    return text
