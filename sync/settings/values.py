"""The kinds of values that a configuration holds, each with the words that say what is allowed.

Every check raises `ValueError("what is wrong; what is allowed")`; pydantic collects them.
"""

import re
import shlex
from collections.abc import Callable
from datetime import date, timedelta
from difflib import get_close_matches
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator

from sync.places import system_zone

UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
GOOGLE_COLORS = (
    "lavender",
    "sage",
    "grape",
    "flamingo",
    "banana",
    "tangerine",
    "peacock",
    "graphite",
    "blueberry",
    "basil",
    "tomato",
)
"""Google's event colours by their `colorId`, counted from 1."""


def did_you_mean(word: str, known: list[str]) -> str:
    """` (did you mean "…"?)`, or nothing where no known word is close."""
    close = get_close_matches(word, known, n=1, cutoff=0.7)
    return f' (did you mean "{close[0]}"?)' if close else ""


def _duration(value: object) -> object:
    """`"90s"`, `"5m"`, `"1h"`, `"1d"`, `"2w"`."""
    if isinstance(value, timedelta):
        return value
    match = re.fullmatch(r"(\d{1,6})\s*([smhdw])", value.strip()) if isinstance(value, str) else None
    if match is None:
        raise ValueError(f'{value!r} is no duration; a number and s, m, h, d or w, as in "90s" or "5m"')
    return timedelta(**{UNITS[match[2]]: int(match[1])})


def _positive(value: timedelta) -> timedelta:
    if not value:
        raise ValueError('must be longer than nothing; for example "5m"')
    return value


def zone(value: str) -> str:
    """An IANA zone."""
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        hint = did_you_mean(value, sorted(available_timezones()))
        raise ValueError(f'"{value}" is no time zone{hint}; an IANA name, as in "Europe/Berlin"') from None
    return value


def country(value: str) -> str:
    """An ISO 3166 country whose public holidays are known, as its two letters."""
    import holidays  # noqa: PLC0415

    try:
        return str(holidays.country_holidays(value.upper()).country)
    except (NotImplementedError, AttributeError):  # the library knows stock exchanges too; they have no country
        raise ValueError(
            f'no public holidays are known for a country "{value}"; its two letters of ISO 3166, as in "US" or "DE"'
        ) from None


def subdivision(of: str, value: str) -> str:
    """A part of the country `of`, by its ISO 3166-2 code (with or without the country) or its name."""
    import holidays  # noqa: PLC0415

    short = value.removeprefix(f"{of}-")
    try:
        holidays.country_holidays(of, subdiv=short)
    except NotImplementedError:
        parts = ", ".join(holidays.country_holidays(of).subdivisions) or "none"
        raise ValueError(f'"{value}" is no part of {of} with holidays of its own; known are: {parts}') from None
    return short


def _hashtag(value: str) -> str:
    if not re.fullmatch(r"#\w[\w-]*", value):
        raise ValueError(f'"{value}" is no hashtag; # and one word, as in "#interview"')
    return value


def _color(value: object) -> object:
    """The `colorId` of a colour given by name or number."""
    word = str(value).strip().lower()
    if word in GOOGLE_COLORS:
        return str(GOOGLE_COLORS.index(word) + 1)
    if word.isdecimal() and 1 <= int(word) <= len(GOOGLE_COLORS):
        return str(int(word))
    raise ValueError(f'"{value}" is no Google event colour; 1 to 11, or one of {", ".join(GOOGLE_COLORS)}')


def _email(value: str) -> str:
    if not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError(f'"{value}" is no email address; as in "me@example.org"')
    return value.lower()


def _language(value: str) -> str:
    if not re.fullmatch(r"[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*", value):
        raise ValueError(f'"{value}" is no language; its short code, as in "en"')
    return value


def _account_name(value: str) -> str:
    if not re.fullmatch(r"[^\W_][^/\\\x00-\x1f]*", value):
        raise ValueError(
            f'"{value}" is no account name; letters and digits first, without slashes, since files are named by it'
        )
    return value


def _day(value: object) -> object:
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError(f'"{value}" is no date; as in 2026-11-27') from None


def url(value: str) -> str:
    """An address without a password in it; plain http for this machine only. What has no scheme (a host, an email
    address) stays as it is: the provider finds the server by it."""
    value = value.strip()
    try:
        parts = urlsplit(value if "://" in value else f"https://{value}")
        parts.port  # noqa: B018  raises for what is no number
    except ValueError:  # whose words would repeat a password
        raise ValueError('is no web address; as in "https://dav.example.org/"') from None
    if parts.password is not None or ("://" in value and parts.username is not None):
        raise ValueError("holds a user name or password; use username and password_file")
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ValueError(f'"{value}" is no web address; as in "https://dav.example.org/"')
    if parts.scheme == "http" and not _loopback(parts.hostname):
        raise ValueError(f"would send your password unprotected to {parts.hostname}; https, or http to this machine")
    return value


def _loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _optional(check: Callable[[str], str]) -> Callable[[str], str]:
    return lambda value: check(value) if value else value


def _file(value: object) -> object:
    if value == "":
        raise ValueError('is empty; a path, as in "~/calendars/home"')
    if not isinstance(value, str | Path):
        return value
    try:
        return Path(value).expanduser()
    except RuntimeError:
        raise ValueError(
            f'"{value}" names the home of a user that is not here; a path, as in "~/calendars/home"'
        ) from None


def _words(value: object) -> object:
    """A command as a list of words, or as a line that is split as a shell would; no shell ever runs it."""
    return tuple(shlex.split(value)) if isinstance(value, str) else value


Duration = Annotated[timedelta, BeforeValidator(_duration)]
Interval = Annotated[Duration, AfterValidator(_positive)]
HomeZone = Annotated[str, AfterValidator(lambda value: zone(value) if value else system_zone())]
OptionalZone = Annotated[str, AfterValidator(_optional(zone))]
Country = Annotated[str, AfterValidator(country)]
OptionalCountry = Annotated[str, AfterValidator(_optional(country))]
Hashtag = Annotated[str, AfterValidator(_hashtag)]
Color = Annotated[str, BeforeValidator(_color)]
Email = Annotated[str, AfterValidator(_email)]
Language = Annotated[str, AfterValidator(_language)]
AccountName = Annotated[str, AfterValidator(_account_name)]
Day = Annotated[date, BeforeValidator(_day)]
Url = Annotated[str, AfterValidator(url)]
OptionalUrl = Annotated[str, AfterValidator(_optional(url))]
File = Annotated[Path, BeforeValidator(_file)]
OptionalFile = Annotated[Path | None, BeforeValidator(lambda value: _file(value) if value else None)]
Command = Annotated[tuple[str, ...], BeforeValidator(_words)]
