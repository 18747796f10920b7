"""The house's own rules: what stands where, and that the documents say what the program does."""

import ast
import inspect
import re
import subprocess
import tomllib
from importlib import import_module
from pathlib import Path
from types import FunctionType

import pytest
import typer

from sync.cli import COMMANDS, app
from sync.settings import Settings, load_file
from sync.settings.model import ACCOUNTS

ROOT = Path(__file__).parent.parent
ROOMS = ("planner", "providers", "sync")
LONGEST = 400
LOCKS = ("requirements.txt", "requirements-dev.txt")
UNFINISHED = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b")


def tracked(*patterns: str) -> list[Path]:
    listed = subprocess.run(["git", "ls-files", *patterns], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.splitlines() if (ROOT / name).is_file()]


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def command_functions() -> dict[str, FunctionType]:
    """Every function in sync/cli that has the name of its file and is run for what it does."""
    modules = {path.stem: import_module(f"sync.cli.{path.stem}") for path in (ROOT / "sync" / "cli").glob("[!_]*.py")}
    functions = {name: getattr(module, name, None) for name, module in modules.items()}
    return {
        name.replace("_", "-"): function
        for name, function in functions.items()
        if isinstance(function, FunctionType) and inspect.signature(function).return_annotation is None
    }


def test_the_table_of_commands_holds_every_command_with_the_first_line_of_its_help() -> None:
    functions = command_functions()
    assert sorted(COMMANDS) == sorted(functions)
    for name, text in COMMANDS.items():
        module = inspect.getmodule(functions[name])
        assert str(functions[name].__doc__).splitlines()[0] == text
        assert str(module.__doc__).splitlines()[0] == text


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_and_so_has_each_of_its_options(name: str) -> None:
    group = typer.main.get_command(app)
    context = group.make_context("aftertouch", [name], resilient_parsing=True)
    command = group.resolve_command(context, [name])[1]  # type: ignore[attr-defined]
    assert command.help
    assert [option.name for option in command.params if not option.help] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_stands_in_the_readme(name: str) -> None:
    assert re.search(rf"^\| .*`{name}\b", read("README.md"), flags=re.MULTILINE)


def test_the_example_configuration_loads_and_names_every_option() -> None:
    assert len(load_file(ROOT / "config.example.toml").accounts) == len(ACCOUNTS)
    example = tomllib.loads(read("config.example.toml"))
    assert set(example) == set(Settings.model_fields)
    for section in ("home", "employer", "playbook", "tags", "notify"):
        model = Settings.model_fields[section].annotation
        assert set(example[section]) == set(model.model_fields)  # type: ignore[union-attr]
    shared = set.intersection(*(set(model.model_fields) for model in ACCOUNTS.values()))
    shown = {account["provider"]: set(account) for account in example["accounts"]}
    assert set(shown) == set(ACCOUNTS)
    for provider, model in ACCOUNTS.items():
        assert shown[provider] | shared == set(model.model_fields)
    assert set.union(*shown.values()) >= shared


def test_every_file_says_what_it_is_for() -> None:
    files = [path for path in tracked(*ROOMS) if path.suffix == ".py" and path.name != "__init__.py"]
    assert [str(path) for path in files if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))] == []


def test_files_stay_short() -> None:
    files = [path for path in tracked(*ROOMS) if path.suffix == ".py"]
    assert [str(path) for path in files if len(path.read_text(encoding="utf-8").splitlines()) > LONGEST] == []


def test_the_rooms_and_their_tests_are_packages() -> None:
    folders = {path.parent for path in tracked("*.py")}
    assert {folder for folder in folders if not (folder / "__init__.py").exists()} == set()
    assert {folder.relative_to(ROOT).parts[0] for folder in folders} == {*ROOMS, "tests", "benchmarks"}


def test_nothing_is_left_unfinished() -> None:
    texts = tracked("*.py", "*.toml", "*.md", "*.yaml", "*.service", "*.timer", "Makefile", ".ci/run")
    assert [str(path) for path in texts if UNFINISHED.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize("name", LOCKS)
def test_locked_versions_have_hashes_and_name_no_index(name: str) -> None:
    text = read(name)
    pinned = re.findall(r"^[a-z0-9][\w.\[\]-]*==.*$", text, flags=re.MULTILINE | re.IGNORECASE)
    assert pinned
    assert all(line.endswith("\\") for line in pinned)
    assert "://" not in text
    assert "--index" not in text


def test_what_runs_is_locked_as_it_is_tested() -> None:
    run, work = (dict(re.findall(r"^([\w.-]+)==(\S+)", read(name), flags=re.MULTILINE)) for name in LOCKS)
    assert {name: version for name, version in run.items() if work.get(name) != version} == {}


@pytest.mark.parametrize("target", ["demo", "test", "explore", "check", "bench", "lock"])
def test_every_target_of_the_makefile_is_told_to_newcomers(target: str) -> None:
    assert re.search(rf"^{target}: ", read("Makefile"), flags=re.MULTILINE)
    assert f"make {target}" in read("README.md") + read("CONTRIBUTING.md")
