"""Text of others (a calendar's, a server's) as one line that steers no terminal and passes for nothing else."""

_BREAKS = "\t\n\v\f\r\x1c\x1d\x1e\x85\u2028\u2029"
_BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
_CLEAN = {
    **dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\N{REPLACEMENT CHARACTER}"),
    **dict.fromkeys(map(ord, _BREAKS), " "),
    **dict.fromkeys(map(ord, _BIDI), "\N{ZERO WIDTH SPACE}"),
}


def clean(text: str) -> str:
    """The text, as long as before, as one line: without controls (C0, C1) and without marks that turn the direction of
    reading, by which a title could pass for something else (Unicode TR 36, 3.2)."""
    return text.translate(_CLEAN)
