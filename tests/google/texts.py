"""What Google makes of descriptions: HTML that looks the same."""

import re

_CONFERENCE = re.compile(r"\s*-::~[:~]*::-[\s\S]*?-::~[:~]*::-\s*")
"""The block in which Google itself writes how to join a conference; a client's copy of it is dropped."""

_IS_HTML = re.compile(r"<(br|a|b|i|u|p|ul|ol|li|span|html-blob)\b[^>]*>|&(amp|lt|gt|quot|nbsp|#39);", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"']+[^\s<>\"'.,;:!?)]")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}


def without_conference(text: str) -> str:
    """What is left of a client's description."""
    return _CONFERENCE.sub("", text)


def rewritten(text: str) -> str:
    """As it comes back once Google's own editor had it. What is HTML already stays, except for its newlines."""
    if _IS_HTML.search(text):
        return text.strip().replace("\r\n", "\n").replace("\n", "<br>")
    pieces, end = [], 0
    for link in _LINK.finditer(text):
        url = _escaped(link[0])
        pieces += [_escaped(text[end : link.start()]), f'<a href="{url}" target="_blank">{url}</a>']
        end = link.end()
    pieces.append(_escaped(text[end:]))
    return "".join(pieces).strip().replace("\r\n", "\n").replace("\n", "<br>").replace("  ", "&nbsp; ")


def _escaped(text: str) -> str:
    return "".join(_ENTITIES.get(letter, letter) for letter in text)
