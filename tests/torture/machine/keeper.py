"""What happens to the clock, the configuration and the computers. Every rule takes any numbers."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sync.undo import find_ours, undo
from tests.torture.machine.promises import Violation
from tests.torture.machine.wire import TROUBLES
from tests.torture.machine.world import Machine, World, tripped

_WAITS = (
    timedelta(minutes=7),
    timedelta(hours=1),
    timedelta(hours=5),
    timedelta(hours=26),
    timedelta(days=3),
    timedelta(days=8),
)
_CHANGES = (datetime(2026, 10, 25, tzinfo=UTC), datetime(2026, 11, 1, tzinfo=UTC), datetime(2027, 3, 14, tzinfo=UTC))
"""When clocks change: Europe, the USA, the USA."""
_HOMES = ("America/New_York", "America/Chicago", "Europe/Berlin", "Asia/Kolkata")
_TARGETS = ("same", "Work", "Follow-ups")


def wait(world: World, long: int = 0) -> None:
    """Time passes."""
    world.now += _WAITS[long % len(_WAITS)]


def near_change(world: World, which: int = 0) -> None:
    """The clock is about to change."""
    world.now = max(world.now, _CHANGES[which % len(_CHANGES)] - timedelta(hours=30))


def cycle(world: World, which: int = 0) -> None:
    """A computer serves the account."""
    world.cycle(_machine(world, which))


def other(world: World) -> None:
    """Of two computers, the other one serves the account (also between two requests of the first)."""
    if len(world.machines) > 1:
        world.cycle(world.machines[1])


def whole(world: World, which: int = 0) -> None:
    """A computer reads everything anew."""
    world.cycle(_machine(world, which), whole=True)


def dry(world: World, which: int = 0) -> None:
    """A computer says what it would do."""
    world.cycle(_machine(world, which), dry_run=True)


def trouble(world: World, which: int = 0, number: int = 0, kind: int = 0, second: int = 0) -> None:
    """A cycle in which a request meets trouble, or two do."""
    troubles = {number % 7 + 1: TROUBLES[kind % len(TROUBLES)]}
    if second % 3 == 0:
        troubles[number % 7 + 1 + second] = TROUBLES[(kind + second) % len(TROUBLES)]
    world.cycle(_machine(world, which), troubles=troubles)


def stop(world: World, which: int = 0, commits: int = 0) -> None:
    """A cycle whose process dies with a commit of its ledger."""
    world.cycle(_machine(world, which), commits=commits + 1)


def lose(world: World, which: int = 0) -> None:
    """The ledger is gone."""
    machine = _machine(world, which)
    machine.computer.lose_ledger()
    machine.views, machine.guards, machine.tombstones, machine.paused = [{}], {}, {}, False
    world.loose = True


def backup(world: World, which: int = 0) -> None:
    """The ledger is copied."""
    machine = _machine(world, which)
    if machine.computer.ledger.exists():
        machine.computer.back_up("a")
        world.backups[machine.name] = machine.copy_of_knowledge()


def bring_back(world: World, which: int = 0) -> None:
    """The ledger becomes what it was when it was copied."""
    machine = _machine(world, which)
    if machine.name in world.backups:
        machine.computer.restore_backup("a")
        views, guards = world.backups[machine.name]
        machine.views = [dict(view) for view in views]
        machine.guards = {identity: state for identity, state in guards.items() if identity in world.gone}
        machine.tombstones, machine.paused = {}, False
        world.loose = True


def second(world: World, kind: int = 0) -> None:
    """Another computer begins to serve the same account; not after an `undo`, which leaves no receipt to learn from."""
    if len(world.machines) == 1 and not world.undone:
        skew = (timedelta(0), timedelta(minutes=3), -timedelta(minutes=3))[kind % 3]
        world.add_machine("second", skew=skew)


def away(world: World, where: int = 0) -> None:
    """A calendar can't be read, or can be again."""
    world.away ^= {world.server.names()[where % len(world.server.names())]}


def expire(world: World) -> None:
    """No token is valid any more."""
    world.server.expire_tokens()


def pause(world: World, which: int = 0) -> None:
    """The account is paused, or goes on."""
    machine = _machine(world, which)
    _set_paused(world, machine, paused=not machine.paused)


def take_all_back(world: World, which: int = 0) -> None:
    """`undo`: all that we ever made goes, and what is the person's stays."""
    world.undone = True
    machine = _machine(world, which)
    provider = world.server.connect(world.look)
    ours, _ = find_ours(provider, world.preferences.home_zone)
    standing = world.follow_ups()
    copy = machine.computer.folder / "undo.ics"
    copy.unlink(missing_ok=True)
    for identity, calendar, href, text in standing:
        world.deleted_by_person(identity, calendar, href, text)
        machine.guards[identity] = "decided"
    with world.ledger(machine) as ledger:
        undo(provider, ledger, ours, copy_to=copy, home_zone=world.preferences.home_zone)
    machine.paused = True
    if world.follow_ups():
        raise Violation("undo left something")
    world.check()


def restore(world: World, which: int = 0, number: int = 0) -> None:
    """The person says `restore` to something that they had deleted, and a cycle follows at once."""
    machine = _machine(world, which)
    if machine.paused or world.away:
        return
    with world.ledger(machine) as ledger:
        gone = [identity for identity, entry in ledger.memory().items() if entry.state == "deleted"]
        if gone:
            identity = gone[number % len(gone)]
            ledger.set_state(identity, "restored", was="deleted")
            world.stands_again(identity)
    world.cycle(machine)


def write_to(world: World, where: int = 0) -> None:
    """The config names another calendar for new follow-ups."""
    world.write_to = _TARGETS[where % len(_TARGETS)]
    world.retargeted = True


def read(world: World, which: int = 0) -> None:
    """The config names the calendars to read: all, or some."""
    first, other, *_ = world.server.names()
    world.sources = ((), (first,), (other, first))[which % 3]


def calls(world: World) -> None:
    """The playbook's calls go off, or on."""
    world.preferences = replace(world.preferences, calls=not world.preferences.calls)


def home(world: World, which: int = 0) -> None:
    """The person lives in another zone."""
    world.preferences = replace(world.preferences, home_zone=_HOMES[which % len(_HOMES)])


def hashtag(world: World) -> None:
    """Another hashtag: what has the former one is no interview any more."""
    other = {"#interview": "#job", "#job": "#interview"}
    world.preferences = replace(world.preferences, hashtag=other[world.preferences.hashtag])


def settle(world: World) -> None:
    """All is well again, and after two cycles of each computer nothing is left to do."""
    world.away.clear()
    for machine in world.machines:
        _set_paused(world, machine, paused=False)
    world.now += timedelta(hours=7)
    for _ in range(2):
        for machine in world.machines:
            report, _ = world.cycle(machine)
            if report and tripped(report):
                world.cycle(machine, allow_deletions=True)
        world.now += timedelta(minutes=1)
    for machine in world.machines:
        report, wire = world.cycle(machine)
        if wire.writes:
            raise Violation(f"{machine.name} still writes in its third cycle: {report and report.actions}")
        if report is None or report.exit_code:
            raise Violation(f"{machine.name}: exit code {report and report.exit_code}: {report and report.problems}")
        if wire.requests > len(world.server.names()):
            raise Violation(f"{machine.name} asks {wire.requests} times for nothing")
    world.check_calm(world.machines[0])


def _set_paused(world: World, machine: Machine, *, paused: bool) -> None:
    machine.paused = paused
    with world.ledger(machine) as ledger:
        ledger.set_fact("paused", "by hand" if paused else "")


def _machine(world: World, which: int) -> Machine:
    return world.machines[which % 5 // 3 % len(world.machines)]


RULES: Mapping[str, tuple[Callable[..., None], int]] = {
    "wait": (wait, 14),
    "near_change": (near_change, 1),
    "cycle": (cycle, 25),
    "other": (other, 3),
    "whole": (whole, 1),
    "dry": (dry, 1),
    "trouble": (trouble, 30),
    "stop": (stop, 8),
    "lose": (lose, 2),
    "backup": (backup, 1),
    "bring_back": (bring_back, 1),
    "second": (second, 1),
    "away": (away, 1),
    "expire": (expire, 1),
    "pause": (pause, 1),
    "undo": (take_all_back, 1),
    "restore": (restore, 2),
    "write_to": (write_to, 2),
    "read": (read, 1),
    "calls": (calls, 1),
    "home": (home, 1),
    "hashtag": (hashtag, 1),
    "settle": (settle, 2),
}
"""By name: the rule, and how often it is drawn."""
