"""One meeting among many changed: a cycle of a running program, beside the same requests sent raw."""

from collections.abc import Iterator
from functools import partial

from benchmarks.measuring import in_turn
from benchmarks.places import Place
from benchmarks.results import Counted, Line, Result
from benchmarks.setting import Setting
from benchmarks.wire import Raw


def one_change(setting: Setting) -> Iterator[Result]:
    """Row 6, one changed event."""
    places: tuple[tuple[str, Place], ...] = (
        ("CalDAV", setting.shared(setting.large)),
        ("Google", setting.shared_google(setting.large)),
    )
    for name, place in places:
        work = f"resident, one changed event among {setting.large:,}, {name}"
        relay = setting.relay(place.url)
        by_way = setting.home(place.account(relay.url)).resident()
        place.change()
        relay.forget()
        by_way()
        seen = relay.seen()
        look, raw = setting.settled(place).resident(looks=1), Raw(place.url)
        ours, theirs = in_turn(setting.rounds, look, partial(raw.send_all, seen.requests), before=place.change)
        yield Line(
            row="6",
            work=work,
            against="the same requests, raw",
            ours=ours,
            theirs=theirs,
            limit=1.3 if name == "CalDAV" else None,
        )
        yield Counted(work=work, who="Aftertouch", requests=len(seen.requests), sent=seen.sent, received=seen.received)
