"""Descriptions at Google: one field that holds HTML and plain text, and that comes back changed.

What we write are plain lines. Google's editors turn them into HTML (line breaks, links, entities) without anybody
having edited anything, so an event of ours is read back as the lines that a person sees. Others are left as they stand.
"""

import html
import re
from collections.abc import Iterator

_CONFERENCE = re.compile(r"\s*-::~:~::[~:]*-.*?-::~:~::[~:]*-\s*", re.DOTALL)
"""The block in which Google says how to join a video call. It drops the block from what a client sends."""

_BLOCKS = "blockquote|dd|div|dl|dt|h[1-6]|html-blob|li|ol|p|pre|table|tbody|td|th|tr|ul"
_INLINE = "a|abbr|b|code|em|font|i|s|small|span|strike|strong|sub|sup|u"
_TAG = re.compile(rf"<(?:(?P<br>br)|/?(?:(?P<block>{_BLOCKS})|{_INLINE}))(?=[\s/>])[^<>]*>(?(br)\n?)", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,8}|#[xX][0-9a-fA-F]{1,7}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LOOKS_LIKE_HTML = re.compile(rf"<(?=[a-zA-Z/!?])|&(?={_ENTITY.pattern[1:]})")


def written(text: str) -> str:
    """Plain lines for Google, which would take `<jane@acme.com>` for a tag, and leave it out."""
    return _LOOKS_LIKE_HTML.sub(lambda match: html.escape(match[0]), text)


def plain(description: str) -> str:
    """The lines of an event of ours, whatever markup they have by now; what `written` gave comes back exactly."""
    return "".join(_lines(without_conference(description)))


def without_conference(description: str) -> str:
    """A description but for Google's own words on the video call."""
    return _CONFERENCE.sub("\n", description).strip("\n") if "-::~:~::" in description else description


def _lines(text: str) -> Iterator[str]:
    """The text between the tags, and a line break where a tag makes one."""
    end, at_line_start = 0, True
    for tag in _TAG.finditer(text):
        words, end = text[end : tag.start()], tag.end()
        if words:
            yield _ENTITY.sub(_character, words)
            at_line_start = words.endswith("\n")
        if tag["br"] or (tag["block"] and not at_line_start):
            yield "\n"
            at_line_start = True
    yield _ENTITY.sub(_character, text[end:])


def _character(entity: re.Match[str]) -> str:
    return html.unescape(entity[0])
