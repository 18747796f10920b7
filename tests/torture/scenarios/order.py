"""In which order schedules are tried: so that a small budget covers a bit of everything."""

import random
from collections.abc import Iterable, Iterator


def shuffled(schedules: Iterable[str], chance: random.Random) -> Iterator[str]:
    """All of them, in an order by chance; nothing is made before the first is asked for."""
    queue = list(schedules)
    chance.shuffle(queue)
    yield from queue


def taking_turns(queues: Iterable[Iterator[str]]) -> Iterator[str]:
    """One of each queue, then the next of each, until all are empty."""
    waiting = list(queues)
    while waiting:
        for queue in tuple(waiting):
            try:
                yield next(queue)
            except StopIteration:
                waiting.remove(queue)
