"""Whatever dies in between, comes back in between, runs twice at once or has a wrong clock: nothing is half done."""

import random
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from providers.google.token_file import TokenFile
from sync.errors import DONE, TRY_LATER
from sync.report import Report
from sync.service import serve_all
from sync.settings.loading import load_file
from sync.wishes import Wishes
from tests.killing.places import PLACES, OnFolder, OnServer, place
from tests.killing.program import AFTERTOUCH, Program, warm
from tests.killing.rounds import COMPANIES, Story
from tests.providers.servers import SERVERS
from tests.service.proxy import FAULTS, Wire, well
from tests.service.rig import Rig, next_weekday, word

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NUMBERS = count()
on_servers = pytest.mark.parametrize("where", sorted(SERVERS), indirect=True, scope="module")
AT_ONCE = 2
"""How often on each place."""


@pytest.fixture(scope="module", params=PLACES)
def where(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OnServer | OnFolder]:
    with place(request.param, tmp_path_factory.mktemp("server")) as running:
        yield running


@pytest.fixture(scope="module")
def programs() -> Iterator[tuple[Program, Program]]:
    """Two that can run at the same time."""
    with ExitStack() as running:
        yield running.enter_context(warm()), running.enter_context(warm())


@pytest.fixture
def chance(request: pytest.FixtureRequest) -> random.Random:
    """The same in every run of the test."""
    return random.Random(request.node.name)  # noqa: S311  no secret


def story(where: OnServer | OnFolder, folder: Path) -> Story:
    """A person with three interviews on a fresh calendar."""
    own = folder / str(next(NUMBERS))
    own.mkdir()
    told = Story(rig=Rig(folder=own, client=where.client(own)), first_day=next_weekday(1))
    told.begin()
    return told


def said(rig: Rig) -> str:
    """What the processes said."""
    return (rig.folder / "said").read_text()


def command(rig: Rig, *arguments: str) -> Sequence[str]:
    return ["--config", str(rig.config), *arguments]


def settle(rig: Rig) -> None:
    """Two clean cycles, and a third that finds nothing to do."""
    rig.sync()
    rig.sync()
    assert rig.sync()["actions"] == []
    assert len({word(text, "SUMMARY") for text in rig.follow_ups().values()}) == len(rig.follow_ups())
    rig.untouched()


def test_two_at_once_again_and_again_make_no_duplicate(
    where: OnServer | OnFolder, programs: tuple[Program, Program], tmp_path: Path
) -> None:
    told = story(where, tmp_path)
    for _ in range(AT_ONCE):
        both = [program(command(told.rig, "sync"), told.rig.folder / "said") for program in programs]
        codes = {run.wait() for run in both}
        assert codes <= {DONE, TRY_LATER}, said(told.rig)
        told.move()
    settle(told.rig)
    assert len(told.rig.follow_ups()) == 4 * len(COMPANIES)


def test_two_at_once_repair_a_broken_ledger_once(
    where: OnServer | OnFolder, programs: tuple[Program, Program], tmp_path: Path
) -> None:
    told = story(where, tmp_path)
    told.rig.sync()
    (told.rig.state / "home.sqlite").write_bytes(b"no database at all, " * 100)
    both = [program(command(told.rig, "sync"), told.rig.folder / "said") for program in programs]
    assert {run.wait() for run in both} == {DONE}, said(told.rig)
    assert "rebuilt from the calendar" in said(told.rig)
    assert len(list(told.rig.state.glob("*.broken-*Z"))) == 1
    settle(told.rig)


def test_an_undo_that_is_killed_has_kept_what_it_removed_and_goes_on(
    where: OnServer | OnFolder, programs: tuple[Program, Program], tmp_path: Path, chance: random.Random
) -> None:
    rig = story(where, tmp_path).rig
    rig.sync()
    before = rig.follow_ups()
    where.doom(partial(programs[0], command(rig, "undo", "--yes"), rig.folder / "said"), chance)
    copies = "".join(path.read_text() for path in rig.state.glob("*undo*.ics")).replace("\n ", "")
    for name in before.keys() - rig.follow_ups().keys():
        assert name.removesuffix(".ics") in copies
    assert rig.run("undo", "--yes").code == DONE
    assert rig.follow_ups() == {}
    assert rig.run("resume").code == DONE
    settle(rig)
    assert rig.follow_ups() == {}


def test_a_restore_that_is_killed_can_be_said_again(
    where: OnServer | OnFolder, programs: tuple[Program, Program], tmp_path: Path, chance: random.Random
) -> None:
    rig = story(where, tmp_path).rig
    rig.sync()
    names = sorted(rig.follow_ups())
    for name in names[:3]:
        rig.client.delete(name)
    rig.sync()
    where.doom(partial(programs[0], command(rig, "restore", "--all"), rig.folder / "said"), chance)
    assert rig.run("restore", "--all").code == DONE
    settle(rig)
    assert sorted(rig.follow_ups()) == names


def test_a_pause_that_is_killed_holds_or_does_not(
    programs: tuple[Program, Program], tmp_path: Path, chance: random.Random
) -> None:
    nowhere = OnFolder()
    rig = story(nowhere, tmp_path).rig
    rig.sync()
    for _ in range(5):
        nowhere.doom(partial(programs[0], command(rig, "pause"), rig.folder / "said"), chance)
        assert "paused" in rig.run("pause").out
        assert "paused" in rig.run("status").out
        assert rig.run("resume").code == DONE
        settle(rig)


@on_servers
def test_a_server_that_restarts_in_the_middle_of_a_cycle_loses_nothing(
    where: OnServer | OnFolder, tmp_path: Path, chance: random.Random
) -> None:
    assert isinstance(where, OnServer)

    def restart(wire: Wire) -> None:
        where.start()
        well(wire)

    told = story(where, tmp_path)
    where.proxy.spoil(restart, at=chance.randint(2, 12))
    assert told.rig.run("sync").code in {DONE, TRY_LATER}
    where.proxy.serve_well()
    settle(told.rig)
    assert len(told.rig.follow_ups()) == 4 * len(COMPANIES)


@on_servers
def test_the_command_itself_ends_with_75_and_says_why(where: OnServer | OnFolder, tmp_path: Path) -> None:
    assert isinstance(where, OnServer)
    told = story(where, tmp_path)
    where.proxy.spoil(FAULTS["reset"], at=2)
    done = subprocess.run(
        [AFTERTOUCH, *command(told.rig, "sync")], capture_output=True, text=True, timeout=60, check=False
    )
    where.proxy.serve_well()
    assert (done.returncode, done.stdout) == (TRY_LATER, "")
    assert "can't be reached, or closed the connection without an answer" in done.stderr
    settle(told.rig)


def at(rig: Rig, now: datetime) -> Report:
    """One cycle by a machine that thinks that it is so late."""
    settings = load_file(rig.config)
    (report,), bugs = serve_all(settings, settings.accounts, Wishes(), now=now)
    assert bugs == ()
    assert report.exit_code == DONE
    return report


def writes(report: Report) -> tuple[int, int, int]:
    return report.created, report.updated, report.deleted


@pytest.mark.parametrize("where", ["folder", "radicale"], indirect=True, scope="module")
def test_a_clock_that_is_wrong_for_one_cycle_changes_nothing(where: OnServer | OnFolder, tmp_path: Path) -> None:
    rig, now = story(where, tmp_path).rig, datetime.now(UTC)
    assert writes(at(rig, now)) == (12, 0, 0)
    texts = rig.follow_ups()
    for wrong in (-HOUR, -DAY, HOUR, DAY, 20 * DAY, 500 * DAY):
        for moment in (now + wrong, now, now + HOUR / 60):
            assert writes(at(rig, moment)) == (0, 0, 0)
    assert rig.follow_ups() == texts


@pytest.mark.parametrize("wrong", [-DAY, DAY, 20 * DAY, 500 * DAY])
def test_what_was_planned_by_a_wrong_clock_comes_right_with_the_clock(tmp_path: Path, wrong: timedelta) -> None:
    rig, now = story(OnFolder(), tmp_path).rig, datetime.now(UTC)
    at(rig, now + wrong)
    at(rig, now)
    assert writes(at(rig, now + HOUR / 60)) == (0, 0, 0)
    assert len(rig.follow_ups()) == 12


def test_the_file_of_a_sign_in_is_the_old_one_or_the_new_one_whenever_its_writer_is_killed(
    tmp_path: Path, chance: random.Random
) -> None:
    path = tmp_path / "token.json"
    code = (
        "import sys; from datetime import UTC, datetime; from pathlib import Path\n"
        "from providers.google.token_file import TokenFile\n"
        "file = TokenFile(path=Path(sys.argv[1])); content = {'refresh_token': 'x' * 100_000}\n"
        "while True:\n"
        "    file.write(content, now=datetime.now(UTC)); print(flush=True)\n"
    )
    for _ in range(3):
        with subprocess.Popen([sys.executable, "-c", code, path], stdout=subprocess.PIPE) as writer:
            assert writer.stdout
            for _ in range(chance.randint(1, 30)):
                writer.stdout.readline()
            writer.kill()
        content = TokenFile(path=path).read()
        assert content is not None
        assert len(content["refresh_token"]) == 100_000
        assert path.stat().st_mode & 0o777 == 0o600
