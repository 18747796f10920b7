"""How long the program takes, as a person waits for it: whole processes, the best of five. Run by `make bench`.

Prints seconds; judges nothing, since machines differ.
"""

import os
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
INTERVIEWS = Path(__file__).parent / "service" / "data"
TRIES = 5
EVENTS = 2000
EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//example.org//bench//EN\r
BEGIN:VEVENT\r
UID:{uid}\r
DTSTAMP:20260901T000000Z\r
DTSTART:{day:%Y%m%d}T{hour:02d}0000Z\r
DURATION:PT1H\r
SUMMARY:{title}\r
END:VEVENT\r
END:VCALENDAR\r
"""


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        config = _prepare(Path(folder))
        os.environ["STATE_DIRECTORY"] = str(Path(folder) / "state")
        _measure("help", "--help")
        _measure("plan one interview", "--config", config, "plan", INTERVIEWS)
        _run("--config", config, "sync")
        _measure(f"sync, nothing changed, {EVENTS} events in a folder", "--config", config, "sync")


def _prepare(folder: Path) -> Path:
    """A configuration with one calendar folder: many plain events, and one interview tomorrow."""
    calendar = folder / "calendar"
    calendar.mkdir()
    today = datetime.now(UTC)
    for number in range(EVENTS):
        day, hour = today + timedelta(days=number % 300 - 30), number % 10 + 8
        text = EVENT.format(uid=f"event-{number}", day=day, hour=hour, title=f"Meeting {number}")
        (calendar / f"event-{number}.ics").write_text(text, encoding="utf-8", newline="")
    tagged = EVENT.format(uid="interview", day=today + timedelta(days=1), hour=15, title="#interview Acme")
    (calendar / "interview.ics").write_text(tagged, encoding="utf-8", newline="")
    config = folder / "config.toml"
    config.write_text(f'[[accounts]]\nname = "bench"\nprovider = "vdir"\npath = "{calendar}"\n', encoding="utf-8")
    config.chmod(0o600)
    return config


def _measure(what: str, *arguments: str | Path) -> None:
    print(f"{min(_run(*arguments) for _ in range(TRIES)):6.2f} s  {what}")


def _run(*arguments: str | Path) -> float:
    start = time.perf_counter()
    subprocess.run([AFTERTOUCH, *arguments], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
