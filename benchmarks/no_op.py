"""Nothing changed: a cycle of a program that is running already, beside the same request sent by a bare client."""

from collections.abc import Iterator

from benchmarks.measuring import in_turn
from benchmarks.places import Place
from benchmarks.results import Counted, Line, Measure, Result
from benchmarks.setting import Setting
from benchmarks.wire import Raw, Seen


def no_op(setting: Setting) -> Iterator[Result]:
    """Rows 1 and 2, a cycle of the running program when nothing changed."""
    for size in setting.sizes:
        work = f"resident, nothing changed, CalDAV, {size:,} events"
        yield from _beside_raw(setting, setting.shared(size), "1", work, measure="ratio", limit=1.15)
    for size in setting.sizes:
        work = f"resident, nothing changed, Google, {size:,} events"
        yield from _beside_raw(setting, setting.shared_google(size), "2", work, measure="difference", limit=0.003)


def _beside_raw(
    setting: Setting, place: Place, row: str, work: str, *, measure: Measure, limit: float
) -> Iterator[Result]:
    seen = recorded(setting, place)
    look, raw = setting.settled(place).resident(looks=1), Raw(place.url)
    ours, theirs = in_turn(setting.rounds * 3, look, lambda: raw.send_all(seen.requests))
    yield Line(
        row=row,
        work=work,
        against="the same request, raw",
        ours=ours,
        theirs=theirs,
        measure=measure,
        limit=limit,
    )
    yield Counted(work=work, who="Aftertouch", requests=len(seen.requests), sent=seen.sent, received=seen.received)


def recorded(setting: Setting, place: Place) -> Seen:
    """What a cycle sends when nothing changed."""
    relay = setting.relay(place.url)
    look = setting.home(place.account(relay.url)).resident()
    relay.forget()
    look()
    return relay.seen()
