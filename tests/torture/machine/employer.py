"""What happens to interviews. Every rule takes any numbers."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from tests.torture.machine.interviews import CANCELLED, COMPANIES, FACTS, OUTCOMES, ZONES, Interview
from tests.torture.machine.world import World

_MOST = 5
_IN = (
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(days=1),
    timedelta(days=3),
    timedelta(days=9),
    -timedelta(days=1),
)
_MOVES = (
    timedelta(hours=2),
    timedelta(days=1),
    timedelta(days=4),
    -timedelta(hours=3),
    timedelta(days=12),
    -timedelta(days=2),
)
_DECISIONS = (10, None, 3, 21, 1)
_STAGES = ("decision", "more", "screen", "final")


def tag(world: World, what: int = 0, where: int = 0, when: int = 0, how: int = 0) -> None:
    """A new interview."""
    if len(world.interviews) >= _MOST:
        return
    names = world.server.names()
    interview = Interview(
        uid=f"inter{len(world.interviews)}",
        calendar=names[where % len(names)],
        start=world.now.replace(minute=0) + _IN[when % len(_IN)],
        company=COMPANIES[(len(world.interviews) + (what > 20)) % len(COMPANIES)],
        zone=ZONES[how % len(ZONES)],
        stage=_STAGES[what % len(_STAGES)],
        decision_in=_DECISIONS[what % len(_DECISIONS)],
        by_category=how % 3 == 2,
    )
    world.interviews.append(interview)
    _keep(world, interview)


def untag(world: World, which: int = 0) -> None:
    """The tag goes, or comes again."""
    _change(world, which, lambda one: setattr(one, "tagged", not one.tagged))


def cancel(world: World, which: int = 0, how: int = 0) -> None:
    """The interview is called off, or on again."""
    said = CANCELLED[how % len(CANCELLED)]
    _change(world, which, lambda one: setattr(one, "cancelled", "" if one.cancelled else said))


def remove(world: World, which: int = 0) -> None:
    """The interview's event goes, or comes again."""
    if world.interviews:
        interview = world.interviews[which % len(world.interviews)]
        if (interview.calendar, interview.href) in world.persons:
            world.remove(interview.calendar, interview.href)
        else:
            _keep(world, interview)


def decline(world: World, which: int = 0) -> None:
    """The person declines, or takes that back."""
    _change(world, which, lambda one: setattr(one, "declined", not one.declined))


def reschedule(world: World, which: int = 0, by: int = 0) -> None:
    """The interview takes place at another time."""
    _change(world, which, lambda one: setattr(one, "start", one.start + _MOVES[by % len(_MOVES)]))


def shift(world: World, which: int = 0, zone: int = 0) -> None:
    """The interview takes place at the same time, said in another zone."""
    _change(world, which, lambda one: setattr(one, "zone", ZONES[zone % len(ZONES)]))


def slip(world: World, which: int = 0, to: int = 0) -> None:
    """The decision is put off, or is not known any more."""
    _change(world, which, lambda one: setattr(one, "decision_in", _DECISIONS[to % len(_DECISIONS)]))


def outcome(world: World, which: int = 0, what: int = 0) -> None:
    """It ends like this, or that is taken back."""
    said = OUTCOMES[what % len(OUTCOMES)]
    _change(world, which, lambda one: setattr(one, "outcome", "" if one.outcome else said))


def next_round(world: World, which: int = 0, when: int = 0) -> None:
    """The same company asks for another interview."""
    if world.interviews and len(world.interviews) < _MOST:
        before = world.interviews[which % len(world.interviews)]
        tag(world, 1, 0, when)
        world.interviews[-1].company = before.company
        _keep(world, world.interviews[-1])


def fact(world: World, which: int = 0, what: int = 0) -> None:
    """The person notes a fact, or takes it back."""
    said = FACTS[what % len(FACTS)]

    def toggle(one: Interview) -> None:
        one.facts = [known for known in one.facts if known != said] if said in one.facts else [*one.facts, said]

    _change(world, which, toggle)


def carry(world: World, which: int = 0, where: int = 0) -> None:
    """The person moves the interview to another calendar."""
    if world.interviews:
        interview = world.interviews[which % len(world.interviews)]
        world.remove(interview.calendar, interview.href)
        world.retargeted = True
        interview.calendar = world.server.names()[where % len(world.server.names())]
        _keep(world, interview)


def clear(world: World, where: int = 0) -> None:
    """All interviews of a calendar go."""
    calendar = world.server.names()[where % len(world.server.names())]
    for interview in world.interviews:
        if interview.calendar == calendar:
            world.remove(calendar, interview.href)


def meeting(world: World, when: int = 0, where: int = 0) -> None:
    """Something else stands in the calendar, or goes."""
    href = f"meet{when % 8}.ics"
    calendar = world.server.names()[where % len(world.server.names())]
    if (calendar, href) in world.persons:
        world.remove(calendar, href)
        return
    start = world.now.replace(minute=0) + timedelta(hours=when)
    text = Interview(uid=href[:-4], calendar=calendar, start=start, company="the dentist", tagged=False, stage="")
    world.put(calendar, href, text.text("").replace("Stage: ", ""))


def _change(world: World, which: int, change: Callable[[Interview], None]) -> None:
    if world.interviews:
        interview = world.interviews[which % len(world.interviews)]
        change(interview)
        if (interview.calendar, interview.href) in world.persons:
            _keep(world, interview)


def _keep(world: World, interview: Interview) -> None:
    world.put(interview.calendar, interview.href, interview.text(world.hashtag_in_use))


RULES: Mapping[str, tuple[Callable[..., None], int]] = {
    "tag": (tag, 5),
    "untag": (untag, 4),
    "cancel": (cancel, 4),
    "remove": (remove, 3),
    "decline": (decline, 2),
    "reschedule": (reschedule, 6),
    "shift": (shift, 1),
    "slip": (slip, 4),
    "outcome": (outcome, 3),
    "next_round": (next_round, 2),
    "fact": (fact, 4),
    "carry": (carry, 2),
    "clear": (clear, 1),
    "meeting": (meeting, 2),
}
"""By name: the rule, and how often it is drawn."""
