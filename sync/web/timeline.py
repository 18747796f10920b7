"""Where each moment of an application lies between its first and its last: positions in per cent, for any width."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from planner.values import InterviewPlan
from sync.cli.moments import day, day_and_time
from sync.entries import Entry
from sync.web.applications import Application

Shape = Literal["round", "email", "letter", "courier", "phone", "decision", "real"]
_MOST_TICKS = 7
_TICKS = (1, 2, 7, 14, 28, 56, 112, 364, 3640)
"""Days from one tick to the next."""
_EDGE = 0.06
"""The part of the width that stays free at each end."""
_FAR = timedelta(days=45)
"""A present moment further away than this from all that happens is not drawn."""
_LEAST = timedelta(days=2)
_SAYS: dict[str, str] = {
    "deleted": "deleted by you",
    "restored": "wanted back, not written yet",
    "void": "no longer needed",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One thing that happens. `at` and `until` are positions; `until` is where mail arrives. `faint` says that it is
    over or does not stand."""

    shape: Shape
    what: str
    when: str
    at: str
    until: str = ""
    faint: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """The marks by time, the days below them, and where the present is ("" where it is far away)."""

    marks: tuple[Mark, ...]
    ticks: tuple[tuple[str, str], ...]
    present: str

    @property
    def told(self) -> str:
        """The same in words."""
        return "; ".join(f"{mark.what}: {mark.when}" for mark in self.marks)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Happening:
    """Something with its moments, before it is placed."""

    shape: Shape
    what: str
    when: str
    at: datetime
    until: datetime | None = None
    faint: bool = False


def timeline(application: Application, *, now: datetime, home: str) -> Timeline | None:
    """The timeline of one application; None where nothing happens."""
    happenings = sorted(_happenings(application, now, home), key=lambda one: one.at)
    if not happenings:
        return None
    moments = [moment for one in happenings for moment in (one.at, one.until) if moment]
    near = min(moments) - _FAR <= now <= max(moments) + _FAR
    scale = _Scale.over([*moments, *([now] if near else [])])
    return Timeline(
        marks=tuple(
            Mark(
                shape=one.shape,
                what=one.what,
                when=one.when,
                at=scale.place(one.at),
                until=scale.place(one.until) if one.until else "",
                faint=one.faint,
            )
            for one in happenings
        ),
        ticks=tuple(scale.ticks(ZoneInfo(home))),
        present=scale.place(now) if near else "",
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Scale:
    """From moments to positions."""

    start: datetime
    length: timedelta

    @classmethod
    def over(cls, moments: list[datetime]) -> "_Scale":
        first, last = min(moments), max(moments)
        length = max(last - first, _LEAST) / (1 - 2 * _EDGE)
        return cls(start=first - _EDGE * length, length=length)

    def place(self, moment: datetime) -> str:
        return f"{100 * ((moment - self.start) / self.length):.2f}%"

    def ticks(self, zone: ZoneInfo) -> Iterator[tuple[str, str]]:
        """Position and name of some days: few enough to be read on a telephone; from a week on they are Mondays."""
        every = next((days for days in _TICKS if self.length <= timedelta(days=days * _MOST_TICKS)), _TICKS[-1])
        first, last = self.start + _EDGE * self.length, self.start + (1 - _EDGE) * self.length
        day = first.astimezone(zone).date() + timedelta(days=1)
        day += timedelta(days=-day.weekday() % 7 if every >= 7 else 0)
        while (moment := datetime.combine(day, time(), zone)) <= last:
            yield self.place(moment), f"{day.day} {day:%b}"
            day += timedelta(days=every)


def _happenings(application: Application, now: datetime, home: str) -> Iterator[_Happening]:
    for plan in application.rounds:
        yield from _round(plan, now, home)
    if application.main:
        yield from _decisions(application.main, now, home)
    for entry in application.entries:
        yield _touch(entry, now, home)


def _round(plan: InterviewPlan, now: datetime, home: str) -> Iterator[_Happening]:
    interview = plan.interview
    aside = f" ({interview.void})" if interview.void else ""
    yield _Happening(
        shape="round",
        what=interview.title + aside,
        when=day_and_time(interview.start, home),
        at=interview.start,
        faint=bool(interview.void) or interview.end < now,
    )


def _decisions(plan: InterviewPlan, now: datetime, home: str) -> Iterator[_Happening]:
    zone = ZoneInfo(plan.interview.zone)
    if plan.decision is not None:
        at = _moment(plan.decision, zone)
        when = day_and_time(at, home) if isinstance(plan.decision, datetime) else day(plan.decision)
        yield _Happening(shape="decision", what="They decide", when=when, at=at, faint=at < now)
    if plan.real_decision is not None:
        at = _moment(plan.real_decision, zone)
        what = "It is really decided about then, before the paperwork"
        yield _Happening(shape="real", what=what, when=day(plan.real_decision), at=at, faint=at < now)


def _touch(entry: Entry, now: datetime, home: str) -> _Happening:
    arrives = _moment(entry.arrives, entry.at.tzinfo or ZoneInfo(home)) if entry.arrives else None
    when = day(entry.at) if entry.whole_day else day_and_time(entry.at, home)
    if entry.arrives:
        when += f", arrives {day(entry.arrives)}"
    aside = f" ({_SAYS[entry.state]})" if entry.state in _SAYS else ""
    return _Happening(
        shape=_SHAPES.get(entry.channel, "email"),
        what=entry.title + aside,
        when=when,
        at=entry.at,
        until=arrives if arrives and arrives > entry.at else None,
        faint=not entry.is_coming(now),
    )


_SHAPES: dict[str, Shape] = {"email": "email", "letter": "letter", "courier": "courier", "phone": "phone"}


def _moment(of: date | datetime, zone: tzinfo) -> datetime:
    """A day counts from its noon."""
    return of if isinstance(of, datetime) else datetime.combine(of, time(12), zone)
