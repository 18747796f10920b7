"""python -m benchmarks: all of it, or one; the whole run writes docs/benchmarks.md."""

import argparse
import gc
import sys
import time
from collections.abc import Callable, Iterator

from benchmarks.document import counts, table, write
from benchmarks.first_sync import first_sync
from benchmarks.growth import growth
from benchmarks.ledger_rows import ledger_rows
from benchmarks.many_accounts import many_accounts
from benchmarks.memory import memory
from benchmarks.no_op import no_op
from benchmarks.one_change import one_change
from benchmarks.one_shot import one_shot
from benchmarks.page import page
from benchmarks.planning import planning
from benchmarks.profiles import profiles
from benchmarks.results import Counted, Curve, Profile, Result, Unmeasured
from benchmarks.setting import Setting, set_up
from benchmarks.start_up import start_up
from benchmarks.wire import ROOT
from benchmarks.writes import writes
from sync.__main__ import MANY

BENCHMARKS: dict[str, Callable[[Setting], Iterator[Result]]] = {
    "no-op": no_op,
    "one-shot": one_shot,
    "first-sync": first_sync,
    "one-change": one_change,
    "writes": writes,
    "start-up": start_up,
    "memory": memory,
    "planning": planning,
    "many-accounts": many_accounts,
    "ledger-rows": ledger_rows,
    "page": page,
    "growth": growth,
    "profiles": profiles,
}


def main() -> None:
    """Run what was asked for."""
    options = _options()
    if options.list:
        print(*(f"{name:14} {run.__doc__}" for name, run in BENCHMARKS.items()), sep="\n")
        return
    gc.set_threshold(MANY)  # what is resident runs in here, as it does in a process of its own
    begun = time.monotonic()
    results: list[Result] = []
    names = "\n".join(f"- `{name}`: {run.__doc__}" for name, run in BENCHMARKS.items())
    with set_up(tuple(options.sizes), options.rounds) as setting:
        for name in options.only or BENCHMARKS:
            results += _results(name, setting)
    if not options.only or options.write:
        took = time.monotonic() - begun
        write(results, ROOT / "docs", names=names, sizes=tuple(options.sizes), rounds=options.rounds, took=took)
        print(f"docs/benchmarks.md is written, after {took / 60:.0f} minutes")


def _results(name: str, setting: Setting) -> list[Result]:
    """Of one benchmark, told as they come. One that breaks is a row that says so, and the rest goes on."""
    begun = time.monotonic()
    found: list[Result] = []
    try:
        with setting.part():
            for result in BENCHMARKS[name](setting):
                found.append(result)
                _tell(result)
    except Exception as error:  # noqa: BLE001  whatever it is, the others are measured
        why = " ".join(f"{type(error).__name__}: {error}".split())[:300]
        found.append(Unmeasured(row=name, work="", why=why))
        print(f"{name}: {type(error).__name__}: {error}", file=sys.stderr)
    print(f"-- {name}: {time.monotonic() - begun:.0f} s", file=sys.stderr, flush=True)
    return found


def _tell(result: Result) -> None:
    match result:
        case Curve():
            points = ", ".join(f"{size:,}: {seconds:.4f} s" for size, seconds in result.points)
            print(f"{result.picture}, {result.name}: {points}")
        case Profile():
            print(f"{result.name}\n{result.tree}\n" + "\n".join(result.top))
        case Counted():
            print(counts([result]).splitlines()[-1])
        case _:
            print("\n".join(table([result]).splitlines()[2:]))
    sys.stdout.flush()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--only", action="append", choices=BENCHMARKS, metavar="NAME", help="this one; may be repeated")
    parser.add_argument("--list", action="store_true", help="the names")
    parser.add_argument(
        "--sizes", type=_sizes, default=(1000, 10_000), metavar="SMALL,LARGE", help="events in the table's calendars"
    )
    parser.add_argument("--rounds", type=int, default=5, help="how often works that are compared run in turn")
    parser.add_argument("--write", action="store_true", help="write the document also with --only, of that alone")
    return parser.parse_args()


def _sizes(text: str) -> tuple[int, int]:
    small, large = (int(part) for part in text.split(","))
    return small, large


if __name__ == "__main__":
    main()
