"""A small part of `make torture-kills`, with the same seed every time."""

import random
from pathlib import Path

import pytest

from tests.killing.places import PLACES, place
from tests.killing.program import warm
from tests.killing.rounds import Tally, rounds

KILLS, ROUNDS = 6, 2


@pytest.mark.parametrize("server", PLACES)
def test_whenever_it_is_killed_a_clean_run_later_all_stands_as_it_should(server: str, tmp_path: Path) -> None:
    chance = random.Random(server)  # noqa: S311  no secret
    tally = Tally()
    with place(server, tmp_path / "server") as where, warm() as program:
        play = rounds(where, program, tmp_path).play
        for _ in range(ROUNDS):
            tally += play(KILLS, chance)
    assert tally.kills == KILLS * ROUNDS
