"""The shell around the commands: help, global options, exit codes, and what a person is told."""

import os
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

import sync.cli.plan
from providers.errors import ProviderError, RateLimited, SignedOut, Unreachable
from sync import __version__
from sync.cli import COMMANDS, main
from sync.errors import AftertouchError, ConfigError, TryLater, UsageError, exit_code, worst
from sync.samples import samples
from tests.service.terminal import on_a_terminal

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
INTERVIEW = Path(__file__).parent / "data" / "interview.ics"
HEAVY = (
    "pydantic",
    "icalendar",
    "recurring_ical_events",
    "holidays",
    "caldav",
    "requests",
    "googleapiclient",
    "keyring",
)
PLANNING = ("planner.plan", "planner.recognise", "holidays", "jinja2", "dns")
DECIDING = (
    "sync.mirroring",
    "sync.deciding",
    "sync.reconcile",
    "sync.standing",
    "sync.render",
    "planner.understanding.facts",
)


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[home]\ntimezone = "America/New_York"\n', encoding="utf-8")
    path.chmod(0o644)
    return path


def raising(error: Exception) -> Callable[..., object]:
    def plan(*_: object, **__: object) -> object:
        raise error

    return plan


def loaded_by(*arguments: str) -> set[str]:
    """The modules that one command line loads, each with the packages around it."""
    code = f"import sys; from sync.cli import main; main({arguments!r}); print('LOADED', *sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.rpartition("LOADED")[2].split())


def test_the_process_gives_its_exit_code_and_keeps_the_search_for_garbage_off_what_it_loaded() -> None:
    at_the_end = "print('THEN', gc.get_threshold()[0], gc.get_freeze_count() > 0)"
    code = f"import gc; from sync.__main__ import main; print('CODE', main(['plan'])); {at_the_end}"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["CODE", "2", "THEN", "50000", "True"]
    asked = subprocess.run([sys.executable, "-m", "sync", "--version"], capture_output=True, text=True, check=True)
    assert asked.stdout.startswith("aftertouch ")


@pytest.fixture
def synced(tmp_path: Path) -> Path:
    """The configuration of a calendar folder in which nothing changed since the last sync."""
    (calendar := tmp_path / "calendar").mkdir()
    for interview in samples(datetime.now(UTC).date(), "UTC"):
        interview.write(calendar)
    config = tmp_path / "config.toml"
    account = f'[[accounts]]\nname = "a"\nprovider = "vdir"\npath = "{calendar}"\n'
    config.write_text(f'state_dir = "{tmp_path / "state"}"\n[home]\ntimezone = "UTC"\n{account}', encoding="utf-8")
    config.chmod(0o600)
    for _ in range(2):
        assert main(["--config", str(config), "sync"]) == 0
    return config


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_loads_neither_pydantic_nor_a_calendar_library(arguments: list[str]) -> None:
    loaded = loaded_by(*arguments)
    assert loaded.isdisjoint({*HEAVY, "rich"})
    assert "typer" in loaded


def test_a_sync_that_finds_nothing_changed_loads_nothing_that_takes_in_decides_plans_or_writes(synced: Path) -> None:
    loaded = loaded_by("--config", str(synced), "sync")
    assert loaded.isdisjoint({*DECIDING, *PLANNING, "rich"})
    assert "sync.cycle" in loaded


def test_an_agenda_in_a_pipe_loads_no_calendar_library_and_plans_nothing(synced: Path) -> None:
    loaded = loaded_by("--config", str(synced), "agenda")
    assert loaded.isdisjoint({*HEAVY, *PLANNING, "planner.playbook", "sync.cycle"} - {"pydantic"})
    assert "sync.ledger" in loaded


def test_an_agenda_that_says_why_plans(synced: Path) -> None:
    assert loaded_by("--config", str(synced), "agenda", "--why") >= {"planner.plan", "planner.recognise", "holidays"}


def test_help_lists_every_command_with_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--help"]) == 0
    shown = " ".join(capsys.readouterr().out.replace("│", " ").split())
    for name, text in COMMANDS.items():
        assert f"{name} {text}" in shown


def test_the_version_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"aftertouch {__version__}\n"


@pytest.mark.parametrize(
    "arguments", [["plam"], ["plan"], ["plan", "--nwo", "x"], ["--config"], ["plan", "a.ics", "--now", "noon"]]
)
def test_wrong_usage_ends_with_2_and_leaves_standard_output_empty(
    arguments: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err


def test_a_mistyped_command_is_guessed(capsys: pytest.CaptureFixture[str]) -> None:
    main(["plam"])
    assert "Did you mean 'plan'?" in capsys.readouterr().err


@pytest.mark.parametrize("order", ["before", "after"])
def test_global_options_stand_before_or_after_the_command(
    order: str, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    config.write_text("[home]\ntimezone = 3\n", encoding="utf-8")
    options = ["--config", str(config), "-v"]
    command = ["plan", str(INTERVIEW)]
    assert main(options + command if order == "before" else command + options) == 78
    assert f"{config}: home.timezone: must be text" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (UsageError("no such follow-up"), 2),
        (TryLater("the state folder is not writable", next_step="chown it"), 75),
        (RateLimited("slow down"), 75),
        (Unreachable("no answer"), 75),
        (SignedOut("wrong password"), 77),
        (ConfigError("one thing", "another"), 78),
    ],
)
def test_an_error_is_told_and_decides_the_exit_code(
    error: AftertouchError | ProviderError,
    code: int,
    config: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(sync.cli.plan, "gather", raising(error))
    assert main(["--config", str(config), "plan", str(INTERVIEW), "--json"]) == code == exit_code(error)
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err == f"aftertouch: {error}\n"


def test_the_worst_account_decides() -> None:
    assert worst([]) == 0
    assert worst([0, 75, 0]) == 75
    assert worst([75, 77, 0]) == 77


def test_a_bug_is_a_sentence_and_the_trace_goes_to_the_state_folder(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sync.cli.plan, "gather", raising(ZeroDivisionError("by zero")))
    assert main(["--config", str(config), "plan", str(INTERVIEW)]) == 1
    told = capsys.readouterr()
    log = Path.home() / ".local" / "state" / "aftertouch" / "crash.log"
    assert told.out == ""
    assert "this is a bug: ZeroDivisionError: by zero" in told.err
    assert "Traceback" not in told.err
    assert str(log) in told.err.replace("\n", "")
    assert "Traceback" in log.read_text(encoding="utf-8")
    assert log.stat().st_mode & 0o777 == 0o600


def test_a_bug_shows_its_trace_where_it_can_not_be_kept(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("STATE_DIRECTORY", str(tmp_path / "file"))
    monkeypatch.setattr(sync.cli.plan, "gather", raising(ZeroDivisionError("by zero")))
    assert main(["--config", str(config), "plan", str(INTERVIEW)]) == 1
    assert "Traceback" in capsys.readouterr().err


def test_an_interruption_by_the_keyboard_is_no_bug(
    config: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sync.cli.plan, "gather", raising_interrupt)
    assert main(["--config", str(config), "plan", str(INTERVIEW)]) == 130
    assert "bug" not in capsys.readouterr().err


def raising_interrupt(*_: object, **__: object) -> object:
    raise KeyboardInterrupt


@pytest.mark.parametrize("flags", [[], ["--json"]])
def test_a_reader_that_goes_away_ends_the_output_quietly(flags: list[str], config: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    command: list[str | Path] = [AFTERTOUCH, "--config", config, "plan", INTERVIEW, *flags]
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")


def test_colours_are_for_terminals_that_want_them(config: Path) -> None:
    command: list[str | Path] = [AFTERTOUCH, "--config", config, "plan", INTERVIEW, "--now", "2026-10-05"]
    assert "\x1b[" in on_a_terminal(command)
    assert "\x1b[3" not in on_a_terminal(command, NO_COLOR="1")
    piped = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "\x1b" not in piped.stdout + piped.stderr
