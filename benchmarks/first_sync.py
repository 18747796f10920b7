"""The first reading of a calendar: beside vdirsyncer, beside the same requests raw, and by what the window holds."""

from collections.abc import Iterator
from functools import partial

from benchmarks.measuring import Samples, in_turn, run, timed
from benchmarks.peers import Vdirsyncer
from benchmarks.places import Radicale
from benchmarks.results import Counted, Line, Result, Unmeasured
from benchmarks.setting import Setting
from benchmarks.wire import Raw, Seen


def first_sync(setting: Setting) -> Iterator[Result]:
    """Rows 4 and 5."""
    yield from _beside_vdirsyncer(setting, mixed=False)
    yield from _beside_vdirsyncer(setting, mixed=True)
    yield from _by_window(setting)


def _beside_vdirsyncer(setting: Setting, *, mixed: bool) -> Iterator[Result]:
    place = setting.radicale(setting.large, tagged=0, mixed=mixed)
    kind = ", every tenth an invitation, every fiftieth weekly" if mixed else ""
    work = f"first `aftertouch sync`, {setting.large:,} events{kind}"
    home = setting.home(place.account())

    def ours() -> float:
        home.forget()
        return timed(partial(run, home.command("sync")))

    if isinstance(setting.peers, str):
        yield Unmeasured(row="4", work=work, why=setting.peers)
    else:
        them = Vdirsyncer(peers=setting.peers, folder=setting.fresh(), place=place)
        mine, theirs = [], []
        for _ in range(setting.few):
            mine.append(ours())
            them.prepare()
            theirs.append(timed(partial(run, them.command("sync"))))
        yield Line(
            row="4",
            work=work,
            against="first `vdirsyncer sync`",
            ours=Samples(values=tuple(mine)),
            theirs=Samples(values=tuple(theirs)),
            limit=0.5,
        )
    if not mixed:
        seen = _recorded(setting, place)
        raw = Raw(place.url)
        mine_again, bare = [], []
        for _ in range(setting.few):
            mine_again.append(ours())
            bare.append(timed(lambda: raw.send_all(seen.requests)))
        yield Line(
            row="4",
            work=work,
            against="the same requests, raw",
            ours=Samples(values=tuple(mine_again)),
            theirs=Samples(values=tuple(bare)),
        )
        yield Counted(work=work, who="Aftertouch", requests=len(seen.requests), sent=seen.sent, received=seen.received)


def _recorded(setting: Setting, place: Radicale) -> Seen:
    relay = setting.relay(place.url)
    home = setting.home(place.account(relay.url))
    run(home.command("sync"))
    return relay.seen()


def _by_window(setting: Setting) -> Iterator[Result]:
    decade = setting.radicale(setting.large, tagged=0, spread="decade")
    share = sum(1 for request in _recorded(setting, decade).requests for _ in range(request.body.count(b"<D:href>")))
    same = setting.radicale(max(share, 1), tagged=0)
    homes = [setting.home(place.account()) for place in (decade, same)]

    def forget() -> None:
        for home in homes:
            home.forget()

    long, short = in_turn(
        setting.few, *(partial(run, home.command("sync")) for home in homes), before=forget, warm=False
    )
    yield Line(
        row="5",
        work=f"first `aftertouch sync`, {setting.large:,} events over ten years, {share:,} of them in the window",
        against=f"a calendar of {share:,} events in the window",
        ours=long,
        theirs=short,
        limit=1.5,
    )
