"""When the employer decides, as people write it.

Everything counts from D, the employer-local date on which the interview ends. A weekday is the first after D, `in N
days` counts calendar days from D, `in N hours` runs from the interview's end, and a date without year is the first
such date on or after D. A text is understood whole or not at all: what is not understood gives no date and a problem
line, and what could be meant otherwise gives its date and a line that says how it was read. No text raises.
"""

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from planner.understanding import calendar_words as words
from planner.understanding.absolute_dates import MONTH_FIRST, Day, read_absolute
from planner.understanding.relative_dates import day_at, read_relative
from planner.understanding.text import SHOWN_LIMIT, clean, shown
from planner.understanding.zones import find_zone, zone_info
from planner.values import DateOrder, Decision, Preferences

UNDERSTOOD = (
    "2026-12-04, 2026-12-04 15:00, 4 December, Dec 4, Friday, tomorrow, in 10 days, in two weeks, week of 30 Nov, "
    "a week or so, or unknown"
)
VAGUE_WEEK = timedelta(days=7)
"""V6: "a week or so" as a date."""
_FURTHEST = timedelta(days=731)

_UNKNOWN = {
    *("", "?", "-", "unknown", "not known", "not yet known", "tbd", "tba", "tbc", "none", "n/a", "na", "no idea"),
    *("open", "unclear", "unspecified", "not sure", "don't know", "dont know", "not given", "not said", "no date"),
}
_LEADING = re.compile(
    r"(?:(?:by|on|until|till|expected|probably|likely|hopefully|maybe|perhaps|sometime|about|around|approximately"
    r"|approx\.?|roughly|circa|ca\.|no later than|at the latest|the latest|latest|~) ?\b)+",
)
_TRAILING = re.compile(
    r" (?:at the latest|latest|or so|or thereabouts|probably|hopefully|maybe|morning|afternoon|evening|by|at|on)$"
)
_VAGUE = re.compile(
    r"(?:(?P<lead>about|around|approximately|roughly|maybe|~) ?)?(?:in |within )?"
    r"(?:(?P<about>about|around|approximately|roughly|maybe|~) ?)?(?:a|one|1) week(?P<so>ish| or so| or thereabouts)?"
)
_BRACKETS = re.compile(r"\([^()]*\)")
_SHORTHANDS = {"eow": "end of the week", "eom": "end of the month", "a couple": "couple", "a fortnight": "two weeks"}
_SHORTHAND = re.compile(r"\b(?:eow|eom|a couple|a fortnight)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A date as understood (None: unknown, or not understood), and what to tell of it."""

    decision: Decision | None = None
    problems: tuple[str, ...] = ()


def date_order(preferences: Preferences) -> DateOrder:
    """How 3/4 is read: as the config says, else by the person's country."""
    return preferences.date_order or ("MDY" if preferences.home_country in MONTH_FIRST else "DMY")


def read_decision(text: str, *, end: datetime, order: DateOrder) -> Reading:
    """When the decision falls. `end` is the interview's, aware, in the employer's zone; so is the answer."""
    written = clean(text[: 4 * SHOWN_LIMIT])
    plain = _plain(written)
    if plain in _UNKNOWN:
        return Reading()
    try:
        found = _exact_time(written, end) or _read(plain, end, order) or _read(_bracketless(written), end, order)
    except (ValueError, OverflowError):
        return Reading(problems=(f"Decision: {shown(text)} is not a date that exists; planned as unknown",))
    if found is None:
        problem = f"Decision: {shown(text)} is not a date I understand; write for example {UNDERSTOOD}"
        return Reading(problems=(problem,))
    if found.on - end.date() > _FURTHEST:
        return Reading(problems=(f"Decision: {shown(text)} is more than two years away; planned as unknown",))
    decision = Decision(on=found.on, at=found.at, week=found.week, vague=found.vague, text=written[:SHOWN_LIMIT])
    doubts = (f"Decision: {shown(text)} {found.doubt}",) if found.doubt else ()
    return Reading(decision=decision, problems=doubts)


def read_day(text: str, *, first: date, order: DateOrder) -> date | None:
    """The calendar date that `text` names by itself, the first on or after `first`; None where it names none."""
    try:
        found = read_absolute(_plain(text[:SHOWN_LIMIT]), first, order)
    except (ValueError, OverflowError):
        return None
    return found.on if found else None


def _plain(text: str) -> str:
    """Lower case, without the punctuation that carries nothing."""
    lower = text.casefold().replace(",", " ").replace("(", " ").replace(")", " ").replace("’", "'")
    return clean(lower).strip(" .;!\"'")


def _bracketless(text: str) -> str:
    """Without what is said in brackets: `4 Dec (they said)`."""
    return _plain(_BRACKETS.sub(" ", text))


def _exact_time(written: str, end: datetime) -> Day | None:
    """An ISO date and time; one with an offset (or Z) is the same moment on the employer's clock."""
    try:
        at = datetime.fromisoformat(written.upper().replace(" Z", "Z").replace(" +", "+"))
    except ValueError:
        return None
    if "-" not in written[:8] or ":" not in written:
        return None
    return day_at(at.astimezone(end.tzinfo) if at.tzinfo else at)


def _read(plain: str, end: datetime, order: DateOrder) -> Day | None:
    if _is_vague(plain):
        return Day(on=end.date() + VAGUE_WEEK, vague=True)
    at, before, behind = words.clock(plain)
    zone = find_zone(behind) if at else ""
    day = _strip(before if zone else f"{before} {behind}")
    if not day:
        found: Day | None = Day(on=end.date()) if at else None
    else:
        found = read_absolute(day, end.date(), order) or read_relative(day, end, order)
    if found is None or at is None:
        return found
    return _with_time(found, at, zone, end)


def _with_time(found: Day, at: time, zone: str, end: datetime) -> Day | None:
    if found.week or found.at:
        return None
    if not zone:
        return Day(on=found.on, at=at, doubt=found.doubt)
    there = datetime.combine(found.on, at, tzinfo=zone_info(zone)).astimezone(end.tzinfo)
    return Day(on=there.date(), at=there.time(), doubt=found.doubt)


def _is_vague(plain: str) -> bool:
    match = _VAGUE.fullmatch(plain.removeprefix("by ").removeprefix("expected "))
    return bool(match and (match["lead"] or match["about"] or match["so"]))


def _strip(text: str) -> str:
    short = _SHORTHAND.sub(lambda match: _SHORTHANDS[match[0]], clean(text))
    lead = _LEADING.match(short)
    return _TRAILING.sub("", short[lead.end() if lead else 0 :]).strip(" -–@")
