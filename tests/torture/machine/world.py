"""The world of one run: the calendars, the moment, the person's will, the computers; and the promises over them."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

from planner.values import Preferences
from providers.interface import Look
from sync import receipts
from sync.keys import Identity
from sync.ledger import Ledger
from sync.report import Report
from tests.computer import ME, Computer
from tests.torture.machine import promises
from tests.torture.machine.interviews import Interview
from tests.torture.machine.memory import Touches
from tests.torture.machine.promises import Violation, Write
from tests.torture.machine.servers.server import Server, Texts
from tests.torture.machine.texts import seen
from tests.torture.machine.wanted import Stood, Wanted, live, on_receipts, wanted
from tests.torture.machine.wire import Died, Wire

MONDAY = datetime(2026, 10, 19, 12, 0, tzinfo=UTC)
Views = list[dict[str, Texts]]


@dataclass(kw_only=True)
class Machine:
    """A computer, and what the model knows that it was told."""

    name: str
    computer: Computer
    skew: timedelta = timedelta(0)
    """How far its clock is ahead."""
    views: Views = field(default_factory=lambda: [{}])
    """The calendars as it was told of them; several where an end in the middle leaves open what its ledger holds."""
    guards: dict[Identity, Literal["pending", "decided"]] = field(default_factory=dict)
    """The deletions of the person's that it knows, or will know with its next look: what it must never make again."""
    tombstones: dict[Identity, str] = field(default_factory=dict)
    """The deletions that a delta will tell it of, by calendar; a full reading instead says nothing of them."""
    removed: set[Identity] = field(default_factory=set)
    """What it removed itself: a tombstone of that tells it nothing."""
    paused: bool = False

    def copy_of_knowledge(self) -> tuple[Views, dict[Identity, Literal["pending", "decided"]]]:
        """What it knows now."""
        return [dict(view) for view in self.views], dict(self.guards)


@dataclass(kw_only=True)
class Cycle:
    """One cycle under way: an `Observer` of its wire."""

    world: "World"
    machine: Machine
    now: datetime
    meanwhile: Mapping[int, Callable[[], None]]
    wire: Wire = field(init=False)
    may_delete: bool = False
    """The person said `--allow-deletions`."""
    told_whole: set[str] = field(default_factory=set)
    vanished: set[Identity] = field(default_factory=set)
    """What was deleted for no other reason than that its interview is gone."""

    def before(self, number: int) -> None:
        """Let others act between two requests."""
        if number in self.meanwhile:
            self.meanwhile[number]()

    def told(self, calendar: str, texts: Texts) -> None:
        for view in self.machine.views[-1:]:
            view[calendar] = dict(texts)

    def read(self, calendar: str, *, full: bool) -> None:
        self.told_whole.add(calendar)
        for identity in [one for one, place in self.machine.tombstones.items() if place == calendar]:
            del self.machine.tombstones[identity]
            if not full:
                self.machine.guards.setdefault(identity, "pending")

    def told_one(self, calendar: str, href: str, text: str | None) -> None:
        for view in self.machine.views[-1:]:
            one = {href: text} if text is not None else {}
            view[calendar] = {h: t for h, t in view.get(calendar, {}).items() if h != href} | one

    def committed(self, calendar: str, before: Texts, after: Texts) -> None:
        for href in sorted(before.keys() | after.keys()):
            if before.get(href) != after.get(href):
                write = Write(
                    calendar=calendar,
                    href=href,
                    was=before.get(href),
                    text=after.get(href),
                    by=self.machine.name,
                    now=self.now,
                )
                self._check(write, {**self.world.calendars(), calendar: before})

    def _check(self, write: Write, before: Mapping[str, Texts]) -> None:
        world = self.world
        identity = promises.ours_only(write, renamed=world.server.renames)
        key = seen(write.text or write.was or "").uid
        if write.was is None:
            promises.created(write, identity, self._in_sight(before), world.preferences.hashtag)
            if identity in self.machine.guards or self._told_by_receipt(identity):
                raise write.refuse("what the person deleted came back")
            if not any(identity in told.follow_ups for told in self._told()):
                raise write.refuse("made, and not wanted")
            world.touches[key] = Touches.new(write.text or "")
            world.removed_keys.discard(key)
            world.stands_again(identity)
        elif write.text is not None:
            promises.updated(write, world.touches[key], world.interviewed(identity))
            world.touches[key].we_leave(write.text)
        else:
            told = self._told()
            all_told = self.told_whole >= set(world.readable())
            why = [promises.why_gone(identity, one, all_told=all_told) for one in told]
            promises.deleted(write, identity, world.touches[key], world.calendars(), why)
            self.vanished |= {identity} if set(why) <= {"gone", ""} else set()
            if not self.may_delete and promises.too_many(self.vanished):
                raise write.refuse(f"{len(self.vanished)} follow-ups deleted at once, since their interviews vanished")
            world.removed.add(identity)
            self.machine.removed.add(identity)
            world.removed_keys.add(key)
            world.throw_away(write.calendar, write.href, write.was)

    def _in_sight(self, calendars: Mapping[str, Texts]) -> Mapping[str, Texts]:
        """What it can see. Where the target was changed, what another computer wrote to the former one is hidden while
        that can't be read (the second of the known remainders)."""
        return {c: t for c, t in calendars.items() if c in self.told_whole or not self.world.retargeted}

    def _told_by_receipt(self, identity: Identity) -> bool:
        """Whether all that the computer was told says that the person deleted it, whatever its ledger knows."""
        if identity not in self.world.gone or identity in self.world.undecided:
            return False
        told = self.told_whole >= set(self.world.readable())
        name = (identity.source.uid, identity.source.recurrence_id, receipts.name_of(identity))
        return told and name in on_receipts(self.machine.views[-1])

    def _told(self) -> list[Wanted]:
        """What it may want, by all that it may know: of what the person deleted, and of what it does not find any more
        (which may have moved to where it can't look)."""
        known = self.world.known_to(self.machine)
        missed = {
            identity: Stood(marks=seen(places[0][2]).marks, at=seen(places[0][2]).start)
            for view in self.machine.views
            for identity, places in live(view).items()
        }
        told = []
        for view in self.machine.views:
            missing = {identity: stood for identity, stood in missed.items() if identity not in live(view)}
            variants = [known, self.world.gone, {**known, **missing}]
            told += [
                self.world.wanted(view, one, self.now) for n, one in enumerate(variants) if one not in variants[:n]
            ]
        return told


@dataclass(kw_only=True)
class World:
    """Everything. `persons` holds what is the person's alone, byte for byte."""

    server: Server
    folder: Path
    now: datetime = MONDAY
    preferences: Preferences = ME
    sources: tuple[str, ...] = ()
    """The calendars that the config reads for interviews; none for all."""
    write_to: str = "same"
    interviews: list[Interview] = field(default_factory=list)
    persons: dict[tuple[str, str], str] = field(default_factory=dict)
    touches: dict[str, Touches] = field(default_factory=dict)
    gone: dict[Identity, Stood] = field(default_factory=dict)
    """What the person deleted, and nobody has brought back."""
    undecided: set[Identity] = field(default_factory=set)
    """What the person deleted, of which a computer could not tell whether they did."""
    removed: set[Identity] = field(default_factory=set)
    """What we ever removed."""
    removed_keys: set[str] = field(default_factory=set)
    """The events that we removed, or that went and left open whose doing it was: what the person brings out of the
    trash and throws back into it before anybody looks is as it was when we looked last."""
    loose: bool = False
    """A ledger was lost, or there are two: then not all of them know the same."""
    undone: bool = False
    """All that we ever made was removed by the person's wish, receipts included."""
    retargeted: bool = False
    """New follow-ups may go to another calendar than before: ids burn in one calendar only."""
    trash: list[tuple[str, str, str, Touches]] = field(default_factory=list)
    away: set[str] = field(default_factory=set)
    machines: list[Machine] = field(default_factory=list)
    backups: dict[str, tuple[Views, dict[Identity, Literal["pending", "decided"]]]] = field(default_factory=dict)
    counted: dict[str, int] = field(default_factory=dict)
    boundaries: int = 0
    """How many requests there were."""

    def __post_init__(self) -> None:
        self.add_machine("first")

    # calendars

    def calendars(self) -> dict[str, Texts]:
        """All that stands now."""
        return {calendar: self.server.texts(calendar) for calendar in self.server.names()}

    def readable(self) -> tuple[str, ...]:
        """The calendars that are read for interviews, in the config's order."""
        return self.sources or self.server.names()

    def put(self, calendar: str, href: str, text: str) -> None:
        """The person stores something of their own, and sees what the server makes of it: at Google, nothing at all
        remains of what is cancelled."""
        self.server.put(calendar, href, text)
        self.persons.pop((calendar, href), None)
        if href in (texts := self.server.texts(calendar)):
            self.persons[calendar, href] = texts[href]

    def remove(self, calendar: str, href: str) -> None:
        """The person removes something of their own."""
        if (calendar, href) in self.persons:
            del self.persons[calendar, href]
            self.server.remove(calendar, href)

    def follow_ups(self) -> list[tuple[Identity, str, str, str]]:
        """All that stand: follow-up, calendar, href, text."""
        return [(identity, *place) for identity, places in sorted(live(self.calendars()).items()) for place in places]

    def edited(self, calendar: str, href: str, text: str) -> None:
        """The person leaves a follow-up like this."""
        self.server.put(calendar, href, text)
        self.touches[seen(text).uid].person_leaves(self.server.texts(calendar)[href])

    def interviewed(self, identity: Identity) -> datetime:
        """When the last interview ends that the company of this follow-up's interview gives."""
        companies = {one.company for one in self.interviews if one.uid == identity.source.uid}
        return max(one.end for one in self.interviews if one.company in companies)

    def person_deletes(self, identity: Identity, calendar: str, href: str, text: str) -> None:
        """The person deletes a follow-up, and whoever saw it stand will know."""
        self.server.remove(calendar, href)
        if identity not in live(self.calendars()):
            self.deleted_by_person(identity, calendar, href, text)

    def deleted_by_person(self, identity: Identity, calendar: str, href: str, text: str) -> None:
        """It is gone by the person's will."""
        self.throw_away(calendar, href, text)
        self.gone[identity] = Stood(marks=seen(text).marks, at=seen(text).start)
        known = seen(text).uid not in self.removed_keys
        burned = known and self.server.burns_ids and not self.retargeted
        for machine in self.machines:
            if burned or all(href in view.get(calendar, {}) for view in machine.views):
                machine.guards[identity] = "pending"
            elif identity in machine.removed:  # the sixth of the known remainders
                continue
            elif known and self.server.tells_deletions and all(calendar in view for view in machine.views):
                machine.tombstones[identity] = calendar

    def throw_away(self, calendar: str, href: str, text: str | None) -> None:
        """A follow-up that was deleted, by whomever, can be taken out of the trash as it was."""
        if text is not None:
            self.trash.append((calendar, href, text, replace(self.touches[seen(text).uid])))

    def stands_again(self, identity: Identity) -> None:
        """A live event beats the memory of its end."""
        self.gone.pop(identity, None)
        self.undecided.discard(identity)
        for machine in self.machines:
            machine.guards.pop(identity, None)
            machine.tombstones.pop(identity, None)

    @property
    def hashtag_in_use(self) -> str:
        """What the person writes into interviews: they never change their habit."""
        return ME.hashtag

    # computers

    def add_machine(self, name: str, *, write_to: str = "same", skew: timedelta = timedelta(0)) -> None:
        """One more computer, which knows nothing yet."""
        folder = self.folder / name
        folder.mkdir()
        computer = Computer(folder=folder, connect=lambda: self.server.connect(self.look), write_to=write_to)
        self.machines.append(Machine(name=name, computer=computer, skew=skew))
        self.loose = self.loose or len(self.machines) > 1

    @property
    def look(self) -> Look:
        """What is worth reading whole."""
        return Look(words=(self.preferences.hashtag, "interview"))

    def cycle(
        self,
        machine: Machine,
        *,
        troubles: Mapping[int, str] | None = None,
        meanwhile: Mapping[int, Callable[[], None]] | None = None,
        commits: int = 0,
        **wishes: bool,
    ) -> tuple[Report | None, Wire]:
        """One cycle of one computer, as far as it comes."""
        self.server.time_passes(self.now)
        cycle = Cycle(
            world=self,
            machine=machine,
            now=self.now + machine.skew,
            meanwhile=meanwhile or {},
            may_delete="allow_deletions" in wishes,
        )
        cycle.wire = Wire(
            server=self.server,
            look=self.look,
            observer=cycle,
            troubles=troubles or {},
            away=frozenset(self.away),
        )
        before = [dict(view) for view in machine.views]
        machine.views.append(dict(machine.views[-1]))
        self._noted(machine).unlink(missing_ok=True)
        report = self._run(cycle, commits, wishes)
        self.boundaries += cycle.wire.requests
        for trouble, _ in cycle.wire.met:
            self.counted[trouble] = self.counted.get(trouble, 0) + 1
        clean = report is not None and not cycle.wire.met
        machine.views = machine.views[-1:] if clean else [*before[-2:], machine.views[-1]]
        if report is not None:
            self._check_report(machine, report, cycle, wishes)
            self._check_calm_is_calm(machine, report, cycle)
        if not machine.paused and "dry_run" not in wishes:
            self._decide(machine, cycle.now, for_sure=clean)
        self.check()
        return report, cycle.wire

    def _run(self, cycle: Cycle, commits: int, wishes: Mapping[str, bool]) -> Report | None:
        opened = _mortal(commits) if commits else Ledger.open
        computer = self._as_configured(replace(cycle.machine.computer, connect=lambda: cycle.wire, open_ledger=opened))
        try:
            return computer.cycle(cycle.now, **wishes)
        except Died:
            self.counted["died"] = self.counted.get("died", 0) + 1
            return None

    def _as_configured(self, computer: Computer) -> Computer:
        write_to = self.write_to if computer.write_to == "same" else computer.write_to
        return replace(computer, preferences=self.preferences, calendars=self.sources, write_to=write_to)

    def _check_report(self, machine: Machine, report: Report, cycle: Cycle, wishes: Mapping[str, bool]) -> None:
        wire = cycle.wire
        met = {trouble for trouble, _ in wire.met}
        if (machine.paused or "dry_run" in wishes) and wire.writes:
            raise Violation(f"{machine.name} wrote while it was to write nothing")
        if machine.paused and wire.requests:
            raise Violation(f"{machine.name} asked while it was paused")
        expected = 77 if "signed out" in met else 75 if "limited" in met else 0
        if expected and report.exit_code < expected:
            raise Violation(f"exit code {report.exit_code} after {met}")
        # the second of the known remainders, where an id stands once in an account
        hidden = self.retargeted and all("in another calendar already" in problem for problem in report.problems)
        excused = met or report.limited or self.away or cycle.meanwhile or tripped(report) or hidden
        if report.exit_code and not excused:
            raise Violation(f"exit code {report.exit_code} with nothing wrong: {report.problems}")

    def _check_calm_is_calm(self, machine: Machine, report: Report, cycle: Cycle) -> None:
        """A cycle that found nothing to decide is one in which there was nothing to do."""
        untroubled = not (cycle.meanwhile or cycle.wire.met or report.exit_code or machine.paused)
        wrote = report.created or report.updated or report.deleted
        if not untroubled or wrote or not self._noted(machine).exists():
            return
        computer = self._as_configured(replace(machine.computer, connect=lambda: self.server.connect(self.look)))
        again = computer.cycle(cycle.now, dry_run=True)
        if again.exit_code or (again.actions, again.unchanged) != (report.actions, report.unchanged):
            raise Violation(f"nothing to decide, and yet: {again} instead of {report}")

    @staticmethod
    def _noted(machine: Machine) -> Path:
        """Where a cycle notes that it found nothing to decide."""
        return machine.computer.ledger.with_name(f"{machine.computer.ledger.name}.looked")

    def _decide(self, machine: Machine, now: datetime, *, for_sure: bool) -> None:
        """What a whole look makes of what the person deleted meanwhile: while it is wanted or past, it is decided; else
        nobody can tell it from what was unplanned (the first of the known remainders)."""
        told = self.wanted(machine.views[-1], self.known_to(machine), now)
        noticed = machine.guards.keys() - live(machine.views[-1]).keys()
        for identity in noticed:
            if machine.guards[identity] == "pending":
                stood = self.gone.get(identity)
                if identity in told.follow_ups or (stood and stood.at < now):
                    machine.guards[identity] = "decided" if for_sure else "pending"
                else:
                    del machine.guards[identity]
                    self.undecided.add(identity)
                    if stood:
                        self.removed_keys.add(stood.marks["key"])

    def known_to(self, machine: Machine) -> Mapping[Identity, Stood]:
        """The deletions of the person's that a computer knows for sure."""
        return {identity: self.gone[identity] for identity in machine.guards if identity in self.gone}

    def wanted(self, view: Mapping[str, Texts], known: Mapping[Identity, Stood], now: datetime) -> Wanted:
        """What a computer wants that knows of these deletions, if the calendars look like this."""
        read = {calendar: view.get(calendar, {}) for calendar in (*self.readable(), *view)}
        return wanted(read, self.readable(), self.touches, known, self.preferences, now)

    # promises

    def check(self) -> None:
        """What is the person's own stands as they left it."""
        calendars = self.calendars()
        for (calendar, href), text in self.persons.items():
            if calendars[calendar].get(href) != text:
                raise Violation(f"{href} in {calendar} is the person's, and is not as they left it")
        for _, _, href, text in self.follow_ups():
            if spoiled := self.touches[seen(text).uid].spoiled(text):
                raise Violation(f"{href}: the person's change is gone: {spoiled}")

    def check_calm(self, machine: Machine) -> None:
        """What stands is what is wanted (after whole cycles without trouble)."""
        now = self.now + machine.skew
        calendars = self.calendars()
        goal = self.wanted(calendars, self.known_to(machine), now)
        # a receipt may tell it of deletions that its ledger does not know
        other = self.wanted(calendars, self.gone, now)
        standing = live(calendars)
        for identity in (goal.follow_ups.keys() & other.follow_ups.keys()) - standing.keys() - self.gone.keys():
            if not (self.loose and identity in self.removed):
                raise Violation(f"{identity.step} of {identity.source} is wanted, was not deleted, and does not stand")
        for identity, places in standing.items():
            if (identity in goal.follow_ups) == (identity in other.follow_ups):
                for calendar, _, text in places:
                    self._check_one(identity, calendar, text, goal, now)

    def _check_one(self, identity: Identity, calendar: str, text: str, goal: Wanted, now: datetime) -> None:
        touches = self.touches[seen(text).uid]
        past = seen(text).done or seen(text).start < now
        if identity in goal.follow_ups:
            if calendar in self._served() and not (past and (touches.any or touches.tick)):
                exact = not self.loose and not self.gone
                promises.stands_as_wanted(identity, text, touches, goal.follow_ups[identity], exact=exact)
        elif not past and calendar in self.readable() and self._evidence(identity, goal):
            if not touches.any and "void" not in seen(text).marks:
                raise Violation(f"{identity.step} of {identity.source} is not wanted, untouched, pending, and stands")
            promises.says_void(identity, text, touches)

    def _served(self) -> frozenset[str]:
        """The calendars that are read; follow-ups that the person carried elsewhere are out of sight."""
        targets = {machine.computer.write_to for machine in self.machines} | {self.write_to}
        return frozenset({*self.readable(), *targets})

    def _evidence(self, identity: Identity, goal: Wanted) -> bool:
        if identity.source in goal.interviews or identity.source in goal.present:
            return True
        return not self.sources and not self.loose

    @contextmanager
    def ledger(self, machine: Machine) -> Iterator[Ledger]:
        """The computer's ledger, between two cycles."""
        ledger = Ledger.open(machine.computer.ledger, self.preferences)
        try:
            yield ledger
        finally:
            ledger.close()


def tripped(report: Report) -> bool:
    """Whether deletions were held back, since too much vanished at once."""
    return any("vanished at once" in problem for problem in report.problems)


def _mortal(commits: int) -> Callable[[Path, Preferences], Ledger]:
    """Opens a ledger whose process dies with a commit: before the commit for odd numbers, after it for even ones."""

    class Mortal(Ledger):
        left = commits

        @contextmanager
        def transaction(self) -> Iterator[None]:
            if self._db.in_transaction:
                yield
                return
            type(self).left -= 1
            with super().transaction():
                yield
                if type(self).left == 0 and commits % 2:
                    raise Died
            if type(self).left == 0:
                raise Died

    return Mortal.open
