"""Files in one folder, read and written so that neither a crash nor another program nor a planted link does harm."""

import errno
import fcntl
import hashlib
import os
import secrets
import shutil
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from providers.errors import Exists, Forbidden, Missing, Refused, Unreachable
from providers.interface import MAX_BYTES

_TEMPORARY = ".aftertouch-"
_DISPLAY_NAME = "displayname"
_ABANDONED = 3600.0
"""Seconds after which a temporary file is one that a killed process left behind."""
_NOT_ALLOWED = {errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT}
# Without O_NONBLOCK a named pipe would be waited on for ever.
_READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
_ABSENT = {errno.ENOENT, errno.ENOTDIR}


class Unusable(Exception):
    """A file that is there and can't be read, and why."""


@contextmanager
def mapped(path: Path) -> Iterator[None]:
    """The system's errors as the provider's."""
    try:
        yield
    except OSError as error:
        message = f"{path}: {error.strerror}"
        if error.errno in _ABSENT:
            raise Missing(message) from error
        if error.errno in _NOT_ALLOWED:
            raise Forbidden(message) from error
        if isinstance(error, FileExistsError):
            raise Exists(message) from error
        raise Unreachable(message) from error


def names(folder: Path) -> Iterator[str]:
    """The names of the .ics files, sorted; hidden ones, which are half-written ones, and folders are none."""
    with os.scandir(folder) as entries:
        yield from sorted(
            entry.name for entry in entries if is_event(entry.name) and not entry.is_dir(follow_symlinks=False)
        )


def is_event(name: str) -> bool:
    """Whether a file of this name holds an event."""
    return name.lower().endswith(".ics") and not name.startswith(".")


def path(folder: Path, href: str) -> Path:
    """The file of an href. Raises `Refused` for what is not the plain name of a file with an event."""
    if not is_event(href) or href != Path(href).name or "\0" in href:
        raise Refused(f"{href!r} is no name of a file in {folder}")
    return folder / href


def read(file: Path) -> bytes:
    """The content, also by a link within the folder. Raises `Unusable`; `FileNotFoundError` where there is nothing."""
    # Looked at first, and opened so that no link is followed: one that is put there in between is not taken.
    return read_itself(_target(file))


def read_itself(file: Path) -> bytes:
    """As `read`, but a link is `Unusable`."""
    try:
        with os.fdopen(os.open(file, _READ), "rb") as opened:
            if not stat.S_ISREG(os.fstat(opened.fileno()).st_mode):
                raise Unusable("is no file")
            content = opened.read(MAX_BYTES + 1)
    except OSError as error:
        if isinstance(error, FileNotFoundError):
            raise
        why = "is a link" if error.errno == errno.ELOOP else f"can't be read: {error.strerror}"
        raise Unusable(why) from error
    if len(content) > MAX_BYTES:
        raise Unusable(f"is larger than {MAX_BYTES // 1024 // 1024} MiB")
    return content


def etag(content: bytes) -> str:
    """By content: an edit that keeps the size within one tick of the clock is an edit, and a copy of the same is none.

    Files are read to tell, and not parsed: ten thousand of them take a third of a second.
    """
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def is_version(file: Path, known: str) -> bool:
    """Whether the file still has a known etag. Raises `FileNotFoundError`."""
    try:
        return known != "" and etag(read(file)) == known
    except Unusable:
        return False


def create(file: Path, content: bytes) -> None:
    """Write a file that must not exist. Raises `FileExistsError`; a reader never sees it half-written."""
    with _temporary(file, content) as temporary:
        # A hard link, unlike a rename, never takes the place of what is there.
        os.link(temporary, file)


def replace(file: Path, content: bytes) -> None:
    """Write another content into a file, which keeps its mode. A reader sees the old or the new one."""
    mode = stat.S_IMODE(file.lstat().st_mode)
    with _temporary(file, content) as temporary:
        temporary.chmod(mode)
        temporary.replace(file)


def remove(file: Path) -> None:
    """Delete a file."""
    file.unlink()
    _settle(file.parent)


def folder_name(folder: Path) -> str:
    """The vdir `displayname` of a folder, else its own name."""
    try:
        name = read(folder / _DISPLAY_NAME).decode(errors="replace").strip()
    except (OSError, Unusable):
        name = ""
    return name or folder.name


def has_name(folder: Path) -> bool:
    """Whether the folder has metadata of a vdir: then it is a calendar, also an empty one."""
    return any((folder / name).is_file() for name in (_DISPLAY_NAME, "color"))


def name_folder(folder: Path, name: str) -> None:
    """Give a folder that has none its vdir `displayname`."""
    if not has_name(folder):
        create(folder / _DISPLAY_NAME, name.encode())


def make_folder(folder: Path, display_name: str) -> None:
    """Make a folder with its vdir `displayname` at once. Raises an `OSError` where something is there."""
    temporary = folder.parent / f"{_TEMPORARY}{secrets.token_hex(8)}"
    temporary.mkdir()
    try:
        create(temporary / _DISPLAY_NAME, display_name.encode())
        temporary.rename(folder)
        _settle(folder.parent)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Nobody else who asks for this lock is inside at the same time: between comparing an etag and writing, only
    programs that know no lock come in between."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        with suppress(OSError):  # a file system without locks, as NFS on a folder
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def _target(file: Path) -> Path:
    """The file, or what it leads to in its folder where it is a link. Raises `Unusable` for a link that leads out."""
    if not file.is_symlink():
        return file
    try:
        target = Path(os.path.realpath(file, strict=True))
    except OSError as error:
        raise Unusable(f"can't be read: {error.strerror}") from error
    if target.parent != file.parent.resolve():
        raise Unusable("is a link that leads out of its folder")
    return target


@contextmanager
def _temporary(file: Path, content: bytes) -> Iterator[Path]:
    """A hidden file beside with this content, safely on the disk; gone afterwards, whatever happens."""
    temporary = file.with_name(f"{_TEMPORARY}{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    try:
        with os.fdopen(handle, "wb") as opened:
            opened.write(content)
            opened.flush()
            os.fsync(opened.fileno())
        _tidy(temporary)
        yield temporary
    finally:
        temporary.unlink(missing_ok=True)
    _settle(file.parent)


def _tidy(temporary: Path) -> None:
    """Remove what killed processes left behind, by the file system's own clock."""
    now = temporary.stat().st_mtime
    for leftover in temporary.parent.glob(f"{_TEMPORARY}*"):
        with suppress(FileNotFoundError):  # its writer was no dead one
            if leftover.is_file() and leftover.stat().st_mtime < now - _ABANDONED:
                leftover.unlink()


def _settle(folder: Path) -> None:
    """Make sure that the folder's new list of names is on the disk."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
