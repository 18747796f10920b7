"""Another user of the machine: who may read or replace what we keep, and where links and odd files lead."""

import json
import os
import socket
import stat
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from providers.errors import ProviderError
from providers.google.token_file import TokenFile
from providers.vdir import Vdir, files
from sync.cli.crash import report
from sync.cli.invocation import Invocation
from sync.errors import BAD_CONFIG, DONE, TRY_LATER, ConfigError
from sync.ownership import check_client, check_private, check_state_dir, check_token_file
from sync.settings import load_file, password
from tests.providers.drafts import LOOK, WINDOW, draft
from tests.service.rig import FolderClient, Rig, interview, run
from tests.sync.test_settings_secrets import account

NOBODY = 65534


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    return rig


def modes(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): stat.S_IMODE(path.lstat().st_mode) for path in [folder, *folder.rglob("*")]}


def test_all_that_we_keep_is_for_the_person_alone_whatever_the_umask(rig: Rig) -> None:
    rig.state = rig.folder / "deep" / "er" / "state"
    rig.configure("")
    watch = (
        "import os, sqlite3, sys; os.umask(0); from sync.cli import main; from sync.ledger.file import LedgerFile\n"
        "close = LedgerFile.close\n"
        "def look(self):\n"
        "    for name in os.listdir(sys.argv[1]): print('WHILE', name, oct(os.stat(f'{sys.argv[1]}/{name}').st_mode))\n"
        "    close(self)\n"
        "LedgerFile.close = look\n"
        "sys.exit(main(sys.argv[2:]))"
    )
    for command in (["sync"], ["undo", "--yes"]):
        line = [sys.executable, "-c", watch, str(rig.state), "--config", str(rig.config), *command]
        done = subprocess.run(line, capture_output=True, text=True, check=True)
        seen = [words for words in map(str.split, done.stdout.splitlines()) if words[0] == "WHILE"]
        assert {mode for _, name, mode in seen} == {"0o100600"}
        assert {"home.sqlite", "home.sqlite-wal", "home.sqlite-shm"} <= {name for _, name, _ in seen}
    found = modes(rig.folder / "deep")
    assert {mode for name, mode in found.items() if name.endswith((".sqlite", ".ics"))} == {0o600}
    assert {found["."], found["er"], found["er/state"]} == {0o700}
    assert any("undo" in name for name in found)


def test_a_token_file_is_for_the_person_alone_from_its_first_byte(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    sync_to_disk = os.fsync

    def fsync(handle: int) -> None:
        seen.append(stat.S_IMODE(os.fstat(handle).st_mode))
        sync_to_disk(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    before = os.umask(0)
    try:
        file = TokenFile(path=tmp_path / "deep" / "er" / "token.json")
        file.write({"token": "t"}, now=datetime(2026, 10, 1, tzinfo=UTC))
        with file.locked():
            found = modes(tmp_path / "deep")
    finally:
        os.umask(before)
    assert seen == [0o600]
    assert found == {".": 0o700, "er": 0o700, "er/token.json": 0o600, "er/token.json.lock": 0o600}


def test_the_broken_ledger_that_is_put_aside_is_for_the_person_alone(rig: Rig) -> None:
    rig.sync()
    for rest in rig.state.glob("*.sqlite-*"):
        rest.unlink()
    (rig.state / "home.sqlite").write_bytes(b"no database at all, " * 100)
    rig.run("sync")
    found = modes(rig.state)
    assert found.keys() - {".", "home.sqlite", "home.sqlite-wal", "home.sqlite-shm"}
    assert {mode for name, mode in found.items() if name != "."} == {0o600}


def test_a_trace_of_a_bug_is_for_the_person_alone_and_is_not_written_through_a_link(rig: Rig) -> None:
    rig.state.mkdir(mode=0o700)
    (rig.folder / "target").write_text("mine")
    (rig.state / "crash.log").symlink_to(rig.folder / "target")
    invocation = Invocation(config=rig.config)
    assert invocation.settings.state_dir == rig.state
    report(ZeroDivisionError("by zero"), invocation)
    assert (rig.folder / "target").read_text() == "mine"
    assert modes(rig.state)["crash.log"] == 0o600
    assert "ZeroDivisionError" in (rig.state / "crash.log").read_text()


Spoil = Callable[[Path], object]


def group_may_write(path: Path) -> None:
    path.chmod(path.stat().st_mode | stat.S_IWGRP)


def all_may_write(path: Path) -> None:
    path.chmod(path.stat().st_mode | stat.S_IWOTH)


def give_away(path: Path) -> None:
    os.chown(path, NOBODY, -1)


def make_a_link(path: Path) -> None:
    path.rename(path.with_name("elsewhere"))
    path.symlink_to(path.with_name("elsewhere"))


PERMISSIONS = [(group_may_write, "chmod go-w"), (all_may_write, "chmod go-w")]
if os.geteuid() == 0:  # who else could give a file away
    PERMISSIONS += [(give_away, "of your own")]


@pytest.mark.parametrize(("spoil", "cure"), [*PERMISSIONS, (make_a_link, "where it leads")])
@pytest.mark.parametrize("command", [["sync"], ["sync", "--dry-run"], ["agenda"]])
def test_a_state_folder_of_others_is_refused_with_the_cure(
    rig: Rig, spoil: Spoil, cure: str, command: list[str]
) -> None:
    rig.sync()
    before = rig.follow_ups()
    spoil(rig.state)
    outcome = rig.run(*command)
    assert outcome.code == BAD_CONFIG
    assert cure in outcome.err
    assert str(rig.state) in outcome.err
    assert rig.follow_ups() == before


def test_a_state_folder_that_systemd_gives_may_be_a_link(rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    rig.sync()
    make_a_link(rig.state)
    monkeypatch.setenv("STATE_DIRECTORY", str(rig.state))
    check_state_dir(rig.state)
    assert rig.run("sync").code == DONE


def test_a_ledger_that_is_a_link_is_not_followed(rig: Rig) -> None:
    rig.state.mkdir(mode=0o700)
    (rig.state / "home.sqlite").symlink_to(rig.folder / "target")
    assert rig.run("sync").code == TRY_LATER
    assert not (rig.folder / "target").exists()


@pytest.mark.parametrize(("spoil", "cure"), PERMISSIONS)
@pytest.mark.parametrize("what", ["config.toml", "folder", "where a link leads", "folder where a link leads"])
def test_a_config_that_others_may_write_or_replace_is_refused_with_the_cure(
    tmp_path: Path, spoil: Spoil, cure: str, what: str
) -> None:
    named, real = tmp_path / "named", tmp_path / "real"
    named.mkdir(mode=0o755)
    real.mkdir(mode=0o755)
    (real / "config.toml").touch(mode=0o644)
    (named / "config.toml").symlink_to(real / "config.toml")
    load_file(named / "config.toml")
    places = {
        "config.toml": (real / "config.toml", real / "config.toml"),
        "folder": (real / "config.toml", real),
        "where a link leads": (named / "config.toml", real / "config.toml"),
        "folder where a link leads": (named / "config.toml", real),
    }
    path, spoilt = places[what]
    spoil(spoilt)
    with pytest.raises(ConfigError) as caught:
        load_file(path)
    assert cure in str(caught.value)


def test_a_config_in_a_folder_of_all_where_nobody_replaces_what_is_not_theirs_is_read(tmp_path: Path) -> None:
    tmp_path.chmod(0o1777)
    (tmp_path / "config.toml").touch(mode=0o600)
    load_file(tmp_path / "config.toml")


SECRETS: dict[str, Callable[[Path], object]] = {
    "password_file": lambda path: password(account(password_file=path)),
    "service_account": check_private,
    "token_file": check_token_file,
}


@pytest.mark.parametrize("check", SECRETS.values(), ids=SECRETS)
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o610])
def test_a_secret_that_others_may_touch_is_refused_with_the_cure(
    tmp_path: Path, check: Callable[[Path], object], mode: int
) -> None:
    path = tmp_path / "secret"
    path.write_text("s3cret")
    path.chmod(0o600)
    check(path)
    path.chmod(mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}"):
        check(path)


@pytest.mark.parametrize("check", [*SECRETS.values(), check_client], ids=[*SECRETS, "client_secrets"])
def test_a_secret_of_somebody_else_is_refused(
    tmp_path: Path, check: Callable[[Path], object], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "secret"
    path.write_text("s3cret")
    path.chmod(0o600)
    if os.geteuid() == 0:
        give_away(path)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: NOBODY)
    with pytest.raises(ConfigError, match="somebody else"):
        check(path)


def test_a_token_file_that_is_a_link_is_refused_and_a_client_that_others_may_write(tmp_path: Path) -> None:
    real, link = tmp_path / "real", tmp_path / "link"
    real.touch(mode=0o600)
    link.symlink_to(real)
    with pytest.raises(ConfigError, match=f"where it leads: {real}"):
        check_token_file(link)
    real.chmod(0o644)
    check_client(link)
    all_may_write(real)
    with pytest.raises(ConfigError, match="sent to them"):
        check_client(link)


@pytest.mark.parametrize("command", [["sync"], ["auth", "google"]])
def test_google_accounts_are_checked_wherever_they_are_used(tmp_path: Path, command: list[str]) -> None:
    secrets = {
        "client_id": "i",
        "client_secret": "s",
        "auth_uri": "https://a.example",
        "token_uri": "https://t.example",
    }
    client = tmp_path / "client.json"
    client.write_text(json.dumps({"installed": secrets}))
    config = tmp_path / "config.toml"
    config.write_text('[[accounts]]\nname = "google"\nprovider = "google"\nclient_secrets = "client.json"\n')
    for path in (client, config):
        group_may_write(path)
        outcome = run("--config", str(config), *command)
        assert outcome.code == BAD_CONFIG
        assert f"chmod go-w {path}" in outcome.err


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "calendars" / "home").mkdir(parents=True)
    return tmp_path / "calendars" / "home"


def test_what_is_no_plain_file_is_told_and_never_waited_for_nor_read(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "private.ics").write_text(interview("private@example.org"))
    (folder / "good.ics").write_text(interview())
    (folder / "out.ics").symlink_to(tmp_path / "private.ics")
    (folder / "circle.ics").symlink_to("circle.ics")
    (folder / "zero.ics").symlink_to("/dev/zero")
    os.mkfifo(folder / "pipe.ics")
    (folder / "folder.ics").mkdir()
    with socket.socket(socket.AF_UNIX) as one:
        one.bind(str(folder / "socket.ics"))
        read = Vdir(folder, LOOK).changes(str(folder), "", {}, WINDOW)
    problems = {item.href: item.problem for item in read.items if item.problem}
    assert problems.keys() == {"out.ics", "circle.ics", "zero.ics", "pipe.ics", "socket.ics"}
    assert "leads out" in problems["out.ics"]
    assert "private" not in repr(read)


def test_a_link_that_is_swapped_in_between_looking_and_opening_is_not_followed(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "private.ics").write_text("private")
    file = folder / "one.ics"
    file.write_text("harmless")
    look = files._target

    def look_then_swap(seen: Path) -> Path:
        target = look(seen)
        file.unlink()
        file.symlink_to(tmp_path / "private.ics")
        return target

    monkeypatch.setattr(files, "_target", look_then_swap)
    with pytest.raises(files.Unusable, match="is a link"):
        files.read(file)


def test_a_hard_link_is_never_written_through(folder: Path, tmp_path: Path) -> None:
    vdir = Vdir(folder, LOOK)
    made = vdir.create(str(folder), draft())
    os.link(folder / made.href, tmp_path / "other.ics")
    before = (tmp_path / "other.ics").read_bytes()
    changed = draft(title="Another")
    updated = vdir.update(str(folder), made.href, made.etag, changed, frozenset({"title"}))
    assert (tmp_path / "other.ics").read_bytes() == before
    vdir.delete(str(folder), made.href, updated.etag)
    assert (tmp_path / "other.ics").read_bytes() == before


def test_a_calendar_that_is_a_link_out_of_the_folder_is_neither_read_nor_written(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "private.ics").write_text(interview())
    linked = folder.parent / "linked"
    linked.symlink_to(tmp_path / "elsewhere")
    vdir = Vdir(folder.parent, LOOK)
    for ask in (
        lambda: vdir.changes(str(linked), "", {}, WINDOW),
        lambda: vdir.create(str(linked), draft()),
        lambda: vdir.get(str(linked), "private.ics", WINDOW),
    ):
        with pytest.raises(ProviderError, match="leads out of"):
            ask()
    assert len(list((tmp_path / "elsewhere").iterdir())) == 1
