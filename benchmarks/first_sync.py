"""The first reading of a calendar: beside vdirsyncer, beside the same requests raw, and by what the window holds."""

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial

from benchmarks.measuring import Work, in_turn, processor, run
from benchmarks.ours import Home
from benchmarks.peers import Vdirsyncer
from benchmarks.places import Radicale
from benchmarks.results import Counted, Line, Result, Unmeasured
from benchmarks.setting import Setting
from benchmarks.wire import Raw, Seen
from sync.service import offline
from sync.settings import load_file


def first_sync(setting: Setting) -> Iterator[Result]:
    """Rows 4 and 5, the first sync."""
    yield from _whole(setting, mixed=False)
    yield from _whole(setting, mixed=True)
    yield from _by_window(setting)


def _whole(setting: Setting, *, mixed: bool) -> Iterator[Result]:
    """All of a calendar, beside vdirsyncer and beside the same requests raw."""
    place = setting.radicale(setting.large, tagged=0, mixed=mixed)
    kind = ", every tenth an invitation, every fiftieth weekly" if mixed else ""
    work = f"first `aftertouch sync`, {setting.large:,} events{kind}"
    seen, raw = _recorded(setting, place), Raw(place.url)
    home = setting.home(place.account())
    works: list[Work] = [partial(run, home.command("sync")), partial(raw.send_all, seen.requests)]
    if isinstance(setting.peers, str):
        ours, server = in_turn(setting.few, *works, before=home.forget, warm=False)
        yield Unmeasured(row="4", work=work, why=setting.peers)
    else:
        them = Vdirsyncer(peers=setting.peers, folder=setting.fresh(), place=place)
        them.prepare()

        def forget() -> None:
            home.forget()
            them.forget()

        works.append(partial(run, them.command("sync")))
        ours, server, theirs = in_turn(setting.few, *works, before=forget, warm=False)
        yield Line(row="4", work=work, against="first `vdirsyncer sync`", ours=ours, theirs=theirs, limit=0.5)
    yield Line(row="4", work=work, against="the same requests, raw", ours=ours, theirs=server)
    yield Counted(work=work, who="Aftertouch", requests=len(seen.requests), sent=seen.sent, received=seen.received)


def _mirrored(home: Home) -> int:
    """How many events its ledger holds."""
    settings = load_file(home.config)
    with offline(settings, settings.accounts[0], now=datetime.now(UTC)) as ledger:
        return sum(len(ledger.known(calendar.id)) for calendar in ledger.calendars())


def _recorded(setting: Setting, place: Radicale) -> Seen:
    relay = setting.relay(place.url)
    home = setting.home(place.account(relay.url))
    run(home.command("sync"))
    return relay.seen()


def _by_window(setting: Setting) -> Iterator[Result]:
    decade = setting.radicale(setting.large, tagged=0, spread="decade")
    home = setting.home(decade.account())
    run(home.command("sync"))
    share = _mirrored(home)
    same = setting.radicale(share, tagged=0)
    homes = [home, setting.home(same.account())]

    def forget() -> None:
        for home in homes:
            home.forget()

    works = [partial(run, home.command("sync")) for home in homes]
    long, short = in_turn(setting.few, *works, before=forget, warm=False, measure=processor)
    yield Line(
        row="5",
        work=f"first `aftertouch sync`, {setting.large:,} events over ten years, {share:,} of them in the window, "
        "processor time without the server's",
        against=f"a calendar of {share:,} events, all in the window",
        ours=long,
        theirs=short,
        limit=1.2,
    )
