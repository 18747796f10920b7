"""The state folder: whether it can be used, how full its disk is, and who works in it."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from sync.doctor.finding import Finding, fail, ok, warn
from sync.errors import ConfigError
from sync.ownership import check_state_dir

_MIB = 1024 * 1024
_LITTLE, _NOTHING = 200 * _MIB, 20 * _MIB
"""Bytes that are free on a disk that is nearly full, and on one on which nothing can be relied on any more."""
_PROCESSES = Path("/proc")


def examine(folder: Path) -> tuple[Finding, ...]:
    """Everything about this state folder; it need not be there."""
    standing = next(one for one in (folder, *folder.parents) if one.exists())
    return (_usable(folder, standing), space(standing, shutil.disk_usage(standing).free), *_daemons(folder))


def space(folder: Path, free: int) -> Finding:
    """What so many free bytes mean."""
    what = f"{free // _MIB:,} MiB are free where the state folder is"
    cure = f"Make room on the disk of {folder}, or set state_dir in the configuration to a folder elsewhere."
    if free < _NOTHING:
        return fail("disk", what, cure)
    return warn("disk", what, cure) if free < _LITTLE else ok("disk", what)


def _usable(folder: Path, standing: Path) -> Finding:
    check = "state folder"
    try:
        check_state_dir(folder)
    except ConfigError as error:
        return fail(check, error.problems[0], error.next_step, error.exit_code)
    if not standing.is_dir() or not os.access(standing, os.W_OK | os.X_OK, effective_ids=True):
        cure = f"Make {standing} writable for yourself, or set state_dir in the configuration to another folder."
        return fail(check, f"{folder}: can't be written ({standing} does not allow it)", cure)
    if standing != folder:
        return ok(check, f"{folder}: the first sync makes it")
    if folder.stat().st_mode & 0o077:
        return warn(check, f"{folder}: others may look into it", f"chmod 700 {folder}")
    return ok(check, f"{folder}, writable, for you alone")


def _daemons(folder: Path) -> tuple[Finding, ...]:
    """By the file that a daemon holds locked (`sync.daemon.lock`). A file that was taken away under a daemon, as when a
    backup is put back, lets a second one in."""
    check, lock = "daemon", folder / "daemon.lock"
    serving = sorted(_holders(lock))
    if len(serving) > 1:
        what = f"{len(serving)} daemons work in {folder} (processes {', '.join(map(str, serving))})"
        return (warn(check, what, f"Stop all but one: kill {' '.join(map(str, serving[1:]))}"),)
    if _is_locked(lock):
        return (ok(check, f"one is running (process {serving[0]})" if serving else "one is running"),)
    return (ok(check, "none is running"),)


def _is_locked(lock: Path) -> bool:
    try:
        handle = os.open(lock, os.O_RDONLY | os.O_CLOEXEC | os.O_NOFOLLOW)
    except OSError:
        return False
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return True
    else:
        return False
    finally:
        os.close(handle)


def _holders(lock: Path) -> Iterator[int]:
    """The processes of this user that have the file open, also one that is deleted, where the system tells."""
    names = {str(lock.resolve()), f"{lock.resolve()} (deleted)"}
    for process in _PROCESSES.glob("[0-9]*"):
        with suppress(OSError):
            if any(_leads_to(handle) in names for handle in (process / "fd").iterdir()):
                yield int(process.name)


def _leads_to(handle: Path) -> str:
    try:
        return os.readlink(handle)  # noqa: PTH115  "… (deleted)" is no path
    except OSError:
        return ""
