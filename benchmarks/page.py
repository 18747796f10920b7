"""The local page with many applications: the first look after a change, and the next ones, in processor time."""

import time
from collections.abc import Iterator
from datetime import UTC, timedelta

from werkzeug.test import Client

from benchmarks.measuring import Samples, once
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
_FACTS = "Stage: decision\\nDecision: {decision}\\nInterviewers: Jane Doe\\, Bob Ray\\nNotes: what was said"


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
    first, *others = [_look(visitor, gate) for _ in range(setting.rounds * 3)]
    work = f"the local page with {_APPLICATIONS} applications"
    yield Line(row="page", work=f"{work}, first look after a change", against="", ours=once(first), measure="value")
    yield Line(row="page", work=f"{work}, next looks", against="", ours=Samples(values=tuple(others)), measure="value")


def _fill(desk: Desk) -> None:
    for number in range(_APPLICATIONS):
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
    assert answer.text.count('class="strip"') > _APPLICATIONS / 2  # noqa: S101  else it is not the work
    return took
