"""What all benchmarks are given: how large, how often, where, the servers, and the peers."""

from collections.abc import Iterator
from compileall import compile_dir
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import stock
from benchmarks.events import Spread, interviews
from benchmarks.ours import Home
from benchmarks.peers import NoPeersError, Peers, installed
from benchmarks.places import Folder, Google, Radicale, folder_with, google_with, on_radicale
from benchmarks.wire import ROOT, Relay, relayed
from tests.providers.servers import Server, radicale

CACHE = ROOT / ".bench"
_RADICALE = {"reporting-max-expand-occurrence": "1000000"}
"""Else it refuses to list a calendar of more than 10,000 events at once, and vdirsyncer ends there."""
_ROOMS = ("planner", "providers", "sync")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`sizes` are the table's two sizes of a calendar, small and large; `peers` is the reason where there are none.

    All that it starts ends with `set_up`'s block."""

    sizes: tuple[int, int]
    rounds: int
    peers: Peers | str
    folder: Path
    _stack: ExitStack
    _numbers: Iterator[int] = field(default_factory=count)
    _servers: list[Server] = field(default_factory=list)

    @property
    def small(self) -> int:
        """Events in the smaller calendar."""
        return self.sizes[0]

    @property
    def large(self) -> int:
        """Events in the larger calendar."""
        return self.sizes[1]

    @property
    def few(self) -> int:
        """Rounds of what takes long."""
        return max(1, self.rounds // 2)

    def fresh(self) -> Path:
        """A folder that is not there yet."""
        return self.folder / str(next(self._numbers))

    def home(self, *accounts: str, poll_interval: str = "5m") -> Home:
        """Aftertouch with these accounts (the lines behind their names)."""
        named = {f"account-{number}": lines for number, lines in enumerate(accounts)}
        return Home(folder=self.fresh(), accounts=named, poll_interval=poll_interval)

    def radicale(
        self,
        size: int,
        *,
        tagged: int = 1,
        people: int = 2,
        spread: Spread = "window",
        mixed: bool = False,
        at: int = 0,
    ) -> Radicale:
        """A new calendar on a Radicale of this run, the one with this number."""
        taken = stock.stocked(CACHE, max(size, self.large), spread=spread, mixed=mixed)
        more = interviews(tagged, datetime.now(UTC), people=people)
        return on_radicale(self._server(at), taken, size, tagged=more)

    def google(self, size: int, *, tagged: int = 1) -> Google:
        """A local Google server with one calendar."""
        return self._stack.enter_context(google_with(self.fresh(), size, tagged=tagged))

    def vdir(self, size: int, *, tagged: int = 1) -> Folder:
        """A folder of events."""
        return folder_with(self.fresh(), size, tagged=tagged)

    def relay(self, url: str, *, delay: float = 0.0) -> Relay:
        """A relay before the server of this URL."""
        return self._stack.enter_context(relayed(url, delay=delay))

    def _server(self, number: int) -> Server:
        while len(self._servers) <= number:
            folder = self._stack.enter_context(TemporaryDirectory(prefix="aftertouch-bench-", dir=stock.in_memory()))
            self._servers.append(self._stack.enter_context(radicale(Path(folder), _RADICALE)))
        return self._servers[number]


@contextmanager
def set_up(sizes: tuple[int, int], rounds: int) -> Iterator[Setting]:
    """With the peers installed, if that is possible here."""
    CACHE.mkdir(exist_ok=True)
    for room in _ROOMS:  # as an installation is; without it a machine that keeps no bytecode compiles at each start
        compile_dir(ROOT / room, quiet=1)
    try:
        peers: Peers | str = installed(CACHE)
    except NoPeersError as error:
        peers = str(error)
    with TemporaryDirectory(prefix="aftertouch-bench-") as folder, ExitStack() as stack:
        yield Setting(sizes=sizes, rounds=rounds, peers=peers, folder=Path(folder), _stack=stack)
