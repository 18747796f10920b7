"""The local Google server, filled, in a process of its own.

`python -m benchmarks.google_server FOLDER EVENTS INTERVIEWS` writes a client's and a token's file into the folder and
prints its endpoint. Then each line on its standard input is done and answered: `change` (the person changes a meeting),
`clean` (what Aftertouch wrote never was).
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.events import interviews, meetings
from benchmarks.stock import anchor
from tests.google.server import CalendarApi, calendar_api

_SCOPES = ("calendar.events", "calendar.calendarlist.readonly", "calendar.app.created")


def main(folder: Path, events: int, tagged: int) -> None:
    """Serve until standard input ends."""
    with calendar_api() as google:
        calendar = _filled(google, events, tagged)
        (folder / "client_secrets.json").write_text(json.dumps(google.client_secrets()))
        (folder / "token.json").write_text(json.dumps(google.authorized_user(*_SCOPES)))
        for name in ("client_secrets.json", "token.json"):
            (folder / name).chmod(0o600)
        print(google.endpoint, flush=True)
        for number, line in enumerate(sys.stdin):
            if line.strip() == "change":
                google.person.patch(calendar, "meeting0", {"summary": f"Meeting, moved {number} times"})
            else:
                _clean(google, calendar)
            google.forget()
            print("done", flush=True)


def _filled(google: CalendarApi, events: int, tagged: int) -> str:
    calendar = google.person.calendar("Personal")
    for event in (*meetings(events, anchor()), *interviews(tagged, datetime.now(UTC))):
        google.person.put(calendar, event.google, event_id=event.uid.replace("-", ""))
    return calendar


def _clean(google: CalendarApi, calendar: str) -> None:
    """As if it had never been: also the ids are free again."""
    home = google.world.calendar(calendar, google.person.account)
    with google.world.lock:
        for event_id in [one for one in home.events if not one.startswith(("meeting", "interview"))]:
            del home.events[event_id]


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
