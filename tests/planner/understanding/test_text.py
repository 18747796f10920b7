import html

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.understanding.text import READ_LIMIT, SHOWN_LIMIT, clean, lines, shown


@pytest.mark.parametrize(
    ("description", "expected"),
    [
        ("a\nb\r\nc\rd", ("a", "b", "c", "d")),
        ("a<br>b<br/>c<BR />d", ("a", "b", "c", "d")),
        ("a<br><br>b", ("a", "", "b")),
        ("<p>a</p><p>b</p>", ("a", "b")),
        ("<p>a</p>\n<p>b</p>", ("a", "b")),
        ("<div>a</div><div><br></div><div>b</div>", ("a", "", "b")),
        ("hello<ul><li>a</li><li>b</li></ul>bye", ("hello", "a", "b", "bye")),
        ("<b>Company:</b> Acme &amp; Sons&nbsp;Ltd", ("Company: Acme & Sons Ltd",)),
        ("R&amp;D &#35;interview &#x2013;", ("R&D #interview –",)),
        ('see <a href="https://acme.com/?a=1&b=2">our page</a>', ("see our page",)),
        ("<table><tr><td>Company:</td><td>Acme</td></tr><tr><td>x</td></tr></table>", ("Company: Acme", "x")),
        ("<html><head><title>t</title><style>p {}</style></head><body>a</body></html>", ("a",)),
        ("a<style>b", ("a",)),
        ("<!DOCTYPE html><!-- remark -->a", ("a",)),
        ("Jane <jane@acme.com>", ("Jane <jane@acme.com>",)),
        ("<jane@acme.com><br>1 < 2 <3", ("<jane@acme.com>", "1 < 2 <3")),
        ("<Acme> a < b > c<br>", ("<Acme> a < b > c",)),
        ("a &copy b &unknown; c", ("a &copy b &unknown; c",)),
        ("", ()),
    ],
)
def test_a_description_is_read_as_the_lines_that_a_person_sees(description: str, expected: tuple[str, ...]) -> None:
    assert lines(description) == expected


def test_what_looks_the_same_is_the_same() -> None:
    assert clean(" a\u00a0\u2009b\tc\nd ") == "a b c d"
    assert clean("in\u200bter\u00adview\u202e\ufeff") == "interview"
    assert clean("Annule\u0301") == "Annul\u00e9"
    assert clean("x\x00\x1b[31my") == "x [31my"
    assert clean("\ud800") == "\ufffd"


def test_a_problem_line_repeats_no_absurdly_long_text() -> None:
    assert shown("a\nb") == '"a b"'
    assert shown("x" * SHOWN_LIMIT) == f'"{"x" * SHOWN_LIMIT}"'
    assert len(shown("x" * 10_000_000)) == SHOWN_LIMIT + 2
    assert shown("x" * 10_000_000).endswith('…"')


@pytest.mark.parametrize("piece", ["<", "<a ", "</p", "&", "&#", "<!--", "<style>", "<br>", "a b ", "<b><", "\u0301"])
def test_a_description_without_end_is_read_up_to_the_limit(piece: str) -> None:
    seen = lines(piece * (10_000_000 // len(piece)))
    assert sum(map(len, seen)) <= READ_LIMIT


@given(st.text())
def test_every_line_is_clean(text: str) -> None:
    for line in lines(text):
        assert line == clean(line)
        assert len(line.splitlines()) <= 1


@given(st.lists(st.text(alphabet="abc:,.&<>é ", min_size=1).map(clean).filter(bool), max_size=5))
def test_escaped_html_says_what_was_escaped(texts: list[str]) -> None:
    assert list(lines("<br>".join(map(html.escape, texts)))) == texts
