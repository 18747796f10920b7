"""The contract of providers, against a local server of Google's API."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from providers.errors import Changed
from providers.google.credentials import Person
from providers.google.provider import Google
from providers.google.token_file import TokenFile
from providers.interface import Look
from tests.google.answers import Answer
from tests.google.asked import Asked
from tests.google.faults import Handle, calls
from tests.google.server import CalendarApi, calendar_api
from tests.providers import google_ics
from tests.providers.contract import ProviderContract
from tests.providers.drafts import draft


@dataclass(frozen=True, slots=True, kw_only=True)
class GoogleBackend:
    """A calendar at Google, and the person at Google's own programs."""

    google: CalendarApi
    token_file: Path
    calendar: str
    no_calendar: str = "nowhere@group.calendar.google.com"
    dead_token: str = "events:dead"

    def provider(self, look: Look) -> Google:
        bearer = Person("google", TokenFile(path=self.token_file))
        return Google("google", bearer, look, endpoint=self.google.endpoint)

    def put(self, name: str, text: str) -> None:
        google_ics.put(self.google.person, self.calendar, name.removesuffix(".ics"), text)

    def text(self, name: str) -> str:
        return google_ics.text(self.google.person.get(self.calendar, name.removesuffix(".ics")))

    def delete(self, name: str) -> None:
        self.google.person.delete(self.calendar, name.removesuffix(".ics"))


def test_an_edit_between_our_look_and_our_change_is_never_overwritten(tmp_path: Path) -> None:
    with calendar_api() as google:
        token_file = tmp_path / "token.json"
        token_file.write_text(json.dumps(google.authorized_user("calendar.events", "calendar.calendarlist.readonly")))
        backend = GoogleBackend(google=google, token_file=token_file, calendar=google.person.calendar("Personal"))
        provider = backend.provider(Look())
        ours = provider.create(backend.calendar, draft())

        def edited_first(asked: Asked, handle: Handle) -> Answer:
            google.person.patch(backend.calendar, ours.href, {"summary": "Mine"})
            return handle(asked)

        google.fail(edited_first, when=calls("calendar.events.patch"))
        with pytest.raises(Changed):
            provider.update(backend.calendar, ours.href, ours.etag, draft(title="Ours"), frozenset({"title"}))
        assert google.person.get(backend.calendar, ours.href)["summary"] == "Mine"


class TestGoogle(ProviderContract):
    @pytest.fixture
    def backend(self, tmp_path: Path) -> Iterator[GoogleBackend]:
        with calendar_api() as google:
            token_file = tmp_path / "token.json"
            scopes = ("calendar.events", "calendar.calendarlist.readonly", "calendar.app.created")
            token_file.write_text(json.dumps(google.authorized_user(*scopes)))
            yield GoogleBackend(google=google, token_file=token_file, calendar=google.person.calendar("Personal"))
            assert google.violations() == []
