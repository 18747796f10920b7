"""A schedule: which calendars, and what happens, step by step; one line of text, and shorter while it still fails.

    memory:tag.0.1,cycle.0,edit.2.0.7,trouble.0.3.1,wait.4

A step is a rule's name and small numbers. Every rule takes any numbers and makes something of them, or does nothing,
so that whatever is left of a schedule when steps are dropped is a schedule again.
"""

import random
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

_NUMBERS = 24
_HIGHEST = 60


@dataclass(frozen=True, slots=True)
class Step:
    """A rule and its numbers."""

    rule: str
    numbers: tuple[int, ...] = ()

    def __str__(self) -> str:
        return ".".join((self.rule, *map(str, self.numbers)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """`calendars` names the configuration."""

    calendars: str
    steps: tuple[Step, ...]

    def __str__(self) -> str:
        return f"{self.calendars}:{','.join(map(str, self.steps))}"


def parse(line: str) -> Schedule:
    """The schedule that this line writes. Raises ValueError."""
    calendars, _, steps = line.partition(":")
    if not re.fullmatch(r"[\w-]+(\.\d+)*(,[\w-]+(\.\d+)*)*", steps):
        raise ValueError(f"no schedule: {line}")
    return Schedule(calendars=calendars, steps=tuple(map(_step, steps.split(","))))


def drawn(calendars: str, rules: Mapping[str, int], length: int, chance: random.Random) -> Schedule:
    """A schedule by chance; `rules` tells how often each is wanted. About half of the rules take part in any one: what
    always happens hides what it would need to happen alone."""
    part = {name: weight for name, weight in rules.items() if name == "cycle" or chance.random() < 0.5}
    names = chance.choices(tuple(part), tuple(part.values()), k=length)
    steps = (Step(name, tuple(chance.randrange(_NUMBERS) for _ in range(4))) for name in names)
    first = (Step("tag", (chance.randrange(_NUMBERS), 0, chance.randrange(_NUMBERS))), Step("cycle", (0,)))
    return Schedule(calendars=calendars, steps=(Step("wait", (chance.randrange(_HIGHEST),)), *first, *steps))


def shrunk(schedule: Schedule, fails: Callable[[Schedule], bool], *, attempts: int = 400) -> Schedule:
    """The shortest schedule found that still fails: without runs of steps, then with smaller numbers."""
    left = iter(range(attempts))
    before = None
    while before != schedule:
        before = schedule
        schedule = _numbers_shrunk(_steps_shrunk(schedule, fails, left), fails, left)
    return schedule


def _steps_shrunk(schedule: Schedule, fails: Callable[[Schedule], bool], left: Iterator[int]) -> Schedule:
    size = max(1, len(schedule.steps) // 2)
    while size:
        end = len(schedule.steps)
        while end > 0:
            steps = schedule.steps[: max(0, end - size)] + schedule.steps[end:]
            simpler = replace(schedule, steps=steps)
            if next(left, None) is None:
                return schedule
            if steps and fails(simpler):
                schedule = simpler
            end -= size
        size //= 2
    return schedule


def _numbers_shrunk(schedule: Schedule, fails: Callable[[Schedule], bool], left: Iterator[int]) -> Schedule:
    for place in range(len(schedule.steps)):
        for step in _smaller(schedule.steps[place]):
            simpler = replace(schedule, steps=(*schedule.steps[:place], step, *schedule.steps[place + 1 :]))
            if next(left, None) is None:
                return schedule
            if fails(simpler):
                schedule = simpler
    return schedule


def _smaller(step: Step) -> Iterator[Step]:
    """Fewer numbers, then each of them smaller."""
    for length in range(len(step.numbers)):
        yield Step(step.rule, step.numbers[:length])
    for place, was in enumerate(step.numbers):
        for number in sorted({0, was // 2, max(0, was - 1)} - {was}):
            yield Step(step.rule, (*step.numbers[:place], number, *step.numbers[place + 1 :]))


def _step(text: str) -> Step:
    rule, *numbers = text.split(".")
    return Step(rule, tuple(map(int, numbers)))
