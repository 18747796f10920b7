"""A line on the terminal for each application: what was, what comes, and when they decide."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from zoneinfo import ZoneInfo

from rich.cells import cell_len
from rich.text import Text

from sync.applications import Application, applications
from sync.cli.agenda import MARKS
from sync.cli.output import columns
from sync.looking import Seen
from sync.plain import clean
from sync.timeline import Happening, Scale, happenings

_SIGNS = {**MARKS, "round": "●", "decision": "◆"}
_MEANINGS = {"round": "interview", "decision": "they decide"}
"""What no title below explains."""
_WAY, _WAY_BACK, _NOW, _ON = "─", "╌", "│", "›"
_NARROWEST, _WIDEST = 60, 120
_MOST = 8
"""Applications."""
_BACK, _AHEAD = timedelta(days=14), timedelta(days=42)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """One application with what is drawn of it; `goes_on` says that more comes than that."""

    name: str
    past: tuple[Happening, ...]
    coming: tuple[Happening, ...]
    goes_on: bool


def timelines(seen: Seen, *, now: datetime, days: int, home: str) -> list[Text]:
    """The applications that have something ahead, with a blank line behind them; nothing where standard output is no
    terminal, or a narrow one. They reach as far as the agenda does, and six weeks at least."""
    width = columns("".join((*_SIGNS.values(), _WAY, _WAY_BACK, _NOW, _ON)))
    return drawn(applications(seen.plans, seen.entries, now), now=now, days=days, home=home, width=width)


def drawn(found: Iterable[Application], *, now: datetime, days: int, home: str, width: int) -> list[Text]:
    """The same for a terminal of this width."""
    live = [one for one in found if one.is_live(now)]
    until = now + max(timedelta(days=days), _AHEAD)
    rows = list(islice((row for one in live if (row := _row(one, now, until, home)).coming), _MOST))
    if width < _NARROWEST or not rows:
        return []
    width = min(width, _WIDEST)
    margin = min(max(cell_len(row.name) for row in rows), width // 4) + 2
    scale = Scale.over([now, *(one.at for row in rows for one in (*row.past, *row.coming))])
    length = width - margin
    present = int(scale.place(now) * length)
    more = len(live) - len(rows)
    return [
        Text(" " * margin + _days(scale, present, length, ZoneInfo(home)), style="dim"),
        *(Text.assemble(_name(row, margin - 2), "  ", _line(row, scale, present, length)) for row in rows),
        Text(
            "  ".join((*_legend(rows), *([f"and {more} more: aftertouch web shows all"] if more else ()))), style="dim"
        ),
        Text(""),
    ]


def _row(application: Application, now: datetime, until: datetime, home: str) -> _Row:
    found = [one for one in happenings(application, now=now, home=home) if one.stands and one.shape in _SIGNS]
    coming = [one for one in found if one.at >= now and not one.faint]
    return _Row(
        name=clean(" · ".join(filter(None, (application.name, application.role)))),
        past=tuple(one for one in found if now - _BACK <= one.at < now),
        coming=tuple(one for one in coming if one.at < until),
        goes_on=any(one.at >= until for one in coming),
    )


def _name(row: _Row, width: int) -> Text:
    name = Text(row.name, style="bold")
    name.truncate(width, overflow="ellipsis", pad=True)
    return name


def _days(scale: Scale, present: int, length: int, zone: ZoneInfo) -> str:
    """The names of some days, each beginning at its place, where they leave room for each other and for the present."""
    line = [" "] * length
    _put(line, present - 1, "now")
    for place, name in scale.ticks(zone):
        _put(line, int(place * length), name)
    return "".join(line).rstrip()


def _put(line: list[str], at: int, word: str) -> None:
    around = slice(max(at - 1, 0), at + len(word) + 1)
    if 0 <= at <= len(line) - len(word) and not "".join(line[around]).strip():
        line[at : at + len(word)] = word


def _line(row: _Row, scale: Scale, present: int, length: int) -> Text:
    """The past on one side of the present and what comes on the other: a sign that has no room at its own place goes to
    the next one, and never over to the other side."""
    ahead = length - present - 2
    past = row.past[-present:] if present else ()
    before = _places([present - 1 - int(scale.place(one.at) * length) for one in reversed(past)], present)
    after = _places([int(scale.place(one.at) * length) - present - 1 for one in row.coming[:ahead]], ahead)
    signs = {present - 1 - at: one for at, one in zip(before, reversed(past), strict=True)}
    signs |= {present + 1 + at: one for at, one in zip(after, row.coming, strict=False)}
    first, last = min((*signs, present)), length - 1 if row.goes_on else max(signs)
    return Text.assemble(
        *(
            _cell(at, signs.get(at), present, way=first <= at <= last, on=row.goes_on and at == length - 1)
            for at in range(last + 1)
        )
    )


def _cell(at: int, sign: Happening | None, present: int, *, way: bool, on: bool) -> tuple[str, str]:
    if at == present:
        return _NOW, "cyan"
    if on:
        return _ON, "dim"
    if sign:
        return _SIGNS[sign.shape], "dim" if at < present else "bold"
    return (" ", "") if not way else (_WAY_BACK if at < present else _WAY, "dim")


def _places(wanted: Sequence[int], length: int) -> list[int]:
    """A place for each, in this order: where it is wanted, or as near behind that as the others leave room for; nearer
    to the start where the end is reached. `length` is enough for all."""
    found: list[int] = []
    for place in wanted:
        found.append(max(place, found[-1] + 1 if found else 0))
    for index in range(len(found)):
        found[index] = min(found[index], length - len(found) + index)
    return found


def _legend(rows: Iterable[_Row]) -> Iterator[str]:
    shapes: set[str] = {one.shape for row in rows for one in (*row.past, *row.coming)}
    yield from (f"{_SIGNS[shape]} {meaning}" for shape, meaning in _MEANINGS.items() if shape in shapes)
