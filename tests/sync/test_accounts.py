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


def test_a_provider_that_this_version_lacks_is_told_plainly() -> None:
    account = GoogleAccount(name="g", provider="google", client_secrets=Path("client.json"))
    with pytest.raises(ConfigError, match="this version has no google provider yet") as caught:
        open_account(account, LOOK, Meter())
    assert " and ".join(FACTORIES) in str(caught.value)


def test_a_vendor_library_loads_only_for_an_account_that_uses_it() -> None:
    code = "import sys, sync.accounts; raise SystemExit('caldav' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
