"""What this machine tells about its person: proposals, which they may overrule."""

import os
import re
from importlib.resources import files

_TERRITORY = re.compile(r"^[a-z]{2,3}_([A-Z]{2})\b")


def country(zone: str) -> str:
    """The person's country (ISO 3166, two letters): by the locale, else by the time zone, else US."""
    # not by locale.getlocale(), which takes the C locale for an American's
    told = (os.environ.get(name, "") for name in ("LC_ALL", "LC_TIME", "LANG"))
    found = next((match[1] for name in told if (match := _TERRITORY.match(name))), "")
    return found or _country_of_zone(zone) or "US"


def _country_of_zone(zone: str) -> str:
    """By the time zone database's own table (zone1970.tab): the first country, which has most people there."""
    table = (files("tzdata.zoneinfo") / "zone1970.tab").read_text(encoding="utf-8")
    for line in table.splitlines():
        columns = line.split("\t")
        if len(columns) > 2 and columns[2] == zone:
            return columns[0].split(",")[0]
    return ""
