"""Signing in to Google, as a process of its own: with a browser, without one, and when it ends."""

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import requests

from sync.errors import DONE, SIGN_IN_NEEDED, TRY_LATER, USAGE
from tests.google.answers import html
from tests.google.faults import Fault, answering, dropped
from tests.google.server import CalendarApi, calendar_api
from tests.google.sign_in import TOKEN
from tests.service.rig import Outcome, run

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
PREFIX = "https://www.googleapis.com/auth/"
SAME = {"calendar.events", "calendar.calendarlist.readonly"}
OWN = {"calendar.events.readonly", "calendar.calendarlist.readonly", "calendar.app.created"}


@dataclass(kw_only=True)
class Desk:
    """A configuration with one Google account to which nobody has signed in."""

    google: CalendarApi
    folder: Path

    def __post_init__(self) -> None:
        self.config, self.token_file = self.folder / "config.toml", self.folder / "state" / "mine.token.json"
        (self.folder / "client_secrets.json").write_text(json.dumps(self.google.client_secrets()))
        self.configure('client_secrets = "client_secrets.json"')

    def configure(self, identity: str, extra: str = "") -> None:
        self.config.write_text(
            f'state_dir = "{self.folder / "state"}"\n[[accounts]]\nname = "mine"\nprovider = "google"\n{identity}\n'
            f'endpoint = "{self.google.endpoint}"\n{extra}'
        )
        self.config.chmod(0o600)

    def run(self, *arguments: str) -> Outcome:
        return run("--config", str(self.config), *arguments)

    @contextmanager
    def process(self, *arguments: str, browser: str = "true %s &") -> Iterator[subprocess.Popen[str]]:
        """One command, by default with a browser that opens nothing."""
        command: list[str | Path] = [AFTERTOUCH, "--config", self.config, *arguments]
        pipe = subprocess.PIPE
        environment = {**os.environ, "BROWSER": browser}
        with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=pipe, text=True, env=environment) as process:
            yield process

    def sign_in(self, *options: str) -> Outcome:
        """Sign in by a browser on this machine."""
        with self.process("auth", "mine", *options) as process:
            assert process.stdout
            page = requests.get(address(process), timeout=30)
            out, err = process.communicate(timeout=30)
        assert "Aftertouch is signed in" in page.text or process.returncode
        return Outcome(code=process.returncode, out=out, err=err)

    def token(self) -> dict[str, Any]:
        return dict(json.loads(self.token_file.read_text()))


def address(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with calendar_api() as google:
        yield Desk(google=google, folder=tmp_path)


@pytest.mark.parametrize(("extra", "scopes"), [("", SAME), ('write_to = "Follow-ups"', OWN)])
def test_a_person_signs_in_by_their_browser_with_the_least_rights_that_the_configuration_needs(
    desk: Desk, extra: str, scopes: set[str]
) -> None:
    desk.configure('client_secrets = "client_secrets.json"', extra)
    outcome = desk.sign_in()
    assert outcome.code == DONE, outcome
    assert "aftertouch calendars" in outcome.out
    assert re.search(r"ssh -L (\d+):127\.0\.0\.1:\1 \S+", outcome.err)
    asked = desk.google.sign_ins()[0].query
    assert set(asked["scope"][0].split()) == {PREFIX + scope for scope in scopes}
    assert asked["code_challenge_method"] == ["S256"]
    assert asked["access_type"] == ["offline"]
    assert urlsplit(asked["redirect_uri"][0]).hostname == "127.0.0.1"
    assert set(desk.token()["scopes"]) == {PREFIX + scope for scope in scopes}
    assert desk.run("sync").code == DONE
    assert {scope for entry in desk.google.requests() for scope in entry.scopes} == {PREFIX + one for one in scopes}


def test_the_persons_browser_is_opened(desk: Desk) -> None:
    get = "import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()"
    (desk.folder / "browser.py").write_text(get)
    with desk.process("auth", "mine", browser=f"{sys.executable} {desk.folder / 'browser.py'} %s") as process:
        out, err = process.communicate(timeout=30)
    assert process.returncode == DONE, err
    assert "signed in" in out


def test_the_token_file_is_for_the_person_alone(desk: Desk) -> None:
    desk.sign_in()
    assert stat.S_IMODE(desk.token_file.stat().st_mode) == 0o600
    assert stat.S_IMODE(desk.token_file.parent.stat().st_mode) == 0o700
    desk.google.oauth.expire_access_tokens()
    assert desk.run("sync").code == DONE
    assert stat.S_IMODE(desk.token_file.stat().st_mode) == 0o600
    assert {file.name for file in desk.token_file.parent.iterdir() if "token" in file.name} == {
        "mine.token.json",
        "mine.token.json.lock",
    }


def test_where_no_browser_reaches_this_machine_the_address_is_pasted(desk: Desk) -> None:
    with desk.process("auth", "mine", "--paste") as process:
        page = requests.get(address(process), allow_redirects=False, timeout=30)
        out, err = process.communicate(page.headers["Location"] + "\n", timeout=30)
    assert process.returncode == DONE, err
    assert "signed in" in out
    assert desk.run("sync").code == DONE


@pytest.mark.parametrize(
    "pasted", ["", "nonsense", "http://127.0.0.1:1/?code=4/abc", "http://127.0.0.1:1/?state=other&code=4/abc"]
)
def test_a_wrong_address_signs_nobody_in(desk: Desk, pasted: str) -> None:
    with desk.process("auth", "mine", "--paste") as process:
        address(process)
        _, err = process.communicate(pasted + "\n" if pasted else "", timeout=30)
    assert process.returncode not in {DONE, None}
    assert "Traceback" not in err
    assert not desk.token_file.exists()


def test_who_clicks_cancel_is_not_signed_in(desk: Desk) -> None:
    desk.google.oauth.denies = True
    outcome = desk.sign_in()
    assert outcome.code == SIGN_IN_NEEDED
    assert "you did not allow it" in outcome.err
    assert not desk.token_file.exists()


def test_who_leaves_a_box_unticked_is_told_which(desk: Desk) -> None:
    desk.google.oauth.unticked = {PREFIX + "calendar.calendarlist.readonly"}
    outcome = desk.sign_in()
    assert outcome.code == SIGN_IN_NEEDED
    assert "calendar.calendarlist.readonly" in outcome.err
    assert "tick every box" in outcome.err


def test_an_expired_token_is_renewed_and_kept(desk: Desk) -> None:
    desk.sign_in()
    before = desk.token()
    desk.token_file.write_text(json.dumps({**before, "expiry": "2020-01-01T00:00:00Z"}))
    assert desk.run("sync").code == DONE
    assert desk.token()["token"] != before["token"]
    assert desk.token()["signed_in"] == before["signed_in"]
    asked = len(desk.google.sign_ins())
    assert desk.run("sync").code == DONE
    assert len(desk.google.sign_ins()) == asked


@pytest.mark.parametrize("how", ["by its time", "unexpectedly"])
def test_two_processes_renew_a_token_once(desk: Desk, how: str) -> None:
    desk.sign_in()
    if how == "by its time":
        desk.token_file.write_text(json.dumps({**desk.token(), "expiry": "2020-01-01T00:00:00Z"}))
    desk.google.oauth.expire_access_tokens()
    desk.google.forget()
    with desk.process("calendars") as one, desk.process("calendars") as other:
        for process in (one, other):
            _, err = process.communicate(timeout=60)
            assert process.returncode == DONE, err
    assert [entry.path for entry in desk.google.sign_ins()] == [TOKEN]


def test_a_revoked_sign_in_ends_with_the_command_that_signs_in_and_deletes_nothing(desk: Desk) -> None:
    desk.sign_in()
    soon = datetime.now(UTC) + timedelta(days=1)
    times = {name: {"dateTime": (soon + timedelta(hours=h)).isoformat()} for name, h in (("start", 0), ("end", 1))}
    desk.google.person.put(desk.google.person.primary, {"summary": "Acme #interview", **times})
    assert desk.run("sync").code == DONE
    standing = desk.google.person.events(desk.google.person.primary)
    assert len(standing) > 1
    desk.google.oauth.revoke_all()
    for command in ("sync", "calendars"):
        outcome = desk.run(command)
        assert outcome.code == SIGN_IN_NEEDED
        assert "run: aftertouch auth mine" in outcome.err
    assert "run: aftertouch auth mine" in desk.run("status").out
    assert json.loads(desk.run("status", "--json").out)["accounts"][0]["sign_in"] == "needed"
    assert desk.google.person.events(desk.google.person.primary) == standing
    assert desk.sign_in().code == DONE
    assert json.loads(desk.run("sync", "--json").out)["accounts"][0]["created"] == 0


def test_nobody_has_signed_in_yet(desk: Desk) -> None:
    outcome = desk.run("sync")
    assert outcome.code == SIGN_IN_NEEDED
    assert "run: aftertouch auth mine" in outcome.err
    assert "nobody has signed in yet" in desk.run("status").out


def test_a_sign_in_in_testing_says_beforehand_and_afterwards_that_it_lasts_seven_days(desk: Desk) -> None:
    desk.google.oauth.testing = True
    outcome = desk.sign_in()
    assert "Publish app" in outcome.err
    assert 'ends in 6 days, since the OAuth client is in "Testing"' in desk.run("status").out
    past = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    desk.token_file.write_text(json.dumps({**desk.token(), "refresh_token_ends": past}))
    desk.google.oauth.revoke_all()
    ended = desk.run("sync")
    assert ended.code == SIGN_IN_NEEDED
    assert "Publish app" in ended.err
    assert "run: aftertouch auth mine" in ended.err


def test_a_sign_in_of_seven_days_ago_is_taken_for_one_in_testing(desk: Desk) -> None:
    desk.sign_in()
    long_ago = (datetime.now(UTC) - timedelta(days=7, hours=1)).isoformat()
    desk.token_file.write_text(json.dumps({**desk.token(), "signed_in": long_ago}))
    assert "signed in 7 days ago" in desk.run("status").out
    desk.google.oauth.revoke_all()
    assert "Publish app" in desk.run("sync").err


def test_rights_that_are_not_enough_are_named_with_the_command(desk: Desk) -> None:
    desk.configure('client_secrets = "client_secrets.json"', 'write_to = "Follow-ups"')
    desk.sign_in()
    desk.configure('client_secrets = "client_secrets.json"')
    soon = datetime.now(UTC) + timedelta(days=1)
    times = {name: {"dateTime": (soon + timedelta(hours=h)).isoformat()} for name, h in (("start", 0), ("end", 1))}
    desk.google.person.put(desk.google.person.primary, {"summary": "Acme #interview", **times})
    outcome = desk.run("sync")
    assert outcome.code == SIGN_IN_NEEDED
    for text in (outcome.err, desk.run("status").out):
        assert f"{PREFIX}calendar.events" in text
        assert "run: aftertouch auth mine" in text


@pytest.mark.parametrize("subject", ["", "me@example.org"])
def test_a_service_account_reads_what_is_shared_with_it_or_acts_for_its_subject(desk: Desk, subject: str) -> None:
    robot, person = "robot@tests.iam.gserviceaccount.com", desk.google.person
    key = desk.folder / "key.json"
    key.write_text(json.dumps(desk.google.service_account(robot, *([subject] if subject else []))))
    key.chmod(0o600)
    calendar = person.calendar("Interviews")
    person.share(calendar, robot, "writer", listed=False)
    identity = f'service_account = "key.json"\nsubject = "{subject}"\n'
    desk.configure(identity, f'calendars = ["{calendar}"]\n')
    outcome = desk.run("auth", "mine")
    assert outcome.code == DONE, outcome
    assert (subject or robot) in outcome.out
    soon = datetime.now(UTC) + timedelta(days=1)
    times = {name: {"dateTime": (soon + timedelta(hours=h)).isoformat()} for name, h in (("start", 0), ("end", 1))}
    person.put(calendar, {"summary": "Acme #interview", **times})
    assert desk.run("sync").code == DONE
    assert len(person.events(calendar)) > 1
    assert f"service account {robot}" in desk.run("status").out


def test_a_service_account_that_may_not_act_for_its_subject_is_told_what_to_allow(desk: Desk) -> None:
    key = desk.folder / "key.json"
    key.write_text(json.dumps(desk.google.service_account()))
    key.chmod(0o600)
    desk.configure('service_account = "key.json"\nsubject = "boss@example.org"\n')
    outcome = desk.run("auth", "mine")
    assert outcome.code == SIGN_IN_NEEDED
    assert "domain-wide delegation" in outcome.err
    assert f"{PREFIX}calendar.events" in outcome.err


@pytest.mark.parametrize("fault", [answering(html(502, "Bad Gateway")), answering(html(200, "Wi-Fi")), dropped()])
def test_a_token_endpoint_that_is_out_of_order_is_no_sign_out(desk: Desk, fault: Fault) -> None:
    desk.sign_in()
    desk.token_file.write_text(json.dumps({**desk.token(), "expiry": "2020-01-01T00:00:00Z"}))
    desk.google.fail(fault, when=lambda asked: asked.path == TOKEN, times=None)
    outcome = desk.run("sync")
    assert outcome.code == TRY_LATER, outcome
    assert "auth" not in outcome.err


@pytest.mark.parametrize("content", ["{}", "no JSON", '{"web": {"client_id": "x"}}', '{"installed": {"client_id": 1}}'])
def test_a_file_that_is_no_desktop_client_is_refused_with_the_cure(desk: Desk, content: str) -> None:
    (desk.folder / "client_secrets.json").write_text(content)
    outcome = desk.run("auth", "mine")
    assert outcome.code == SIGN_IN_NEEDED
    assert "Desktop app" in outcome.err


def test_secrets_are_sent_by_plain_http_to_this_machine_only(desk: Desk) -> None:
    secrets = desk.google.client_secrets()
    secrets["installed"]["token_uri"] = "http://oauth.example.org/token"
    (desk.folder / "client_secrets.json").write_text(json.dumps(secrets))
    outcome = desk.run("auth", "mine")
    assert (outcome.code, "token_uri is not https" in outcome.err) == (SIGN_IN_NEEDED, True)
    desk.token_file.parent.mkdir(mode=0o700, exist_ok=True)
    desk.token_file.write_text(json.dumps({**desk.google.authorized_user(*SAME), "expiry": "2020-01-01T00:00:00Z"}))
    desk.token_file.chmod(0o600)
    outcome = desk.run("sync")
    assert (outcome.code, "token_uri is not https" in outcome.err) == (SIGN_IN_NEEDED, True)


def test_no_secret_is_ever_logged_however_much_is(desk: Desk) -> None:
    told = ""
    for options in ([], ["--paste"]):
        with desk.process("-vv", "auth", "mine", *options) as process:
            url = address(process)
            page = requests.get(url, allow_redirects=not options, timeout=30)
            given = page.headers.get("Location", "") + "\n" if options else ""
            out, err = process.communicate(given, timeout=30)
            assert process.returncode == DONE, err
            told += out + err
    desk.token_file.write_text(json.dumps({**desk.token(), "expiry": "2020-01-01T00:00:00Z"}))
    for command in ("sync", "calendars", "status"):
        with desk.process("-vv", command) as process:
            out, err = process.communicate(timeout=60)
            told += out + err
    desk.google.oauth.revoke_all()
    with desk.process("-vv", "sync") as process:
        out, err = process.communicate(timeout=60)
        told += out + err
    assert "DEBUG" in told
    secrets = {desk.google.client_secrets()["installed"]["client_secret"], desk.token()["refresh_token"]}
    forms = [entry.asked.form for entry in desk.google.sign_ins()]
    secrets |= {form[name] for form in forms for name in ("code", "code_verifier", "refresh_token") if name in form}
    secrets |= {entry.asked.headers["authorization"].removeprefix("Bearer ") for entry in desk.google.requests()}
    assert len(secrets) >= 7
    assert [secret for secret in secrets if secret in told] == []


@pytest.mark.parametrize(
    ("account", "says"),
    [
        ('provider = "vdir"\npath = "calendars"', "nothing to sign in to; it is the folder"),
        ('provider = "caldav"\nurl = "https://dav.example.org/"\nusername = "me"', "password_file"),
        ('provider = "caldav"\nurl = "https://dav.example.org/"\nusername = "me"\nkeyring = true', "keyring set"),
    ],
)
def test_other_accounts_say_what_to_do_instead(desk: Desk, account: str, says: str) -> None:
    desk.config.write_text(f'[[accounts]]\nname = "other"\n{account}\n')
    outcome = desk.run("auth", "other")
    assert outcome.code == DONE
    assert says in outcome.out
    assert desk.run("auth", "nobody").code == USAGE
