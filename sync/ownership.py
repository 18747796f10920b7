"""Who else on this machine may read or write what we rely on: each check refuses with the cure.

Others are all but root and the user that we run as. In a folder with the sticky bit nobody replaces what is not theirs.
"""

import os
import stat
from pathlib import Path

from sync.errors import ConfigError

_HARM = "could have your sign-in sent to them"
_OTHERS_WRITE = stat.S_IWGRP | stat.S_IWOTH
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def refuse_writable(path: Path, found: os.stat_result, harm: str) -> None:
    """Raises `ConfigError` for a file that others may write, or put another one in the place of; `harm` is what they
    could do."""
    if not _is_ours(found):
        raise ConfigError(f"{path}: belongs to somebody else, who {harm}", next_step="Make a copy of your own.")
    if found.st_mode & _OTHERS_WRITE:
        raise ConfigError(f"{path}: may be written by others, who {harm}", next_step=f"chmod go-w {path}")
    for folder in dict.fromkeys((path.absolute().parent, path.resolve().parent)):
        holding = folder.stat()
        if not _is_ours(holding):
            raise ConfigError(
                f"{path}: its folder belongs to somebody else, who {harm}",
                next_step="Put it into a folder of your own.",
            )
        if holding.st_mode & _OTHERS_WRITE and not holding.st_mode & stat.S_ISVTX:
            raise ConfigError(
                f"{path}: may be replaced by others, since they may write to its folder, and {harm}",
                next_step=f"chmod go-w {folder}",
            )


def refuse_readable(path: Path, found: os.stat_result) -> None:
    """Raises `ConfigError` for a secret that others may read. systemd guards what it hands over itself: the service's
    right to read may be an ACL there, which looks like a right of the group."""
    if not _is_ours(found):
        raise ConfigError(
            f"{path}: holds a secret, and belongs to somebody else", next_step="Make a copy of your own (mode 600)."
        )
    handed_over = str(path.parent) == os.environ.get("CREDENTIALS_DIRECTORY")
    if found.st_mode & _OTHERS and not handed_over:
        raise ConfigError(f"{path}: holds a secret that others may read", next_step=f"chmod 600 {path}")


def check_private(path: Path) -> None:
    """Raises `ConfigError` for a sign-in that others may read or replace; one that is not there is nobody's."""
    if found := _found(path):
        refuse_readable(path, found)
        refuse_writable(path, found, _HARM)


def check_token_file(path: Path) -> None:
    """As `check_private`, for a file that we replace: also for a link, which would lead away what we write."""
    if path.is_symlink():
        raise ConfigError(f"{path}: is a link", next_step=f"Set token_file to where it leads: {path.resolve()}")
    check_private(path)


def check_client(path: Path) -> None:
    """Raises `ConfigError` for the file of an OAuth client that others may write, since it says where the sign-in is
    sent. That they may read it does no harm: what it calls a secret is none in an application (RFC 8252 8.5)."""
    if found := _found(path):
        refuse_writable(path, found, _HARM)


def check_state_dir(folder: Path) -> None:
    """Raises `ConfigError` for a state folder that is a link, or in which others may put and replace files. systemd's
    own may be a link (`DynamicUser=`)."""
    if folder.is_symlink() and str(folder) not in os.environ.get("STATE_DIRECTORY", "").split(":"):
        raise ConfigError(
            f"{folder}: the state folder is a link", next_step=f"Set state_dir to where it leads: {folder.resolve()}"
        )
    found = _found(folder)
    if found is None:
        return
    if not _is_ours(found):
        raise ConfigError(
            f"{folder}: the state folder belongs to somebody else", next_step="Set state_dir to a folder of your own."
        )
    if found.st_mode & _OTHERS_WRITE:
        raise ConfigError(f"{folder}: others may write to the state folder", next_step=f"chmod go-w {folder}")


def _is_ours(found: os.stat_result) -> bool:
    return found.st_uid in {os.geteuid(), 0}


def _found(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except OSError:
        return None
