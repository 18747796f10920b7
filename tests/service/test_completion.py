"""What a shell proposes when the Tab key is pressed: the wheel holds a file for each shell, which asks the program."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

BIN = Path(sys.executable).parent
SHIPPED = Path(__file__).parents[2] / "sync" / "cli" / "completion"


def in_bash(*words: str) -> list[str]:
    """What bash proposes for the last of these words."""
    script = f'source {SHIPPED / "aftertouch.bash"}; COMP_WORDS=("$@"); COMP_CWORD={len(words) - 1}; _aftertouch "$1"'
    done = subprocess.run(
        ["bash", "--norc", "-c", f'{script}; printf "%s\\n" "${{COMPREPLY[@]}}"', "bash", *words],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "PATH": f"{BIN}:{os.environ['PATH']}"},
    )
    return done.stdout.split()


def asked(shell: str, **variables: str) -> str:
    """What the program answers to the file of this shell."""
    done = subprocess.run(
        [BIN / "aftertouch"],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "_AFTERTOUCH_COMPLETE": f"complete_{shell}", **variables},
    )
    return done.stdout


def test_commands_are_proposed() -> None:
    assert in_bash("aftertouch", "sy") == ["sync"]
    assert sorted(in_bash("aftertouch", "res")) == ["restore", "resume"]


def test_the_options_of_a_command_are_proposed_with_the_global_ones() -> None:
    assert {"--dry-run", "--config"} <= set(in_bash("aftertouch", "sync", "--"))


def test_where_a_file_is_wanted_the_shell_proposes_its_own() -> None:
    assert in_bash("aftertouch", "plan", "") == []


@pytest.mark.parametrize(
    ("shell", "variables"),
    [
        ("zsh", {"_TYPER_COMPLETE_ARGS": "aftertouch sync --dry"}),
        ("fish", {"_TYPER_COMPLETE_ARGS": "aftertouch sync --dry", "_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_zsh_and_fish_are_told_what_an_option_is_for(shell: str, variables: dict[str, str]) -> None:
    answer = asked(shell, **variables)
    assert "--dry-run" in answer
    assert "write nothing" in answer
    text = next(SHIPPED.glob("_aftertouch" if shell == "zsh" else f"*.{shell}")).read_text(encoding="utf-8")
    assert all(name in text for name in ("_AFTERTOUCH_COMPLETE", f"complete_{shell}", *variables))
