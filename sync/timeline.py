"""What happens in an application and when, and where each moment lies between the first and the last of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import Literal
from zoneinfo import ZoneInfo

from planner.values import InterviewPlan
from sync.applications import Application
from sync.entries import Entry

Shape = Literal["round", "email", "letter", "courier", "phone", "decision", "real"]
_MOST_TICKS = 7
_TICKS = (1, 2, 7, 14, 28, 56, 112, 364, 3640)
"""Days from one tick to the next."""
_EDGE = 0.06
"""The part of the length that stays free at each end."""
_LEAST = timedelta(days=2)
_SHAPES: dict[str, Shape] = {"email": "email", "letter": "letter", "courier": "courier", "phone": "phone"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One thing that happens: the follow-up, or for a round and a decision the plan, that it is `of`. `until` is when
    mail arrives. `faint` says that it is over or does not stand (`stands`: it was cancelled, deleted, or is no longer
    needed)."""

    shape: Shape
    of: Entry | InterviewPlan
    at: datetime
    until: datetime | None = None
    faint: bool = False
    stands: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """From moments to places, between 0 and 1."""

    start: datetime
    length: timedelta

    @classmethod
    def over(cls, moments: Sequence[datetime]) -> "Scale":
        """The scale on which these moments, at least one, have their places."""
        first, last = min(moments), max(moments)
        length = max(last - first, _LEAST) / (1 - 2 * _EDGE)
        return cls(start=first - _EDGE * length, length=length)

    def place(self, moment: datetime) -> float:
        """Where a moment lies."""
        return (moment - self.start) / self.length

    def ticks(self, zone: ZoneInfo) -> Iterator[tuple[float, str]]:
        """Place and name of some days: few enough to be read on a telephone; from a week on they are Mondays."""
        every = next((days for days in _TICKS if self.length <= timedelta(days=days * _MOST_TICKS)), _TICKS[-1])
        first, last = self.start + _EDGE * self.length, self.start + (1 - _EDGE) * self.length
        day = first.astimezone(zone).date() + timedelta(days=1)
        day += timedelta(days=-day.weekday() % 7 if every >= 7 else 0)
        while (moment := datetime.combine(day, time(), zone)) <= last:
            yield self.place(moment), f"{day.day} {day:%b}"
            day += timedelta(days=every)


def happenings(application: Application, *, now: datetime, home: str) -> tuple[Happening, ...]:
    """Everything that happens in an application, by time. `home` is the zone of a day that nothing else places."""
    found = [*_rounds(application, now), *_touches(application, now, home)]
    found += _decisions(application.main, now) if application.main else ()
    return tuple(sorted(found, key=lambda one: one.at))


def _rounds(application: Application, now: datetime) -> Iterator[Happening]:
    for plan in application.rounds:
        interview = plan.interview
        over = interview.end < now
        yield Happening(
            shape="round", of=plan, at=interview.start, faint=bool(interview.void) or over, stands=not interview.void
        )


def _decisions(plan: InterviewPlan, now: datetime) -> Iterator[Happening]:
    zone = ZoneInfo(plan.interview.zone)
    told: tuple[tuple[Shape, date | datetime | None], ...] = (("decision", plan.decision), ("real", plan.real_decision))
    for shape, day in told:
        if day is not None:
            at = _moment(day, zone)
            yield Happening(shape=shape, of=plan, at=at, faint=at < now)


def _touches(application: Application, now: datetime, home: str) -> Iterator[Happening]:
    for entry in application.entries:
        arrives = _moment(entry.arrives, entry.at.tzinfo or ZoneInfo(home)) if entry.arrives else None
        yield Happening(
            shape=_SHAPES.get(entry.channel, "email"),
            of=entry,
            at=entry.at,
            until=arrives if arrives and arrives > entry.at else None,
            faint=not entry.is_coming(now),
            stands=entry.state == "stands",
        )


def _moment(of: date | datetime, zone: tzinfo) -> datetime:
    """A day counts from its noon."""
    return of if isinstance(of, datetime) else datetime.combine(of, time(12), zone)
