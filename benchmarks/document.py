"""docs/benchmarks.md, from what was measured and the words in document.md: no number in it is typed by hand."""

from collections.abc import Iterable
from pathlib import Path
from string import Template
from typing import TypeVar

from benchmarks.machine import machine
from benchmarks.pictures import picture
from benchmarks.results import Counted, Curve, Line, Profile, Result, Unmeasured

TEMPLATE = Path(__file__).with_name("document.md")
_ACROSS = {"planning": "interviews", "accounts": "accounts of 100 events"}
_T = TypeVar("_T")


def write(results: list[Result], docs: Path, *, names: str, sizes: tuple[int, int], rounds: int, took: float) -> None:
    """The document, and its pictures beside it."""
    folder = docs / "benchmarks"
    folder.mkdir(exist_ok=True)
    pictures = _by_picture(_of(results, Curve))
    for name, curves in pictures.items():
        (folder / f"{name}.svg").write_text(picture(curves, _ACROSS.get(name, "events")), encoding="utf-8")
    words = {
        "machine": machine(),
        "names": names,
        "sizes": " and ".join(f"{size:,}" for size in sizes),
        "rounds": str(rounds),
        "minutes": f"{took / 60:.0f}",
        "table": table(results),
        "counts": counts(_of(results, Counted)),
        "curves": _curves(pictures),
    }
    words |= {f"profile_{p.name.replace('-', '_')}": _profile(p) for p in _of(results, Profile)}
    text = Template(TEMPLATE.read_text(encoding="utf-8")).safe_substitute(words)
    (docs / "benchmarks.md").write_text(text, encoding="utf-8")


def table(results: Iterable[Result]) -> str:
    """The rows with medians, what they were held against, and whether they kept their limit."""
    rows = ["| # | work | median (least..most) | against | its median | comes to | at most | |", "|---" * 8 + "|"]
    notes = []
    for result in results:
        if isinstance(result, Unmeasured):
            rows.append(f"| {result.row} | {result.work} | not measured: {result.why} | | | | | |")
        elif isinstance(result, Line):
            verdict = {True: "yes", False: "**no**", None: ""}[result.holds]
            theirs = spread(result.theirs.values, result.unit) if result.theirs else ""
            rows.append(
                f"| {result.row} | {result.work} | {spread(result.ours.values, result.unit)} | {result.against} "
                f"| {theirs} | {value(result)} | {limit(result)} | {verdict} |"
            )
            notes += [f"\n{result.work}: {result.note}."] if result.note else []
    return "\n".join([*rows, *notes])


def counts(found: Iterable[Counted]) -> str:
    """What went over the wire."""
    rows = ["| work | who | requests | bytes sent | bytes received |", "|---" * 5 + "|"]
    rows += [f"| {c.work} | {c.who} | {c.requests:,} | {c.sent:,} | {c.received:,} |" for c in found]
    return "\n".join(rows)


def spread(values: tuple[float, ...], unit: str) -> str:
    """The median, with the least and the most where there are several."""
    ordered = sorted(values)
    middle = (ordered[(len(ordered) - 1) // 2] + ordered[len(ordered) // 2]) / 2
    if len(ordered) == 1:
        return amount(middle, unit)
    return f"{amount(middle, unit)} ({amount(ordered[0], unit)}..{amount(ordered[-1], unit)})"


def amount(number: float, unit: str) -> str:
    """With three digits, and its unit."""
    if unit == "s":
        return f"{number:.2f} s" if abs(number) >= 0.9995 else f"{number * 1000:.3g} ms"
    if unit == "MB":
        return f"{number:.0f} MB"
    return f"{number:,.0f}{'/s' if unit == 'plans/s' else ''}"


def value(line: Line) -> str:
    """What the line comes to."""
    if line.measure == "ratio":
        return f"{line.value:.2f}" if line.theirs else ""
    if line.measure == "difference":
        return f"{amount(line.value, line.unit)} more"
    return amount(line.value, line.unit) if line.limit is not None else ""


def limit(line: Line) -> str:
    """What it may come to."""
    if line.limit is None:
        return ""
    if line.measure == "ratio":
        return f"{line.limit:g}"
    least = "at least " if line.measure == "at least" else ""
    return f"{least}{amount(line.limit, line.unit)}{' more' if line.measure == 'difference' else ''}"


def _by_picture(curves: Iterable[Curve]) -> dict[str, list[Curve]]:
    found: dict[str, list[Curve]] = {}
    for curve in curves:
        found.setdefault(curve.picture, []).append(curve)
    return found


def _curves(pictures: dict[str, list[Curve]]) -> str:
    parts = []
    for name, curves in pictures.items():
        parts.append(f"![{name}: seconds by {_ACROSS.get(name, 'events')}](benchmarks/{name}.svg)\n")
        for curve in curves:
            points = ", ".join(f"{size:,}: {amount(seconds, 's')}" for size, seconds in curve.points)
            parts.append(f"- {name}, {curve.name}: {points}; exponent between the last two {curve.steepest:.2f}")
        parts.append("")
    return "\n".join(parts)


def _profile(profile: Profile) -> str:
    return "\n".join(["```", profile.tree, "", "most by itself:", *profile.top, "```"])


def _of(results: Iterable[Result], kind: type[_T]) -> list[_T]:
    return [result for result in results if isinstance(result, kind)]
