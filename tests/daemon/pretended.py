"""A machine whose clocks go only when the daemon waits, and whose threads run at once or not at all."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.daemon.loop import Configuration, Daemon
from sync.daemon.machine import Moment
from sync.daemon.supervisor import Supervisor
from sync.playbooks import load_playbook
from sync.settings import load_file

MONDAY = datetime(2026, 10, 19, 12, tzinfo=UTC)


@dataclass(kw_only=True)
class Pretended:
    """As `sync.daemon.machine.Machine`. `events` happen at their readings of the elapsed clock; at `ends` the daemon is
    told to stop."""

    ends: float = 3600.0
    now: datetime = MONDAY
    elapsed: float = 0.0
    awake: float = 0.0
    hanging: set[str] = field(default_factory=set)
    """Accounts whose turns are begun, and never come to anything."""
    events: dict[float, Callable[[], None]] = field(default_factory=dict)
    begun: list[tuple[float, str]] = field(default_factory=list)
    random: Callable[[float], float] = field(default=lambda ceiling: ceiling)
    inbox: deque[Any] = field(default_factory=deque)
    kept: dict[str, Callable[[], None]] = field(default_factory=dict)

    def moment(self) -> Moment:
        return Moment(now=self.now, elapsed=self.elapsed, awake=self.awake)

    def post(self, message: Any) -> None:
        self.inbox.append(message)

    def wait(self, seconds: float) -> Any:
        if self.inbox:
            return self.inbox.popleft()
        before = self.elapsed
        until = min([before + seconds, *(at for at in (*self.events, self.ends) if at > before)])
        self._go(until - before)
        if event := self.events.pop(until, None):
            event()
        if before < self.ends <= self.elapsed:
            self.post("stop")
        return self.inbox.popleft() if self.inbox else None

    def start(self, name: str, work: Callable[[], None]) -> None:
        self.begun.append((self.elapsed, name))
        if name in self.hanging:
            self.kept[name] = work
        else:
            work()

    def go_on(self, name: str) -> None:
        """What hung comes to its end."""
        self.kept.pop(name)()

    def jitter(self, ceiling: float) -> float:
        return self.random(ceiling)

    def tidy(self, *, for_good: bool) -> None:
        """The garbage is the tests' own."""

    def sleep(self, seconds: float) -> None:
        """The computer is suspended."""
        self.now += timedelta(seconds=seconds)
        self.elapsed += seconds

    def looks(self, name: str) -> list[float]:
        """When this account was looked at."""
        return [at for at, one in self.begun if one == name]

    def _go(self, seconds: float) -> None:
        self.sleep(seconds)
        self.awake += seconds


@dataclass(kw_only=True)
class Told(Supervisor):
    """Keeps what systemd would be told, with the time."""

    machine: Pretended
    said: list[tuple[float, str]] = field(default_factory=list)

    def _tell(self, *lines: str) -> None:
        self.said.append((self.machine.elapsed, "\n".join(lines)))

    def all(self, begins: str) -> list[str]:
        return [text for _, text in self.said if text.startswith(begins)]


@dataclass(kw_only=True)
class Household:
    """A folder of calendars, a configuration, and a daemon that is run on pretended time."""

    folder: Path
    machine: Pretended = field(default_factory=Pretended)
    text: str = ""

    def __post_init__(self) -> None:
        self.config = self.folder / "config.toml"
        self.told = Told(machine=self.machine, watchdog=60)

    def configure(self, *accounts: str, top: str = 'poll_interval = "5m"') -> None:
        """Accounts as sections, or as the names of folders."""
        sections = [account if "\n" in account else self.account(account) for account in accounts]
        self.config.write_text(
            f'state_dir = "{self.folder / "state"}"\n{top}\n[home]\ntimezone = "America/New_York"\n' + "".join(sections)
        )
        self.config.chmod(0o600)

    def account(self, name: str, extra: str = "") -> str:
        """A folder of its own, as an account."""
        (self.folder / name).mkdir(exist_ok=True)
        return f'[[accounts]]\nname = "{name}"\nprovider = "vdir"\npath = "{self.folder / name}"\n{extra}'

    def load(self) -> Configuration:
        settings = load_file(self.config)
        return settings, load_playbook(settings.playbook.file)

    def run(self, **options: float) -> tuple[str, ...]:
        """Until the machine's end."""
        return Daemon(self.load(), self.load, self.machine, self.told, **options).run()
