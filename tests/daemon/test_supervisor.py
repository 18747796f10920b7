"""systemd's protocol, on a real datagram socket; and the lock that keeps a second daemon away."""

import fcntl
import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.daemon.lock import Lock
from sync.daemon.supervisor import Supervisor
from sync.errors import ConfigError, TryLater


@pytest.fixture(params=["a path", "an abstract name"])
def listening(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[str, socket.socket]]:
    address = f"{tmp_path}/notify" if request.param == "a path" else f"@aftertouch-{os.getpid()}"
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as own:
        own.bind(address.replace("@", "\0", 1))
        own.settimeout(5)
        yield address, own


def test_everything_is_one_datagram_each(listening: tuple[str, socket.socket]) -> None:
    address, own = listening
    told = Supervisor.of({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "3000000"}, os.getpid())
    assert told.watchdog == 3
    told.ready()
    told.status("2 accounts")
    told.status("2 accounts")
    told.alive()
    told.reloading(12.5)
    told.stopping()
    assert [own.recv(4096).decode() for _ in range(5)] == [
        f"READY=1\nMAINPID={os.getpid()}",
        "STATUS=2 accounts",
        "WATCHDOG=1",
        "RELOADING=1\nMONOTONIC_USEC=12500000",
        "STOPPING=1",
    ]


def test_a_watchdog_that_is_meant_for_another_process_is_not_fed(listening: tuple[str, socket.socket]) -> None:
    address, own = listening
    told = Supervisor.of({"NOTIFY_SOCKET": address, "WATCHDOG_USEC": "3000000", "WATCHDOG_PID": "1"}, os.getpid())
    told.alive()
    told.stopping()
    assert own.recv(4096) == b"STOPPING=1"


@pytest.mark.parametrize("usec", ["", "0", "soon", "-5"])
def test_without_a_watchdog_there_is_none(usec: str) -> None:
    assert Supervisor.of({"WATCHDOG_USEC": usec}, 1).watchdog is None


@pytest.mark.parametrize("address", ["", "/no/such/socket"])
def test_nobody_who_listens_is_no_reason_to_stop(address: str) -> None:
    Supervisor.of({"NOTIFY_SOCKET": address}, 1).ready()


def test_one_that_does_not_read_blocks_nobody(listening: tuple[str, socket.socket]) -> None:
    told = Supervisor(address=listening[0], watchdog=3)
    for _ in range(1000):
        told.alive()


def test_a_lock_is_for_one_and_ends_with_it(tmp_path: Path) -> None:
    first = Lock(tmp_path / "state")
    with pytest.raises(TryLater, match=f"served by another daemon already \\(process {os.getpid()}\\)"):
        Lock(tmp_path / "state")
    first.release()
    Lock(tmp_path / "state").release()


def test_a_lock_that_says_nothing_holds_all_the_same(tmp_path: Path) -> None:
    handle = os.open(tmp_path / "daemon.lock", os.O_RDWR | os.O_CREAT, 0o600)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with pytest.raises(TryLater, match="process unknown"):
        Lock(tmp_path)
    os.close(handle)


def test_a_state_folder_that_is_no_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(TryLater, match="can't be used"):
        Lock(tmp_path / "file" / "state")


def test_a_lock_is_no_way_to_write_elsewhere(tmp_path: Path) -> None:
    (tmp_path / "daemon.lock").symlink_to(tmp_path / "precious")
    with pytest.raises(TryLater):
        Lock(tmp_path)
    assert not (tmp_path / "precious").exists()
    tmp_path.chmod(0o777)
    with pytest.raises(ConfigError, match="others may write"):
        Lock(tmp_path)
