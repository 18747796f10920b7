"""The ledger is broken, or can't be kept: it is rebuilt from the calendar, the database, or nothing is done."""

import json
import os
import random
import resource
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from icalendar import Event

from sync.errors import DONE, TRY_LATER
from tests.service.rig import FolderClient, Rig, interview

HOME = "home.sqlite"
PAGE = 4096


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    """A person who has retitled one of four follow-ups and deleted another."""
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("dentist.ics", interview("dentist@example.org", title="Dentist"))
    rig.put_foreign("interview.ics", interview())
    assert rig.sync()["created"] == 4
    rig.edit(rig.named("Call"), retitle)
    rig.sync()
    yield rig
    rig.untouched()


def retitle(one: Event) -> None:
    one["SUMMARY"] = "My own words"


def noise(content: bytes) -> bytes:
    """Random bytes in every page but the first."""
    chance = random.Random(1)  # noqa: S311  no secret
    pages = [content[start : start + PAGE] for start in range(0, len(content), PAGE)]
    return b"".join([pages[0], *(chance.randbytes(40) + page[40:] for page in pages[1:])])


def noise_beside_the_facts(content: bytes) -> bytes:
    """Random bytes in the first page of every table and index but the facts."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.deserialize(content[:18] + b"\1\1" + content[20:])  # as if it had no log, which memory does not take
        roots = db.execute("SELECT rootpage FROM sqlite_master WHERE rootpage > 1 AND name != 'fact'").fetchall()
    noisy = noise(content)
    for start in ((root - 1) * PAGE for (root,) in roots):
        content = content[:start] + noisy[start : start + PAGE] + content[start + PAGE :]
    return content


def other_tables(_: bytes) -> bytes:
    """A database, but of another program."""
    with closing(sqlite3.connect(":memory:")) as db:
        db.execute("CREATE TABLE song (title TEXT)")
        db.execute("PRAGMA user_version = 1")
        return db.serialize()


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a text": lambda _: b"no database at all, " * 100,
    "noise in the middle": noise,
    "cut in half": lambda content: content[: len(content) // 2],
    "noise beside the facts": noise_beside_the_facts,
    "zeros": lambda content: bytes(len(content)),
    "another program's": other_tables,
}


def damage(rig: Rig, how: str) -> bytes:
    """Break the ledger; gives what it holds then."""
    path = rig.state / HOME
    path.write_bytes(DAMAGES[how](path.read_bytes()))
    return path.read_bytes()


def told(rig: Rig) -> list[str]:
    """The problems that `status` tells."""
    (account,) = json.loads(rig.run("status", "--json").out)["accounts"]
    problems = account["problems"]
    assert isinstance(problems, list)
    return problems


def change(rig: Rig, statement: str) -> None:
    """A byte of the disk that changed inside a value: the file is whole, and no more what was written."""
    with closing(sqlite3.connect(rig.state / HOME)) as db, db:
        db.execute(statement)


@pytest.mark.parametrize("how", DAMAGES)
def test_a_broken_ledger_is_put_aside_and_rebuilt_and_that_is_told_once(rig: Rig, how: str) -> None:
    texts, content = rig.follow_ups(), damage(rig, how)
    status = rig.run("status")
    assert "damaged" in status.out + status.err
    report = rig.sync()
    assert (report["created"], report["updated"], report["deleted"]) == (0, 0, 0)
    assert rig.follow_ups() == texts
    (aside,) = rig.state.glob(f"{HOME}.broken-*Z")
    assert aside.read_bytes() == content or how == "another program's"
    (problem,) = report["problems"]
    assert str(aside) in problem
    assert "rebuilt from the calendar" in problem
    assert told(rig) == [problem]
    assert rig.sync()["problems"] == told(rig) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET body = substr(body, 1, 40) WHERE body IS NOT NULL",
        "UPDATE event SET body = CAST(x'ff41' AS TEXT) WHERE body IS NOT NULL",
        "UPDATE fact SET value = 'yesterday' WHERE name = 'listed'",
        "UPDATE fact SET value = '{' WHERE name = 'last'",
        "UPDATE calendar SET whole_at = 'never'",
        "UPDATE interview SET outcome_on = 'soon'",
        "INSERT INTO memory VALUES ('u', '', 'email', '0', 'deleted', 0, 'at noon', '[]', '')",
        "DROP TABLE memory",
    ],
)
def test_what_is_only_seen_in_the_middle_of_a_cycle_is_repaired_in_the_same_run(rig: Rig, statement: str) -> None:
    texts = rig.follow_ups()
    change(rig, statement)
    rig.put_foreign("lunch.ics", interview("lunch", title="Lunch", description=""))  # so that there is a middle
    outcome = rig.run("sync")
    assert (outcome.code, outcome.out) == (DONE, "")
    assert "rebuilt from the calendar" in outcome.err
    assert rig.follow_ups() == texts
    assert len(list(rig.state.glob(f"{HOME}.broken-*Z"))) == 1
    assert not (rig.state / "crash.log").exists()


def test_a_rebuilt_ledger_is_told_until_a_good_cycle_has_told_it(rig: Rig) -> None:
    damage(rig, "a text")
    (rig.folder / "calendar").rename(rig.folder / "away")
    report = rig.sync(code=TRY_LATER)
    assert report["unchanged"] == 0
    assert any("rebuilt" in problem for problem in told(rig))
    (rig.folder / "away").rename(rig.folder / "calendar")
    assert any("rebuilt" in problem for problem in rig.sync()["problems"])
    assert rig.sync()["problems"] == []


def test_an_account_that_rested_goes_on_resting(rig: Rig) -> None:
    rig.run("pause")
    damage(rig, "noise beside the facts")
    assert "paused" in rig.sync()["problems"][0]
    assert any("rebuilt" in problem for problem in told(rig))


@pytest.mark.parametrize("seed", range(20))
def test_noise_anywhere_in_the_ledger_doubles_nothing_and_takes_nothing(rig: Rig, seed: int) -> None:
    chance, texts = random.Random(seed), rig.follow_ups()  # noqa: S311  no secret
    content = (rig.state / HOME).read_bytes()
    at = chance.randrange(len(content) - 400)
    (rig.state / HOME).write_bytes(content[:at] + chance.randbytes(400) + content[at + 400 :])
    rig.sync()
    rig.sync()
    assert rig.follow_ups() == texts


def test_the_last_three_broken_ledgers_are_kept(rig: Rig) -> None:
    for day in range(1, 6):
        for part in ("", "-wal", "-shm"):
            (rig.state / f"{HOME}.broken-2026010{day}T000000Z{part}").touch()
    damage(rig, "a text")
    rig.sync()
    kept = sorted(rig.state.glob(f"{HOME}.broken-*"))
    assert len({path.name.partition("Z")[0] for path in kept}) == 3
    assert kept[0].name.startswith(f"{HOME}.broken-20260104")


def test_a_dry_run_tells_of_a_broken_ledger_and_leaves_it_alone(rig: Rig) -> None:
    content = damage(rig, "noise in the middle")
    report = rig.sync("--dry-run")
    assert report["actions"] == [action for action in report["actions"] if action["action"] == "keep"]
    assert any("is damaged" in problem for problem in report["problems"])
    assert (rig.state / HOME).read_bytes() == content


@pytest.mark.parametrize("garbage", ["-wal", "-shm"])
def test_garbage_in_the_files_beside_the_ledger_is_no_harm(rig: Rig, garbage: str) -> None:
    (rig.state / f"{HOME}{garbage}").write_bytes(random.Random(2).randbytes(100_000))  # noqa: S311  no secret
    assert rig.sync()["problems"] == []
    assert rig.sync()["unchanged"] == 3


def test_an_empty_ledger_is_a_new_one(rig: Rig) -> None:
    texts = rig.follow_ups()
    (rig.state / HOME).write_bytes(b"")
    report = rig.sync()
    assert (report["created"], report["problems"]) == (0, [])
    assert rig.follow_ups() == texts


def test_a_ledger_of_a_newer_version_is_left_alone(rig: Rig) -> None:
    change(rig, "PRAGMA user_version = 99")
    content = (rig.state / HOME).read_bytes()
    outcome = rig.run("sync")
    assert (outcome.code, outcome.out) == (TRY_LATER, "")
    assert "newer version" in outcome.err
    assert (rig.state / HOME).read_bytes() == content
    assert list(rig.state.glob("*.broken-*")) == []


def _folder(path: Path) -> None:
    path.mkdir()


def _link(path: Path) -> None:
    path.symlink_to(path.with_name("elsewhere"))


def _below_a_file(path: Path) -> None:
    path.parent.rename(path.parent.with_name("old state"))
    path.parent.write_text("a file, not a folder")


@pytest.mark.parametrize("instead", [_folder, _link, os.mkfifo, _below_a_file])
@pytest.mark.parametrize("command", ["sync", "status", "pause", "agenda"])
def test_what_is_no_plain_file_is_no_ledger_and_nothing_is_done(
    tmp_path: Path, instead: Callable[[Path], None], command: str
) -> None:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    rig.state.mkdir(mode=0o700)
    instead(rig.state / HOME)
    outcome = rig.run(command)
    assert outcome.code == TRY_LATER, outcome
    assert str(rig.state) in outcome.err
    assert rig.follow_ups() == {}
    assert not (rig.state / "elsewhere").exists()


@contextmanager
def full_disk(size: int) -> Iterator[None]:
    """No file of this process can grow beyond the size."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


SIZES = range(0, 400_000, 40_000)


def test_on_a_full_disk_nothing_goes_that_could_not_be_remembered(rig: Rig) -> None:
    """What the person cancels goes only once the ledger knows that it was us: else it would stay away for ever."""
    codes = set()
    for size in SIZES:
        rig.put_foreign("interview.ics", interview(more="STATUS:CANCELLED"))
        with full_disk(size):
            outcome = rig.run("sync")
        codes.add(outcome.code)
        assert outcome.code in {DONE, TRY_LATER}, outcome
        assert outcome.code == DONE or "disk is not full" in outcome.err or "File too large" in outcome.err, outcome
        rig.sync()
        rig.put_foreign("interview.ics", interview())
        rig.sync()
        assert len(rig.follow_ups()) == 4
    assert codes == {DONE, TRY_LATER}


def test_on_a_full_disk_a_first_sync_makes_nothing_twice(tmp_path: Path) -> None:
    for size in SIZES:
        folder = tmp_path / str(size)
        folder.mkdir()
        rig = Rig(folder=folder, client=FolderClient(folder=folder / "calendar"))
        rig.put_foreign("interview.ics", interview())
        with full_disk(size):
            outcome = rig.run("sync")
        assert outcome.code in {DONE, TRY_LATER}, outcome
        rig.sync()
        assert len(rig.follow_ups()) == 4
        assert rig.sync()["actions"] == []


@pytest.mark.parametrize("size", [0, 10_000, 40_000])
@pytest.mark.parametrize("command", [["pause"], ["restore", "--all"], ["resume"], ["status"]])
def test_on_a_full_disk_a_command_fails_whole(rig: Rig, command: list[str], size: int) -> None:
    before = rig.follow_ups()
    with full_disk(size):
        outcome = rig.run(*command)
    assert outcome.code in {DONE, TRY_LATER}, outcome
    assert outcome.code == DONE or rig.follow_ups() == before


def test_on_a_full_disk_an_undo_removes_only_what_is_in_its_copy_and_remembered(rig: Rig) -> None:
    before = rig.follow_ups()
    for size in SIZES:
        with full_disk(size):
            outcome = rig.run("undo", "--yes")
        assert outcome.code in {DONE, TRY_LATER}, outcome
        if gone := before.keys() - rig.follow_ups().keys():
            break
    copies = "".join(copy.read_text() for copy in rig.state.glob("*undo*.ics"))
    assert gone
    assert all(name.removesuffix(".ics") in copies.replace("\n ", "") for name in gone)
    assert "paused" in rig.sync()["problems"][0]
    rig.run("resume")
    assert rig.sync()["created"] == 0
