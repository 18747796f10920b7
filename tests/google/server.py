"""Google Calendar on loopback, for the real client library.

    with calendar_api() as google:
        calendar = google.person.calendar("Personal")
        google.person.put(calendar, {"summary": "Interview #interview", "start": …, "end": …})
        token_file.write_text(json.dumps(google.authorized_user("calendar.events")))
        …                                               # endpoint = google.endpoint in the config
        google.fail(lost(), when=calls("calendar.events.insert"))
        assert google.violations() == []
        assert [entry.method for entry in google.requests()] == ["GET", "POST", "POST"]

`google.habits` says how Google behaves where it may, `google.clock` what time it is, `google.oauth` what the person
does at the consent screen.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from tests.google import batch, discovery, sign_in
from tests.google.answers import Answer, ApiError, backend_error, html, quota_exceeded
from tests.google.api import Api
from tests.google.asked import API, BATCH, Asked, Entry
from tests.google.clock import Clock
from tests.google.faults import Fault, Faults, Rule, When, answering, writes
from tests.google.oauth import SCOPE, Grant, OAuth
from tests.google.person import Person
from tests.google.service_accounts import new_key
from tests.google.store import World
from tests.google.wire import Listener

ME = "me@example.org"
CLIENT = "aftertouch.apps.googleusercontent.com"
_SECRET = "GOCSPX-secret"


class CalendarApi:
    """A running server. `person` is me@example.org, who owns a primary calendar with that id, in `time_zone`."""

    def __init__(self, *, now: datetime | None, port: int, time_zone: str) -> None:
        self.clock = Clock(now)
        self.world = World(self.clock)
        self.habits = self.world.habits
        self.oauth = OAuth(clock=self.clock, person=ME, clients={CLIENT: _SECRET})
        self.over = threading.Event()
        """Set when the server stops: what hangs waits for it."""
        self.person = self.add_person(ME, time_zone=time_zone)
        self._api = Api(self.world, self.oauth)
        self._faults = Faults()
        self._log: list[Entry] = []
        self._logging = threading.RLock()
        numbers = count(1)
        self.listener = Listener(port, self._serve, lambda: next(numbers))
        self.url = self.listener.url
        self.endpoint = self.url + API
        """The provider's `endpoint`, `client_options.api_endpoint` of the client library."""
        self.batch_uri = self.url + BATCH
        self.auth_uri = self.url + sign_in.AUTH
        self.token_uri = self.url + sign_in.TOKEN
        self.revoke_uri = self.url + sign_in.REVOKE

    # People and their tokens

    def add_person(self, account: str, *, time_zone: str = "America/New_York") -> Person:
        """An account with a primary calendar."""
        self.world.add_calendar(account, account, account, time_zone=time_zone)
        return self.person_of(account)

    def person_of(self, account: str) -> Person:
        """Somebody who has an account already."""
        return Person(world=self.world, account=account)

    def client_secrets(self) -> dict[str, Any]:
        """The file that the console gives for a desktop client."""
        return {
            "installed": {
                "client_id": CLIENT,
                "client_secret": _SECRET,
                "project_id": "tests",
                "auth_uri": self.auth_uri,
                "token_uri": self.token_uri,
                "redirect_uris": ["http://localhost"],
            }
        }

    def authorized_user(self, *scopes: str, account: str = ME) -> dict[str, Any]:
        """A person who has signed in: google-auth's authorized-user JSON. Scopes without their prefix."""
        full = sorted(SCOPE + scope for scope in scopes)
        grant = Grant(account=account, client_id=CLIENT, scopes=frozenset(full))
        refresh_token = self.oauth.refresh_token(grant)
        return {
            "type": "authorized_user",
            "client_id": CLIENT,
            "client_secret": _SECRET,
            "token_uri": self.token_uri,
            "refresh_token": refresh_token,
            "token": self.oauth.access_token(grant, refresh_token),
            "expiry": f"{self.clock.now() + timedelta(hours=1):%Y-%m-%dT%H:%M:%SZ}",
            "scopes": full,
        }

    def service_account(self, email: str = "robot@tests.iam.gserviceaccount.com", *subjects: str) -> dict[str, Any]:
        """A service account's key file; it may act for the subjects (domain-wide delegation)."""
        private, self.oauth.services[email] = new_key()
        self.oauth.delegates |= {(email, subject) for subject in subjects}
        if email not in self.world.calendars:
            self.add_person(email, time_zone="UTC")
        return {
            "type": "service_account",
            "project_id": "tests",
            "private_key_id": "1",
            "private_key": private,
            "client_email": email,
            "client_id": "1",
            "token_uri": self.token_uri,
        }

    # What goes wrong

    def fail(
        self,
        fault: Fault,
        *,
        when: When,
        times: int | None = 1,
        skip: int = 0,
        until: datetime | None = None,
    ) -> Rule:
        """Let this happen; see `faults`. Calls inside a batch are asked for as well, by all but `nth` and `api`."""
        return self._faults.add(fault, when=when, times=times, skip=skip, until=until)

    def lock(self, *, until: datetime | None = None, times: int | None = None) -> Rule:
        """403 quotaExceeded for every write, until a time, for some requests, or until the rule is ended."""
        return self.fail(answering(quota_exceeded()), when=writes, times=times, until=until)

    # The log

    def requests(self) -> list[Entry]:
        """Every request to the Calendar API that came over the wire, in order of arrival; a batch is one."""
        return [entry for entry in self._entries() if not entry.batched and self._is_api(entry)]

    def calls(self) -> list[Entry]:
        """Every call of a method, in order: those inside a batch instead of the batch."""
        return [entry for entry in self._entries() if self._is_api(entry) and entry.path != BATCH]

    def sign_ins(self) -> list[Entry]:
        """Every request that is none to the Calendar API: consent, token, revocation."""
        return [entry for entry in self._entries() if not self._is_api(entry)]

    def violations(self) -> list[str]:
        """What was asked against the documentation, with the request."""
        return [f"{entry}: {one}" for entry in self._entries() for one in entry.violations]

    def forget(self) -> None:
        """Begin a new log."""
        with self._logging:
            self._log.clear()

    def _entries(self) -> list[Entry]:
        with self._logging:
            return list(self._log)

    @staticmethod
    def _is_api(entry: Entry) -> bool:
        return entry.path.startswith((API, BATCH))

    # A request comes in

    def _serve(self, asked: Asked, *, batched: bool = False) -> Answer:
        entry = Entry(asked=asked, at=self.clock.now(), batched=batched)
        if found := discovery.find(asked.method, asked.path):
            entry.method_id, entry.calendar = found[0].id, found[1].get("calendarId", "")
        with self._logging:
            self._log.append(entry)
            fault = self._faults.take(asked, self.clock.now())
        answer = fault(asked, lambda _: self._honest(entry)) if fault else self._honest(entry)
        entry.status, entry.sent = answer.status, len(answer.body)
        return answer

    def _honest(self, entry: Entry) -> Answer:
        asked = entry.asked
        if asked.path == BATCH:
            return self._batch(entry)
        if asked.path.startswith(API):
            return self._api.answer(entry)
        return sign_in.handle(self.oauth, asked) or html(404, "Error 404 (Not Found)")

    def _batch(self, entry: Entry) -> Answer:
        entry.method_id = "batch"
        try:
            parts = batch.calls(entry.asked)
        except ApiError as problem:
            entry.violations.append(str(problem))
            return problem.answer()
        answers = [(content_id, self._serve(asked, batched=True)) for content_id, asked in parts]
        broken = backend_error().answer()
        return batch.answer([(name, one if one.delivery == "whole" else broken) for name, one in answers])


@contextmanager
def calendar_api(
    *, now: datetime | None = None, port: int = 0, time_zone: str = "America/New_York"
) -> Iterator[CalendarApi]:
    """Serve on 127.0.0.1 (port 0: a free one) until the block ends. Without `now` the clock is the wall clock."""
    google = CalendarApi(now=now, port=port, time_zone=time_zone)
    thread = threading.Thread(target=google.listener.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield google
    finally:
        google.over.set()
        google.listener.shutdown()
        thread.join()
        google.listener.server_close()
