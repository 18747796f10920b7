"""How long the page takes with many applications: the first look after a change, and the median of the next ones.

Run by `make bench`. Prints milliseconds of processor time, since other programs are no fault of the page's; judges
nothing, since machines differ.
"""

import statistics
import tempfile
import time
from datetime import UTC, timedelta
from pathlib import Path

from werkzeug.test import Client

from sync.service import reached
from sync.settings import load_file
from sync.web.gate import Gate
from sync.web.site import Site
from tests.sync.world import interview
from tests.web.page import MONDAY, Desk

APPLICATIONS = 200
TRIES = 21
_TITLE = "Interview with Company{number} Ltd #interview"
_FACTS = "Stage: decision\\nDecision: {decision}\\nInterviewers: Jane Doe\\, Bob Ray\\nNotes: what was said"


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        desk = Desk(folder=Path(folder))
        _fill(desk)
        gate = Gate(host="127.0.0.1", port=1)
        site = Site(gate=gate, settings=lambda: load_file(desk.config), clock=lambda: desk.now)
        visitor = Client(site)
        visitor.get(gate.address.removeprefix(gate.origin), base_url=gate.origin)
        first, *others = [_look(visitor, gate) for _ in range(TRIES)]
    for what, took in (("first look after a change", first), ("median of the next", statistics.median(others))):
        print(f"{1000 * took:4.0f} ms  the page with {APPLICATIONS} applications, {what}")


def _fill(desk: Desk) -> None:
    for number in range(APPLICATIONS):
        at = MONDAY.astimezone(UTC) + timedelta(days=number % 40 - 20, hours=number % 5)
        facts = _FACTS.format(decision=(at + timedelta(days=10)).date())
        desk.put(
            f"{number}.ics", interview(uid=f"{number}", at=at, title=_TITLE.format(number=number), description=facts)
        )
    desk.sync()  # so many new interviews at once wait for a yes
    settings = load_file(desk.config)
    with reached(settings, settings.accounts[0], now=desk.now) as (_, ledger):
        ledger.set_fact("flood", "accepted")
    desk.sync()


def _look(visitor: Client, gate: Gate) -> float:
    start = time.process_time()
    answer = visitor.get("/", base_url=gate.origin)
    took = time.process_time() - start
    assert answer.text.count('class="strip"') > APPLICATIONS / 2
    return took


if __name__ == "__main__":
    main()
