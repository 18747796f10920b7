"""docs/playbook.md: its changes can be made as they stand there, and do what it says."""

import re
from pathlib import Path

import pytest

from planner.playbook import parse
from planner.values import Interview
from tests.planner.planned import agenda, hire, interview, planned, text

GUIDE = (Path(__file__).parents[3] / "docs" / "playbook.md").read_text(encoding="utf-8")
CHANGES = re.findall(r"^### \d\. (.+?)\n(.+?)(?=^##)", GUIDE, flags=re.MULTILINE | re.DOTALL)
INTERVIEWS = (interview(decision="2026-10-08"), hire(decision="2026-10-16"), interview())


def changed(section: str) -> str:
    """The bundled file with the change of this section: lines taken out make room for those put in, else at the end."""
    (diff,) = re.findall(r"^```diff\n(.+?)^```", section, flags=re.MULTILINE | re.DOTALL)
    old, new = ("".join(f"{line[1:]}\n" for line in diff.splitlines() if line[0] == sign) for sign in "-+")
    assert text().count(old or text()) == 1
    return text().replace(old, new) if old else f"{text()}\n{new}"


def table(section: str) -> tuple[list[str], list[str]]:
    """What the section says is planned before and after."""
    rows = [
        [cell.strip() for cell in row.strip("|").split("|")] for row in re.findall(r"^\|.+\|$", section, re.MULTILINE)
    ]
    before, after = ([row[column] for row in rows[2:] if row[column]] for column in (0, 1))
    return before, after


@pytest.mark.parametrize(("section", "one"), list(zip([body for _, body in CHANGES], INTERVIEWS, strict=True)))
def test_a_change_of_the_guide_does_what_it_says(section: str, one: Interview) -> None:
    before, after = table(section)
    assert before != after
    assert agenda(one) == before
    assert agenda(one, playbook=parse(changed(section), "playbook.toml")) == after


def test_the_step_of_the_guide_is_called_as_it_says() -> None:
    mine = parse(changed(CHANGES[2][1]), "playbook.toml")
    (title,) = (one.title for one in planned(INTERVIEWS[2], playbook=mine).follow_ups if one.step == "work-sample")
    assert f"*{title}*" in GUIDE
