"""What `aftertouch doctor` says of set-ups that are broken, on real servers: the cause and the cure, on one line."""

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED
from tests.google.server import CalendarApi
from tests.providers.servers import Server
from tests.service.examined import change, dav_rig, findings, folder_rig, google_rig, told


@pytest.mark.parametrize("kind", ["folder", "dav", "google"])
def test_where_all_is_well_every_line_says_so(kind: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    rigs = {"folder": lambda _, path: folder_rig(path), "dav": dav_rig, "google": google_rig}
    rig = rigs[kind](request.getfixturevalue(kind) if kind != "folder" else None, tmp_path)
    rig.sync()
    examination = findings(rig)
    assert examination.exit_code == DONE
    assert {one.verdict for one in examination.findings} == {"ok"}, examination.findings
    assert any("1 interview found, with 4 follow-ups standing" in one.what for one in examination.findings)


def test_a_certificate_of_ones_own_is_taken_once_it_is_named(tls: Server, tmp_path: Path) -> None:
    rig = dav_rig(tls, tmp_path, f'ca_file = "{tls.ca_file}"\n')
    lines = {one.check: one for one in findings(rig).findings}
    assert [lines[check].verdict for check in ("connection", "certificate", "clock", "sign-in")] == ["ok"] * 4


def test_a_configuration_that_is_not_there(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.config.unlink()
    assert "can't be read: No such file or directory | Name another" in told(rig, "configuration", "fail", BAD_CONFIG)


def test_a_configuration_that_others_may_write(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.config.chmod(0o666)
    assert f"| chmod go-w {rig.config}" in told(rig, "configuration", "fail", BAD_CONFIG)


@pytest.mark.parametrize(
    ("wrong", "cause"),
    [('calendar = ["x"]\n', '(did you mean "calendars"?)'), ("colour = \n", "is no TOML")],
)
def test_a_configuration_that_can_not_be_understood(tmp_path: Path, wrong: str, cause: str) -> None:
    assert cause in told(folder_rig(tmp_path, wrong), "configuration", "fail", BAD_CONFIG)


def test_a_configuration_without_accounts(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.config.write_text("")
    rig.config.write_text(f'state_dir = "{rig.state}"\n')
    assert "names no account | Add an [[accounts]] section" in told(rig, "configuration", "fail", BAD_CONFIG)


def test_a_playbook_that_is_not_there(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path, '[playbook]\nfile = "gone.toml"\n')
    said = told(rig, "playbook", "fail", BAD_CONFIG)
    assert "gone.toml: the playbook can't be read" in said
    assert "Correct [playbook] file" in said


def test_a_wrong_password(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    (tmp_path / "password").write_text("wrong")
    said = told(rig, "sign-in", "fail", SIGN_IN_NEEDED)
    assert "does not take the username and password" in said
    assert "made for the app" in said


def test_a_secret_that_everybody_may_read(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    (tmp_path / "password").chmod(0o644)
    said = told(rig, "sign-in", "fail", BAD_CONFIG)
    assert said.endswith(f"holds a secret that others may read | chmod 600 {tmp_path / 'password'}")


def test_no_password_at_all(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, f'password_file = "{tmp_path / "password"}"\n', "")
    assert "no password | Name a password_file" in told(rig, "sign-in", "fail", SIGN_IN_NEEDED)


def test_a_sign_in_that_was_taken_back(google: CalendarApi, tmp_path: Path) -> None:
    rig = google_rig(google, tmp_path)
    google.oauth.revoke_all()
    said = told(rig, "sign-in", "fail", SIGN_IN_NEEDED)
    assert "it expired or was revoked | Run: aftertouch auth home" in said


def test_nobody_has_signed_in(google: CalendarApi, tmp_path: Path) -> None:
    rig = google_rig(google, tmp_path)
    (tmp_path / "token.json").unlink()
    assert told(rig, "sign-in", "fail", SIGN_IN_NEEDED) == "nobody has signed in yet | Run: aftertouch auth home"


@pytest.mark.parametrize(("days", "verdict", "code"), [(3, "warn", DONE), (-1, "fail", SIGN_IN_NEEDED)])
def test_a_sign_in_of_a_client_in_testing(
    google: CalendarApi, tmp_path: Path, days: int, verdict: str, code: int
) -> None:
    rig = google_rig(google, tmp_path)
    ends = datetime.now(UTC) + timedelta(days=days, minutes=1)
    rewrite(tmp_path / "token.json", refresh_token_ends=ends.isoformat())
    said = told(rig, "sign-in", verdict, code)
    assert re.search(r'it end(s|ed) on .*"Testing"', said)
    assert '"Publish app" (Audience), then run: aftertouch auth home' in said


def test_a_sign_in_that_allows_too_little(google: CalendarApi, tmp_path: Path) -> None:
    rig = google_rig(google, tmp_path)
    rewrite(tmp_path / "token.json", scopes=["https://www.googleapis.com/auth/calendar.calendarlist.readonly"])
    said = told(rig, "sign-in", "fail", SIGN_IN_NEEDED)
    assert said == "it does not allow what this configuration needs: calendar.events | Run: aftertouch auth home"


def rewrite(token_file: Path, **changes: object) -> None:
    token_file.write_text(json.dumps({**json.loads(token_file.read_text()), **changes}))
