"""From an account of the configuration to the provider that serves it."""

import subprocess
import sys
from pathlib import Path

import pytest

from providers.errors import SignedOut
from providers.interface import Look
from sync.accounts import FACTORIES, Meter, open_account
from sync.errors import ConfigError
from sync.settings import CaldavAccount, GoogleAccount, VdirAccount
from sync.settings.model import ACCOUNTS

LOOK = Look(words=("#interview",))
CALDAV = CaldavAccount(name="work", provider="caldav", url="http://127.0.0.1:9/", username="me")


def test_a_folder_is_served_by_the_folder_provider(tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "one.ics").write_text("", encoding="utf-8")
    meter = Meter()
    provider = open_account(VdirAccount(name="home", provider="vdir", path=tmp_path), LOOK, meter)
    assert [calendar.name for calendar in provider.calendars()] == ["home"]
    assert meter.requests == 0


def test_a_caldav_account_is_opened_with_its_secret_and_asks_nothing_yet(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_WORK", "s3cret")
    meter = Meter()
    assert open_account(CALDAV, LOOK, meter).burns_ids in {True, False}
    assert meter.requests == 0


def test_a_caldav_account_without_a_secret_asks_for_one() -> None:
    with pytest.raises(SignedOut, match="AFTERTOUCH_PASSWORD_WORK"):
        open_account(CALDAV, LOOK, Meter())


def test_every_provider_of_the_configuration_can_be_opened() -> None:
    assert set(FACTORIES) == set(ACCOUNTS)


def test_a_google_account_is_opened_and_asks_nothing_yet(tmp_path: Path) -> None:
    meter = Meter()
    account = google(tmp_path)
    assert open_account(account, LOOK, meter).burns_ids
    assert meter.requests == 0


def test_a_google_account_that_nobody_signed_in_to_says_the_command(tmp_path: Path) -> None:
    with pytest.raises(SignedOut, match="run: aftertouch auth g"):
        open_account(google(tmp_path), LOOK, Meter()).calendars()


def test_a_sign_in_that_others_may_read_is_refused_with_the_cure(tmp_path: Path) -> None:
    (tmp_path / "token.json").write_text("{}")
    (tmp_path / "token.json").chmod(0o644)
    with pytest.raises(ConfigError, match="chmod 600"):
        open_account(google(tmp_path), LOOK, Meter())


@pytest.mark.parametrize("content", ["", "[]", "{}", '{"type": "service_account"}', '{"private_key": 1}'])
def test_a_file_that_is_no_key_of_a_service_account_is_said_to_be_none(tmp_path: Path, content: str) -> None:
    key = tmp_path / "key.json"
    key.write_text(content)
    key.chmod(0o600)
    with pytest.raises(SignedOut, match="no key of a service account"):
        open_account(GoogleAccount(name="g", provider="google", service_account=key), LOOK, Meter())


def google(folder: Path) -> GoogleAccount:
    return GoogleAccount(
        name="g", provider="google", client_secrets=folder / "client.json", token_file=folder / "token.json"
    )


def test_a_vendor_library_loads_only_for_an_account_that_uses_it() -> None:
    code = (
        "import sys, sync.accounts; raise SystemExit(bool({'caldav', 'google', 'googleapiclient'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
