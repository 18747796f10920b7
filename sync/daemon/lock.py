"""One daemon for a state folder, out of politeness: two would ask the servers twice. Nothing relies on it."""

import fcntl
import os
from contextlib import suppress
from pathlib import Path

from providers import private
from sync.errors import TryLater
from sync.ownership import check_state_dir

_NAME = "daemon.lock"


class Lock:
    """Held until it is released, or the process ends, however it ends."""

    def __init__(self, folder: Path) -> None:
        """Take it. Raises `TryLater` where another daemon holds it or the folder can't be used, `ConfigError` where
        others may write there."""
        self.folder = folder
        check_state_dir(folder)
        try:
            private.make_folder(folder)
            self._handle = os.open(folder / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
        except OSError as error:
            raise TryLater(
                f"{folder}: the state folder can't be used: {error.strerror}",
                next_step="Make it writable, or set state_dir in the configuration.",
            ) from None
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            pid = os.read(self._handle, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(self._handle)
            raise TryLater(
                f"{folder}: is served by another daemon already (process {pid})",
                next_step="Stop that one first; `aftertouch sync` may run beside it.",
            ) from None
        with suppress(OSError):  # a full disk keeps nobody from serving
            os.ftruncate(self._handle, 0)
            os.pwrite(self._handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let another one have it."""
        os.close(self._handle)
