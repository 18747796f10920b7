"""Calendars that were good once: bytes flipped, lines dropped, doubled and swapped, ends cut off, two spliced."""

from collections.abc import Callable
from random import Random

from tests.torture.hostile.corpus import samples
from tests.torture.hostile.grammar import MOMENTS, RULES, TEXTS

_PIECES = (b"\x00", b"\r", b"\n ", b'"', b":", b";", b"\\", b"\xff", b"\xe2\x80\xae", b"\x1b[2J", b"END:VEVENT\r\n")


def mutated(chance: Random) -> bytes:
    """One sample after some accidents."""
    text = chance.choice(samples())
    for _ in range(chance.randint(1, 6)):
        text = chance.choice(_ACCIDENTS)(chance, text)
    return text


def spliced(chance: Random) -> bytes:
    """The beginning of one sample and the end of another, cut between lines or anywhere."""
    one, other = (chance.choice(samples()) for _ in range(2))
    if chance.random() < 0.5:
        return one[: chance.randint(0, len(one))] + other[chance.randint(0, len(other)) :]
    ones, others = one.splitlines(keepends=True), other.splitlines(keepends=True)
    return b"".join((*ones[: chance.randint(0, len(ones))], *others[chance.randint(0, len(others)) :]))


def _flip(chance: Random, text: bytes) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] + bytes(byte ^ 1 << chance.randrange(8) for byte in text[at : at + 1]) + text[at + 1 :]


def _insert(chance: Random, text: bytes) -> bytes:
    at = chance.randrange(len(text) + 1)
    return text[:at] + chance.choice(_PIECES) + text[at:]


def _truncate(chance: Random, text: bytes) -> bytes:
    return text[: chance.randint(len(text) // 2, len(text))]


def _drop(chance: Random, text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    at = chance.randrange(len(lines) + 1)
    return b"".join(lines[:at] + lines[at + chance.choice((1, 1, 1, 4)) :])


def _double(chance: Random, text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    at, to = (chance.randrange(len(lines) + 1) for _ in range(2))
    return b"".join(lines[:to] + lines[at : at + chance.choice((1, 1, 8))] + lines[to:])


def _swap(chance: Random, text: bytes) -> bytes:
    lines = text.splitlines(keepends=True)
    if lines:
        one, other = (chance.randrange(len(lines)) for _ in range(2))
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _replace(chance: Random, text: bytes) -> bytes:
    """Another value for one line, from those that break calendars."""
    lines = text.splitlines(keepends=True)
    if not lines:
        return text
    at = chance.randrange(len(lines))
    name = lines[at].partition(b":")[0].partition(b";")[0]
    value = chance.choice((*MOMENTS, *(f":{one}" for one in (*RULES, *TEXTS))))
    return b"".join((*lines[:at], name, value.encode(), b"\r\n", *lines[at + 1 :]))


_ACCIDENTS: tuple[Callable[[Random, bytes], bytes], ...] = (_flip, _insert, _truncate, _drop, _double, _swap, _replace)
