"""What the rules hand each other: the case at hand, what a rule chose, and the touch that came of it.

All datetimes are aware. Those of emails and calls are in the employer's zone, those of handing in mail in the person's.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from planner.playbook.model import THANK_YOU, Playbook, Step
from planner.scheduling.business_days import BusinessDays, name_day
from planner.scheduling.decisions import Announcement
from planner.values import Channel, Interview, Person

QUARTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One interview (or loop) to plan for, with everything that the rules ask about it."""

    playbook: Playbook
    interview: Interview
    end: datetime
    zone: ZoneInfo
    home: ZoneInfo
    days: BusinessDays
    decision: Announcement | None
    now: datetime
    outcome_on: date | None = None

    @property
    def day(self) -> date:
        """D: the employer-local date on which the interview ends."""
        return self.end.date()

    @property
    def mail(self) -> bool:
        """Whether mail can go at all; else its content goes by email."""
        interview = self.interview
        return interview.letters and self.playbook.letters_on and interview.home_country == interview.country

    @property
    def calls(self) -> bool:
        return self.interview.calls and self.playbook.calls_on

    def at(self, day: date, clock: time) -> datetime:
        """A wall-clock time at the employer's."""
        return datetime.combine(day, clock, tzinfo=self.zone)

    def before_decision(self, at: datetime) -> bool:
        """Whether this comes before the moment of the decision, as far as that is known."""
        return self.decision is None or at < self.decision.moment

    def after_end(self, minutes: int) -> datetime:
        """So long after the interview, at the employer's, whatever the clocks do that night."""
        return (self.end.astimezone(UTC) + timedelta(minutes=minutes)).astimezone(self.zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The moment that a rule found."""

    at: datetime
    channel: Channel
    arrives: date | None = None
    why: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    """Reasons that depend on the moment of planning."""
    after: datetime | None = None
    """A call may not be moved to this moment or before it."""
    otherwise: "Choice | None" = None
    """What takes the place of a call that finds no hour of its own; without it the call is dropped."""


@dataclass(frozen=True, slots=True)
class Dropped:
    """A rule found no moment."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Touch:
    """A step for one person, at its moment."""

    step: Step
    slot: str
    to: Person
    place: int
    """Which of the recipients, from 0."""
    choice: Choice
    ideal: Choice | None = None
    """What the rule would have chosen in time, where that has passed and the touch stands at another moment."""
    past: bool = False
    """It stood and its moment has passed: history, that later steps count from."""
    fixed: bool = False
    """The person moved it by hand."""

    @property
    def at(self) -> datetime:
        return self.choice.at

    @property
    def lands_on(self) -> date:
        """The employer-local day on which it is noticed."""
        return self.choice.arrives or self.choice.at.date()


Done = Mapping[str, tuple[Touch, ...]]
"""The touches of the steps before, by step id, history included."""
Found = Choice | Dropped


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What a rule is asked: the earliest moment still possible, and what stands before it.

    `not_before` is None for the ideal moment, as if planned on the day of the interview.
    """

    case: Case
    step: Step
    done: Done = field(default_factory=dict)
    not_before: datetime | None = None
    other_emails: tuple[datetime, ...] = ()
    """When other emails go to the same person, from any plan of the account; asked for where a step waits."""

    def too_late(self, at: datetime) -> bool:
        return self.not_before is not None and at < self.not_before

    def thank_you(self) -> datetime | None:
        """When the decision-maker's thank-you goes, None where there is none."""
        return next((copy.at for copy in self.done.get(THANK_YOU, ())), None)


def round_up(moment: datetime) -> datetime:
    """Up to the quarter of an hour by the wall clock."""
    over = timedelta(minutes=moment.minute % 15, seconds=moment.second, microseconds=moment.microsecond)
    if not over:
        return moment
    return (moment.astimezone(UTC) + (QUARTER - over)).astimezone(moment.tzinfo)


def name_moment(moment: datetime) -> str:
    """A moment as reasons write it: `Thu 29 Oct 10:00`."""
    return f"{name_day(moment.date())} {moment:%H:%M}"
