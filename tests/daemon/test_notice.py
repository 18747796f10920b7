"""The command that tells the person: what it gets, and what becomes of one that misbehaves."""

import os
import time
from pathlib import Path

import pytest

from sync.daemon.notice import give
from sync.daemon.trouble import Trouble, cause, notice
from sync.errors import BUG, SIGN_IN_NEEDED, TRY_LATER, TryLater
from sync.report import Report
from tests.sync.world import DAY, HOUR, MONDAY


def failing(*problems: str, code: int = TRY_LATER, limited: bool = False) -> Report:
    return Report(name="home", problems=problems, exit_code=code, limited=limited)


def test_the_notice_comes_on_standard_input(tmp_path: Path) -> None:
    give("what is wrong\n", ("sh", "-c", f'cat > "{tmp_path}/told"'))
    assert (tmp_path / "told").read_text() == "what is wrong\n"


def test_no_shell_reads_the_command(tmp_path: Path) -> None:
    give("", ("echo", f"> {tmp_path}/made; touch {tmp_path}/made"))
    assert list(tmp_path.iterdir()) == []


def test_passwords_of_the_environment_stay_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_WORK", "secret")
    give("", ("sh", "-c", f'env > "{tmp_path}/told"'))
    told = (tmp_path / "told").read_text()
    assert "PATH=" in told
    assert "secret" not in told


def test_a_command_that_reads_nothing_is_fine() -> None:
    give("x" * 100_000, ("true",))


def test_a_command_that_is_not_there_is_told() -> None:
    with pytest.raises(TryLater, match=r"^notify\.command /no/such: No such file or directory$"):
        give("", ("/no/such",))


def test_one_that_fails_is_told_with_the_first_of_what_it_said() -> None:
    with pytest.raises(TryLater) as told:
        give("", ("sh", "-c", "printf 'no \\033[31mway\\n'; exit 3"))
    assert str(told.value) == "notify.command sh ended with 3: no \N{REPLACEMENT CHARACTER}[31mway"


def test_one_that_talks_for_ever_is_ended_with_all_that_it_started(tmp_path: Path) -> None:
    script = f'sleep 300 & echo $! > "{tmp_path}/pid"; yes'
    with pytest.raises(TryLater, match="did not end within 1 s and was killed"):
        give("", ("sh", "-c", script), patience=1)
    pid = int((tmp_path / "pid").read_text())
    deadline = time.monotonic() + 10
    while alive(pid) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not alive(pid)


def test_what_it_leaves_in_the_background_is_not_waited_for() -> None:
    before = time.monotonic()
    give("", ("sh", "-c", "sleep 2 &"))
    assert time.monotonic() - before < 1.9


def alive(pid: int) -> bool:
    """A zombie that nobody waits for is not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def test_trouble_begins_with_the_first_failure_and_ends_with_the_first_success() -> None:
    trouble = Trouble().after(failing("x"), MONDAY).after(failing("y"), MONDAY + HOUR)
    assert trouble.since == MONDAY
    assert trouble.after(Report(name="home"), MONDAY + DAY) == Trouble()


def test_the_person_is_told_after_a_while_and_once_for_each_cause() -> None:
    trouble = Trouble(since=MONDAY)
    report = failing("no answer after 10 s")
    assert trouble.to_tell(report, MONDAY + DAY - HOUR, DAY) == ""
    due = trouble.to_tell(report, MONDAY + DAY, DAY)
    assert due
    told = Trouble(since=MONDAY, told=frozenset({due}))
    assert told.to_tell(failing("no answer after 30 s"), MONDAY + DAY, DAY) == ""
    assert told.to_tell(failing("wrong password", code=SIGN_IN_NEEDED), MONDAY + DAY, DAY)


def test_a_server_that_asks_for_patience_is_one_cause_however_it_says_so() -> None:
    assert cause(failing("slow down", limited=True)) == cause(failing("refuses since Monday", limited=True))
    assert cause(failing("KeyError", code=BUG)) == cause(failing("ValueError", code=BUG))


def test_a_notice_says_who_since_when_and_what() -> None:
    text = notice(failing("no answer\x1b[2J", "and more"), MONDAY, "America/New_York")
    assert text.splitlines()[:4] == [
        'Aftertouch can\'t serve the account "home" since Mon 19 Oct 08:00:',
        "",
        "  no answer\N{REPLACEMENT CHARACTER}[2J",
        "  and more",
    ]
    assert len(notice(failing(*map(str, range(1000))), MONDAY, "UTC")) < os.pathconf("/", "PC_PIPE_BUF")
