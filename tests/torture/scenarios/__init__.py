"""Stages for explorations: a calendar server, a person, computers that serve it, and what happens there.

line        a process as others see it: requests and commits, and what goes wrong at them
target      the servers: in memory, Google's API, CalDAV
stage       one server with the person and the computers
stories     the scenarios
promises    what must hold at every moment
"""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from tests.torture.scenarios.at_google import at_google
from tests.torture.scenarios.in_memory import InMemory
from tests.torture.scenarios.over_caldav import over_caldav
from tests.torture.scenarios.stage import NOON
from tests.torture.scenarios.target import Target

TARGETS: Mapping[str, Callable[[], AbstractContextManager[Target]]] = {
    "memory": lambda: nullcontext(InMemory(burns_ids=False)),
    "burning": lambda: nullcontext(InMemory(burns_ids=True)),
    "google": partial(at_google, NOON),
    "google-4": partial(at_google, NOON, at_once=4),
    "caldav": over_caldav,
    "nextcloud": partial(over_caldav, "Nextcloud-like"),
    "sogo": partial(over_caldav, "SOGo-like"),
    "ox": partial(over_caldav, "OX-like"),
    "gmx": partial(over_caldav, "GMX-like"),
}
"""`burning` never takes the id of a deleted event again; `google-4` gets four requests at once, in any order; the last
four are CalDAV servers with such habits."""
