"""A secret shows nowhere: no log, no trace, no JSON, no list of processes, no settings, no file but its own."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.errors import BUG, ConfigError
from sync.settings import load_file
from tests.providers.servers import Server, radicale
from tests.service.rig import CalDavClient, Outcome, Rig, interview

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
SECRET = "secret"
"""Radicale's password for `me` in these tests."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def rig(server: Server, tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=CalDavClient(server=server, folder=tmp_path))
    rig.put_foreign("interview.ics", interview())
    return rig


def process(*command: str | Path, **environment: str) -> Outcome:
    done = subprocess.run(
        command, env={**os.environ, **environment}, capture_output=True, text=True, check=False, timeout=120
    )
    return Outcome(code=done.returncode, out=done.stdout, err=done.stderr)


def by_command(rig: Rig, code: str) -> str:
    """Let a command give the password; the line in the configuration that says so."""
    line = f"password_command = {json.dumps([sys.executable, '-c', code, '--token=t0p-arg'])}"
    text = rig.config.read_text()
    kept = [one for one in text.splitlines() if not one.startswith("password_file")]
    rig.config.write_text("\n".join([*kept, line, ""]))
    return line


def kept(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.rglob("*") if path.is_file())


def test_no_log_no_json_no_list_of_processes_and_no_state_holds_the_password(rig: Rig) -> None:
    password = (rig.folder / "password").read_text()
    assert password == SECRET
    seen = rig.folder / "seen"
    look = (
        "import os, pathlib, sys\n"
        f"pathlib.Path({str(seen)!r}).write_bytes(pathlib.Path(f'/proc/{{os.getppid()}}/cmdline').read_bytes())\n"
        f"print(pathlib.Path({str(rig.folder / 'password')!r}).read_text())"
    )
    by_command(rig, look)
    told = ""
    for command in (["sync", "--json"], ["status", "--json"]):
        outcome = process(AFTERTOUCH, "-vv", "--config", rig.config, *command)
        assert outcome.code == 0, outcome.err
        told += outcome.out + outcome.err
    assert "DEBUG" in told
    basic = "bWU6c2VjcmV0"
    for place in (told.encode(), kept(rig.state), seen.read_bytes()):
        assert place
        assert basic.encode() not in place
        assert SECRET.encode() not in place
        assert b"t0p-arg" not in place


def test_the_trace_of_a_bug_shows_no_values(rig: Rig) -> None:
    broken = (
        "import sys\n"
        "from providers.caldav.transport import Transport\n"
        "def ask(self, *arguments, **options):\n"
        "    header = 'Basic ' + 'bWU6c2VjcmV0'[:]\n"
        "    password = self._client.auth.password\n"
        "    raise ZeroDivisionError('by zero')\n"
        "Transport.ask = ask\n"
        "from sync.cli import main\n"
        "sys.exit(main(sys.argv[1:]))"
    )
    outcome = process(sys.executable, "-c", broken, "-vv", "--config", str(rig.config), "sync")
    assert outcome.code == BUG
    assert "ZeroDivisionError" in outcome.err
    assert "in ask" in outcome.err
    trace = (rig.state / "crash.log").read_text()
    for place in (outcome.out, outcome.err, trace):
        assert f"'{SECRET}'" not in place
        assert f"= {SECRET}" not in place
        assert "locals" not in place


def test_a_password_command_runs_without_a_shell_and_its_failure_shows_its_words_but_no_secret(rig: Rig) -> None:
    by_command(rig, "import sys; print('s3cret-out'); sys.stderr.write('the safe is locked\\n'); sys.exit(3)")
    outcome = process(AFTERTOUCH, "-vv", "--config", rig.config, "sync")
    assert outcome.code == 77
    assert "the safe is locked" in outcome.err
    assert "ended with 3" in outcome.err
    assert "s3cret-out" not in outcome.out + outcome.err
    assert "t0p-arg" not in outcome.out + outcome.err


def test_what_a_shell_would_take_for_a_command_is_an_argument(rig: Rig) -> None:
    planted = rig.folder / "planted"
    code = "import sys; print('secret' if sys.argv[1] == '; touch ' + sys.argv[2] else '')"
    line = json.dumps([sys.executable, "-c", code, f"; touch {planted}", str(planted)])
    text = [one for one in rig.config.read_text().splitlines() if not one.startswith("password_file")]
    rig.config.write_text("\n".join([*text, f"password_command = {line}", ""]))
    assert rig.sync()["created"] == 4
    assert not planted.exists()


def test_settings_show_no_argument_of_a_command(rig: Rig) -> None:
    by_command(rig, "pass")
    settings = load_file(rig.config)
    assert "t0p-arg" not in f"{settings!r} {settings}"


@pytest.mark.parametrize(
    "url",
    [
        "https://me:hunter2@dav.example.org/",
        "https://me:hun/hunter2@dav.example.org/",
        "https://me:hunter2℀@dav.example.org/",
        "https://[me:hunter2@dav.example.org/",
        "ftp://me:hunter2@dav.example.org/",
        "me:hunter2@dav.example.org",
        "https://hunter2@dav.example.org/",
    ],
)
def test_no_problem_with_an_address_repeats_what_stands_in_it(url: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text(f'[[accounts]]\nname = "a"\nprovider = "caldav"\nurl = "{url}"\n', encoding="utf-8")
    config.chmod(0o600)
    with pytest.raises(ConfigError) as caught:
        load_file(config)
    assert "accounts.a.url" in str(caught.value)
    assert "hunter2" not in str(caught.value)


def test_no_problem_of_the_configuration_repeats_a_secret_in_the_wrong_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config.toml"
    config.write_text(
        '[[accounts]]\nname = "a"\nprovider = "caldav"\nurl = "https://dav.example.org/"\npassword = "hunter2"\n'
        'password_command = 5\ntoken = "hunter2"\nkeyring = "hunter2"\n'
    )
    config.chmod(0o600)
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_A", "hunter2")
    monkeypatch.setenv("AFTERTOUCH_ACCOUNTS", '["hunter2"')
    for attempt in range(2):
        with pytest.raises(ConfigError) as caught:
            load_file(config)
        assert "hunter2" not in str(caught.value), attempt
        monkeypatch.delenv("AFTERTOUCH_ACCOUNTS", raising=False)
