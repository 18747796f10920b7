"""Dates that count from the interview: `tomorrow`, `in two weeks`, `Friday`, `end of next week`, `week of 30 Nov`.

All texts are lower case without commas. `end` is the interview's, aware, in the employer's zone, and D its date there.
An impossible date raises ValueError or OverflowError; a text that is no such date gives None.
"""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from planner.understanding import calendar_words as words
from planner.understanding.absolute_dates import Day, read_absolute
from planner.values import DateOrder

_NEAR = {
    **dict.fromkeys(("today", "tonight", "same day", "the same day"), 0),
    **dict.fromkeys(("tomorrow", "next day", "the next day", "the following day", "day after", "the day after"), 1),
    **dict.fromkeys(("day after tomorrow", "the day after tomorrow"), 2),
}
_AMOUNT = re.compile(
    r"(?:in |within |after )?(?:the next |about |around |roughly )?(?:(?P<least>\w+) ?(?:-|–|to|or) ?)?"
    r"(?P<number>\w+?) ?(?:of )?(?P<work>business |working )?(?:calendar )?"
    r"(?P<unit>h|hr|hour|d|day|week|fortnight|month)s?'?(?: from now| later| time)?"
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


def read_relative(text: str, end: datetime, order: DateOrder) -> Day | None:
    """The date that `text` names, seen from the interview. Raises ValueError or OverflowError for an impossible one."""
    return next((found for reader in _READERS if (found := reader(text, end, order))), None)


def day_at(at: datetime) -> Day:
    """That moment on the employer's clock, as a day and a time."""
    return Day(on=at.date(), at=at.time().replace(tzinfo=None))


def _near(text: str, end: datetime, _order: DateOrder) -> Day | None:
    days = _NEAR.get(text)
    return None if days is None else Day(on=end.date() + timedelta(days=days))


def _amount(text: str, end: datetime, _order: DateOrder) -> Day | None:
    match = _AMOUNT.fullmatch(text)
    count = words.number(match["number"]) if match else None
    if match is None or count is None or (match["least"] and words.number(match["least"]) is None):
        return None
    if match["work"] and match["unit"] != "day":
        return None
    found = Day(on=_weekdays_later(end.date(), count)) if match["work"] else _UNITS[match["unit"]](end, count)
    doubts = {"the later": match["least"], "weekends skipped, public holidays not": match["work"]}
    doubt = ", ".join(why for why, applies in doubts.items() if applies)
    return replace(found, doubt=f"was read as {words.say(found.on)}, {doubt}") if doubt else found


def _weekdays_later(day: date, count: int) -> date:
    on = day - timedelta(days=max(day.weekday() - 4, 0))
    weeks, rest = divmod(count, 5)
    over = 2 if on.weekday() + rest > 4 else 0
    return on + timedelta(days=7 * weeks + rest + over)


def _hours(end: datetime, count: int) -> Day:
    return day_at((end.astimezone(UTC) + timedelta(hours=count)).astimezone(end.tzinfo))


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


_READERS = (_near, _amount, _weekday, _part_of_week, _part_of_month, _week_of)
