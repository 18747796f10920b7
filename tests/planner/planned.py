"""Interviews built directly, and plans as short lines: an hour on a Tuesday in New York, one person, one company."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from planner.plan import plan
from planner.playbook import Playbook, parse
from planner.values import Decision, FollowUp, Interview, InterviewPlan, Person, Source, Standing

JANE = Person(name="Jane Doe")
BUNDLED = Path(__file__).parents[2] / "planner" / "playbook" / "yate-2012.toml"
NEW_YORK = "America/New_York"


@cache
def text() -> str:
    return BUNDLED.read_text(encoding="utf-8")


def playbook(*changes: tuple[str, str]) -> Playbook:
    """The bundled playbook, with these pieces of its text replaced."""
    changed = text()
    for old, new in changes:
        assert old in changed, old
        changed = changed.replace(old, new)
    return _parsed(changed)


@cache
def _parsed(changed: str) -> Playbook:
    return parse(changed, "yate-2012.toml")


def at(written: str, zone: str = NEW_YORK) -> datetime:
    """`2026-10-06 15:00` in this zone."""
    return datetime.fromisoformat(written).replace(tzinfo=ZoneInfo(zone))


def decided(written: str, **fields: Any) -> Decision:
    """`2026-10-08`, or with a time behind it."""
    moment = datetime.fromisoformat(written)
    return Decision(on=moment.date(), at=moment.time() if " " in written else None, **fields)


def interview(end: str = "2026-10-06 15:00", decision: str | Decision | None = None, **fields: Any) -> Interview:
    """One that takes an hour and ends then; every other field of `Interview` by keyword, `uid` for its source."""
    zone = fields.setdefault("zone", NEW_YORK)
    ends = at(end, zone)
    starts = fields.pop("start", None)
    fields.setdefault("source", Source(uid=fields.pop("uid", "one"), recurrence_id=fields.pop("occurrence", "")))
    fields.setdefault("interviewers", (JANE,))
    fields.setdefault("home_zone", zone)
    return Interview(
        title=fields.pop("title", "Interview with Acme"),
        start=at(starts, zone) if starts else ends - timedelta(hours=1),
        end=ends,
        company=fields.pop("company", "Acme"),
        decision=decided(decision) if isinstance(decision, str) else decision,
        **fields,
    )


def hire(end: str = "2026-10-06 15:00", decision: str | Decision | None = None, **fields: Any) -> Interview:
    """One after which the hiring decision comes."""
    return interview(end, decision, stage="decision", **fields)


def planned(one: Interview, now: str | datetime | None = None, **inputs: Any) -> InterviewPlan:
    """The plan of a single interview, made as it begins unless said otherwise (`now` at the employer's)."""
    moment = at(now, one.zone) if isinstance(now, str) else now or one.start
    (found,) = plan([one], inputs.pop("playbook", None) or playbook(), now=moment, **inputs)
    return found


def agenda(one: Interview, now: str | datetime | None = None, **inputs: Any) -> list[str]:
    """What is to be done, one short line each: `email Tue 6 Oct 21:30`, for mail with the day on which it lands."""
    return lines(planned(one, now, **inputs).follow_ups)


def lines(follow_ups: Iterable[FollowUp]) -> list[str]:
    return [line(one) for one in follow_ups]


def line(one: FollowUp) -> str:
    lands = f" lands {_day(one.arrives)}" if one.arrives else ""
    return f"{one.channel} {_day(one.at.date())} {one.at:%H:%M}{lands}"


def _day(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"


def stood(one: FollowUp, **changes: Any) -> Standing:
    """The same follow-up as it stands in the calendar."""
    standing = Standing(
        source=one.source, step=one.step, slot=one.slot, to=one.to, channel=one.channel, at=one.at, arrives=one.arrives
    )
    return replace(standing, **changes)


def notes(one: Interview, now: str | None = None, **inputs: Any) -> str:
    return "\n".join(planned(one, now, **inputs).notes)
