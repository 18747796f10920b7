"""The local page with many applications: what a change costs before anybody asks, and what a look costs then, in
processor time."""

import time
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

from werkzeug.test import Client

from benchmarks.measuring import Samples
from benchmarks.results import Line, Result
from benchmarks.setting import Setting
from sync.service import reached
from sync.settings import load_file
from sync.web.gate import Gate
from sync.web.site import Site
from tests.sync.world import interview
from tests.web.page import MONDAY, Desk

_APPLICATIONS = 200
_TITLE = "Interview with Company{number} Ltd #interview"
_FACTS = "Stage: decision\\nDecision: {decision}\\nInterviewers: Jane Doe\\, Bob Ray\\nNotes: {what}"


def page(setting: Setting) -> Iterator[Result]:
    """The local page, in processor time."""
    folder = setting.fresh()
    folder.mkdir()
    desk = Desk(folder=folder)
    _fill(desk)
    gate = Gate(host="127.0.0.1", port=1)
    site = Site(gate=gate, settings=lambda: load_file(desk.config), clock=lambda: desk.now)
    visitor = Client(site)
    visitor.get(gate.address.removeprefix(gate.origin), base_url=gate.origin)
    ready, looks = [], []
    for number in range(setting.rounds):
        desk.put("0.ics", _interview(0, what=f"what was said, and {number} things more"))
        desk.sync()
        ready.append(_taking(site.get_ready))
        looks += [_look(visitor, gate) for _ in range(3)]
    work = f"the local page with {_APPLICATIONS} applications"
    yield Line(
        row="page",
        work=f"{work}: made ready after a change, within two seconds and before anybody asks",
        against="",
        ours=Samples(values=tuple(ready)),
        measure="value",
    )
    yield Line(
        row="page", work=f"{work}: a look", against="", ours=Samples(values=tuple(looks)), measure="value", limit=0.1
    )


def _fill(desk: Desk) -> None:
    for number in range(_APPLICATIONS):
        desk.put(f"{number}.ics", _interview(number))
    desk.sync()  # so many new interviews at once wait for a yes
    settings = load_file(desk.config)
    with reached(settings, settings.accounts[0], now=desk.now) as (_, ledger):
        ledger.set_fact("flood", "accepted")
    desk.sync()


def _interview(number: int, what: str = "what was said") -> str:
    at = MONDAY.astimezone(UTC) + timedelta(days=number % 40 - 20, hours=number % 5)
    facts = _FACTS.format(decision=(at + timedelta(days=10)).date(), what=what)
    return interview(uid=f"{number}", at=at, title=_TITLE.format(number=number), description=facts)


def _taking(work: Callable[[], None]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def _look(visitor: Client, gate: Gate) -> float:
    start = time.process_time()
    answer = visitor.get("/", base_url=gate.origin)
    took = time.process_time() - start
    assert answer.text.count('class="strip"') > _APPLICATIONS / 2  # noqa: S101  else it is not the work
    return took
