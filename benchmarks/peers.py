"""What people would run otherwise: vdirsyncer and khal, from their packages, in an environment of their own.

The versions stand in requirements-peers.txt; the environment is kept in `.bench/` until that file changes.
"""

import hashlib
import shutil
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path

from benchmarks.places import Radicale
from benchmarks.wire import ROOT

LOCK = ROOT / "requirements-peers.txt"
_PIP = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes", "--no-deps", "-r"]


class NoPeersError(Exception):
    """They can't be installed here, and why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peers:
    """Where their commands are."""

    folder: Path

    @property
    def vdirsyncer(self) -> Path:
        """Synchronises calendars with folders."""
        return self.folder / "bin" / "vdirsyncer"

    @property
    def khal(self) -> Path:
        """Shows the calendars in folders."""
        return self.folder / "bin" / "khal"


def installed(cache: Path) -> Peers:
    """Install them where they are not yet. Raises `NoPeersError`."""
    name = hashlib.sha256(LOCK.read_bytes() + sys.version.encode()).hexdigest()[:12]
    folder = cache / f"peers-{name}"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        commands: tuple[list[str | Path], ...] = (
            [sys.executable, "-m", "venv", folder],
            [folder / "bin" / "python", *_PIP, LOCK],
        )
        for command in commands:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
            if done.returncode:
                last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:]
                raise NoPeersError(f"vdirsyncer and khal can't be installed here: {' '.join(last)}")
        (folder / "ready").touch()
    return Peers(folder=folder)


@dataclass(kw_only=True)
class Vdirsyncer:
    """vdirsyncer with a configuration and a state of its own: a calendar into a folder."""

    peers: Peers
    folder: Path
    place: Radicale
    url: str = ""

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config, self.local = self.folder / "vdirsyncer.config", self.folder / "local"
        server = self.place.server
        self.config.write_text(
            f'[general]\nstatus_path = "{self.folder}/status/"\n'
            '[pair bench]\na = "local"\nb = "away"\ncollections = null\n'
            f'[storage local]\ntype = "filesystem"\npath = "{self.local}"\nfileext = ".ics"\n'
            f'[storage away]\ntype = "caldav"\nurl = "{self.url or self.place.url}"\n'
            f'username = "{server.username}"\npassword = "{server.password}"\n'
        )

    def command(self, *words: str) -> list[str | Path]:
        """The installed command, with this configuration."""
        return [self.peers.vdirsyncer, "-c", self.config, *words]

    def by_way(self, url: str, folder: Path) -> "Vdirsyncer":
        """Another one, that gets there by this URL and has read what this one has."""
        shutil.copytree(self.folder / "status", folder / "status")
        (folder / "local").symlink_to(self.local)
        other = replace(self, folder=folder, url=url)
        other.prepare()
        return other

    def prepare(self) -> None:
        """Let it know where to look."""
        self.local.mkdir(exist_ok=True)
        subprocess.run(self.command("discover", "bench"), check=True, capture_output=True, input=b"y\n")

    def forget(self) -> None:
        """As on the first day: it knows where to look, and has read nothing."""
        shutil.rmtree(self.local)
        self.local.mkdir()
        for known in (self.folder / "status").glob("bench.items*"):
            known.unlink()


@dataclass(kw_only=True)
class Khal:
    """khal with a configuration and a cache of its own, on a folder of events."""

    peers: Peers
    folder: Path
    calendar: Path

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self.config = self.folder / "khal.config"
        self.config.write_text(
            f"[calendars]\n[[bench]]\npath = {self.calendar}\n[sqlite]\npath = {self.folder}/khal.db\n"
            "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
            "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n"
        )

    def command(self, *words: str) -> list[str | Path]:
        """The installed command, with this configuration."""
        return [self.peers.khal, "-c", self.config, *words]
