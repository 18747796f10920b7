"""Tokens: kept by files that may be missing, odd or read-only, and renewed by whoever comes first."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.errors import SignedOut
from providers.google.credentials import Person, ServiceAccount, token_uri
from providers.google.token_file import SIGNED_IN, TokenFile, is_loopback_or_https
from tests.google.server import CalendarApi, calendar_api

NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)


@pytest.fixture
def google() -> Iterator[CalendarApi]:
    with calendar_api() as google:
        yield google


@pytest.fixture
def file(tmp_path: Path) -> TokenFile:
    return TokenFile(path=tmp_path / "deep" / "token.json")


@pytest.mark.parametrize("text", ["", "[]", "nonsense", '"text"'])
def test_a_file_that_is_something_else_is_said_to_be(file: TokenFile, text: str) -> None:
    file.path.parent.mkdir()
    file.path.write_text(text)
    with pytest.raises(SignedOut, match="is no token file"):
        file.read()


def test_a_folder_is_no_token_file(file: TokenFile) -> None:
    file.path.mkdir(parents=True)
    with pytest.raises(SignedOut, match="can't be read"):
        file.read()


def test_what_is_written_is_there_as_a_whole_with_when(file: TokenFile) -> None:
    file.write({"token": "t"}, now=NOW)
    assert file.read() == {"token": "t", "signed_in": "2026-10-01T12:00:00+00:00"}
    assert file.moment(SIGNED_IN) == NOW
    assert [path.name for path in file.path.parent.iterdir()] == ["token.json"]


def test_a_token_that_cannot_be_kept_serves_all_the_same(google: CalendarApi, tmp_path: Path) -> None:
    file = TokenFile(path=tmp_path / ("t" * 250))  # beside it no longer name is possible
    file.path.write_text(json.dumps({**google.authorized_user("calendar"), "expiry": "2020-01-01T00:00:00Z"}))
    before = file.path.read_text()
    bearer = Person("work", file)
    assert google.oauth.grant(bearer.token())
    assert bearer.token() == bearer.token()
    assert len(google.sign_ins()) == 1
    assert file.path.read_text() == before


@pytest.mark.parametrize(
    "expiry", [None, "2099-01-01T00:00:00Z", "2099-01-01T00:00:00+00:00", "2099-01-01T00:00:00.5Z"]
)
def test_a_token_that_has_not_expired_is_used(google: CalendarApi, file: TokenFile, expiry: str | None) -> None:
    file.write({**google.authorized_user("calendar"), "expiry": expiry}, now=NOW)
    assert google.oauth.grant(Person("work", file).token())
    assert google.sign_ins() == []


def test_the_configured_client_says_where_tokens_are_renewed(google: CalendarApi, file: TokenFile) -> None:
    content = {**google.authorized_user("calendar"), "expiry": "2020-01-01T00:00:00Z"}
    file.write({**content, "token_uri": "https://oauth2.example.org/token"}, now=NOW)
    assert google.oauth.grant(Person("work", file, token_uri=google.token_uri).token())


def test_a_sign_in_without_a_refresh_token_ends_with_the_command(google: CalendarApi, file: TokenFile) -> None:
    file.write({"token": "t", "expiry": "2020-01-01T00:00:00Z", "token_uri": google.token_uri}, now=NOW)
    with pytest.raises(SignedOut, match="run: aftertouch auth work"):
        Person("work", file).token()


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"installed": 1}', '{"installed": {}}'])
def test_a_client_file_that_says_nothing_says_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "client.json").write_text(text)
    assert token_uri(tmp_path / "client.json") == ""
    assert token_uri(tmp_path / "nowhere.json") == ""


def test_a_client_file_says_where_tokens_are_renewed(google: CalendarApi, tmp_path: Path) -> None:
    (tmp_path / "client.json").write_text(json.dumps(google.client_secrets()))
    assert token_uri(tmp_path / "client.json") == google.token_uri


def test_a_service_account_renews_what_is_not_taken_once(google: CalendarApi, tmp_path: Path) -> None:
    key = tmp_path / "key.json"
    key.write_text(json.dumps(google.service_account()))
    bearer = ServiceAccount("work", key, subject="", own_calendar=False)
    first = bearer.token()
    assert bearer.token() == first
    second = bearer.renewed(first)
    assert second != first
    assert bearer.renewed(first) == second
    assert len(google.sign_ins()) == 2


@pytest.mark.parametrize(
    ("url", "may"),
    [
        ("https://oauth2.googleapis.com/token", True),
        ("http://127.0.0.1:1/token", True),
        ("http://[::1]:1/token", True),
        ("http://localhost/token", True),
        ("http://oauth2.googleapis.com/token", False),
        ("http://127.0.0.1.example.org/token", False),
        ("https:///token", False),
        ("ftp://127.0.0.1/token", False),
        ("", False),
    ],
)
def test_secrets_go_by_https_or_to_this_machine(url: str, may: bool) -> None:
    assert is_loopback_or_https(url) == may
