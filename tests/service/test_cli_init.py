"""Setting up as a person does it, at a terminal, and as a script does it, by options alone."""

import fcntl
import json
import os
import pty
import re
import select
import subprocess
import sys
import termios
import time
import tomllib
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest

from sync.cli import main
from sync.cli.setup import surroundings
from sync.errors import BAD_CONFIG, DONE, INTERRUPTED, SIGN_IN_NEEDED, USAGE
from tests.google.server import calendar_api
from tests.providers import google_ics
from tests.providers.servers import Server, radicale
from tests.service.rig import interview

_PATIENCE = 60.0


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("TZ", "Europe/Berlin")
    monkeypatch.setenv("LANG", "en_GB.UTF-8")
    monkeypatch.delenv("AFTERTOUCH_CONFIG", raising=False)
    return tmp_path / "config" / "aftertouch" / "config.toml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    calendar = tmp_path / "calendar"
    calendar.mkdir()
    (calendar / "interview.ics").write_text(interview())
    return calendar


@pytest.fixture
def password_file(server: Server, tmp_path: Path) -> Path:
    secret = tmp_path / "secret"
    secret.write_text(server.password)
    secret.chmod(0o600)
    return secret


def written(config: Path) -> dict[str, object]:
    [account] = tomllib.loads(config.read_text())["accounts"]
    return dict(account)


def names(server: Server, calendar: str) -> list[str]:
    answer = server.ask("PROPFIND", calendar, Depth="1").text
    return [name for href in re.findall(r"href>([^<]+)</", answer) if (name := unquote(href)).endswith(".ics")]


def test_options_alone_lead_from_nothing_to_follow_ups(server: Server, config: Path, password_file: Path) -> None:
    calendar = server.make_calendar("Jobs")
    server.put(calendar + "interview.ics", interview())
    options = ["--service", "radicale", "--url", server.url, "--username", server.username]
    assert main(["init", *options, "--password-file", str(password_file), "--write-to", "same", "--yes"]) == DONE
    assert len(names(server, calendar)) == 5
    assert written(config) == {
        "name": "radicale",
        "provider": "caldav",
        "url": server.url,
        "username": server.username,
        "password_file": str(password_file),
        "write_to": "same",
    }
    home = tomllib.loads(config.read_text())["home"]
    assert (home["timezone"], home["country"]) == ("Europe/Berlin", "GB")
    assert config.stat().st_mode & 0o777 == 0o600
    assert main(["sync"]) == DONE


def test_a_calendar_of_its_own_is_proposed_and_made(server: Server, config: Path, password_file: Path) -> None:
    server.put(server.make_calendar("Work") + "interview.ics", interview("own@example.org"))
    options = ["--service", "radicale", "--url", server.url, "--username", server.username, "--calendar", "Work"]
    assert main(["init", *options, "--password-file", str(password_file), "--yes"]) == DONE
    assert written(config)["write_to"] == "Follow-ups"
    assert written(config)["calendars"] == ["Work"]


def test_without_a_yes_nothing_is_written_and_it_says_what_would_be(
    config: Path, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", "--service", "folder", "--path", str(folder), "--write-to", "same"]) == USAGE
    out, err = capsys.readouterr()
    assert "4 created" in out
    assert "--yes" in err
    assert not config.exists()
    assert sorted(folder.glob("*.ics")) == [folder / "interview.ics"]


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ([], "--service"),
        (["--service", "hotmail"], "icloud"),
        (["--service", "folder"], "--path"),
        (["--service", "folder", "--path", "/no/such"], "no folder"),
        (["--service", "caldav"], "--url"),
        (["--service", "nextcloud"], "--url"),
        (["--service", "fastmail"], "--username"),
        (["--service", "fastmail", "--username", "me@example.org"], "--password-file"),
        (["--service", "google"], "--client-secrets"),
    ],
)
def test_what_a_script_left_out_is_told_by_the_option(
    config: Path, options: list[str], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["init", *options, "--yes"]) == USAGE
    assert told in capsys.readouterr().err
    assert not config.exists()


def test_an_existing_configuration_keeps_all_that_stands_in_it(config: Path, folder: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    config.parent.mkdir(parents=True)
    before = (
        '# mine\n[home]  # here\ntimezone = "America/New_York"\n\n'
        f'[[accounts]]\nname = "folder" # first\nprovider = "vdir"\npath = "{other}"\n'
    )
    config.write_text(before)
    assert main(["init", "--service", "folder", "--path", str(folder), "--write-to", "same", "--yes"]) == DONE
    after = config.read_text()
    assert after.startswith(before)
    assert [account["name"] for account in tomllib.loads(after)["accounts"]] == ["folder", "folder-2"]


def test_a_broken_configuration_is_told_before_anything_is_asked(config: Path, folder: Path) -> None:
    config.parent.mkdir(parents=True)
    config.write_text("[[accounts]\n")
    assert main(["init", "--service", "folder", "--path", str(folder), "--yes"]) == BAD_CONFIG
    assert config.read_text() == "[[accounts]\n"


def test_a_wrong_password_leaves_nothing_behind(server: Server, config: Path, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong"
    wrong.write_text("not this")
    wrong.chmod(0o600)
    options = ["--service", "radicale", "--url", server.url, "--username", server.username]
    assert main(["init", *options, "--password-file", str(wrong), "--yes"]) == SIGN_IN_NEEDED
    assert not config.exists()


@pytest.mark.parametrize(
    ("locale", "proposed"), [("de_AT.UTF-8", "AT"), ("C.UTF-8", "DE"), ("", "DE")], ids=["locale", "C", "none"]
)
def test_the_country_is_proposed_by_the_locale_else_by_the_time_zone(
    monkeypatch: pytest.MonkeyPatch, locale: str, proposed: str
) -> None:
    for name in ("LC_ALL", "LC_TIME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANG", locale)
    assert surroundings.country("Europe/Berlin") == proposed


def test_google_signs_in_on_the_way(config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "browser.py").write_text("import sys, urllib.request; urllib.request.urlopen(sys.argv[1]).read()")
    monkeypatch.setenv("BROWSER", f"{sys.executable} {tmp_path / 'browser.py'} %s")
    with calendar_api() as google:
        calendar = google.person.calendar("Personal")
        google_ics.put(google.person, calendar, "interview", interview())
        (tmp_path / "client.json").write_text(json.dumps(google.client_secrets()))
        options = ["--service", "google", "--client-secrets", str(tmp_path / "client.json"), "--url", google.endpoint]
        assert main(["init", *options, "--calendar", "Personal", "--yes"]) == DONE
        made = next(key for key, name in google.person.calendars().items() if name == "Follow-ups")
        assert len(google.person.events(made)) == 4
    assert written(config)["endpoint"] == google.endpoint


class Terminal:
    """A person at a pseudo-terminal, who reads what is asked before they answer."""

    def __init__(self, *arguments: str) -> None:
        ours, theirs = pty.openpty()
        self._ours = ours
        command = [sys.executable, "-c", "import sys; from sync.cli import main; sys.exit(main())", *arguments]
        self.process = subprocess.Popen(
            command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            # so that Ctrl-C reaches it
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # noqa: PLW1509  no thread is at work here
        )
        os.close(theirs)
        self.seen = ""

    def until(self, words: str) -> None:
        end = time.monotonic() + _PATIENCE
        while words not in self.seen:
            ready, _, _ = select.select([self._ours], [], [], max(0.0, end - time.monotonic()))
            assert ready, f"{words!r} is not asked; seen: {self.seen}"
            try:
                self.seen += os.read(self._ours, 4096).decode(errors="replace")
            except OSError as closed:
                raise AssertionError(f"it ended; seen: {self.seen}") from closed

    def answer(self, question: str, line: str) -> None:
        self.until(question)
        self.seen = self.seen.partition(question)[2]
        self.press(f"{line}\n".encode())

    def press(self, keys: bytes) -> None:
        os.write(self._ours, keys)

    def end(self) -> int:
        end = time.monotonic() + _PATIENCE
        try:
            while select.select([self._ours], [], [], max(0.0, end - time.monotonic()))[0]:
                self.seen += os.read(self._ours, 4096).decode(errors="replace")
        except OSError:  # a terminal whose program has ended
            os.close(self._ours)
            return self.process.wait(_PATIENCE)
        self.process.kill()
        raise AssertionError(f"it does not end; seen: {self.seen}")


def test_a_person_at_a_terminal_is_led_from_the_first_question_to_the_first_sync(server: Server, config: Path) -> None:
    calendar = server.make_calendar("Interviews")
    server.put(calendar + "interview.ics", interview("terminal@example.org"))
    terminal = Terminal("init")
    terminal.until("Google Calendar")
    terminal.answer("Where is your calendar", "radicale")
    terminal.answer("Address", calendar)
    terminal.answer("User name", server.username)
    terminal.answer("Password: ", server.password)
    terminal.until("present employer can see")
    terminal.answer("calendar of their own", "n")
    terminal.answer("time zone", "")
    terminal.answer("country", "")
    terminal.answer("email addresses", "")
    terminal.answer("makes an event an interview", "")
    terminal.until("4 created")
    assert len(names(server, calendar)) == 1
    terminal.answer("and write these follow-ups?", "y")
    assert terminal.end() == DONE
    assert server.password not in terminal.seen
    assert "agenda" in terminal.seen
    assert len(names(server, calendar)) == 5
    secret = Path(str(written(config)["password_file"]))
    assert (secret.read_text().strip(), secret.stat().st_mode & 0o777) == (server.password, 0o600)


def test_who_says_no_at_the_end_has_nothing_changed(config: Path, folder: Path) -> None:
    terminal = Terminal("init", "--service", "folder", "--path", str(folder))
    terminal.answer("calendar of their own", "n")
    for question in ("time zone", "country", "email addresses", "makes an event an interview"):
        terminal.answer(question, "")
    terminal.answer("and write these follow-ups?", "n")
    assert terminal.end() == DONE
    assert "Nothing was written" in terminal.seen
    assert not config.exists()
    assert len(list(folder.glob("*.ics"))) == 1


def test_an_interrupted_setting_up_leaves_nothing_behind(server: Server, config: Path) -> None:
    terminal = Terminal("init", "--service", "radicale", "--url", server.url, "--username", server.username)
    terminal.answer("Password: ", server.password)
    terminal.until("calendar of their own")
    terminal.press(b"\x03")
    assert terminal.end() == INTERRUPTED
    assert not config.exists()
    assert not list(config.parent.glob("*.password"))
