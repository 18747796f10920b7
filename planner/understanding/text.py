"""Descriptions as people see them: HTML and plain text to clean lines.

Calendars hold either (Google's descriptions are HTML, RFC 5545's are plain), and often a mixture, so the tags that
calendars really write are taken for tags, and everything else in angle brackets (`<jane@acme.com>`) is text. Every
function here is linear in its input and total: no text raises.
"""

import html
import re
import unicodedata
from collections.abc import Iterator

READ_LIMIT = 100_000
"""Characters of a description that are read; a longer one is said to be cut."""
TITLE_LIMIT = 1_000
SHOWN_LIMIT = 200
"""Characters of a person's own words that a problem line repeats."""

_BREAKS = {"br", "hr"}
_BLOCKS = {
    *("address", "article", "blockquote", "body", "center", "dd", "div", "dl", "dt", "footer", "form", "h1", "h2"),
    *("h3", "h4", "h5", "h6", "header", "html", "li", "main", "ol", "p", "pre", "section", "table", "tbody"),
    *("tfoot", "thead", "tr", "ul"),
}
_UNSEEN = {"head", "script", "style", "title"}
_INLINE = {
    *("a", "abbr", "b", "big", "code", "del", "em", "font", "google-sheets-html-origin", "i", "img", "ins", "label"),
    *("link", "mark", "meta", "o:p", "s", "small", "span", "strike", "strong", "sub", "sup", "td", "th", "tt", "u"),
}
_TAGS = _BREAKS | _BLOCKS | _UNSEEN | _INLINE

_TAG = re.compile(r"<(?P<close>/?)(?P<name>[a-zA-Z][a-zA-Z0-9:-]*)(?=[\s/>])[^<>]*>|<!(?P<remark>)[^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")


def clean(text: str) -> str:
    """One line of it: spaces of every kind, line breaks and control characters become single spaces.

    Invisible characters (zero width, direction marks) are dropped, halves of characters become U+FFFD, and
    letters with accents are composed, so that what looks the same is the same.
    """
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", "".join(map(_seen, text)))
    return " ".join(text.split())


def shown(text: str) -> str:
    """Somebody's words as a problem line repeats them: clean, in quotes, cut where they are absurdly long."""
    line = clean(text[: 2 * SHOWN_LIMIT])
    return f'"{line}"' if len(line) <= SHOWN_LIMIT else f'"{line[: SHOWN_LIMIT - 1]}…"'


def lines(description: str) -> tuple[str, ...]:
    """The description's lines as a person sees them, clean; an empty one where a blank line stands.

    Reads the first `READ_LIMIT` characters. Paragraphs and list items start a line and leave no blank one.
    """
    return tuple(clean(line) for line in "".join(_pieces(description[:READ_LIMIT])).splitlines())


def _seen(char: str) -> str:
    category = unicodedata.category(char)
    if category in {"Zs", "Zl", "Zp", "Cc"}:
        return " "
    return {"Cf": "", "Cs": "\N{REPLACEMENT CHARACTER}"}.get(category, char)


def _pieces(text: str) -> Iterator[str]:
    """The text between the tags, and a line break where a tag makes one."""
    at, fresh, hidden = 0, True, ""
    for tag in _TAG.finditer(text):
        name = (tag["name"] or "").lower()
        if name not in _TAGS and tag["remark"] is None:
            continue
        words = "" if hidden else _ENTITY.sub(_entity, text[at : tag.start()])
        at = tag.end()
        if words.strip() or not fresh:
            fresh = words.rstrip(" \t").endswith("\n")
            yield words
        if hidden:
            hidden = "" if tag["close"] and name == hidden else hidden
        elif name in _UNSEEN and not tag["close"]:
            hidden = name
        elif name in _BREAKS or (name in _BLOCKS and not fresh):
            fresh = True
            yield "\n"
        elif name in {"td", "th"}:
            yield " "
    if not hidden:
        yield _ENTITY.sub(_entity, text[at:])


def _entity(match: re.Match[str]) -> str:
    return html.unescape(match[0])
