"""Where the time goes: the no-op, the first sync, start-up and the agenda, each under a profiler."""

import json
import sys
from collections.abc import Iterator

from benchmarks.measuring import run
from benchmarks.places import Place
from benchmarks.results import Profile, Result
from benchmarks.setting import CACHE, Setting


def profiles(setting: Setting) -> Iterator[Result]:
    """Where the time goes."""
    caldav, google = setting.shared(setting.large), setting.shared_google(setting.large)
    yield _profile(setting, caldav, "no-op", "no-op")
    yield _profile(setting, google, "no-op", "no-op-google")
    yield _profile(setting, caldav, "first-sync", "first-sync")
    yield _profile(setting, caldav, "--help", "help")
    yield _profile(setting, caldav, "agenda", "agenda")
    yield _profile(setting, caldav, "sync", "sync")


def _profile(setting: Setting, place: Place, work: str, name: str) -> Profile:
    home = setting.home(place.account()) if work == "first-sync" else setting.settled(place)
    page = CACHE / f"profile-{name}.html"
    told = json.loads(run([sys.executable, "-m", "benchmarks.profiled", work, home.config, page]))
    return Profile(name=name, tree=told["tree"], top=tuple(told["top"]))
