"""Rounds of kills, and what must hold after each: nothing twice, nothing missing, what the person did stands.

A round plays one story on a fresh calendar with a fresh ledger. Three interviews are tagged, and the first half of the
kills falls into the first sync. A clean sync; the person retitles one follow-up, moves another and deletes a third, and
all interviews move: the second half of the kills falls into the reschedule. When a run survives, the story goes on.
Then a clean sync must lead to what the same story leads to on a folder on which nobody was killed, and another one must
find nothing to do.
"""

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path

from icalendar import Event

from tests.killing.places import OnFolder, OnServer
from tests.killing.program import Program
from tests.service.rig import FolderClient, Rig, interview, next_weekday, start, word

DENTIST = interview("dentist@example.org", title="Dentist", description="Bring the card")
COMPANIES = ("Acme", "Globex", "Initech")
HOUR = timedelta(hours=1)

Standing = dict[str, tuple[str, datetime]]


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What the rounds came to. `writing` counts the kills of a process that had changed the calendar and was not done;
    `survived` the runs that ended before their kill."""

    kills: int = 0
    writing: int = 0
    survived: int = 0
    checks: int = 0

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(
            kills=self.kills + other.kills,
            writing=self.writing + other.writing,
            survived=self.survived + other.survived,
            checks=self.checks + other.checks,
        )


@dataclass(kw_only=True)
class Story:
    """The person's part of a round, on one calendar."""

    rig: Rig
    first_day: datetime
    hours: int = 0

    def begin(self) -> None:
        """Three interviews on different days, and something that is none of our business."""
        self.rig.put_foreign("dentist.ics", DENTIST)
        self._put()

    def move(self) -> None:
        """All interviews, to another hour."""
        self.hours = self.hours % 3 + 1
        self._put()

    def edit(self) -> None:
        """One follow-up retitled, one moved, one deleted, the same ones in every telling."""
        retitled, moved, deleted, *_ = sorted(self.rig.follow_ups())
        self.rig.edit(retitled, _retitle)
        self.rig.edit(moved, _postpone)
        self.rig.client.delete(deleted)

    def standing(self) -> Standing:
        """Title and start of every follow-up, by name."""
        return {name: (word(text, "SUMMARY"), start(text)) for name, text in self.rig.follow_ups().items()}

    def _put(self) -> None:
        for number, company in enumerate(COMPANIES):
            text = interview(
                f"{company}@example.org",
                at=self.first_day + timedelta(days=7 * number, hours=self.hours),
                title=f"Interview with {company} #interview",
            )
            self.rig.put_foreign(f"{company}.ics", text)


@dataclass(frozen=True, kw_only=True)
class Rounds:
    """A place, the program, and the folder for all that the rounds need; `first_day` is the day of the first
    interview of every round, so that the same things are expected however long the rounds take."""

    place: OnServer | OnFolder
    program: Program
    folder: Path
    first_day: datetime
    expected: dict[int, Standing]
    numbers: Iterator[int]

    def play(self, kills: int, chance: random.Random) -> Tally:
        """One round. Raises AssertionError where a promise does not hold."""
        rig = self._rig()
        story = Story(rig=rig, first_day=self.first_day)
        story.begin()
        tally = self._kill(rig, kills // 2, chance, go_on=None)
        rig.sync()
        story.edit()
        rig.sync()
        story.move()
        tally += self._kill(rig, kills - tally.kills, chance, go_on=story.move)
        self._check(story)
        return tally + Tally(checks=1)

    def _rig(self) -> Rig:
        folder = self.folder / str(next(self.numbers))
        folder.mkdir()
        return Rig(folder=folder, client=self.place.client(folder))

    def _kill(self, rig: Rig, kills: int, chance: random.Random, *, go_on: Callable[[], None] | None) -> Tally:
        """So many kills; when a run survives the story goes on, or it was the end of this part."""
        tally = Tally()
        errors = rig.folder / "said"
        errors.touch()  # some are killed before they say anything
        while tally.kills < kills:
            before = self.place.writes()
            code = self.place.doom(lambda: self.program(["--config", str(rig.config), "sync"], errors), chance)
            said = errors.read_text()
            assert "Traceback" not in said, said
            assert code in {-9, 0, 75}, (code, said)
            wrote = self.place.writes() > before
            tally += Tally(kills=code < 0, writing=code < 0 and wrote, survived=code >= 0)
            if code >= 0 and go_on is None:
                break
            if code >= 0 and go_on is not None:
                go_on()
        return tally

    def _check(self, story: Story) -> None:
        rig = story.rig
        rig.sync()
        assert story.standing() == self._undisturbed(story.hours)
        texts, before = rig.follow_ups(), self.place.writes()
        assert {action["action"] for action in rig.sync()["actions"]} == {"keep"}
        assert self.place.writes() == before
        assert rig.follow_ups() == texts
        rig.untouched()

    def _undisturbed(self, hours: int) -> Standing:
        """What the story leads to where nobody is killed."""
        if hours not in self.expected:
            folder = self.folder / f"undisturbed {hours}"
            folder.mkdir()
            rig = Rig(folder=folder, client=FolderClient(folder=folder / "calendar"))
            story = Story(rig=rig, first_day=self.first_day)
            story.begin()
            rig.sync()
            story.edit()
            rig.sync()
            while story.hours != hours:
                story.move()
            rig.sync()
            self.expected[hours] = story.standing()
        return self.expected[hours]


def rounds(place: OnServer | OnFolder, program: Program, folder: Path) -> Rounds:
    """Rounds that begin on the next working day but one."""
    return Rounds(place=place, program=program, folder=folder, first_day=next_weekday(1), expected={}, numbers=count())


def _retitle(one: Event) -> None:
    one["SUMMARY"] = "My own words"


def _postpone(one: Event) -> None:
    begins = one.DTSTART
    assert isinstance(begins, datetime)
    one.DTSTART, one.DTEND = begins + HOUR / 3, begins + HOUR
