"""Our metadata as private extended properties: kept whatever it says, within what Google takes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.google import marks
from tests.google.rules import kept

NAMES = st.from_regex(r"[a-z]{1,12}(-[a-z]{1,8})?", fullmatch=True)
VALUES = st.text(st.characters(exclude_categories=["Cs"]), max_size=40) | st.text("é漢👩", min_size=500, max_size=900)


@given(values=st.dictionaries(NAMES, VALUES, max_size=6))
def test_marks_are_read_back_as_they_were_written_and_google_cuts_nothing(values: dict[str, str]) -> None:
    values = {name: value for name, value in values.items() if name not in {"reminder", "related-to"}}
    properties = marks.properties(values.items())
    assert dict(marks.read(kept(properties))) == values
    assert all(properties.values())


def test_a_mark_is_called_as_google_calls_things() -> None:
    assert marks.properties([("to-email", "jane@acme.com")]) == {"aftertouchToEmail": "jane@acme.com"}


def test_what_others_keep_on_an_event_is_none_of_ours() -> None:
    private = {"aftertouch": "x", "aftertouchedKey": "x", "aftertouchReminder": "10", "zoomId": "1", "Aftertouch": "x"}
    assert marks.read(private) == ()
    assert marks.stale(private, {}) == frozenset()


def test_a_value_that_got_shorter_leaves_nothing_behind() -> None:
    long, short = (marks.properties([("key", "k"), ("base", value)]) for value in ("x" * 2500, "x"))
    assert marks.stale(long, short) == {"aftertouchBase2", "aftertouchBase3"}


@pytest.mark.parametrize("value", ['"', '"not JSON', "plain"])
def test_a_value_that_somebody_else_wrote_is_read_as_it_stands(value: str) -> None:
    assert marks.read({"aftertouchBase": value}) == (("base", value),)
