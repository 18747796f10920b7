"""The examples in the docstrings hold."""

import doctest
import importlib

import pytest

MODULES = (
    "names",
    *(f"understanding.{name}" for name in ("calendar_words", "headlines", "people", "stages", "tags", "zones")),
)


@pytest.mark.parametrize("name", MODULES)
def test_examples_in_docstrings_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"planner.{name}"))
    assert result.attempted > 0
    assert result.failed == 0
