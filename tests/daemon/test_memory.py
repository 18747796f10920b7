"""Nothing grows while nothing happens, however long the daemon runs."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.providers.servers import xandikos

GROWTH = 2 * 1024 * 1024


def grows_by(*arguments: str | Path) -> tuple[int, int]:
    """Bytes of memory and open files, from the hundredth cycle to the last."""
    command = [sys.executable, "-m", "tests.daemon.memory", *map(str, arguments)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    before, after = json.loads(done.stdout)
    return after["memory"] - before["memory"], after["files"] - before["files"]


def test_500_cycles_with_nothing_to_do_leave_memory_and_files_as_they_are(tmp_path: Path) -> None:
    memory, files = grows_by(tmp_path, "500")
    assert memory < GROWTH
    assert files == 0


@pytest.mark.slow
def test_explored_10000_cycles_leave_memory_and_files_as_they_are(tmp_path: Path) -> None:
    memory, files = grows_by(tmp_path, "10000")
    assert memory < GROWTH
    assert files == 0


@pytest.mark.slow
def test_explored_so_do_10000_on_a_server_and_a_folder(tmp_path: Path) -> None:
    with xandikos(tmp_path / "xandikos") as server:
        memory, files = grows_by(tmp_path, "10000", server.make_calendar("Personal"))
    assert memory < GROWTH
    assert files == 0
