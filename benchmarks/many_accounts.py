"""The daemon with many accounts, of which one's server hangs and another's is slow, beside the same with none such."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from benchmarks.measuring import Samples, run
from benchmarks.ours import Home
from benchmarks.places import Radicale
from benchmarks.results import Line, Result
from benchmarks.setting import Setting
from tests.service.daemons import daemon, until

_ACCOUNTS = 20
_EVENTS = 100
_SERVERS = 4
"""A Radicale takes 8 connections at once, lets some wait, and refuses more."""
_SLOW = 2.0


def many_accounts(setting: Setting) -> Iterator[Result]:
    """Row 11, many accounts and two in trouble."""
    size = min(_EVENTS, setting.small)
    places = [setting.radicale(size, at=number % _SERVERS) for number in range(_ACCOUNTS)]
    healthy = [f"account-{number}" for number in range(_ACCOUNTS - 2)]
    with _hanging() as hangs:
        well = setting.home(*(place.account() for place in places))
        run(well.command("sync"))
        ill = setting.home(*(place.account() for place in places[: len(healthy)]))
        run(ill.command("sync"))
        ill = ill.serving(*_ill(setting, places, hangs))
        mine, theirs = [], []
        for _ in range(setting.few + 1):
            mine.append(_all_served(ill, healthy))
            theirs.append(_all_served(well, healthy))
    yield Line(
        row="11",
        work=f"daemon with {_ACCOUNTS} accounts, one hanging, one slow: the {len(healthy)} healthy ones are served",
        against="the same, all healthy",
        ours=Samples(values=tuple(mine[1:])),
        theirs=Samples(values=tuple(theirs[1:])),
        limit=1.1,
    )


def _ill(setting: Setting, places: list[Radicale], hangs: int) -> list[str]:
    slow = setting.relay(places[-2].url, delay=_SLOW)
    nowhere = f"http://127.0.0.1:{hangs}/"
    return [*(place.account() for place in places[:-2]), places[-2].account(slow.url), places[-1].account(nowhere)]


def _all_served(home: Home, names: list[str]) -> float:
    """Seconds from when the daemon begins to serve until the last of these accounts was looked at."""
    log = home.config.parent / "daemon.log"
    log.unlink(missing_ok=True)
    with daemon(home.config, "-v", "--log-format", "json") as running:
        until(lambda: _looked(running.lines()) >= set(names), running.lines)
        begun, *lines = [json.loads(line) for line in running.lines().splitlines()]
    ends = [datetime.fromisoformat(line["time"]) for line in lines if line.get("account") in names]
    return (max(ends) - datetime.fromisoformat(begun["time"])).total_seconds()


def _looked(log: str) -> set[str]:
    whole = [line for line in log.splitlines() if line.endswith("}")]
    lines = (json.loads(line) for line in whole)
    return {line["account"] for line in lines if "next look" in line["message"] and "account" in line}


@contextmanager
def _hanging() -> Iterator[int]:
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0), backlog=128) as listener:
        yield int(listener.getsockname()[1])
