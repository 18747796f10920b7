"""The fields that we write on an event, compared and merged three ways (promise 3: the person wins, field by field).

Three versions of each field meet: *base*, as we last wrote it (kept on the event as short hashes), *planned*, as the
plan wants it now, and *found*, as it stands. Where found differs from base, the person changed it, and it stays.
Descriptions merge by line. Everything is compared in a normal form, so that a server's rewriting (line endings, blanks
and blank lines, Unicode composition, another zone for the same instant) is no edit. What a server makes of a field
beyond that (a title cut short, a reminder dropped) can be *settled*: noted beside what we wrote, as no edit either.
"""

import base64
import hashlib
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from difflib import SequenceMatcher
from functools import lru_cache
from zoneinfo import ZoneInfo

from planner.understanding.zones import zone_info
from planner.values import Event
from providers.interface import FIELDS, Draft, Field

_LINE_HASH = 5
_FIELD_HASH = 8
_SETTLED = "~"
"""Between the hash of a field as written and the hash of what the server made of it."""


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
    """The fields as found on an event. Floating times are read in `home_zone`, where the person sees them; all others
    are told in the event's own."""
    start = event.start
    if isinstance(start, datetime):
        start = start.astimezone(zone_info(event.zone)) if start.tzinfo else start.replace(tzinfo=ZoneInfo(home_zone))
    return Fields(
        title=event.title,
        start=start,
        duration=_duration(event),
        description=event.description,
        location=event.location,
        reminder=event.reminder,
    )


def of_draft(draft: Draft) -> Fields:
    """The fields as they are to stand on an event."""
    return Fields(
        title=draft.title,
        start=draft.start,
        duration=draft.duration,
        description=draft.description,
        location=draft.location,
        reminder=draft.reminder,
    )


def encode_base(fields: Fields) -> str:
    """The hashes of these fields, for the `base` mark: `title:1a2b3c4d start:… description:…` (one hash a line)."""
    return _encode({name: _Entry(_digest(name, fields)) for name in FIELDS})


def touched(found: Fields, base: str) -> frozenset[Field]:
    """The fields that differ from what we last wrote. An unknown base (marks lost) makes every field the person's."""
    entries = _decode_base(base)
    return frozenset(name for name in FIELDS if name not in entries or not entries[name].has(name, found))


def merge(planned: Fields, found: Fields, base: str) -> Merge:
    """Three-way merge per field; the person's changes win, everything else follows the plan.

    The new base holds the planned value where we write it, and the old hash where the person's value stays, so that
    their field stays theirs in all later cycles.
    """
    theirs, entries = touched(found, base), _decode_base(base)
    settled = {n for n in entries.keys() - theirs if entries[n].settled and entries[n].written == _digest(n, planned)}
    as_found = settled | (theirs - {"description"})
    result = replace(
        planned,
        description=_merge_lines(planned.description, found.description, entries.get("description")),
    )
    result = replace(result, **{name: getattr(found, name) for name in as_found})
    merged: dict[Field, _Entry] = {
        name: entries.get(name, _UNKNOWN) if name in as_found else _Entry(_digest(name, planned)) for name in FIELDS
    }
    kept = frozenset(name for name in theirs if _digest(name, result) != _digest(name, planned))
    return Merge(fields=result, base=_encode(merged), kept=kept)


def settle(written: Fields, found: Fields, base: str) -> str:
    """The base once the server's own rewriting of what we wrote is known: as it was, where nothing was rewritten.

    Only what loses something counts as a rewriting (a text shortened, a reminder dropped), since the person may have
    been at the event in the same moment; a field that was theirs before stays theirs.
    """
    entries = dict(_decode_base(base))
    for name in differing(written, found) - touched(written, base):
        if _lost_only(name, written, found):
            entries[name] = _Entry(entries[name].written, _settled_digest(name, found))
    return _encode(entries)


def with_banner(merged: Merge, base: str, banner: str) -> Merge:
    """Put a line of ours on top of the description, above whatever the person wrote. `base` is the event's as it
    stands."""
    was = _decode_base(base).get("description", _UNKNOWN).written
    entries = {**_decode_base(merged.base), "description": _Entry(_line_hash(banner) + was)}
    description = f"{banner}\n\n{merged.fields.description}"
    return replace(merged, fields=replace(merged.fields, description=description), base=_encode(entries))


def without_banner(found: Fields, base: str, banner: str) -> tuple[Fields, str]:
    """Take that line away again, from what is found and from its base, wherever the person's own lines stand by now."""
    lines, line = _lines(found.description), _line_hash(banner)
    places = [place for place, text in enumerate(lines) if _line_hash(text) == line]
    for place in reversed(places):
        blank_below = lines[place + 1 : place + 2] == [""]
        del lines[place : place + 1 + blank_below]
    entries = dict(_decode_base(base))
    if "description" in entries:
        entries["description"] = _Entry(entries["description"].written.removeprefix(line))
    return replace(found, description="\n".join(lines)), _encode(entries)


def reworded(found: Fields, base: str, lines: Mapping[str, str]) -> tuple[Fields, str]:
    """What is found, and its base, with some lines of ours in the description as they are to be worded now: so that
    what the person wrote right beside them stands in nobody's way. What a server made of a description stays."""
    entries = dict(_decode_base(base))
    entry = entries.get("description", _UNKNOWN)
    if not lines or entry.settled:
        return found, base
    new = {_line_hash(old): line for old, line in lines.items()}
    text = "\n".join(new.get(_line_hash(line), line) for line in _lines(found.description))
    hashes = (_line_hash(new[one]) if one in new else one for one in _line_hashes_in(entry.written))
    entries["description"] = _Entry("".join(hashes))
    return replace(found, description=text), _encode(entries)


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
        return "".join(_line_hashes(_lines(fields.description)))
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


@lru_cache(maxsize=4_096)  # each line is compared several times in a cycle, and most stand on several events
def _line_hash(line: str) -> str:
    return _hash(" ".join(line.split()), _LINE_HASH)


def _line_hashes(lines: Iterable[str]) -> list[str]:
    return [_line_hash(line) for line in lines if line]


def _line_hashes_in(written: str) -> list[str]:
    return [written[i : i + _LINE_HASH] for i in range(0, len(written), _LINE_HASH)]


def _settled_digest(name: Field, fields: Fields) -> str:
    return _hash(_digest(name, fields), _FIELD_HASH)


def _lost_only(name: Field, written: Fields, found: Fields) -> bool:
    was, now = getattr(written, name), getattr(found, name)
    if isinstance(was, str):
        left = iter(was)
        return all(letter in left for letter in "".join(now.split()))
    return name == "reminder" and now is None


@dataclass(frozen=True, slots=True)
class _Entry:
    """What the base holds of a field: the hash of what we wrote, and of what the server made of it ("": the same)."""

    written: str
    settled: str = ""

    def has(self, name: Field, found: Fields) -> bool:
        """Whether this is what stands there."""
        return self.written == _digest(name, found) or self.settled == _settled_digest(name, found)


_UNKNOWN = _Entry("")


def _encode(entries: Mapping[Field, _Entry]) -> str:
    def told(entry: _Entry) -> str:
        return f"{entry.written}{_SETTLED}{entry.settled}" if entry.settled else entry.written

    return " ".join(f"{name}:{told(entries.get(name, _UNKNOWN))}" for name in FIELDS)


def _decode_base(base: str) -> Mapping[Field, _Entry]:
    told = dict(part.split(":", 1) for part in base.split() if ":" in part)
    return {name: _Entry(*told[name].split(_SETTLED, 1)) for name in FIELDS if name in told}


def _merge_lines(planned: str, found: str, entry: _Entry | None) -> str:
    if entry is None:
        return found
    ours, theirs, base = _lines(planned), _lines(found), entry.written
    was = _line_hashes_in(base)
    if _line_hashes(theirs) == was or entry.settled == _hash("".join(_line_hashes(theirs)), _FIELD_HASH):
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
        unchanged_by_them = _line_hashes(theirs[t:t_end]) == list(base[b:anchor])
        result += ours[o:o_end] if unchanged_by_them else theirs[t:t_end]
        if anchor < len(base):
            result.append(theirs[t_end])
        b, o, t = anchor + 1, o_end + 1, t_end + 1
    return result


def _matches(base: Sequence[str], other: Sequence[str]) -> dict[int, int]:
    blocks = SequenceMatcher(None, base, other, autojunk=False).get_matching_blocks()
    return {block.a + i: block.b + i for block in blocks for i in range(block.size)}
