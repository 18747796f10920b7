"""What systemd is told (sd_notify(3)): datagrams of `NAME=value` lines to the socket that `$NOTIFY_SOCKET` names.

Without that variable nothing is said. A supervisor that does not listen is no reason to stop.
"""

import os
import socket
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

_LONGEST_STATUS = 400


@dataclass(kw_only=True)
class Supervisor:
    """Whoever started us. `watchdog` is the seconds in which it wants a sign of life, None where it wants none."""

    address: str = ""
    watchdog: float | None = None
    _said: str = ""

    @classmethod
    def of(cls, environment: Mapping[str, str], pid: int) -> "Supervisor":
        """As the environment tells a process with this id."""
        meant = environment.get("WATCHDOG_PID", str(pid)) == str(pid)
        told = environment.get("WATCHDOG_USEC", "")
        watchdog = int(told) / 1_000_000 if meant and told.isdecimal() and int(told) else None
        return cls(address=environment.get("NOTIFY_SOCKET", ""), watchdog=watchdog)

    def ready(self) -> None:
        """Started, or done with reloading."""
        self._tell("READY=1", f"MAINPID={os.getpid()}")

    def reloading(self, awake: float) -> None:
        """The configuration is read again, since this reading of the monotonic clock."""
        self._tell("RELOADING=1", f"MONOTONIC_USEC={awake * 1_000_000:.0f}")

    def stopping(self) -> None:
        """No new work is begun."""
        self._tell("STOPPING=1")

    def alive(self) -> None:
        """Every loop moves."""
        if self.watchdog:
            self._tell("WATCHDOG=1")

    def status(self, text: str) -> None:
        """One line for the person who asks `systemctl status`; said when it is news."""
        if text != self._said:
            self._said = text
            self._tell(f"STATUS={text[:_LONGEST_STATUS]}")

    def _tell(self, *lines: str) -> None:
        if not self.address:
            return
        # a leading @ stands for the abstract namespace (unix(7))
        address = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM | socket.SOCK_CLOEXEC) as way:
            way.setblocking(False)
            way.sendto("\n".join(lines).encode(), address)
