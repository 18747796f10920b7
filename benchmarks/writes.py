"""A hundred follow-ups to write, on a server that is 100 ms away, beside the same writes one after another."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime

from benchmarks.measuring import once, timed
from benchmarks.ours import Home
from benchmarks.places import Place
from benchmarks.results import Counted, Line, Result
from benchmarks.setting import Setting
from benchmarks.wire import Raw, Request
from providers.caldav import CalDav
from sync.playbooks import load_playbook
from sync.service import serve
from sync.settings import load_file
from sync.wishes import Wishes

DELAY = 0.1
_INTERVIEWS = 20
"""As many as are planned without asking first."""


def writes(setting: Setting) -> Iterator[Result]:
    """Row 7, a hundred follow-ups to write far away."""
    places: tuple[tuple[str, Place], ...] = (
        ("CalDAV", setting.radicale(1, tagged=_INTERVIEWS, people=3)),
        ("Google", setting.google(1, tagged=_INTERVIEWS)),
    )
    for name, place in places:
        yield from _beside_one_by_one(setting, name, place)


def _beside_one_by_one(setting: Setting, name: str, place: Place) -> Iterator[Result]:
    near, far = setting.relay(place.url), setting.relay(place.url, delay=DELAY)
    created = _write_all(setting.home(place.account(near.url)))
    seen = near.seen()
    home, raw = setting.home(place.account(far.url)), Raw(far.url)
    bodies = [
        request for request in seen.requests if request.method in {"PUT", "POST"} and "token" not in request.target
    ]
    # Once: they wait most of the time, which is the same each time.
    place.clean()
    ours = timed(lambda: _write_all(home))
    place.clean()
    theirs = timed(lambda: raw.send_all(bodies))
    work = f"first sync that writes {created} follow-ups, {name} 100 ms away"
    yield Line(
        row="7",
        work=work,
        against=f"the same {len(bodies)} writes, one after another",
        ours=once(ours),
        theirs=once(theirs),
        limit=0.25,
    )
    if name == "CalDAV":
        place.clean()
        floor = timed(lambda: _looked_for_first(far.url, bodies))
        yield Line(
            row="7",
            work=f"the same writes, raw, each looked for first, {CalDav.at_once} at once",
            against=f"the same {len(bodies)} writes, one after another",
            ours=once(floor),
            theirs=once(theirs),
        )
    yield Counted(work=work, who="Aftertouch", requests=len(seen.requests), sent=seen.sent, received=seen.received)


def _looked_for_first(url: str, bodies: Sequence[Request]) -> None:
    looks = [replace(one, method="GET", body=b"", headers=_without_length(one)) for one in bodies]
    with ThreadPoolExecutor(CalDav.at_once) as pool:
        list(pool.map(lambda pair: [Raw(url).send(one) for one in pair], zip(looks, bodies, strict=True)))


def _without_length(request: Request) -> tuple[tuple[str, str], ...]:
    return tuple(header for header in request.headers if header[0].lower() not in {"content-length", "if-none-match"})


def _write_all(home: Home) -> int:
    """The whole first cycle, reading included; how many follow-ups it made."""
    settings = load_file(home.config)
    playbook = load_playbook(settings.playbook.file)
    (account,) = settings.accounts
    report = serve(settings, account, playbook, Wishes(), now=datetime.now(UTC))
    assert report.created and not report.problems, report.problems  # noqa: PT018, S101  else nothing is measured
    return report.created
