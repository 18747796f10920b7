"""Dates that a calendar alone explains: `2026-12-04`, `Fri 4 Dec`, `December 4, 2026`, `7/10/2026`, `the 26th`.

All texts are lower case without commas. A date without year (or month) is the first such date on or after `first`.
An impossible date raises ValueError or OverflowError; a text that is no date at all gives None.
"""

import re
from dataclasses import dataclass, replace
from datetime import date, time, timedelta

from planner.understanding import calendar_words as words
from planner.values import DateOrder

MONTH_FIRST = frozenset({"US", "AS", "FM", "GU", "MH", "MP", "PH", "PR", "PW", "UM", "VI"})
"""Countries that write 12/31: the United States, their territories, and those that took it from them."""
FAR_AWAY = 300
"""Days from which a date without year is more likely a slip than a plan."""

_ISO = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|(\d{2})(\d{2}))")
_NUMERIC = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/.-])(?P<second>\d{1,2})(?:(?P=mark)(?P<year>\d{4}|\d{2})?)?")
_DAY = re.compile(r"(\d{1,2})(st|nd|rd|th|er|\.)?")
_YEAR = re.compile(r"\d{4}|'\d{2}")
_ARTICLES = re.compile(r" (?:the|of|de|den|le|el) (?=\S)")
_JOINED = re.compile(r"(?<=\d)[-/](?=[^\W\d])|(?<=[^\W\d])[-/](?=\d)")  # 29-Oct-2026
_SHAPES = re.compile(r"W?(?:[DO]M|M[DO])Y?W?|YM[DO]|W?O|WD")


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """A date as read: `week`, `vague` and `at` as in `Decision`; `doubt` says how it was read, if that is not plain."""

    on: date
    at: time | None = None
    week: bool = False
    vague: bool = False
    doubt: str = ""


def read_absolute(text: str, first: date, order: DateOrder) -> Day | None:
    """The date that `text` names by itself. Raises ValueError or OverflowError for one that does not exist."""
    head, _, rest = text.partition(" ")
    weekday = words.WEEKDAY_NUMBERS.get(head.rstrip("."))
    digits = text if weekday is None else rest
    found = _iso(digits) or _numeric(digits, first, order)
    if found is None:
        return _named(text, first)
    return replace(found, doubt=_contradiction(found.on, weekday) or found.doubt)


def _iso(text: str) -> Day | None:
    match = _ISO.fullmatch(text)
    if match is None:
        return None
    return Day(on=date(int(match[1]), int(match[3] or match[5]), int(match[4] or match[6])))


def _numeric(text: str, first: date, order: DateOrder) -> Day | None:
    match = _NUMERIC.fullmatch(text)
    if match is None or (match["mark"] == "-" and not match["year"]):
        return None
    one, two = int(match["first"]), int(match["second"])
    month_first = order == "MDY" and match["mark"] != "."  # dots are written by those who put the day first
    if max(one, two) > 12:
        month_first = two > 12
    month, day = (one, two) if month_first else (two, one)
    on, doubt = _complete(day, month, _year(match["year"]), first)
    if one != two and max(one, two) <= 12:
        way = "month first" if month_first else "day first"
        doubt = f"was read as {words.say(on)} ({way}); write the month by name to be sure"
    return Day(on=on, doubt=doubt)


def _named(text: str, first: date) -> Day | None:
    """Weekday, day, month and year in any usual order; at least a day with a month, a weekday or an ordinal."""
    shape, values = "", dict[str, int]()
    for word in _ARTICLES.sub(" ", _JOINED.sub(" ", f" {text} ")).split():
        kind, value = _word(word, shape)
        shape, values[kind] = shape + kind, value
    if not _SHAPES.fullmatch(shape):
        return None
    day = values.get("D") or values.get("O") or 0
    if "M" in shape:
        on, doubt = _complete(day, values["M"], values.get("Y"), first)
    else:
        on, doubt = _day_of_month(day, first), ""
    return Day(on=on, doubt=_contradiction(on, values.get("W")) or doubt)


def _word(word: str, shape: str) -> tuple[str, int]:
    """What a word is: W(eekday), M(onth), D(ay), O(rdinal day), Y(ear), or ? for what has no place in a date."""
    name = word.rstrip(".")
    if name in words.MONTH_NUMBERS:
        return "M", words.MONTH_NUMBERS[name]
    if name in words.WEEKDAY_NUMBERS:
        return "W", words.WEEKDAY_NUMBERS[name]
    if _YEAR.fullmatch(word):
        return "Y", _year(word.strip("'")) or 0
    match = _DAY.fullmatch(word)
    if match is None:
        return "?", 0
    if "M" in shape and ("D" in shape or "O" in shape):
        return "Y", 2000 + int(match[1])
    return ("O" if match[2] else "D"), int(match[1])


def _year(text: str | None) -> int | None:
    if not text:
        return None
    return int(text) + (2000 if len(text) == 2 else 0)


def _complete(day: int, month: int, year: int | None, first: date) -> tuple[date, str]:
    if year is not None:
        return date(year, month, day), ""
    on = words.next_such_day(month, day, first)
    away = (on - first).days
    if away <= FAR_AWAY:
        return on, ""
    return on, f"was read as {words.say(on)}, {away} days away; write the year if that is not meant"


def _day_of_month(day: int, first: date) -> date:
    if not 1 <= day <= 31:
        msg = f"no month has a day {day}"
        raise ValueError(msg)
    on = first
    while on.day != day:  # at most two months of days: no two months in a row are short of the same one
        on += timedelta(days=1)
    return on


def _contradiction(on: date, weekday: int | None) -> str:
    if weekday is None or on.weekday() == weekday:
        return ""
    return f"was read as {words.say(on)}: that is no {words.WEEKDAYS[weekday]}"
