"""The timeline of an application as the page draws it: positions in per cent, for any width, and words."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from planner.values import InterviewPlan
from sync.applications import Application
from sync.cli.moments import day, day_and_time
from sync.entries import Entry
from sync.timeline import Happening, Scale, Shape, happenings

_FAR = timedelta(days=45)
"""A present moment further away than this from all that happens is not drawn."""
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


def timeline(application: Application, *, now: datetime, home: str) -> Timeline | None:
    """The timeline of one application; None where nothing happens."""
    found = happenings(application, now=now, home=home)
    if not found:
        return None
    moments = [moment for one in found for moment in (one.at, one.until) if moment]
    near = min(moments) - _FAR <= now <= max(moments) + _FAR
    scale = Scale.over([*moments, *([now] if near else [])])
    return Timeline(
        marks=tuple(_mark(one, scale, home) for one in found),
        ticks=tuple((_position(place), name) for place, name in scale.ticks(ZoneInfo(home))),
        present=_position(scale.place(now)) if near else "",
    )


def _position(place: float) -> str:
    return f"{100 * place:.2f}%"


def _mark(one: Happening, scale: Scale, home: str) -> Mark:
    what, when = _of_entry(one.of, home) if isinstance(one.of, Entry) else _of_plan(one.shape, one.of, home)
    until = _position(scale.place(one.until)) if one.until else ""
    return Mark(shape=one.shape, what=what, when=when, at=_position(scale.place(one.at)), until=until, faint=one.faint)


def _of_plan(shape: Shape, plan: InterviewPlan, home: str) -> tuple[str, str]:
    if shape == "round":
        interview = plan.interview
        aside = f" ({interview.void})" if interview.void else ""
        return interview.title + aside, day_and_time(interview.start, home)
    decided = plan.decision if shape == "decision" else plan.real_decision
    what = "They decide" if shape == "decision" else "It is really decided about then, before the paperwork"
    return what, day_and_time(decided, home) if isinstance(decided, datetime) else day(decided) if decided else ""


def _of_entry(entry: Entry, home: str) -> tuple[str, str]:
    when = day(entry.at) if entry.whole_day else day_and_time(entry.at, home)
    if entry.arrives:
        when += f", arrives {day(entry.arrives)}"
    aside = f" ({_SAYS[entry.state]})" if entry.state in _SAYS else ""
    return entry.title + aside, when
