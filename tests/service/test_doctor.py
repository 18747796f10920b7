"""What `aftertouch doctor` says of set-ups that are broken, on real servers: the cause and the cure, on one line."""

import json
import re
import socket
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from sync.doctor import Finding, examine, state_folder
from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED, TRY_LATER
from sync.ledger.schema import MIGRATIONS
from tests.dav.asked import Answer
from tests.dav.faults import answering, kind
from tests.dav.server import DavServer, dav_server
from tests.google.server import CalendarApi, calendar_api
from tests.providers.servers import Server, free_port, radicale, xandikos_tls
from tests.service.rig import CalDavClient, Client, FolderClient, GoogleClient, Rig, interview

JARGON = re.compile(r"\b(uid|etag|tokens?|reconcil\w+|href|mirror|ctag|scopes?)\b", re.IGNORECASE)
_FILES = re.compile(r"\S*/\S+|token_file")


@pytest.fixture(scope="module")
def dav(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as server:
        yield server


@pytest.fixture(scope="module")
def tls(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with xandikos_tls(tmp_path_factory.mktemp("xandikos")) as server:
        yield server


@pytest.fixture
def google() -> Iterator[CalendarApi]:
    with calendar_api() as server:
        yield server


def folder_rig(folder: Path, extra: str = "") -> Rig:
    return rig_of(FolderClient(folder=folder / "calendar"), folder, extra)


def rig_of(client: Client, folder: Path, extra: str = "") -> Rig:
    rig = Rig(folder=folder, client=client, extra=extra)
    client.put("interview.ics", interview())
    return rig


def dav_rig(server: Server, folder: Path, extra: str = "") -> Rig:
    return rig_of(CalDavClient(server=server, folder=folder), folder, extra)


def quirky_rig(server: DavServer, folder: Path, extra: str) -> Rig:
    """An account on the server that is made for tests."""
    (folder / "password").write_text("secret")
    (folder / "password").chmod(0o600)
    rig = Rig(folder=folder, client=FolderClient(folder=folder / "unused"))
    rig.client.account = (
        f'provider = "caldav"\nurl = "{server.url}"\nusername = "me"\npassword_file = "{folder / "password"}"\n'
    )
    rig.configure(extra)
    return rig


def google_rig(google: CalendarApi, folder: Path, extra: str = "") -> Rig:
    return rig_of(GoogleClient(google=google, folder=folder), folder, extra)


def findings(rig: Rig, *, ahead: timedelta = timedelta(0), patience: float = 30, write_test: bool = False) -> Any:
    """All of them, each on one line, in words for everybody, and with a cure where one is needed."""
    examination = examine(rig.config, now=datetime.now(UTC) + ahead, patience=patience, write_test=write_test)
    for finding in examination.findings:
        assert "\n" not in finding.what + finding.cure
        assert not JARGON.search(_FILES.sub("", f"{finding.check} {finding.what} {finding.cure}")), finding
        assert bool(finding.cure) == (finding.verdict != "ok"), finding
        assert bool(finding.code) == (finding.verdict == "fail"), finding
    return examination


def told(rig: Rig, check: str, verdict: str, code: int = DONE, **options: Any) -> str:
    """What is said of the one thing that is broken, and nothing else is."""
    examination = findings(rig, **options)
    assert examination.exit_code == code, examination.findings
    bad = [one for one in examination.findings if one.verdict != "ok" and one.check != "last sync"]
    assert [(one.check, one.verdict) for one in bad] == [(check, verdict)], bad
    return f"{bad[0].what} | {bad[0].cure}"


def change(rig: Rig, old: str, new: str) -> None:
    text = rig.config.read_text()
    assert old in text
    rig.config.write_text(text.replace(old, new))


# Nothing is wrong


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


# The configuration


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


# Secrets and signing in


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


# The way to the server


def test_an_address_at_which_nobody_answers(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    port = free_port()
    change(rig, rig.client.account.splitlines()[1], f'url = "http://127.0.0.1:{port}/"')
    said = told(rig, "connection", "fail", TRY_LATER)
    assert said.startswith(f"127.0.0.1:{port} takes no connections | Check the address and its port")


def test_a_name_that_does_not_exist(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, rig.client.account.splitlines()[1], 'url = "https://nowhere.invalid/dav/"')
    assert "nowhere.invalid is a name that DNS does not know | Check" in told(rig, "connection", "fail", TRY_LATER)


def test_an_address_that_leads_to_no_calendars(dav: Server, google: CalendarApi, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, rig.client.account.splitlines()[1], f'url = "{google.url}/dav/"')
    said = told(rig, "calendars", "fail", TRY_LATER)
    assert "none are found" in said
    assert "Set url in the configuration" in said


def test_a_server_that_hangs_is_told_of_in_time(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        address = f"http://127.0.0.1:{hanging.getsockname()[1]}/"
        change(rig, rig.client.account.splitlines()[1], f'url = "{address}"')
        before = datetime.now(UTC)
        assert "does not answer | Try again later" in told(rig, "connection", "fail", TRY_LATER, patience=1)
        assert datetime.now(UTC) - before < timedelta(seconds=4)


def test_a_server_that_drips_is_told_of_in_time(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with dripping() as address:
        change(rig, rig.client.account.splitlines()[1], f'url = "{address}"')
        before = datetime.now(UTC)
        assert "does not answer | Try again later" in told(rig, "connection", "fail", TRY_LATER, patience=1)
        assert datetime.now(UTC) - before < timedelta(seconds=4)


@contextmanager
def dripping() -> Iterator[str]:
    """A server whose answers never end, a byte at a time."""
    over = threading.Event()

    def drip(connection: socket.socket) -> None:
        with connection, suppress(OSError):
            connection.sendall(b"HTTP/1.1 200 OK\r\nX: ")
            while not over.wait(0.05):
                connection.sendall(b"x")

    def accept(server: socket.socket) -> None:
        with suppress(OSError):
            while not over.is_set():
                threading.Thread(target=drip, args=(server.accept()[0],), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept, args=(server,), daemon=True).start()
        yield f"http://127.0.0.1:{server.getsockname()[1]}/"
        over.set()


def test_a_server_that_hangs_holds_no_other_account_up(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    with socket.create_server(("127.0.0.1", 0)) as hanging:
        other = (
            f'[[accounts]]\nname = "two"\nprovider = "caldav"\nurl = "http://127.0.0.1:{hanging.getsockname()[1]}/"\n'
        )
        rig.configure(other)
        examination = findings(rig, patience=2)
    bad = [(one.account, one.check) for one in examination.findings if one.verdict == "fail"]
    assert bad == [("two", "connection")]


def test_a_certificate_that_the_server_made_itself(tls: Server, tmp_path: Path) -> None:
    said = told(dav_rig(tls, tmp_path), "connection", "fail", TRY_LATER)
    assert "shows a certificate that is not trusted here: self-signed certificate" in said
    assert "set ca_file to its certificate" in said


def test_a_server_that_speaks_no_tls(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, 'url = "http://', 'url = "https://')
    assert "does not speak TLS there | Check the address" in told(rig, "connection", "fail", TRY_LATER)


@pytest.mark.parametrize(
    ("ahead", "verdict", "code", "said"),
    [
        (timedelta(hours=1, minutes=1), "fail", TRY_LATER, "61 minutes ahead of"),
        (timedelta(hours=-3, minutes=-1), "fail", TRY_LATER, "3 hours behind"),
        (timedelta(minutes=3, seconds=10), "warn", DONE, "3 minutes ahead of"),
    ],
)
def test_a_clock_that_is_wrong(
    dav: Server, tmp_path: Path, ahead: timedelta, verdict: str, code: int, said: str
) -> None:
    rig = dav_rig(dav, tmp_path)
    assert told(rig, "clock", verdict, code, ahead=ahead) == (
        f"this computer's is {said} the server's | Set the clock: timedatectl set-ntp true"
    )


# Calendars and tags


def test_a_calendar_that_is_gone(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path, 'calendars = ["Jobs"]\n')
    said = told(rig, "calendars", "fail", BAD_CONFIG)
    assert 'there is no calendar "Jobs"; there are: "Personal"' in said
    assert "Correct the name in the configuration" in said


def test_a_target_that_is_not_there_yet(dav: Server, tmp_path: Path) -> None:
    rig = dav_rig(dav, tmp_path)
    change(rig, f'url = "{rig.client.account.split(chr(34))[3]}"', f'url = "{dav.home}"')
    rig.configure(f'calendars = ["{rig.client.account.split(chr(34))[3]}"]\nwrite_to = "Follow-ups"\n')
    change(rig, f'url = "{rig.client.account.split(chr(34))[3]}"', f'url = "{dav.home}"')
    assert 'there is no calendar "Follow-ups" yet | Nothing to do: the next' in told(rig, "target", "warn")


def test_a_calendar_that_can_not_be_read(tmp_path: Path) -> None:
    with dav_server() as server:
        server.put(server.make_calendar("Personal"), "a.ics", interview())
        server.fail(answering(Answer(status=500)), when=kind("sync-collection", "calendar-query"), times=None)
        rig = quirky_rig(server, tmp_path, "")
        said = told(rig, "problems", "fail", TRY_LATER)
    assert 'a sync would report: calendar "Personal": ' in said


def test_a_target_of_a_service_account_that_is_not_there(google: CalendarApi, tmp_path: Path) -> None:
    key = google.service_account()
    (tmp_path / "key.json").write_text(json.dumps(key))
    (tmp_path / "key.json").chmod(0o600)
    rig = google_rig(google, tmp_path)
    google.person.share(rig.client.calendar, key["client_email"], "reader")  # type: ignore[attr-defined]
    lines = rig.client.account.splitlines()
    rig.client.account = "\n".join(
        [lines[0], f'service_account = "{tmp_path / "key.json"}"', *lines[3:], 'write_to = "Follow-ups"', ""]
    )
    rig.configure("")
    said = told(rig, "target", "fail", BAD_CONFIG)
    assert 'there is no calendar "Follow-ups" | Make it, share it with the service account' in said


def test_a_caldav_calendar_without_the_right_to_write(tmp_path: Path) -> None:
    with dav_server() as server:
        shared = server.make_calendar("Shared", writable=False)
        server.put(shared, "a.ics", interview())
        said = told(quirky_rig(server, tmp_path, 'write_to = "Shared"\n'), "target", "fail", TRY_LATER)
    assert '"Shared" can\'t be written to | Let yourself make changes to it' in said


def test_a_google_calendar_without_the_right_to_write(google: CalendarApi, tmp_path: Path) -> None:
    rig = google_rig(google, tmp_path, 'write_to = "Team"\n')
    boss = google.add_person("boss@example.org")
    team = boss.calendar("Team")
    boss.share(team, "me@example.org", "reader")
    assert '"Team" can\'t be written to' in told(rig, "target", "fail", TRY_LATER)


@pytest.mark.parametrize(
    ("title", "tags", "said"),
    [
        ("Lunch", "", "| Write #interview into the title or the description of an interview"),
        ("Interview with Acme", "", '"Interview with Acme" may be one | Write #interview into its title.'),
        (
            "Talk with Acme #Interview",
            '[tags]\nhashtag = "#job"\n',
            '| Set hashtag = "#interview" under [tags] in the configuration, or write #job instead.',
        ),
    ],
)
@pytest.mark.parametrize("synced", [False, True])
def test_no_event_with_the_tag(tmp_path: Path, title: str, tags: str, said: str, synced: bool) -> None:
    rig = folder_rig(tmp_path, tags)
    rig.client.put("interview.ics", interview(title=title))
    if synced:
        rig.sync()
    assert said in told(rig, "tags", "warn")


def test_what_a_sync_would_report(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.client.put("interview.ics", interview(description="Decision: sometime soonish"))
    said = told(rig, "problems", "warn")
    assert said.startswith('a sync would report: "Interview with Acme": Decision:')
    assert said.endswith("| See all of them: aftertouch sync --dry-run")


def test_follow_ups_that_a_newer_version_wrote_on_another_computer(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.sync()
    name = next(one for one in rig.client.names() if one != "interview.ics" and "Email" in rig.client.text(one))
    rig.client.put(name, rig.client.text(name).replace("X-AFTERTOUCH-VERSION:1", "X-AFTERTOUCH-VERSION:2"))
    assert "another computer with a newer Aftertouch wrote 1 follow-up here" in told(rig, "other computers", "warn")


# This computer


def test_a_state_folder_that_can_not_be_written(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    (tmp_path / "file").touch()
    change(rig, str(rig.state), str(tmp_path / "file" / "state"))
    said = told(rig, "state folder", "fail", TRY_LATER)
    assert f"can't be written ({tmp_path / 'file'} does not allow it)" in said
    assert "or set state_dir in the configuration" in said


def test_a_state_folder_into_which_others_may_write_or_look(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.sync()
    rig.state.chmod(0o755)
    assert f"| chmod 700 {rig.state}" in told(rig, "state folder", "warn")
    rig.state.chmod(0o777)
    examination = findings(rig)
    assert f"chmod go-w {rig.state}" in {one.cure for one in examination.findings if one.check == "state folder"}
    assert examination.exit_code == BAD_CONFIG


def test_a_disk_that_is_nearly_full(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_folder, "_LITTLE", 2**70)
    assert "MiB are free where the state folder is | Make room" in told(folder_rig(tmp_path), "disk", "warn")
    monkeypatch.setattr(state_folder, "_NOTHING", 2**70)
    assert "| Make room on the disk" in told(folder_rig_again(tmp_path), "disk", "fail", TRY_LATER)


def folder_rig_again(folder: Path) -> Rig:
    (folder / "again").mkdir()
    return folder_rig(folder / "again")


def test_a_ledger_of_an_older_version(tmp_path: Path) -> None:
    rig = synced_with_version(tmp_path, 1)
    said = told(rig, "ledger", "warn")
    assert (
        f"was written by an older Aftertouch (version 1; this one writes {len(MIGRATIONS)}) | Nothing to fear" in said
    )


def test_a_ledger_of_a_newer_version(tmp_path: Path) -> None:
    rig = synced_with_version(tmp_path, 99)
    said = told(rig, "ledger", "fail", TRY_LATER)
    assert "was written by a newer Aftertouch (version 99" in said
    assert "| Update this Aftertouch" in said


def synced_with_version(folder: Path, version: int) -> Rig:
    rig = folder_rig(folder)
    rig.sync()
    with closing(sqlite3.connect(rig.state / "home.sqlite")) as db:
        for table in ("rewrite",) if version == 1 else ():
            db.execute(f"DROP TABLE {table}")
        db.execute(f"PRAGMA user_version = {version}")
    return rig


def test_a_ledger_that_is_damaged(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    rig.sync()
    ledger = rig.state / "home.sqlite"
    with closing(sqlite3.connect(ledger)) as db:
        db.execute("PRAGMA journal_mode = DELETE")
    content = bytearray(ledger.read_bytes())
    content[4096:8192] = b"\xff" * 4096
    ledger.write_bytes(content)
    examination = findings(rig)
    (said,) = [one for one in examination.findings if one.check == "ledger"]
    assert (said.verdict, examination.exit_code) == ("fail", TRY_LATER)
    assert "is damaged" in said.what
    assert said.cure.startswith("Run: aftertouch sync. It puts the file aside")
    assert ledger.read_bytes() == bytes(content)


def test_two_daemons_in_one_state_folder(tmp_path: Path) -> None:
    rig = folder_rig(tmp_path)
    assert daemon_line(rig).what == "none is running"
    with daemon(rig.state) as first:
        assert daemon_line(rig).what == f"one is running (process {first})"
        (rig.state / "daemon.lock").unlink()
        with daemon(rig.state) as second:
            said = told(rig, "daemon", "warn")
    assert f"(processes {min(first, second)}, {max(first, second)}) | Stop all but one: kill" in said
    assert daemon_line(rig).what == "none is running"


def daemon_line(rig: Rig) -> Finding:
    (line,) = [one for one in findings(rig).findings if one.check == "daemon"]
    assert isinstance(line, Finding)
    return line


@contextmanager
def daemon(folder: Path) -> Iterator[int]:
    """A process that holds the folder's lock as a daemon does."""
    code = (
        "import pathlib, sys; from sync.daemon.lock import Lock; "
        "one = Lock(pathlib.Path(sys.argv[1])); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline()
        yield process.pid
        process.communicate("\n")


# Services


@pytest.fixture
def systemctl(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A systemd that says what stands in the files `user` and `system`."""
    folder = tmp_path / "bin"
    folder.mkdir()
    (folder / "systemctl").write_text(f'#!/bin/sh\ncat {folder}/"${{1#--}}"\n')
    (folder / "systemctl").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder), prepend=":")
    nothing = (
        unit("aftertouch.service", LoadState="not-found") + "\n\n" + unit("aftertouch.timer", LoadState="not-found")
    )
    for scope in ("user", "system"):
        (folder / scope).write_text(nothing)
    return folder


def unit(name: str, **properties: str) -> str:
    known = {"LoadState": "loaded", "ActiveState": "active", "UnitFileState": "enabled", "Result": "success"}
    return "\n".join(f"{key}={value}" for key, value in {"Id": name, **known, **properties}.items())


def test_a_service_that_runs(systemctl: Path, tmp_path: Path) -> None:
    (systemctl / "user").write_text(unit("aftertouch.service"))
    assert any(one.what == "aftertouch.service (user) is active" for one in findings(folder_rig(tmp_path)).findings)


def test_a_service_that_has_failed(systemctl: Path, tmp_path: Path) -> None:
    (systemctl / "system").write_text(unit("aftertouch.service", ActiveState="failed", Result="exit-code"))
    said = told(folder_rig(tmp_path), "service", "fail", TRY_LATER)
    assert "aftertouch.service (system) has failed (exit-code) | See why: journalctl -u aftertouch.service" in said


def test_a_service_that_does_not_run(systemctl: Path, tmp_path: Path) -> None:
    (systemctl / "user").write_text(unit("aftertouch.service", ActiveState="inactive", UnitFileState="disabled"))
    said = told(folder_rig(tmp_path), "service", "warn")
    assert said.endswith("| systemctl --user enable --now aftertouch.service")


def test_two_services_that_run(systemctl: Path, tmp_path: Path) -> None:
    for scope in ("user", "system"):
        (systemctl / scope).write_text(unit("aftertouch.service"))
    assert "are both running" in told(folder_rig(tmp_path), "service", "warn")


# The last sync


@pytest.mark.parametrize(
    ("how", "later", "said"),
    [
        ("never", 0, "never yet | Run: aftertouch sync --dry-run"),
        ("well", 3, "3 days ago: nothing runs it | Let cron or a service"),
        ("paused", 0, "the account rests | aftertouch resume home"),
        ("failing", 2, "failing for 2 days: "),
    ],
)
def test_what_became_of_the_last_sync(tmp_path: Path, how: str, later: int, said: str) -> None:
    rig = folder_rig(tmp_path)
    if how != "never":
        rig.sync()
    if how == "paused":
        rig.run("pause")
    if how == "failing":
        rig.client.folder.rename(tmp_path / "away")  # type: ignore[attr-defined]
        rig.sync(code=TRY_LATER)
        (tmp_path / "away").rename(rig.client.folder)  # type: ignore[attr-defined]
    (line,) = [
        one for one in findings(rig, ahead=timedelta(days=later, minutes=1)).findings if one.check == "last sync"
    ]
    assert line.verdict == "warn"
    assert said in f"{line.what} | {line.cure}"
