"""Where the employer is: time zones and countries, as people write them.

A zone is an IANA name in any case (`europe/berlin`), its city (`New York`), a Windows name (`W. Europe Standard
Time`), what people say (`Eastern Time (US & Canada)`, `EST`), or a whole-hour offset (`UTC+2`). A country is an ISO
3166 code or its English name. Everything else gives "", and it is the caller's to say so.
"""

import re
from functools import cache, lru_cache
from zoneinfo import ZoneInfo, available_timezones

ZONELESS = {"", "UTC", "Etc/UTC", "Etc/UCT", "Etc/GMT", "Etc/Zulu", "GMT", "UCT", "Zulu"}
"""Zones that an event in UTC may name: it has none of its own, and says nothing of where the employer is."""

_SAID = {
    # What people, Windows and mail say of a zone, once "time", "standard" and the like are gone.
    **dict.fromkeys(("eastern", "us eastern", "est", "edt", "et"), "America/New_York"),
    **dict.fromkeys(("central", "us central", "cst", "cdt", "ct"), "America/Chicago"),
    **dict.fromkeys(("mountain", "mst", "mdt", "mt"), "America/Denver"),
    **dict.fromkeys(("us mountain", "arizona"), "America/Phoenix"),
    **dict.fromkeys(("pacific", "pst", "pdt", "pt"), "America/Los_Angeles"),
    **dict.fromkeys(("alaskan", "alaska", "akst", "akdt"), "America/Anchorage"),
    **dict.fromkeys(("hawaiian", "hawaii", "hst"), "Pacific/Honolulu"),
    **dict.fromkeys(("atlantic", "ast", "adt"), "America/Halifax"),
    **dict.fromkeys(("newfoundland", "nst", "ndt"), "America/St_Johns"),
    **dict.fromkeys(("canada central",), "America/Regina"),
    **dict.fromkeys(("central mexico", "mexico"), "America/Mexico_City"),
    **dict.fromkeys(("e. south america", "brt", "brasilia"), "America/Sao_Paulo"),
    **dict.fromkeys(("argentina", "art"), "America/Argentina/Buenos_Aires"),
    **dict.fromkeys(("gmt", "bst", "british", "uk"), "Europe/London"),
    **dict.fromkeys(("ireland", "irish"), "Europe/Dublin"),
    **dict.fromkeys(("w. europe", "central european", "cet", "cest", "mez", "mesz"), "Europe/Berlin"),
    **dict.fromkeys(("romance",), "Europe/Paris"),
    **dict.fromkeys(("central europe",), "Europe/Budapest"),
    **dict.fromkeys(("fle", "eastern european", "eet", "eest"), "Europe/Kyiv"),
    **dict.fromkeys(("gtb",), "Europe/Bucharest"),
    **dict.fromkeys(("western european", "wet", "west"), "Europe/Lisbon"),
    **dict.fromkeys(("russian", "msk"), "Europe/Moscow"),
    **dict.fromkeys(("turkey", "trt"), "Europe/Istanbul"),
    **dict.fromkeys(("israel", "idt"), "Asia/Jerusalem"),
    **dict.fromkeys(("south africa", "sast"), "Africa/Johannesburg"),
    **dict.fromkeys(("arabian", "gulf", "gst"), "Asia/Dubai"),
    **dict.fromkeys(("pakistan", "pkt"), "Asia/Karachi"),
    **dict.fromkeys(("india", "indian", "ist"), "Asia/Kolkata"),
    **dict.fromkeys(("se asia",), "Asia/Bangkok"),
    **dict.fromkeys(("china", "beijing"), "Asia/Shanghai"),
    **dict.fromkeys(("sgt",), "Asia/Singapore"),
    **dict.fromkeys(("hkt",), "Asia/Hong_Kong"),
    **dict.fromkeys(("tokyo", "japan", "jst"), "Asia/Tokyo"),
    **dict.fromkeys(("korea", "kst"), "Asia/Seoul"),
    **dict.fromkeys(("aus eastern", "aest", "aedt"), "Australia/Sydney"),
    **dict.fromkeys(("e. australia",), "Australia/Brisbane"),
    **dict.fromkeys(("w. australia", "awst"), "Australia/Perth"),
    **dict.fromkeys(("new zealand", "nzst", "nzdt"), "Pacific/Auckland"),
    **dict.fromkeys(("utc", "z", "zulu"), "UTC"),
}
_NO_ZONES = {"Factory", "localtime", "posixrules"}
_NOISE = re.compile(r"\([^()]*\)|\bus (?:&|and) canada\b|\b(?:standard|daylight|summer|time|zone)\b")
_OFFSET = re.compile(r"(?:utc|gmt) ?([+-]) ?(\d{1,2})(?::?00)?")
_JOINTS = re.compile(r"[\s_-]+")

_ALSO = {
    # Names that people use, where the library's own differ.
    **dict.fromkeys(("america", "unitedstatesofamerica", "theunitedstates", "usofa", "deustates"), "US"),
    **dict.fromkeys(("england", "scotland", "wales", "northernireland", "britain", "greatbritain"), "GB"),
    **dict.fromkeys(("holland", "thenetherlands"), "NL"),
    **dict.fromkeys(("czechrepublic",), "CZ"),
    **dict.fromkeys(("uae", "emirates"), "AE"),
    **dict.fromkeys(("deutschland",), "DE"),
    **dict.fromkeys(("österreich",), "AT"),
    **dict.fromkeys(("schweiz", "suisse", "svizzera"), "CH"),
    **dict.fromkeys(("españa",), "ES"),
    **dict.fromkeys(("italia",), "IT"),
    **dict.fromkeys(("brasil",), "BR"),
    **dict.fromkeys(("republicofireland", "éire"), "IE"),
}


def find_zone(text: str) -> str:
    """The IANA zone that `text` names, "" where it names none.

    >>> find_zone("new york"), find_zone("Pacific Time (US & Canada)"), find_zone("GMT+2"), find_zone("Mars")
    ('America/New_York', 'America/Los_Angeles', 'Etc/GMT-2', '')
    """
    name = text.strip().casefold()
    said = _NOISE.sub(" ", name)
    for reading in (_offset_zone, _SAID.get, _by_name().get):
        for words in (" ".join(name.split()), " ".join(said.replace(" - ", " ").split())):
            if zone := reading(words):
                return zone
    return _by_name().get(_JOINTS.sub(" ", name), "")


def zone_or(name: str, otherwise: str) -> str:
    """`name` if it is a zone that this system knows, else `otherwise`."""
    return name if _is_known(name) else otherwise


def zone_info(name: str) -> ZoneInfo:
    """The zone of that name; UTC where this system does not know it."""
    return ZoneInfo(zone_or(name, "UTC"))


def find_country(text: str) -> str:
    """The ISO 3166 two-letter code of the country that `text` names, "" where it names none.

    >>> find_country("gb"), find_country("United Kingdom"), find_country("DEU"), find_country("Atlantis")
    ('GB', 'GB', 'DE', '')
    """
    name = "".join(char for char in text.casefold() if char.isalnum())
    return _countries().get(name, "")


@cache
def available() -> frozenset[str]:
    """The zones that this system knows."""
    return frozenset(available_timezones()) - _NO_ZONES


@lru_cache(maxsize=1024)
def _is_known(name: str) -> bool:
    """Whether it is among the available, without a walk through all of them."""
    if name in _NO_ZONES or name.startswith(("posix/", "right/")):
        return False
    try:
        return bool(ZoneInfo(name).key)
    except (OSError, ValueError, KeyError):
        return False


@cache
def _by_name() -> dict[str, str]:
    """Zones by their casefolded name, and by their city's."""
    cities = {zone.rpartition("/")[2].casefold().replace("_", " "): zone for zone in sorted(available()) if "/" in zone}
    # A city's own zone beats its namesakes elsewhere: Europe/Paris is no other Paris, but US/… are mere regions.
    regions = {city: zone for city, zone in cities.items() if not zone.startswith(("Etc/", "US/", "Brazil/"))}
    names = {zone.casefold().replace("_", " "): zone for zone in available()}
    return regions | names | {zone.casefold(): zone for zone in available()}


def _offset_zone(name: str) -> str:
    match = _OFFSET.fullmatch(name)
    if match is None:
        return ""
    # POSIX counts the other way: UTC+2 is Etc/GMT-2.
    sign = "-" if match[1] == "+" else "+"
    hours = int(match[2])
    return zone_or(f"Etc/GMT{sign}{hours}", "") if hours else "UTC"


@cache
def _countries() -> dict[str, str]:
    """Countries by casefolded code and English name without spaces: those whose holidays the library keeps."""
    from holidays.registry import COUNTRIES  # noqa: PLC0415  few people write a country

    known = {
        name.casefold().replace("_", ""): names[1] for module, names in COUNTRIES.items() for name in (module, *names)
    }
    return {**known, **_ALSO}
