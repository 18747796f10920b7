"""Business days: Monday to Friday, no public holiday of the employer's country, not listed as closed.

Holidays come from the library `holidays`, days observed in place of a weekend included. All dates are dates at
the employer's. Nothing here raises: a country or subdivision that the library does not know is said in `notes`.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from holidays import HolidayBase

DAY = timedelta(days=1)
_WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def name_day(day: date) -> str:
    """A date as titles and reasons write it, whatever the locale: `Thu 29 Oct`."""
    return f"{_WEEKDAYS[day.weekday()]} {day.day} {_MONTHS[day.month - 1]}"


class BusinessDays:
    """The working calendar of one employer."""

    __slots__ = ("_closed", "_country", "_subdivision", "notes")

    def __init__(self, country: str, subdivision: str = "", closed: tuple[date, ...] = ()) -> None:
        self._closed = frozenset(closed)
        self._country, self._subdivision, self.notes = _known(country, subdivision)

    def is_open(self, day: date) -> bool:
        """Whether this is a business day."""
        return day.weekday() < 5 and day not in self._closed and day not in self._holidays(day.year)

    def closed_because(self, day: date) -> str:
        """Why a day is no business day, in plain words; "" for one that is."""
        if name := self._holidays(day.year).get(day):
            return name
        if day.weekday() >= 5:
            return "a weekend"
        return "listed as closed" if day in self._closed else ""

    def shift(self, day: date, count: int) -> date:
        """The `count`-th business day after `day` (before it, where `count` is negative); `day` itself for 0."""
        step = DAY if count > 0 else -DAY
        left = abs(count)
        while left:
            day += step
            left -= self.is_open(day)
        return day

    def on_or_after(self, day: date) -> date:
        """The day itself where it is a business day, else the next one."""
        return day if self.is_open(day) else self.shift(day, 1)

    def count(self, after: date, until: date, at_most: int) -> int:
        """How many business days b lie in after < b <= until; counting stops at `at_most`."""
        found = 0
        while after < until and found < at_most:
            after += DAY
            found += self.is_open(after)
        return found

    def holidays_between(self, first: date, last: date) -> tuple[str, ...]:
        """The weekdays from `first` to `last`, both included, on which the employer is closed, each with its reason."""
        found = []
        while first <= last:
            if first.weekday() < 5 and not self.is_open(first):
                found.append(f"{name_day(first)} is {self.closed_because(first)}")
            first += DAY
        return tuple(found)

    def skipped(self, after: date, until: date) -> tuple[str, ...]:
        """Which holidays made "the next business day" of `after` as late as `until`; as one reason, or none."""
        closed = self.holidays_between(after + DAY, until - DAY)
        return (f"{', '.join(closed)} -> {name_day(until)}",) if closed else ()

    def _holidays(self, year: int) -> Mapping[date, str]:
        return _holidays(self._country, self._subdivision, year) if self._country else {}


@lru_cache(maxsize=512)
def _holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    return dict(_of_the_library(country, subdivision, years=(year,)))


@lru_cache(maxsize=256)
def _known(country: str, subdivision: str) -> tuple[str, str, tuple[str, ...]]:
    """What of it the library knows, and what to say about the rest."""
    country = country.upper()
    try:
        _of_the_library(country)
    except NotImplementedError:
        return "", "", (f"no public holidays are known for the country {country or '(none)'}: only weekends count",)
    code = subdivision.removeprefix(f"{country}-")
    for spelling in (code, code.upper(), code.title()):
        try:
            _of_the_library(country, spelling)
        except NotImplementedError:
            continue
        return country, spelling, ()
    return country, "", (f"{country} has no subdivision {subdivision}: only its national holidays count",)


def _of_the_library(country: str, subdivision: str = "", years: tuple[int, ...] = ()) -> "HolidayBase":
    """Raises NotImplementedError for what it does not know."""
    import holidays  # noqa: PLC0415  it loads all countries as soon as one is asked for

    return holidays.country_holidays(country, subdiv=subdivision or None, years=years or None, language="en_US")
