"""The words of dates: months, weekdays, numbers and clock times, as people write them."""

import re
from datetime import date, time, timedelta

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

MONTH_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "january jan januar janvier enero januari gennaio janeiro",
            "february feb februar février fevrier febrero februari febbraio fevereiro",
            "march mar märz maerz mars marzo maart março",
            "april apr avril abril aprile",
            "may mai mayo mei maggio maio",
            "june jun juni juin junio giugno junho",
            "july jul juli juillet julio luglio julho",
            "august aug août aout agosto augustus",
            "september sep sept septembre septiembre settembre setembro",
            "october oct oktober okt octobre octubre ottobre outubro",
            "november nov novembre noviembre novembro",
            "december dec dezember dez décembre decembre diciembre dicembre dezembro",
        ),
        start=1,
    )
    for word in words.split()
}
WEEKDAY_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "monday mon mondays montag lundi lunes",
            "tuesday tue tues dienstag mardi martes",
            "wednesday wed weds mittwoch mercredi miércoles",
            "thursday thu thur thurs donnerstag jeudi jueves",
            "friday fri freitag vendredi viernes",
            "saturday sat samstag samedi sábado",
            "sunday sun sonntag dimanche domingo",
        )
    )
    for word in words.split()
}
_COUNTED = "two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
NUMBERS = {"a": 1, "an": 1, "one": 1, "couple": 2} | {word: n for n, word in enumerate(_COUNTED.split(), start=2)}

_CLOCK = re.compile(
    r"(?<![\w:.+/-])(?:at |um |@ ?)?"
    r"(?:(?P<word>noon|midday|eod|eob|cob|end of (?:the )?(?:business )?day|close of (?:business|play))"
    r"|(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2})(?::\d{2})?)? ?(?P<half>[ap])\.?m\b\.?"
    r"|(?P<hour24>\d{1,2})(?:[:h](?P<minute24>\d{2})(?::\d{2}(?:\.\d{1,9})?)?(?: uhr\b| h\b)?| uhr\b))(?![\w:])"
)
_CLOCK_WORDS = {"noon": time(12), "midday": time(12)}
_CLOSE = time(17)


def number(word: str) -> int | None:
    """The number that a word or up to four digits say, None for other words.

    >>> number("ten"), number("12"), number("many")
    (10, 12, None)
    """
    if word.isascii() and word.isdigit() and len(word) <= 4:
        return int(word)
    return NUMBERS.get(word)


def clock(text: str) -> tuple[time | None, str, str]:
    """The clock time in lower-case `text`, and what stands before and behind it.

    Without one: None, the text, "". An impossible one (`25:00`) is none, and stays in the text.

    >>> clock("fri 4 dec at 3pm")
    (datetime.time(15, 0), 'fri 4 dec', '')
    """
    match = _CLOCK.search(text)
    found = _time(match) if match else None
    if match is None or found is None:
        return None, text, ""
    return found, text[: match.start()].strip(), text[match.end() :].strip()


def _time(match: re.Match[str]) -> time | None:
    if word := match["word"]:
        return _CLOCK_WORDS.get(word, _CLOSE)
    minute = int(match["minute"] or match["minute24"] or 0)
    hour = int(match["hour"] or match["hour24"])
    if match["half"]:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if match["half"] == "p" else 0)
    return time(hour, minute) if hour < 24 and minute < 60 else None


def say(day: date) -> str:
    """A date as a problem line says it, whatever the locale: `Fri 4 Dec 2026`."""
    return f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"


def monday(day: date) -> date:
    """The Monday of its ISO week. Raises OverflowError in the first days of year 1."""
    return day - timedelta(days=day.weekday())


def month_end(year: int, month: int) -> date:
    """The last day of that month."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def next_such_day(month: int, day: int, first: date) -> date:
    """The first date on or after `first` with this month and day. Raises ValueError where there is none (31 Nov)."""
    for year in range(first.year, first.year + 9):  # 29 Feb may be eight years away
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= first:
            return found
    msg = f"no year has a day {day} in month {month}"
    raise ValueError(msg)


def next_weekday(weekday: int, after: date) -> date:
    """The first such weekday (Monday is 0) after that day."""
    return after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
