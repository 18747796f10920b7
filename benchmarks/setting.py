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
from benchmarks.measuring import peak, run
from benchmarks.ours import Home
from benchmarks.peers import NoPeersError, Peers, Vdirsyncer, installed
from benchmarks.places import Folder, Google, Place, Radicale, folder_with, google_with, on_radicale
from benchmarks.wire import ROOT, Relay, relayed
from tests.providers.servers import Server, radicale

CACHE = ROOT / ".bench"
_RADICALE = {"reporting-max-expand-occurrence": "1000000"}
"""Else it refuses to list a calendar of more than 10,000 events at once, and vdirsyncer ends there."""
_ROOMS = ("planner", "providers", "sync")


@dataclass(frozen=True, kw_only=True)
class Setting:
    """`sizes` are the table's two sizes of a calendar, small and large; `peers` is the reason where there are none.

    The parts of a run have it one after another, each within `part`. What it starts ends with the part; servers of
    CalDAV and what is shared end with `set_up`'s block."""

    sizes: tuple[int, int]
    rounds: int
    peers: Peers | str
    folder: Path
    _run: ExitStack
    _part: ExitStack = field(default_factory=ExitStack)
    _numbers: Iterator[int] = field(default_factory=count)
    _servers: list[Server] = field(default_factory=list)
    _shared: dict[int, Radicale] = field(default_factory=dict)
    _shared_google: dict[int, Google] = field(default_factory=dict)
    _settled: dict[str, Home] = field(default_factory=dict)
    _settled_vdirsyncers: dict[str, tuple[Vdirsyncer, float]] = field(default_factory=dict)

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
        return Home(folder=self.fresh(), accounts=accounts, poll_interval=poll_interval)

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
        """A new local Google server with one calendar."""
        return self._part.enter_context(google_with(self.fresh(), size, tagged=tagged))

    def vdir(self, size: int, *, tagged: int = 1) -> Folder:
        """A folder of events."""
        return folder_with(self.fresh(), size, tagged=tagged)

    def relay(self, url: str, *, delay: float = 0.0) -> Relay:
        """A relay before the server of this URL."""
        return self._part.enter_context(relayed(url, delay=delay))

    def shared(self, size: int) -> Radicale:
        """The calendar of so many events of all parts that leave it as they found it, but for a meeting that was
        moved: Aftertouch may have been at it."""
        if size not in self._shared:
            self._shared[size] = self.radicale(size)
        return self._shared[size]

    def shared_google(self, size: int) -> Google:
        """As `shared`, on a local Google server."""
        if size not in self._shared_google:
            self._shared_google[size] = self._run.enter_context(google_with(self.fresh(), size))
        return self._shared_google[size]

    def settled(self, place: Place) -> Home:
        """The Aftertouch, of all parts that do not measure its first day, that has synced this shared calendar."""
        if place.url not in self._settled:
            home = self.home(place.account())
            run(home.command("sync"))
            self._settled[place.url] = home
        return self._settled[place.url]

    def settled_vdirsyncer(self, peers: Peers, place: Radicale) -> tuple[Vdirsyncer, float]:
        """As `settled`, vdirsyncer; and the most memory that its first sync ever held, in MB."""
        if place.url not in self._settled_vdirsyncers:
            them = Vdirsyncer(peers=peers, folder=self.fresh(), place=place)
            them.prepare()
            self._settled_vdirsyncers[place.url] = them, peak(them.command("sync"))
        return self._settled_vdirsyncers[place.url]

    @contextmanager
    def part(self) -> Iterator[None]:
        """One part. After one that broke, nobody knows how it left what is shared: the next one finds nothing."""
        try:
            with self._part:
                yield
        except Exception:
            self._forget()
            raise

    def _forget(self) -> None:
        self._servers.clear()
        self._shared.clear()
        self._shared_google.clear()
        self._settled.clear()
        self._settled_vdirsyncers.clear()
        self._run.close()

    def _server(self, number: int) -> Server:
        while len(self._servers) <= number:
            folder = self._run.enter_context(TemporaryDirectory(prefix="aftertouch-bench-", dir=stock.in_memory()))
            self._servers.append(self._run.enter_context(radicale(Path(folder), _RADICALE)))
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
        yield Setting(sizes=sizes, rounds=rounds, peers=peers, folder=Path(folder), _run=stack)
