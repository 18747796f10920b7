"""What the doctor says of this computer: its folders, ledgers, daemons and services."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from sync.doctor import Finding, state_folder
from sync.errors import BAD_CONFIG, TRY_LATER
from sync.ledger.schema import MIGRATIONS
from tests.service.examined import change, findings, folder_rig, told
from tests.service.rig import Rig


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
    said = told(rig, "memory", "warn")
    assert (
        f"was written by an older Aftertouch (version 1; this one writes {len(MIGRATIONS)}) | Nothing to fear" in said
    )


def test_a_ledger_of_a_newer_version(tmp_path: Path) -> None:
    rig = synced_with_version(tmp_path, 99)
    said = told(rig, "memory", "fail", TRY_LATER)
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
    (said,) = [one for one in examination.findings if one.check == "memory"]
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
