"""Planning many interviews of one account: reading what people wrote, and finding every moment."""

from collections.abc import Iterator
from datetime import UTC, datetime

from benchmarks.events import interviews
from benchmarks.measuring import Samples, in_turn
from benchmarks.results import Curve, Line, Result
from benchmarks.setting import Setting
from planner.plan import plan
from planner.recognise import recognise
from planner.values import Preferences
from providers import ics
from providers.interface import Look
from sync.playbooks import load_playbook

_ME = Preferences(home_zone="America/New_York", my_addresses=frozenset({"me@example.org"}))
_PLAYBOOK = load_playbook(None)
_WHOLE = Look(everything=True)


def planning(setting: Setting) -> Iterator[Result]:
    """Row 10 and its picture, the planner alone."""
    large = setting.large
    texts = [event.text for event in interviews(large, datetime.now(UTC))]
    planned(texts[: large // 10])  # what is loaded or made once is, whatever the number
    many, few = in_turn(setting.few, lambda: planned(texts), lambda: planned(texts[: large // 10]), warm=False)
    yield Line(
        row="10",
        work=f"planning {large:,} interviews, parsing included",
        against=f"planning {large // 10:,}",
        ours=many,
        theirs=few,
        limit=11,
    )
    yield Line(
        row="10",
        work=f"whole plans in a second, of {large:,} interviews, parsing included",
        against="",
        ours=Samples(values=tuple(large / took for took in many.values)),
        unit="plans/s",
        measure="at least",
        limit=1000,
    )
    sizes = [size for size in (10, 100, 1000) if size < large]
    points = [(size, in_turn(1, lambda: planned(texts[:size]))[0].median) for size in sizes]  # noqa: B023
    yield Curve(picture="planning", name="parsing and planning", points=(*points, (large, many.median)))


def planned(texts: list[str]) -> None:
    """From the text of the interviews to all their follow-ups."""
    events = [event for text in texts for event in ics.read(text, window=None, look=_WHOLE).events]
    found = recognise(events, _ME)
    plans = plan(found, _PLAYBOOK, now=datetime.now(UTC))
    assert len(plans) == len(texts)  # noqa: S101  else it is not the work
