"""What a cycle does to the ledger when nothing changed: rows that it writes, and how its work grows with rows that are
only there."""

from collections.abc import Iterator

from benchmarks.measuring import once
from benchmarks.results import Line, Result
from benchmarks.setting import Setting
from tests.sync.counting import Counted, counting


def ledger_rows(setting: Setting) -> Iterator[Result]:
    """Row 12, the ledger."""
    few, many = (_counted(setting, size) for size in setting.sizes)
    yield Line(
        row="12",
        work=f"ledger, nothing changed, {setting.large:,} events: rows written",
        against="",
        ours=once(many.written),
        unit="rows",
        measure="value",
        limit=0,
    )
    yield Line(
        row="12",
        work=f"ledger, nothing changed, {setting.large:,} events: instructions of the database",
        against=f"{setting.small:,} events",
        ours=once(many.instructions),
        theirs=once(few.instructions),
        unit="instructions",
        limit=1.01,
        note="; ".join(f"{count:,} for `{_short(sql)}`" for sql, count in many.by_statement.most_common(5)),
    )


def _counted(setting: Setting, size: int) -> Counted:
    look = setting.settled(setting.shared(size)).resident()
    with counting() as counted:
        look()
    return counted


def _short(statement: str) -> str:
    words = " ".join(statement.split())
    return words if len(words) <= 80 else f"{words[:77]}..."
