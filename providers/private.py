"""Folders and files for the person alone, whatever the umask."""

import os
import secrets
from pathlib import Path
from typing import IO


def make_folder(folder: Path) -> None:
    """Make this folder and those above it that are missing, each with mode 0700. Raises OSError."""
    missing = [one for one in (folder, *folder.parents) if not one.exists()]
    for one in reversed(missing):
        one.mkdir(mode=0o700, exist_ok=True)


def open_new(path: Path) -> IO[str]:
    """A file that was not there, with mode 0600, to be written as UTF-8 text; a link in its place is not followed.
    Raises OSError."""
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    return os.fdopen(handle, "w", encoding="utf-8", newline="")


def replace(path: Path, text: str) -> None:
    """Put a file with this text, mode 0600, in the place of what is there: a reader finds the old one or the new one.
    Makes the folder. Raises OSError."""
    make_folder(path.parent)
    new = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open_new(new) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        new.replace(path)
    finally:
        new.unlink(missing_ok=True)
