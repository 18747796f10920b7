"""What is asked for at sign-in is the least, and told in the documents."""

from pathlib import Path

import pytest

from providers.google import scopes

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("document", ["README.md", "docs/google.md"])
@pytest.mark.parametrize("own_calendar", [True, False])
def test_every_scope_is_told_with_its_reason(document: str, own_calendar: bool) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for scope in scopes.needed(own_calendar=own_calendar):
        assert f"`{scope.rpartition('/')[2]}`" in text


def test_with_a_calendar_of_its_own_nothing_that_is_asked_for_writes_elsewhere() -> None:
    asked = set(scopes.needed(own_calendar=True))
    assert {scope for scope in asked if not scope.endswith("readonly")} == {scopes.OWN}


@pytest.mark.parametrize(
    ("granted", "own_calendar", "missing"),
    [
        (scopes.needed(own_calendar=True), True, ()),
        (scopes.needed(own_calendar=True), False, (scopes.WRITE,)),
        (scopes.needed(own_calendar=False), True, (scopes.OWN,)),
        (scopes.ALL, True, ()),
        (scopes.ALL, False, ()),
        ((), False, scopes.needed(own_calendar=False)),
    ],
)
def test_what_a_sign_in_lacks_is_what_neither_it_nor_a_wider_scope_gives(
    granted: tuple[str, ...], own_calendar: bool, missing: tuple[str, ...]
) -> None:
    assert scopes.missing(granted, own_calendar=own_calendar) == missing
