"""What the tests of the service's parts share."""

from pathlib import Path

import pytest

from tests.sync.world import World


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(ledger=tmp_path / "home.sqlite")
