"""One event as a phone stores it."""

from datetime import UTC, datetime, timedelta

HOUR = timedelta(hours=1)


def event_text(uid: str, start: datetime, title: str, description: str, *more: str) -> str:
    """A calendar object that holds an event of an hour; `title` and `description` as they stand in the file (`\\n`
    for a line break), `more` lines behind them. `start` is aware."""
    moment = start.astimezone(UTC)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//phone//EN",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        "DTSTAMP:20260901T000000Z",
        f"DTSTART:{moment:%Y%m%dT%H%M%SZ}",
        f"DTEND:{moment + HOUR:%Y%m%dT%H%M%SZ}",
        f"SUMMARY:{title}",
        f"DESCRIPTION:{description}",
        *filter(None, more),
        "END:VEVENT",
        "END:VCALENDAR",
        "",
    ]
    return "\r\n".join(lines)
