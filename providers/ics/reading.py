"""iCalendar text to events: forgiving, bounded, and cheap for events that are nobody's business."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from planner.values import Event
from providers.ics import bare, series, vevent, zones
from providers.ics.lines import Block, Line, blocks, decode, split
from providers.ics.times import Unreadable
from providers.ics.vevent import Vevent
from providers.interface import MARK_PREFIX, Item, Look, Window

_ALWAYS_WHOLE = ("\norganizer", "\nattendee", "\n" + MARK_PREFIX.casefold())


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a text holds. `recurring` where a series was expanded. `problems` says what is missing in `events`: what
    could not be read, by UID. What was mended stands on the event itself."""

    events: tuple[Event, ...] = ()
    recurring: bool = False
    problems: tuple[str, ...] = ()

    def item(self, href: str, etag: str) -> Item:
        """The same as a stored object."""
        problem = "; ".join(self.problems)
        return Item(href=href, etag=etag, events=self.events, recurring=self.recurring, problem=problem)


def read(text: str | bytes, *, window: Window | None, look: Look) -> Reading:
    """The events of one calendar object or file. Never raises, whatever the text.

    A plain event comes wherever it lies; a series as its occurrences inside the window (None: from its start), at
    most `series.MAX_OCCURRENCES` of them. Text that holds none of what `look` names, nobody invited and no
    mark of ours gives bare events.
    """
    decoded, is_utf8 = decode(text)
    if event := _nobodys(decoded, look):
        return Reading(events=(event,))
    lines = split(decoded)
    found = tuple(blocks(lines))
    if not any(line.name == "BEGIN" and line.value.upper() == "VCALENDAR" for line in lines):
        return Reading(problems=("holds no iCalendar data",))
    mended = () if is_utf8 else ("is not UTF-8: some characters may be wrong",)
    with zones.of_file(lines, found):
        return _read(lines, found, window=window, whole=_is_wanted(lines, look), mended=mended)


def _read(
    lines: Sequence[Line], found: Iterable[Block], *, window: Window | None, whole: bool, mended: tuple[str, ...]
) -> Reading:
    calendar_zone = next((zones.name(line.value) for line in lines if line.name == "X-WR-TIMEZONE"), "")
    vevents: list[Vevent] = []
    problems: list[str] = []
    for block in (block for block in found if block.kind == "VEVENT"):
        inside = lines[block.first : block.last + 1]
        try:
            if block.cut:
                raise Unreadable("is cut off")  # noqa: TRY301 - one way for all that is wrong with one event
            vevents.append(vevent.read(inside, whole=whole, calendar_zone=calendar_zone, mended=mended))
        except Unreadable as error:
            problems.append(f"{vevent.called(inside)}: {error}")
    events: list[Event] = []
    for same_uid in _by_uid(vevents):
        occurrences, problem = series.events(same_uid, window)
        events += occurrences
        problems += [problem] if problem else []
    recurring = any(one.recurs for one in vevents)
    return Reading(events=tuple(events), recurring=recurring, problems=tuple(problems))


def _by_uid(vevents: Iterable[Vevent]) -> Iterable[list[Vevent]]:
    groups: dict[str, list[Vevent]] = {}
    for one in vevents:
        groups.setdefault(one.event.source.uid, []).append(one)
    return groups.values()


def _nobodys(text: str, look: Look) -> Event | None:
    """The one plain event of a text that holds none of what is looked for; None where that can't be seen at once."""
    if look.everything:
        return None
    joined = bare.joined(text)
    folded = joined.casefold()
    if any(needle in folded for needle in _needles(look)) or (look.colors and "\ncolor" in folded):
        return None
    return bare.event(joined)


def _is_wanted(lines: Sequence[Line], look: Look) -> bool:
    if look.everything:
        return True
    text = "\n".join(line.text for line in lines).casefold()
    if any(needle in text for needle in _needles(look)):
        return True
    colors = {color.casefold() for color in look.colors}
    return bool(colors) and any(line.name == "COLOR" and line.value.casefold() in colors for line in lines)


@cache
def _needles(look: Look) -> tuple[str, ...]:
    return (*_ALWAYS_WHOLE, *(word.casefold() for word in look.words))
