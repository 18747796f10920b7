"""Descriptions at Google: our lines come back as our lines, whatever became of their markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from providers.google.descriptions import plain, without_conference, written
from sync.fields import Fields, differing
from tests.google.texts import rewritten
from tests.providers.drafts import WINDOW, texts

CONFERENCE = (
    "-::~:~::~:~:~:~:~:~:~:~:~:~:~::~:~::-\nJoin with Google Meet: https://meet.google.com/abc\n\n"
    "Please do not edit this section.\n-::~:~::~:~:~:~:~:~:~:~:~:~:~::~:~::-"
)
MARKUP = st.sampled_from(
    ["<", ">", "&", "&amp;", "&#35;", "<br>", "<b>", "</p>", "<a href='x'>", "<jane@acme.com>", "\n"]
)


@given(text=texts() | st.lists(MARKUP | st.text("ab &<>;#/", max_size=4)).map("".join))
def test_what_is_written_is_read_back_exactly(text: str) -> None:
    assert plain(written(text)) == text


@given(text=texts() | st.lists(MARKUP | st.text("ab &<>;#/", max_size=4)).map("".join))
def test_what_google_rewrote_differs_in_nothing_that_counts(text: str) -> None:
    assert differing(_fields(plain(rewritten(written(text)))), _fields(text.strip())) == set()


@given(text=st.text())
def test_no_description_breaks_the_reading(text: str) -> None:
    plain(text)
    without_conference(text)


@pytest.mark.parametrize(
    ("html", "lines"),
    [
        ("one<br>two<br><br>three", "one\ntwo\n\nthree"),
        ("one<br>\ntwo", "one\ntwo"),
        ("<p>one</p><p><br></p><p>two</p>", "one\n\ntwo\n"),
        ("<html-blob>one<br/>two</html-blob>", "one\ntwo\n"),
        ("<ul><li>one</li><li>two</li></ul>", "one\ntwo\n"),
        ('To: <a href="mailto:jane@acme.com">jane@acme.com</a> &amp; <b>Bob</b>', "To: jane@acme.com & Bob"),
        ("To: Jane &lt;jane@acme.com&gt;", "To: Jane <jane@acme.com>"),
        ("To: Jane <jane@acme.com>", "To: Jane <jane@acme.com>"),
        ("<BR>one", "\none"),
        ("a &nbsp;b", "a \xa0b"),
        ("mailto:jane@acme.com?subject=Thanks&body=Hi&copy=1", "mailto:jane@acme.com?subject=Thanks&body=Hi&copy=1"),
        ("<brother> & <p", "<brother> & <p"),
    ],
)
def test_markup_is_read_as_a_person_sees_it(html: str, lines: str) -> None:
    assert plain(html) == lines


def test_only_what_would_be_taken_for_markup_is_escaped() -> None:
    assert written("a & b < c; x=1&y=2") == "a & b < c; x=1&y=2"
    assert written("<jane@acme.com> &amp;") == "&lt;jane@acme.com> &amp;amp;"


@pytest.mark.parametrize("before", ["", "Our lines\n\n"])
def test_googles_own_words_on_the_video_call_are_left_out(before: str) -> None:
    assert without_conference(f"{before}{CONFERENCE}") == before.strip()
    assert plain(f"{before}{CONFERENCE}".replace("\n", "<br>")).strip() == before.strip()


def _fields(description: str) -> Fields:
    return Fields(title="", start=WINDOW.start, duration=WINDOW.end - WINDOW.start, description=description)
