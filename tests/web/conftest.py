"""A desk, and a visitor who was let in."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.web.page import Desk, Visitor, opened


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(folder=tmp_path)


@pytest.fixture
def demo(desk: Desk) -> Desk:
    desk.play_demo()
    return desk


@pytest.fixture
def stranger(desk: Desk) -> Iterator[Visitor]:
    """Somebody who does not know the address."""
    with opened(desk) as gate:
        yield Visitor(gate=gate)


@pytest.fixture
def visitor(stranger: Visitor) -> Visitor:
    return stranger.enter()
