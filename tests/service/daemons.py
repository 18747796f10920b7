"""The daemon as a process, with a supervisor that listens to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
PATIENCE = 60.0


@dataclass(kw_only=True)
class Running:
    """A daemon that runs. `said` is what it told its supervisor so far."""

    process: subprocess.Popen[bytes]
    log: Path
    ear: socket.socket
    said: list[str] = field(default_factory=list)

    def until_said(self, text: str) -> None:
        """Wait until it told its supervisor this."""
        until(
            lambda: any(text in one for one in self.listen()), lambda: f"never said {text}: {self.said}\n{self.lines()}"
        )

    def until_logged(self, text: str) -> None:
        """Wait until this stands in its log."""
        until(lambda: text in self.lines(), lambda: f"never logged {text}:\n{self.lines()}")

    def listen(self) -> list[str]:
        """All that it told so far."""
        try:
            while True:
                self.said.append(self.ear.recv(4096).decode())
        except BlockingIOError:
            return self.said

    def lines(self) -> str:
        """Its log."""
        return self.log.read_text(encoding="utf-8")

    def signal(self, number: signal.Signals) -> None:
        """Send it a signal."""
        self.process.send_signal(number)

    def stop(self) -> tuple[int, float]:
        """Ask it to stop: the exit code, and the seconds that it took."""
        begun = time.monotonic()
        self.signal(signal.SIGTERM)
        return self.process.wait(PATIENCE), time.monotonic() - begun


@contextmanager
def daemon(config: Path, *options: str, program: str = "", **environment: str) -> Iterator[Running]:
    """The installed command (or this Python program), up from the beginning of the block to its end."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as ear:
        address = config.parent / f"notify-{time.monotonic_ns()}"
        ear.bind(str(address))
        ear.setblocking(False)
        command = [sys.executable, "-c", program] if program else [AFTERTOUCH]
        log = config.parent / "daemon.log"
        with log.open("ab") as output:
            process = subprocess.Popen(
                [*command, "--config", config, "daemon", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env={**os.environ, "NOTIFY_SOCKET": str(address), **environment},
            )
        running = Running(process=process, log=log, ear=ear)
        try:
            running.until_said("READY=1")
            yield running
        finally:
            process.kill()
            process.wait()


def until(holds: Callable[[], bool], complaint: Callable[[], str], *, patience: float = PATIENCE) -> float:
    """Wait for something; gives the seconds that it took."""
    begun = time.monotonic()
    while not holds():
        if time.monotonic() - begun > patience:
            raise AssertionError(complaint())
        time.sleep(0.02)
    return time.monotonic() - begun
