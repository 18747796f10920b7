"""The list of breakages fits the code as it is."""

from pathlib import Path

import pytest

from tests.mutants.breakages import BREAKAGES, Breakage

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("breakage", BREAKAGES, ids=lambda one: one.name)
def test_each_breakage_breaks_exactly_one_place(breakage: Breakage) -> None:
    text = (ROOT / breakage.file).read_text()
    assert text.count(breakage.before) == 1
    compile(text.replace(breakage.before, breakage.after), breakage.file, "exec")
    assert all((ROOT / path).exists() for path in breakage.tests)
