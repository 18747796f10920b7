"""What Google makes of descriptions."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.google.examples import event
from tests.google.server import CalendarApi
from tests.google.texts import rewritten, without_conference

ME = "me@example.org"


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one line", "one line"),
        ("two\nlines", "two<br>lines"),
        ("a < b & 'c'", "a &lt; b &amp; &#39;c&#39;"),
        (
            "see https://example.org/?a=1&b=2.",
            'see <a href="https://example.org/?a=1&amp;b=2" target="_blank">https://example.org/?a=1&amp;b=2</a>.',
        ),
        ("two  spaces ", "two&nbsp; spaces"),
        ("<b>bold</b>\nnext", "<b>bold</b><br>next"),
    ],
)
def test_a_text_becomes_html_that_looks_the_same(text: str, html: str) -> None:
    assert rewritten(text) == html


@given(st.text(alphabet="ab &<>\"'\n/:.", max_size=40) | st.just("https://example.org/a b"))
def test_what_was_rewritten_stays(text: str) -> None:
    assert rewritten(rewritten(text)) == rewritten(text)


def test_a_description_is_rewritten_when_it_is_written_if_google_does_so_today(
    google: CalendarApi, events: Any
) -> None:
    plain = events.insert(calendarId=ME, body=event(description="a\nb")).execute()
    assert plain["description"] == "a\nb"
    google.habits.rewrites = True
    html = events.patch(calendarId=ME, eventId=plain["id"], body={"description": "c\nd"}).execute()
    assert html["description"] == "c<br>d"


def test_saving_in_googles_editor_rewrites_and_changes_the_etag(google: CalendarApi, events: Any) -> None:
    made = events.insert(calendarId=ME, body=event("abcde", description="a\nb")).execute()
    google.person.open_and_save(ME, "abcde")
    stands = events.get(calendarId=ME, eventId="abcde").execute()
    assert stands["description"] == "a<br>b"
    assert stands["etag"] != made["etag"]


def test_a_copy_of_googles_conference_block_is_dropped(events: Any) -> None:
    block = "-::~:~::~:~:~::~:~::-\nJoin with Google Meet: https://meet.example.org/x\n-::~:~::~:~:~::~:~::-"
    assert without_conference(f"Ours\n\n{block}") == "Ours"
    made = events.insert(calendarId=ME, body=event(description=f"Ours\n\n{block}")).execute()
    assert made["description"] == "Ours"
