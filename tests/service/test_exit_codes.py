"""Each exit code, as a shell, cron or systemd sees it: of the program as a process of its own."""

import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from sync.errors import BAD_CONFIG, BUG, DONE, SIGN_IN_NEEDED, TRY_LATER, UNREADABLE_FILE, USAGE
from tests.providers.servers import Server, free_port, radicale
from tests.service.rig import interview

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")


@dataclass(frozen=True, kw_only=True)
class Ended:
    """How the process ended."""

    code: int
    out: str
    err: str


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A folder with a configuration, and a calendar folder with an interview."""

    folder: Path

    def configure(self, account: str = "") -> None:
        calendar = self.folder / "calendar"
        calendar.mkdir(exist_ok=True)
        (calendar / "interview.ics").write_text(interview())
        account = account or f'provider = "vdir"\npath = "{calendar}"'
        state = f'state_dir = "{self.folder / "state"}"\n'
        (self.folder / "config.toml").write_text(f'{state}[[accounts]]\nname = "home"\n{account}\n')
        (self.folder / "config.toml").chmod(0o600)

    def run(self, *arguments: str, program: tuple[str, ...] = (str(AFTERTOUCH),)) -> Ended:
        command = [*program, "--config", str(self.folder / "config.toml"), *arguments]
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=60, check=False, stdin=subprocess.DEVNULL
        )
        return Ended(code=done.returncode, out=done.stdout, err=done.stderr)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(folder=tmp_path)
    desk.configure()
    return desk


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


def test_0_done_and_cron_hears_nothing_when_nothing_is_wrong(desk: Desk) -> None:
    assert desk.run("sync").code == DONE
    assert desk.run("sync") == Ended(code=DONE, out="", err="")


def test_1_a_bug_is_one_sentence_and_no_trace_on_the_screen(desk: Desk) -> None:
    broken = "import sys, sync.deciding, sync.cli; sync.deciding.survey = None; sys.exit(sync.cli.main(sys.argv[1:]))"
    ended = desk.run("sync", "--json", program=(sys.executable, "-c", broken))
    assert (ended.code, ended.out) == (BUG, "")
    assert "bug" in ended.err
    assert "Traceback" not in ended.err


def test_2_wrong_usage(desk: Desk) -> None:
    assert desk.run("sync", "--no-such-option").code == USAGE
    ended = desk.run("explain", "nothing like it")
    assert (ended.code, ended.out) == (USAGE, "")


def test_65_a_file_that_cannot_be_read_beside_one_that_can(desk: Desk) -> None:
    (desk.folder / "rubbish.ics").write_bytes(b"\x00\xff" * 20)
    good = str(desk.folder / "calendar" / "interview.ics")
    ended = desk.run("plan", str(desk.folder / "rubbish.ics"), good)
    assert ended.code == UNREADABLE_FILE
    assert "rubbish.ics" in ended.err
    assert "Acme" in ended.out


def test_75_try_again_later(desk: Desk) -> None:
    desk.configure(f'provider = "caldav"\nurl = "http://127.0.0.1:{free_port()}/"')
    ended = desk.run("sync")
    assert (ended.code, ended.out) == (TRY_LATER, "")
    assert "home: " in ended.err


def test_77_sign_in_needed(desk: Desk, server: Server) -> None:
    secret = desk.folder / "secret"
    secret.write_text("wrong")
    secret.chmod(0o600)
    desk.configure(f'provider = "caldav"\nurl = "{server.url}"\nusername = "me"\npassword_file = "{secret}"')
    ended = desk.run("sync")
    assert (ended.code, ended.out) == (SIGN_IN_NEEDED, "")
    assert "wrong" not in ended.err


def test_78_bad_configuration(desk: Desk) -> None:
    desk.configure('provider = "vdir"\npath = "calendar"\ncalendars = ["no such calendar"]')
    ended = desk.run("sync", "--json")
    assert (ended.code, ended.out) == (BAD_CONFIG, "")
    assert "no such calendar" in ended.err
