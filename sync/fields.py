"""The fields that we write on an event, compared and merged three ways (promise 3: the person wins, field by field).

Three versions of each field meet: *base*, as we last wrote it (kept on the event as short hashes), *planned*, as the
plan wants it now, and *found*, as it stands. Where found differs from base, the person changed it, and it stays.
Descriptions merge by line. Everything is compared in a normal form, so that a server's rewriting (line endings,
trailing blanks, Unicode composition, another zone for the same instant) is no edit.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from zoneinfo import ZoneInfo

from planner.values import Event
from providers.interface import FIELDS, Field

_LINE_HASH = 5
_FIELD_HASH = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Fields:
    """What stands, or is to stand, on an event. `start` is aware, or a date where the person made it a whole day."""

    title: str
    start: datetime | date
    duration: timedelta
    description: str = ""
    location: str = ""
    reminder: timedelta | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Merge:
    """The outcome of a three-way merge: what is to stand, what to remember of it, and which fields are the person's."""

    fields: Fields
    base: str
    kept: frozenset[Field]
    """Fields that the person changed and that differ from the plan."""


def of_event(event: Event, home_zone: str) -> Fields:
    """The fields as found on an event. Floating times are read in `home_zone`, where the person sees them."""
    start = event.start
    if isinstance(start, datetime) and start.tzinfo is None:
        start = start.replace(tzinfo=ZoneInfo(home_zone))
    return Fields(
        title=event.title,
        start=start,
        duration=_duration(event),
        description=event.description,
        location=event.location,
        reminder=event.reminder,
    )


def encode_base(fields: Fields) -> str:
    """The hashes of these fields, for the `base` mark: `title:1a2b3c4d start:… description:…` (one hash a line)."""
    return _encode({name: _digest(name, fields) for name in FIELDS})


def touched(found: Fields, base: str) -> frozenset[Field]:
    """The fields that differ from what we last wrote. An unknown base (marks lost) makes every field the person's."""
    written = _decode_base(base)
    return frozenset(name for name in FIELDS if written.get(name) != _digest(name, found))


def merge(planned: Fields, found: Fields, base: str) -> Merge:
    """Three-way merge per field; the person's changes win, everything else follows the plan.

    The new base holds the planned value where we write it, and the old hash where the person's value stays, so that
    their field stays theirs in all later cycles.
    """
    theirs = touched(found, base)
    written = _decode_base(base)
    description = _merge_lines(planned.description, found.description, written.get("description"))
    result = replace(
        planned,
        description=description,
        **{name: getattr(found, name) for name in theirs if name != "description"},
    )
    hashes: dict[Field, str] = {
        name: written.get(name, "") if name in theirs and name != "description" else _digest(name, planned)
        for name in FIELDS
    }
    kept = frozenset(name for name in theirs if _digest(name, result) != _digest(name, planned))
    return Merge(fields=result, base=_encode(hashes), kept=kept)


def with_banner(merged: Merge, base: str, banner: str) -> Merge:
    """Put a line of ours on top of the description, above whatever the person wrote. `base` is the event's as it
    stands."""
    was = _decode_base(base).get("description", "")
    hashes: dict[Field, str] = {name: _decode_base(merged.base).get(name, "") for name in FIELDS}
    hashes["description"] = _line_hash(banner) + _line_hash("") + was
    description = f"{banner}\n\n{merged.fields.description}"
    return replace(merged, fields=replace(merged.fields, description=description), base=_encode(hashes))


def without_banner(found: Fields, base: str, banner: str) -> tuple[Fields, str]:
    """Take that line away again, from what is found and from its base, wherever the person's own lines stand by now."""
    lines, line = _lines(found.description), _line_hash(banner)
    places = [place for place, text in enumerate(lines) if _line_hash(text) == line]
    for place in reversed(places):
        blank_below = lines[place + 1 : place + 2] == [""]
        del lines[place : place + 1 + blank_below]
    hashes: dict[Field, str] = {name: _decode_base(base).get(name, "") for name in FIELDS}
    hashes["description"] = hashes["description"].removeprefix(line + _line_hash(""))
    return replace(found, description="\n".join(lines)), _encode(hashes)


def differing(one: Fields, other: Fields) -> frozenset[Field]:
    """The fields whose normal forms differ."""
    return frozenset(name for name in FIELDS if _digest(name, one) != _digest(name, other))


def _duration(event: Event) -> timedelta:
    if isinstance(event.start, datetime) and isinstance(event.end, datetime):
        try:
            return event.end - event.start
        except TypeError:  # one floating, one not: nothing that we ever write
            return timedelta(0)
    return timedelta(0)


def _digest(name: Field, fields: Fields) -> str:
    if name == "description":
        return "".join(_line_hash(line) for line in _lines(fields.description))
    return _hash(_normal(name, fields), _FIELD_HASH)


def _normal(name: Field, fields: Fields) -> str:
    value = getattr(fields, name)
    if isinstance(value, str):
        return " ".join(unicodedata.normalize("NFC", value).split())
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="minutes")
    return str(value)


def _lines(text: str) -> list[str]:
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", text).replace("\r\n", "\n").split("\n")]
    while lines and not lines[-1]:
        lines.pop()
    return lines


def _hash(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
    return base64.b32hexencode(digest).decode("ascii").lower()[:length]


def _line_hash(line: str) -> str:
    return _hash(" ".join(line.split()), _LINE_HASH)


def _encode(hashes: Mapping[Field, str]) -> str:
    return " ".join(f"{name}:{hashes[name]}" for name in FIELDS)


def _decode_base(base: str) -> Mapping[str, str]:
    return dict(part.split(":", 1) for part in base.split() if ":" in part)


def _merge_lines(planned: str, found: str, base: str | None) -> str:
    if base is None:
        return found
    ours, theirs = _lines(planned), _lines(found)
    was = [base[i : i + _LINE_HASH] for i in range(0, len(base), _LINE_HASH)]
    if [_line_hash(line) for line in theirs] == was:
        return planned
    return "\n".join(_merge3(was, ours, theirs))


def _merge3(base: Sequence[str], ours: Sequence[str], theirs: Sequence[str]) -> list[str]:
    """Merge by line where the base is known by its hashes alone: stable lines anchor, between two anchors the side that
    changed wins, and where both did, the person's."""
    our_match = _matches(base, [_line_hash(line) for line in ours])
    their_match = _matches(base, [_line_hash(line) for line in theirs])
    result: list[str] = []
    b = o = t = 0
    for anchor in [*(i for i in range(len(base)) if i in our_match and i in their_match), len(base)]:
        o_end = our_match.get(anchor, len(ours))
        t_end = their_match.get(anchor, len(theirs))
        unchanged_by_them = [_line_hash(line) for line in theirs[t:t_end]] == list(base[b:anchor])
        result += ours[o:o_end] if unchanged_by_them else theirs[t:t_end]
        if anchor < len(base):
            result.append(theirs[t_end])
        b, o, t = anchor + 1, o_end + 1, t_end + 1
    return result


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + i: block.b + i for block in blocks for i in range(block.size)}
