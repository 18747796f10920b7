"""What the person does to follow-ups. Every rule takes any numbers."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from sync.keys import Identity
from tests.torture.machine import texts
from tests.torture.machine.texts import TICKS, description, seen, value, with_reminder, with_start, with_value
from tests.torture.machine.wanted import identity_of
from tests.torture.machine.world import World

_BY = (timedelta(minutes=30), timedelta(days=1), -timedelta(hours=2), timedelta(days=6), -timedelta(days=2))
_LENGTHS = (5, 45, 90)
_REMINDERS = (-1, 0, 30, 1440)


def edit(world: World, which: int = 0, field: int = 0, how: int = 0) -> None:
    """One field of a follow-up is changed."""
    if found := _one(world, which):
        _, calendar, href, text = found
        change = _EDITS[field % len(_EDITS)]
        world.edited(calendar, href, change(text, how))


def _title(text: str, how: int) -> str:
    return with_value(text, "SUMMARY", ("My own title", "Ring them!", f"{value(text, 'SUMMARY')} (mine)")[how % 3])


def _start(text: str, how: int) -> str:
    found = seen(text)
    start = found.event.start if isinstance(found.event.start, datetime) else found.start.replace(hour=15, minute=0)
    return with_start(text, start + _BY[how % len(_BY)], timedelta(minutes=15))


def _duration(text: str, how: int) -> str:
    found = seen(text)
    if not isinstance(found.event.start, datetime):
        return text
    return with_start(text, found.event.start, timedelta(minutes=_LENGTHS[how % len(_LENGTHS)]))


def _whole_day(text: str, how: int) -> str:
    return with_start(text, seen(text).start.date() + timedelta(days=how % 3), timedelta(days=1))


def _line(text: str, how: int) -> str:
    """A line is added at an end, put in the place of one of ours, or taken away."""
    lines = description(text)
    new = f"I wrote {how} here; so there, ok"
    place = how % max(1, len(lines))
    changed = {
        0: [*lines, new],
        1: [new, *lines],
        2: [*lines[:place], new, *lines[place + 1 :]],
        3: [*lines[:place], *lines[place + 1 :]],
        4: [*lines[:place], new, *lines[place:]],
    }[how % 5]
    return texts.described(text, changed)


def _location(text: str, how: int) -> str:
    return with_value(text, "LOCATION", ("My desk", "", "The café")[how % 3])


def _reminder(text: str, how: int) -> str:
    return with_reminder(text, _REMINDERS[how % len(_REMINDERS)])


def _decoration(text: str, how: int) -> str:
    return with_value(text, ("COLOR", "X-MINE", "PRIORITY")[how % 3], ("red", "yes", "5")[how % 3])


_EDITS: tuple[Callable[[str, int], str], ...] = (
    _title,
    _start,
    _duration,
    _line,
    _location,
    _reminder,
    _whole_day,
    _decoration,
)


def tick(world: World, which: int = 0, how: int = 0) -> None:
    """The person says that a follow-up is done, or was missed, or takes that back."""
    if found := _one(world, which):
        _, calendar, href, text = found
        title = value(text, "SUMMARY")
        bare = title.removeprefix(seen(text).tick)
        world.edited(calendar, href, with_value(text, "SUMMARY", f"{(*TICKS, '')[how % 3]}{bare}"))


def change_back(world: World, which: int = 0) -> None:
    """A field of a follow-up gets back the value that we had written."""
    if found := _one(world, which):
        _, calendar, href, text = found
        touches = world.touches[seen(text).uid]
        if "title" in touches.theirs:
            world.edited(calendar, href, with_value(text, "SUMMARY", str(touches.ours["title"])))
        elif {"start", "duration"} & touches.theirs.keys():
            start, duration = touches.ours["start"], touches.ours["duration"]
            if isinstance(start, datetime) and isinstance(duration, timedelta):
                world.edited(calendar, href, with_start(text, start, duration))


def delete(world: World, which: int = 0) -> None:
    """A follow-up is deleted."""
    if found := _one(world, which):
        world.person_deletes(*found)


def untrash(world: World, which: int = 0) -> None:
    """Something is taken out of the trash again, whoever had deleted it."""
    if not world.trash:
        return
    calendar, href, text, touches = world.trash.pop(which % len(world.trash))
    found = seen(text)
    if any(seen(standing).uid == found.uid for _, _, _, standing in world.follow_ups()):
        return
    world.server.put(calendar, href, text)
    world.touches[found.uid] = touches
    if identity := identity_of(found):
        world.stands_again(identity)


def copy(world: World, which: int = 0, where: int = 0) -> None:
    """A follow-up is copied, with all that stands on it, as calendar programs do."""
    if found := _one(world, which):
        _, calendar, _, text = found
        names = world.server.names()
        uid = f"dupl{len(world.persons)}"
        world.put(names[where % len(names)] if where else calendar, f"{uid}.ics", with_value(text, "UID", uid))


def move(world: World, which: int = 0, where: int = 0) -> None:
    """A follow-up is moved to another calendar."""
    if found := _one(world, which):
        _, calendar, href, text = found
        to = world.server.names()[where % len(world.server.names())]
        if href not in world.server.texts(to):
            world.server.put(to, href, text)
            world.server.remove(calendar, href)


def _one(world: World, which: int) -> tuple[Identity, str, str, str] | None:
    standing = world.follow_ups()
    return standing[which % len(standing)] if standing else None


RULES: Mapping[str, tuple[Callable[..., None], int]] = {
    "edit": (edit, 12),
    "tick": (tick, 4),
    "change_back": (change_back, 2),
    "delete": (delete, 6),
    "untrash": (untrash, 3),
    "copy": (copy, 2),
    "move": (move, 3),
}
"""By name: the rule, and how often it is drawn."""
