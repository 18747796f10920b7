"""The calendars that the machine plays on, by the name in a schedule."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from functools import partial

from tests.dav.quirks import PLAIN
from tests.dav.quirks import SERVERS as HABITS
from tests.torture.machine.servers.at_caldav import at_caldav
from tests.torture.machine.servers.at_google import at_google
from tests.torture.machine.servers.in_memory import in_memory
from tests.torture.machine.servers.server import Server

SERVERS: Mapping[str, Callable[[], AbstractContextManager[Server]]] = {
    "memory": partial(in_memory, burns_ids=False),
    "memory-burns": partial(in_memory, burns_ids=True),
    "google": at_google,
    "caldav": partial(at_caldav, PLAIN),
    **{name: partial(at_caldav, quirks) for name, quirks in HABITS.items()},
}
