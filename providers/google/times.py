"""Google's times (EventDateTime): `date` for whole days, else `dateTime` with its offset and perhaps a zone."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

_ZONELESS = frozenset({"", "UTC", "Etc/UTC", "GMT", "Etc/GMT"})


def read(moment: Mapping[str, Any]) -> datetime | date:
    """Aware, in its zone where it names one that is known, else in UTC; a date for whole days. Raises ValueError,
    KeyError where it is neither."""
    if moment.get("date"):
        return date.fromisoformat(moment["date"])
    at = datetime.fromisoformat(moment["dateTime"])
    zone = ZoneInfo(name) if (name := zone_of(moment)) else UTC
    return at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)


def zone_of(moment: Mapping[str, Any]) -> str:
    """The IANA zone that it names, "" for UTC, for none and for one that is not known here."""
    name = str(moment.get("timeZone") or "")
    if name in _ZONELESS:
        return ""
    try:
        return ZoneInfo(name).key
    except (OSError, ValueError, KeyError):
        return ""


def written(moment: datetime) -> dict[str, str]:
    """An aware time, with its IANA zone; one without a name is written in UTC."""
    if not isinstance(moment.tzinfo, ZoneInfo) or not moment.tzinfo.key:
        moment = moment.astimezone(UTC)
    return {"dateTime": moment.isoformat(timespec="seconds"), "timeZone": getattr(moment.tzinfo, "key", "UTC")}


def basic(moment: datetime | date) -> str:
    """As `Source.recurrence_id` has it."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}" if isinstance(moment, datetime) else f"{moment:%Y%m%d}"
