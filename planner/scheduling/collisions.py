"""Calls that can't be where the rules put them: two at once, or the person is busy.

Two plans at the same instant: the one with the later decision moves on by quarter hours; past the last hour, to
the nearest free one before. A busy person's call moves to the nearest free quarter hour of that day, the earlier of
two equally near. Both stay where calls may be made at all, after what they must follow, before the decision. On a day
without such an hour appointments don't count, and that is said; but two calls are never made at once: the one that
finds no hour of its own becomes what its rule has instead, or is dropped.
"""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from planner.scheduling.hours import shared_hours
from planner.scheduling.touches import Case, Choice, Dropped, Touch, name_moment
from planner.values import Interval, Source


class Busy:
    """When the person is busy; disjoint and sorted, so that asking is a binary search."""

    def __init__(self, intervals: Iterable[Interval]) -> None:
        self._starts: list[datetime] = []
        self._ends: list[datetime] = []
        for interval in sorted(intervals):
            if self._ends and interval.start <= self._ends[-1]:
                self._ends[-1] = max(self._ends[-1], interval.end)
            else:
                self._starts.append(interval.start)
                self._ends.append(interval.end)

    def during(self, start: datetime, length: timedelta) -> Interval | None:
        """What overlaps the time from `start` on, for so long."""
        place = bisect_left(self._starts, start + length) - 1
        if place < 0 or self._ends[place] <= start:
            return None
        return Interval(start=self._starts[place], end=self._ends[place])


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as the rules have it."""

    case: Case
    source: Source
    touch: Touch


class _Diary:
    """The calls that have their place, and the person's other appointments."""

    def __init__(self, busy: Busy) -> None:
        self.busy = busy
        self._calls: list[datetime] = []

    def enter(self, at: datetime) -> None:
        insort(self._calls, at.astimezone(UTC))

    def has_call(self, at: datetime, length: timedelta) -> bool:
        moment = at.astimezone(UTC)
        place = bisect_left(self._calls, moment + length) - 1
        return place >= 0 and self._calls[place] + length > moment

    def is_free(self, at: datetime, length: timedelta) -> bool:
        return not self.has_call(at, length) and self.busy.during(at.astimezone(UTC), length) is None


def is_call(touch: Touch) -> bool:
    """Whether it is a call, or would have been one in time."""
    return "phone" in (touch.choice.channel, touch.ideal and touch.ideal.channel)


def arrange(calls: Sequence[Call], busy: Busy) -> tuple[Touch | Dropped, ...]:
    """What becomes of these calls, in the same order.

    What has passed, and what the person moved by hand, keeps its place before all others.
    """
    diary = _Diary(busy)
    arranged: dict[int, Touch | Dropped] = {}
    for place, call in enumerate(calls):
        if call.touch.past or call.touch.fixed:
            diary.enter(call.touch.at)
            arranged[place] = call.touch
    for place in sorted(range(len(calls)), key=lambda place: _priority(calls[place])):
        if place not in arranged:
            arranged[place] = found = _arrange(calls[place], diary)
            if isinstance(found, Touch) and found.choice.channel == "phone":
                diary.enter(found.at)
    return tuple(arranged[place] for place in range(len(calls)))


def _priority(call: Call) -> tuple[object, ...]:
    """The earlier decision keeps its place; of two on the same moment the earlier interview."""
    decision = call.case.decision
    return decision is None, decision.moment if decision else call.case.end, call.case.end, call.source


def _arrange(call: Call, diary: _Diary) -> Touch | Dropped:
    touch = call.touch
    if touch.ideal is not None:
        in_time = replace(touch, choice=touch.ideal, ideal=None)
        as_in_time = _placed(call.case, in_time, diary, not_before=None)
        if isinstance(as_in_time, Touch) and as_in_time.at == touch.at:
            return as_in_time
    if touch.choice.channel != "phone":
        return touch
    return _placed(call.case, touch, diary, not_before=call.case.now)


def _placed(case: Case, touch: Touch, diary: _Diary, not_before: datetime | None) -> Touch | Dropped:
    length = timedelta(minutes=case.playbook.calls.minutes)
    if diary.is_free(touch.at, length):
        return touch
    hours = _possible(case, touch, not_before)
    if not diary.has_call(touch.at, length):
        free = (hour for hour in hours if diary.is_free(hour, length))
        at = min(free, key=lambda hour: (abs(hour - touch.at), hour), default=None)
        ending = f"-> {at:%H:%M}" if at else "but no quarter hour of that day is free: it stays"
        return _moved(touch, at or touch.at, f"you are busy on {name_moment(touch.at)} {ending}")
    taken = f"another call is at {name_moment(touch.at)}, and its decision comes first"
    at = _next(hours, diary, length)
    if at:
        return _moved(touch, at, f"{taken} -> {at:%H:%M}")
    if instead := touch.choice.otherwise:
        return _explained(touch, instead, f"{taken}; no other hour of that day is free: an email instead")
    return Dropped(f"{taken}; no other hour of that day is free")


def _moved(touch: Touch, at: datetime, reason: str) -> Touch:
    return _explained(touch, replace(touch.choice, at=at), reason)


def _explained(touch: Touch, choice: Choice, reason: str) -> Touch:
    """The touch with this choice; a reason that holds only because the plan was made late is not the choice's own."""
    if touch.ideal is None:
        return replace(touch, choice=replace(choice, why=(*choice.why, reason)))
    return replace(touch, choice=replace(choice, why=touch.choice.why, late=(*touch.choice.late, reason)))


def _possible(case: Case, touch: Touch, not_before: datetime | None) -> Iterator[datetime]:
    """The quarter hours of the same day at which this call may be made: the later ones in order, then the earlier ones
    from the latest on."""
    hours = shared_hours(case, touch.at.date())
    behind = bisect_right(hours, touch.at)
    for hour in (*hours[behind:], *reversed(hours[:behind])):
        follows = touch.choice.after is None or hour > touch.choice.after
        still = not_before is None or hour >= not_before
        if follows and still and case.before_decision(hour):
            yield hour


def _next(hours: Iterable[datetime], diary: _Diary, length: timedelta) -> datetime | None:
    """The first of them that is free, else the first at which there is no other call."""
    first = None
    for hour in hours:
        if diary.has_call(hour, length):
            continue
        if diary.is_free(hour, length):
            return hour
        first = first or hour
    return first
