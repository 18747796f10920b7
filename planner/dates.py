"""When the employer decides, as people write it.

Everything counts from D, the employer-local date on which the interview ends. A weekday is the first after D, `in N
days` counts calendar days from D, `in N hours` runs from the interview's end, and a date without year is the first
such date on or after D. A text is understood whole or not at all: what is not understood gives no date and a problem
line, and what could be meant otherwise gives its date and a line that says how it was read. No text raises.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from planner import calendar_words as words
from planner.absolute_dates import MONTH_FIRST, Day, read_absolute
from planner.text import SHOWN_LIMIT, clean, shown
from planner.values import DateOrder, Decision, Preferences
from planner.zones import find_zone, zone_info

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
_TRAILING = re.compile(r" (?:at the latest|latest|or so|or thereabouts|probably|hopefully|maybe)$")
_VAGUE = re.compile(
    r"(?:(?P<lead>about|around|approximately|roughly|maybe|~) ?)?(?:in |within )?"
    r"(?:(?P<about>about|around|approximately|roughly|maybe|~) ?)?(?:a|one|1) week(?P<so>ish| or so| or thereabouts)?"
)
_NEAR = {
    **dict.fromkeys(("today", "same day", "the same day"), 0),
    **dict.fromkeys(("tomorrow", "next day", "the next day", "the following day", "day after", "the day after"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow"), 2),
}
_AMOUNT = re.compile(
    r"(?:in |within |after )?(?:the next |about |around |roughly )?(?P<number>\w+?) ?(?:of )?"
    r"(?P<work>business |working )?(?P<unit>h|hr|hour|d|day|week|fortnight|month)s?'?(?: from now| later| time)?"
)
_WEEKDAY = re.compile(
    r"(?P<lead>next week )?(?P<next>next |this |coming |this coming |the coming |upcoming )?(?P<day>[^\W\d_]+)\.?"
    r"(?P<trail>,? (?:of )?next week)?"
)
_PART_OF_WEEK = re.compile(
    r"(?:(?:the )?(?P<part>early|beginning of|start of|mid|middle of|late|later|end of) ?)?(?:in )?"
    r"(?P<which>the week after next|week after next|next week|this week|the week|the next week|the following week|week)"
)
_PART_OF_MONTH = re.compile(r"(?:the )?end of (?:(?P<which>the|this|next) )?(?P<month>[^\W\d_]+)(?: (?P<year>\d{4}))?")
_WEEK_OF = re.compile(
    r"(?:(?:the |in the )?(?:week|wk) (?:of|commencing|beginning|starting|ending)(?: on)?|w/?c) (?P<day>.+)"
)
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
        found = _exact_time(written, end) or _read(plain, end, order)
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


def _exact_time(written: str, end: datetime) -> Day | None:
    """An ISO date and time; one with an offset (or Z) is the same moment on the employer's clock."""
    try:
        at = datetime.fromisoformat(written.upper().replace(" Z", "Z").replace(" +", "+"))
    except ValueError:
        return None
    if "-" not in written[:8] or ":" not in written:
        return None
    return _day_at(at.astimezone(end.tzinfo) if at.tzinfo else at)


def _read(plain: str, end: datetime, order: DateOrder) -> Day | None:
    if _is_vague(plain):
        return Day(on=end.date() + VAGUE_WEEK, vague=True)
    at, before, behind = words.clock(plain)
    zone = find_zone(behind) if at else ""
    day = _strip(before if zone else f"{before} {behind}")
    if not day:
        found: Day | None = Day(on=end.date()) if at else None
    else:
        found = next((found for reader in _READERS if (found := reader(day, end, order))), None)
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


def _day_at(at: datetime) -> Day:
    return Day(on=at.date(), at=at.time().replace(tzinfo=None))


def _absolute(text: str, end: datetime, order: DateOrder) -> Day | None:
    return read_absolute(text, end.date(), order)


def _near(text: str, end: datetime, _order: DateOrder) -> Day | None:
    days = _NEAR.get(text)
    return None if days is None else Day(on=end.date() + timedelta(days=days))


def _amount(text: str, end: datetime, _order: DateOrder) -> Day | None:
    match = _AMOUNT.fullmatch(text)
    count = words.number(match["number"]) if match else None
    if match is None or count is None:
        return None
    today = end.date()
    if match["work"]:
        if match["unit"] != "day":
            return None
        on = _weekdays_later(today, count)
        return Day(on=on, doubt=f"was read as {words.say(on)}: weekends skipped, public holidays not")
    return _UNITS[match["unit"]](end, count)


def _weekdays_later(day: date, count: int) -> date:
    weeks, rest = divmod(count, 5)
    on = day + timedelta(weeks=weeks)
    for _ in range(rest):
        on += timedelta(days=1)
        while on.weekday() > 4:
            on += timedelta(days=1)
    return on


def _hours(end: datetime, count: int) -> Day:
    return _day_at((end.astimezone(UTC) + timedelta(hours=count)).astimezone(end.tzinfo))


def _days(end: datetime, count: int) -> Day:
    return Day(on=end.date() + timedelta(days=count))


def _weeks(end: datetime, count: int) -> Day:
    return _days(end, 7 * count)


def _months(end: datetime, count: int) -> Day:
    years, month = divmod(end.month - 1 + count, 12)
    last = words.month_end(end.year + years, month + 1)
    return Day(on=last.replace(day=min(end.day, last.day)))


_UNITS: dict[str, Callable[[datetime, int], Day]] = {
    "h": _hours,
    "hr": _hours,
    "hour": _hours,
    "d": _days,
    "day": _days,
    "week": _weeks,
    "fortnight": lambda end, count: _weeks(end, 2 * count),
    "month": _months,
}


def _weekday(text: str, end: datetime, _order: DateOrder) -> Day | None:
    match = _WEEKDAY.fullmatch(text)
    weekday = words.WEEKDAY_NUMBERS.get(match["day"]) if match else None
    if match is None or weekday is None:
        return None
    today = end.date()
    if match["lead"] or match["trail"]:
        return Day(on=words.monday(today) + timedelta(days=7 + weekday))
    on = words.next_weekday(weekday, today)
    if match["next"] == "next " and words.monday(on) == words.monday(today):
        return Day(on=on, doubt=f"was read as {words.say(on)}, the first after the interview")
    return Day(on=on)


def _part_of_week(text: str, end: datetime, _order: DateOrder) -> Day | None:
    match = _PART_OF_WEEK.fullmatch(text)
    if match is None or (match["part"] is None and match["which"] in {"the week", "week"}):
        return None
    today, which, part = end.date(), match["which"], match["part"] or ""
    ahead = 2 if "after next" in which else 1 if "next" in which or "following" in which else 0
    if ahead == 0 and part and today.weekday() >= 4:
        ahead = 1  # on a Friday or at the weekend, "the end of the week" is the coming week's
    start = words.monday(today) + timedelta(weeks=ahead)
    day = {"early": 1, "beginning of": 1, "start of": 1, "mid": 2, "middle of": 2}.get(part)
    if day is None:
        return Day(on=start, week=True)
    on = start + timedelta(days=day)
    return Day(on=on, doubt=f"was read as {words.say(on)}")


def _part_of_month(text: str, end: datetime, _order: DateOrder) -> Day | None:
    match = _PART_OF_MONTH.fullmatch(text)
    if match is None:
        return None
    today, named = end.date(), words.MONTH_NUMBERS.get(match["month"])
    if match["month"] == "month":
        following = 1 if match["which"] == "next" else 0
        years, month = divmod(today.month - 1 + following, 12)
        return Day(on=words.month_end(today.year + years, month + 1))
    if named is None or match["which"]:
        return None
    year = int(match["year"] or today.year + (1 if named < today.month else 0))
    return Day(on=words.month_end(year, named))


def _week_of(text: str, end: datetime, order: DateOrder) -> Day | None:
    match = _WEEK_OF.fullmatch(text)
    # The week that the interview is in has begun before it: its days may be named too.
    found = read_absolute(match["day"], words.monday(end.date()), order) if match else None
    return Day(on=words.monday(found.on), week=True, doubt=found.doubt) if found else None


_READERS = (_absolute, _near, _amount, _weekday, _part_of_week, _part_of_month, _week_of)
