"""Folders of .ics files as calendars.

The account's path is a calendar itself, a folder of calendars (its subfolders), or both. A calendar's id is its
folder's path, an item's href its file name, its etag a hash of its content. Nothing is remembered: a delta is the
listing of the folder against what the caller knows, so that there is one token, which never expires, and `known` does
all the work. No request ever goes out.
"""

import os
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from itertools import chain, count
from pathlib import Path

from providers import ics
from providers.errors import Changed, Missing, Refused, TokenExpired, Unreachable
from providers.interface import Calendar, Changes, Draft, Field, Item, Look, Window
from providers.vdir import files

_AGAINST_KNOWN = "against-known"
_WHOLE = Look(everything=True)


class Vdir:
    """The calendars of one account in the file system. Thread-safe, since it remembers nothing."""

    burns_ids = False
    at_once = 1
    requests = 0
    """How many HTTP requests went out."""

    def __init__(self, path: Path, look: Look) -> None:
        """`path` is the account's folder; it need not exist before it is asked for."""
        self._root = path.expanduser().absolute()
        self._look = look

    def calendars(self) -> tuple[Calendar, ...]:
        """The path itself where it holds events or nothing else is there, then the subfolders, by name."""
        with files.mapped(self._root):
            if not self._root.is_dir():
                raise Unreachable(f"{self._root} is no folder: make it, or correct the account's path")
            below = sorted(folder for folder in self._root.iterdir() if _is_visible_folder(folder))
            if _is_calendar(self._root):
                folders = [self._root, *(folder for folder in below if _is_calendar(folder))]
            else:
                folders = below or [self._root]
            return tuple(_calendar(folder) for folder in folders)

    def make_calendar(self, name: str) -> Calendar:
        """A subfolder whose vdir `displayname` is the name."""
        with files.mapped(self._root), files.locked(self._root):
            standing = self.calendars()
            for calendar in standing:
                if calendar.name == name:
                    return calendar
            if standing[0].id == str(self._root):
                # Once its last event is gone it would not count as a calendar any more, beside the new one.
                files.name_folder(self._root, standing[0].name)
            folder = _free(self._root / (re.sub(r"[^\w-]+", "-", name.casefold()).strip("-_")[:60] or "calendar"))
            files.make_folder(folder, name)
            return _calendar(folder)

    def changes(self, calendar: str, token: str, known: Mapping[str, str], window: Window | None) -> Changes:
        """With "" a full reading, with our token a delta; both are exact, and differ in how they say it."""
        if token not in {"", _AGAINST_KNOWN}:
            raise TokenExpired(f"{token!r} is no token of a folder")
        folder = self._folder(calendar)
        items: list[Item] = []
        unchanged: set[str] = set()
        with files.mapped(folder):
            for name in files.names(folder):
                with suppress(FileNotFoundError):  # gone since it was listed
                    if files.is_version(folder / name, known.get(name, "")):
                        unchanged.add(name)
                    else:
                        items.append(_item(folder / name, window, self._look))
        if not token:
            return Changes(items=tuple(items), unchanged=frozenset(unchanged), token=_AGAINST_KNOWN, full=True)
        gone = known.keys() - unchanged - {item.href for item in items}
        return Changes(items=tuple(items), removed=tuple(sorted(gone)), token=_AGAINST_KNOWN)

    def get(self, calendar: str, href: str, window: Window | None) -> Item:
        """The file of this name, or `key.ics`."""
        file = files.path(self._folder(calendar), href if files.is_event(href) else f"{href}.ics")
        with files.mapped(file):
            return _item(file, window, _WHOLE)

    def look_ahead(self, calendar: str, keys: Collection[str]) -> None:
        """Creating needs no look: the file system refuses what stands."""

    def create(self, calendar: str, draft: Draft) -> Item:
        """The file `key.ics`."""
        file = files.path(self._folder(calendar), f"{draft.key}.ics")
        content = ics.write(draft).encode()
        with files.mapped(file):
            files.create(file, content)
        return _written(file, content)

    def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
        """Also raises `Refused` where the file holds no event of this key."""
        folder = self._folder(calendar)
        file = files.path(folder, href)
        with files.mapped(file), files.locked(folder):
            content = _current(file, etag)
            try:
                patched = ics.patch(content, draft, fields).encode()
            except ics.Unreadable as error:
                raise Refused(f"{file} {error}") from error
            if patched != content:
                files.replace(file, patched)
        return _written(file, patched)

    def delete(self, calendar: str, href: str, etag: str) -> None:
        """Also raises `Refused` where other events stand in the same file."""
        folder = self._folder(calendar)
        file = files.path(folder, href)
        with files.mapped(file), files.locked(folder):
            reading = ics.read(_current(file, etag), window=None, look=Look())
            if reading.problems or len({event.source.uid for event in reading.events}) > 1:
                raise Refused(f"{file} holds other events too")
            files.remove(file)

    def _folder(self, calendar: str) -> Path:
        folder = Path(calendar)
        is_ours = folder == self._root or (folder.parent == self._root and not folder.name.startswith("."))
        if not is_ours or ".." in folder.parts or not folder.is_dir():
            raise Missing(f"{calendar} is no calendar of {self._root}")
        if folder != self._root and folder.resolve().parent != self._root.resolve():
            raise Refused(
                f"{folder} is a link that leads out of {self._root}: give {folder.resolve()} as a path itself"
            )
        return folder


def _item(file: Path, window: Window | None, look: Look) -> Item:
    """The file as an item. Raises `FileNotFoundError`."""
    try:
        content = files.read(file)
    except files.Unusable as error:
        return Item(href=file.name, etag="", problem=f"{file.name} {error}")
    return ics.read(content, window=window, look=look).item(file.name, files.etag(content))


def _written(file: Path, content: bytes) -> Item:
    return ics.read(content, window=None, look=_WHOLE).item(file.name, files.etag(content))


def _current(file: Path, etag: str) -> bytes:
    """The content that is about to be replaced. Raises `Changed`, `Refused`."""
    try:
        content = files.read_itself(file)
    except files.Unusable as error:
        raise Refused(f"{file} {error}") from error
    if files.etag(content) != etag:
        raise Changed(f"{file} changed meanwhile")
    return content


def _calendar(folder: Path) -> Calendar:
    # access() knows of read-only file systems what the mode does not say.
    writable = os.access(folder, os.W_OK | os.X_OK, effective_ids=True)
    return Calendar(id=str(folder), name=files.folder_name(folder), writable=writable)


def _is_calendar(folder: Path) -> bool:
    return files.has_name(folder) or next(files.names(folder), None) is not None


def _is_visible_folder(folder: Path) -> bool:
    return folder.is_dir() and not folder.name.startswith(".")


def _free(folder: Path) -> Path:
    """The path, or the first one with a number behind it at which there is nothing."""
    numbered = (folder.with_name(f"{folder.name}-{number}") for number in count(2))
    return next(path for path in chain([folder], numbered) if not path.exists())
