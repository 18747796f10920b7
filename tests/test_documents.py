"""The documents say what the program does: their links lead somewhere, and what they name exists."""

import re
import shlex
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
import typer

from planner.understanding.dates import read_decision
from planner.understanding.facts import KEYS
from sync.cli import COMMANDS, app
from sync.cli.setup.services import SERVICES
from sync.settings import Settings
from sync.settings.model import ACCOUNTS
from sync.settings.values import GOOGLE_COLORS
from tests.planner.planned import at
from tests.test_house import ROOT, tracked

DOCUMENTS = tracked("*.md")
LINK = re.compile(r"\]\((?!https?:)([^)#\s]*)(?:#([^)\s]+))?\)")
CODE = re.compile(r"^```(\w*)\n(.*?)^```|^((?: {4}[^\n]+\n\n?)+)", flags=re.MULTILINE | re.DOTALL)
SPAN = re.compile(r"(?<!`)`([^`\n]+)`(?!`)")
OPTION = re.compile(r"(?<![\w-])--?[a-z][\w-]*")


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def text_of(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def blocks(path: Path) -> Iterator[str]:
    """Code that stands on lines of its own, as it is copied, without changes to files."""
    for kind, fenced, indented in CODE.findall(text_of(path)):
        if kind != "diff":
            yield fenced or re.sub(r"^ {4}", "", indented, flags=re.MULTILINE)


def commands_in(path: Path) -> Iterator[list[str]]:
    """Every command line of ours, as words from the command on."""
    spans = SPAN.findall(text_of(path))
    for line in chain.from_iterable([*(block.splitlines() for block in blocks(path)), spans]):
        for called in re.findall(r"(?:^|\s|/)aftertouch\s+([a-z-].*?)(?=$|&&|[#|;]| {3})", line):
            yield shlex.split(called.replace("…", "").replace("'", ""))


@cache
def options_of(command: str) -> frozenset[str]:
    group: Any = typer.main.get_command(app)
    context = group.make_context("aftertouch", [command], resilient_parsing=True)
    one = group.resolve_command(context, [command])[1] if command else group
    return frozenset(chain.from_iterable((*option.opts, *option.secondary_opts) for option in one.params)) | {"--help"}


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(path: Path) -> None:
    for target, heading in LINK.findall(text_of(path)):
        there = (path.parent / target).resolve() if target else path
        assert there.exists(), target
        headings = re.findall(r"^#+ (.+)$", text_of(there), flags=re.MULTILINE) if heading else []
        anchors = {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in headings}
        assert not heading or heading in anchors, f"{target}#{heading}"


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_command_and_option_that_is_named_exists(path: Path) -> None:
    for words in commands_in(path):
        command = next((word for word in words if word in COMMANDS), "")
        plain = [word for word in words if not word.startswith("-")]
        assert command or not plain, words
        unknown = {word.partition("=")[0] for word in words if word.startswith("-")} - options_of(command)
        assert not unknown, words


def test_the_options_in_the_table_of_commands_are_theirs() -> None:
    rows = re.findall(r"^\| (`.+?) \| (.+) \|$", text_of(ROOT / "README.md"), flags=re.MULTILINE)
    assert {name for cell, _ in rows for name in re.findall(r"`([a-z-]+)", cell)} == set(COMMANDS)
    for cell, does in rows:
        for command in re.findall(r"`([a-z-]+)", cell):
            assert set(OPTION.findall(" ".join(SPAN.findall(does)))) <= options_of(command), command


@pytest.mark.parametrize("path", DOCUMENTS, ids=name_of)
def test_every_option_of_the_configuration_that_is_shown_exists(path: Path) -> None:
    of_accounts = {name for model in ACCOUNTS.values() for name in model.model_fields}
    for block in blocks(path):
        if not re.match(r"\s*(?:\[+[a-z]+\]+|[a-z_]+ = )", block):
            continue
        for section, value in tomllib.loads(block).items():
            if not isinstance(value, dict | list) or section in of_accounts:
                assert section in {*of_accounts, *Settings.model_fields}, section
            elif section == "accounts":
                assert set().union(*value) <= of_accounts
            else:
                model: Any = Settings.model_fields[section].annotation
                assert set(value) <= set(model.model_fields), section


def test_every_service_that_can_be_set_up_has_its_part_in_the_guide() -> None:
    guide = text_of(ROOT / "docs" / "setup.md")
    assert {name for name in SERVICES if f"--service {name}" not in guide} == set()


def test_what_the_guide_lets_the_doctor_say_is_said_somewhere() -> None:
    part = text_of(ROOT / "docs" / "setup.md").partition("| it says |")[2].partition("\n\n")[0]
    said = chain.from_iterable(SPAN.findall(row.split("|")[1]) for row in part.splitlines() if row.startswith("| `"))
    sources = "".join(text_of(path) for path in tracked("sync/*.py", "providers/*.py"))
    pieces = [max(re.split(r'"[^"]+"|\d.*', phrase), key=len).strip() for phrase in said]
    assert len(pieces) > 5
    assert [piece for piece in pieces if piece not in sources] == []


def test_every_fact_and_colour_stands_in_the_guide_to_tagging() -> None:
    guide = text_of(ROOT / "docs" / "tagging.md")
    assert {key for key in KEYS if not re.search(rf"^\| .*`{key}:", guide, flags=re.MULTILINE | re.IGNORECASE)} == set()
    assert ", ".join(GOOGLE_COLORS) in " ".join(guide.split())


def test_decisions_are_read_as_the_guide_says() -> None:
    part = text_of(ROOT / "docs" / "tagging.md").partition("## When they decide")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| `(.+)` \| (.+) \|$", part, flags=re.MULTILINE)
    assert len(rows) > 10
    for written, said in rows:
        decision = read_decision(written, end=at("2026-12-01 14:00"), order="MDY").decision
        day = f"{decision.on:%a} {decision.on.day} {decision.on:%b}" if decision else "unknown"
        week = "week of " if decision and decision.week else ""
        clock = f" {decision.at:%H:%M}" if decision and decision.at else ""
        assert f"{week}{day}{clock}" == said, written
