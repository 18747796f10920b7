"""What a person waits for at the command line: `--help` and the agenda, beside khal's."""

from collections.abc import Iterator
from functools import partial

from benchmarks.measuring import in_turn, run
from benchmarks.peers import Khal
from benchmarks.results import Line, Result, Unmeasured
from benchmarks.setting import Setting

_COMMANDS = (("--help", "--help"), ("agenda", "list"))


def start_up(setting: Setting) -> Iterator[Result]:
    """Row 8, what a person waits for at the command line."""
    if isinstance(setting.peers, str):
        yield Unmeasured(row="8", work="`aftertouch --help`, `aftertouch agenda`", why=setting.peers)
        return
    place = setting.vdir(setting.large)
    home = setting.home(place.account())
    run(home.command("sync"))
    them = Khal(peers=setting.peers, folder=setting.fresh(), calendar=place.folder)
    for mine, theirs in _COMMANDS:
        ours, their_time = in_turn(setting.rounds, partial(run, home.command(mine)), partial(run, them.command(theirs)))
        events = f", {setting.large:,} events in the ledger" if mine == "agenda" else ""
        yield Line(
            row="8",
            work=f"`aftertouch {mine}`{events}",
            against=f"`khal {theirs}`",
            ours=ours,
            theirs=their_time,
            limit=1.0,
        )
