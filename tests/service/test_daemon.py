"""The daemon as a process, on real servers: nothing waits for who hangs, and nothing is left half-done."""

import base64
import signal
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.google.server import calendar_api
from tests.providers.servers import Server, radicale, xandikos
from tests.service.daemons import AFTERTOUCH, daemon, until
from tests.service.proxy import FAULTS, Wire, proxied
from tests.service.rig import CalDavClient, Client, FolderClient, GoogleClient, Rig, interview

INTERVAL = 1.0
SLACK = 2.0
HEAD = '[home]\ntimezone = "America/New_York"\nemails = ["me@example.org"]\n'
STUCK = """
import sys
from functools import partialmethod
from sync.cli import main
from sync.daemon.loop import Daemon
Daemon.__init__ = partialmethod(Daemon.__init__, stuck=0.5)
sys.exit(main())
"""
"""The program, with less patience."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


def configured(folder: Path, **clients: Client | str) -> Path:
    """A configuration with these accounts."""
    config = folder / "config.toml"
    accounts = "".join(
        f'[[accounts]]\nname = "{name}"\n{client if isinstance(client, str) else client.account}'
        for name, client in clients.items()
    )
    config.write_text(f'state_dir = "{folder / "state"}"\npoll_interval = "{INTERVAL:.0f}s"\n{HEAD}{accounts}')
    config.chmod(0o600)
    return config


def a_folder(folder: Path, name: str = "calendar") -> FolderClient:
    return FolderClient(folder=folder / name)


def on(server: Server, folder: Path) -> CalDavClient:
    folder.mkdir(exist_ok=True)
    return CalDavClient(server=server, folder=folder)


def code_of(*arguments: str | Path) -> tuple[int, str]:
    done = subprocess.run([AFTERTOUCH, *arguments], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stderr


def test_who_hangs_delays_nobody_and_stopping_takes_no_ten_seconds(server: Server, tmp_path: Path) -> None:
    with (
        xandikos(tmp_path / "xandikos") as other,
        proxied(other.url) as proxy,
        calendar_api() as google,
    ):
        well, slow = on(server, tmp_path / "well"), on(other, tmp_path / "slow")
        slow.account = slow.account.replace(other.url, proxy.url)
        (tmp_path / "google").mkdir()
        person = GoogleClient(google=google, folder=tmp_path / "google")
        proxy.spoil(FAULTS["hangs"])
        config = configured(tmp_path, well=well, slow=slow, google=person)
        with daemon(config, "-vv") as running:
            until(lambda: bool(proxy.asked), running.lines)
            for client in (well, person):
                assert min(_seconds_until_planned(client, company) for company in ("Acme", "Beta")) <= INTERVAL + SLACK
            running.until_said("STATUS=3 accounts, last change ")
            assert len(proxy.asked) == 1
            code, seconds = running.stop()
            assert (code, seconds < 10) == (0, True)
            assert "abandoned what hangs: 1 account: slow" in running.lines()
            tokens = {entry.asked.headers["authorization"].removeprefix("Bearer ") for entry in google.requests()}
            secrets = {*tokens, base64.b64encode(b"me:secret").decode()}
            assert [secret for secret in secrets if secret in running.lines()] == []
        assert google.violations() == []


def _seconds_until_planned(client: Client, company: str) -> float:
    """From an interview to its follow-ups; the best of several, since this machine may be busy with other tests."""
    before = len(client.names())
    uid = f"interview0{company.lower()}"
    client.put(f"{uid}.ics", interview(uid, title=f"Interview with {company} #interview"))
    return until(lambda: len(client.names()) == before + 5, lambda: f"nothing came of {uid}: {client.names()}")


def test_what_is_being_written_is_finished_and_nothing_else_begun(server: Server, tmp_path: Path) -> None:
    """The first creation goes alone, then two together, of which one is slow; the last one is not begun."""
    came, go = threading.Event(), threading.Event()

    def slow(wire: Wire) -> None:
        came.set()
        go.wait(30)
        wire.answer(wire.pass_on())

    with proxied(server.url) as proxy:
        client = on(server, tmp_path / "client")
        rig = Rig(folder=tmp_path, client=client)
        rig.put_foreign("interview.ics", interview())
        direct = client.account
        client.account = client.account.replace(server.url, proxy.url)
        proxy.spoil(slow, at=2, method="PUT")
        with daemon(configured(tmp_path, home=client)) as running:
            assert came.wait(30)
            threading.Timer(0.5, go.set).start()
            code, seconds = running.stop()
            assert (code, seconds < 10) == (0, True)
            assert proxy.methods().count("PUT") == len(rig.follow_ups()) == 3
        client.account = direct
        rig.configure("")
        assert rig.sync()["created"] == 1
        assert (len(rig.follow_ups()), len(set(rig.titles()))) == (4, 4)
        assert rig.sync()["actions"] == []
        rig.untouched()


def test_killed_in_the_middle_of_a_write_another_one_goes_on(server: Server, tmp_path: Path) -> None:
    came = threading.Event()

    def lost(wire: Wire) -> None:
        wire.pass_on()
        came.set()
        wire.wait()

    with proxied(server.url) as proxy:
        client = on(server, tmp_path / "client")
        rig = Rig(folder=tmp_path, client=client)
        rig.put_foreign("interview.ics", interview())
        client.account = client.account.replace(server.url, proxy.url)
        proxy.spoil(lost, at=2, method="PUT")
        config = configured(tmp_path, home=client)
        with daemon(config) as running:
            assert came.wait(30)
            running.signal(signal.SIGKILL)
            running.process.wait()
        proxy.serve_well()
        with daemon(config) as running:
            running.until_logged("created, ")
            assert code_of("--config", config, "sync") == (0, "")  # beside the daemon
            assert running.stop()[0] == 0
        assert (len(rig.follow_ups()), len(set(rig.titles()))) == (4, 4)
        rig.untouched()


def test_a_bad_configuration_is_told_and_the_service_goes_on(tmp_path: Path) -> None:
    client = a_folder(tmp_path)
    config = configured(tmp_path, home=client)
    good = config.read_text()
    with daemon(config, "--log-format", "json") as running:
        config.write_text(f"{good}nonsense = 3\n")
        running.signal(signal.SIGHUP)
        running.until_logged("nonsense: there is no such option")
        running.until_said("RELOADING=1\nMONOTONIC_USEC=")
        running.until_said("the configuration is wrong, the former one is in force")
        client.put("i.ics", interview())
        running.until_logged("4 created, 0 changed, 0 removed")
        other = a_folder(tmp_path, "other")
        other.put("i.ics", interview())
        configured(tmp_path, home=client, other=other)
        running.signal(signal.SIGHUP)
        until(lambda: len(other.names()) == 5, running.lines)
        assert running.stop()[0] == 0
        assert running.listen()[-1] == "STOPPING=1"
        assert all(line.startswith('{"time": ') for line in running.lines().splitlines())


def test_the_watchdog_is_fed_while_all_moves(tmp_path: Path) -> None:
    with daemon(configured(tmp_path, home=a_folder(tmp_path)), WATCHDOG_USEC="600000") as running:
        until(lambda: running.listen().count("WATCHDOG=1") > 5, running.lines)
        assert running.stop()[0] == 0


def test_a_loop_that_is_stuck_is_noticed_though_another_one_moves(tmp_path: Path) -> None:
    stuck = 'provider = "caldav"\nurl = "http://127.0.0.1:9/"\nusername = "me"\npassword_command = ["sleep", "300"]\n'
    client = a_folder(tmp_path)
    config = configured(tmp_path, home=client, stuck=stuck)
    with daemon(config, program=STUCK, WATCHDOG_USEC="600000") as running:
        running.until_logged("stuck: nothing moves for ")
        fed = running.listen().count("WATCHDOG=1")
        client.put("i.ics", interview())
        running.until_logged("home: 4 created")
        assert running.listen().count("WATCHDOG=1") == fed
        running.signal(signal.SIGTERM)
        running.until_said("STOPPING=1")
        running.signal(signal.SIGTERM)
        assert running.process.wait(10) == 0


def test_a_second_daemon_says_so_and_ends_with_75(tmp_path: Path) -> None:
    config = configured(tmp_path, home=a_folder(tmp_path))
    with daemon(config) as running:
        code, told = code_of("--config", config, "daemon")
        assert code == 75
        assert f"is served by another daemon already (process {running.process.pid})" in told
        running.signal(signal.SIGINT)
        assert running.process.wait(10) == 0


@pytest.mark.parametrize("text", ["nonsense = 3\n", "", '[playbook]\nfile = "/no/such"\n'])
def test_a_bad_configuration_at_the_start_ends_it_with_78(text: str, tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    accounts = f'[[accounts]]\nname = "home"\nprovider = "vdir"\npath = "{tmp_path}"\n' if text else ""
    config.write_text(text + accounts)
    config.chmod(0o600)
    code, told = code_of("--config", config, "daemon")
    assert code == 78
    assert told
