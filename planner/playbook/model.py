"""A playbook: which touches follow an interview, when, and in which words. Frozen values, read by `parsing`.

The *rules* are named Python functions (`emails`, `letters`, `calls`, `final_call` and `offsets` in the room
`scheduling`); a playbook names them and gives them their numbers. All times are wall-clock times at the employer's, but
for handing in mail (at the person's).
"""

from dataclasses import dataclass
from datetime import time
from typing import Literal

from planner.values import Channel, Need, OutcomeKind, Stage

THANK_YOU = "thank-you"
"""The step that every plan has (S1): what is owed when all else is cancelled, and what calls come after."""

Intensity = Literal["full", "standard", "light"]
TomorrowClosed = Literal["tonight", "literal", "next_business_morning"]
Service = Literal["letter", "courier"]
SoonRule = Literal["rush", "tonight", "tomorrow", "now"]
LandingRule = Literal["any day", "before the decision", "in time for the decision",
                      "before the real decision", "by the real decision"]  # fmt: skip
To = Literal["each", "decision-maker", "other applications"]


class PlaybookError(Exception):
    """A playbook can't be used. `problems` names all of them, each with file and key path."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True, kw_only=True)
class Emails:
    """When an email may go, and the moments that the article only hints at (V1, V2, V8)."""

    tonight: time
    earliest: time
    latest: time
    morning: time
    tonight_after_minutes: int
    now_after_minutes: int
    rush_after_minutes: int
    apart_minutes: int
    """Between the copies to several interviewers (V18)."""
    owed_business_days: int
    """How long a late email is still worth sending."""
    quiet_business_days: int
    """How long a question waits after any other email to the same person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """When a call may be made: the employer's hours and the person's own, ends included."""

    earliest: time
    latest: time
    awake_from: time
    awake_until: time
    minutes: int
    """How long one takes: what it may not overlap."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailService:
    """How one kind of mail travels, in business days; handed in at the person's, landing at the employer's."""

    business_days: int
    drop_off: time
    cutoff: time
    lands: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    letter: MailService
    courier: MailService
    prepare_minutes: int
    """From the end of the interview until a letter is written, printed and signed."""
    margin_minutes: int
    """How long before the moment of the decision a courier must land on the day of the decision (V12)."""
    apart_business_days: int
    """Between two pieces of mail to the same person (V19)."""

    def service(self, name: Service) -> MailService:
        return self.letter if name == "letter" else self.courier


@dataclass(frozen=True, slots=True, kw_only=True)
class Decisions:
    """How the words about a decision are read (V6, V13, V15)."""

    assumed_time: time
    approval_business_days: int
    week_or_so_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Titles:
    """Templates: {who}, {company}, {about}, {arrives}; the discreet ones {number} and {arrives}."""

    email: str
    phone: str
    letter: str
    courier: str
    discreet_email: str
    discreet_phone: str
    discreet_letter: str
    discreet_courier: str

    def template(self, channel: Channel, *, discreet: bool) -> str:
        template: str = getattr(self, f"discreet_{channel}" if discreet else channel)
        return template


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """A part of the article: a stage, and how many business days lie between interview and decision.

    `least` and `most` are None in the band for a decision whose date is unknown; `most` alone is None where
    the band has no upper end.
    """

    name: str
    stage: Stage
    least: int | None
    most: int | None

    def holds(self, business_days: int | None) -> bool:
        if business_days is None or self.least is None:
            return business_days is None and self.least is None
        return self.least <= business_days and (self.most is None or business_days <= self.most)


@dataclass(frozen=True, slots=True, kw_only=True)
class Soon:
    """An email that counts in minutes and evenings from the end of the interview (`emails`)."""

    rule: SoonRule


@dataclass(frozen=True, slots=True, kw_only=True)
class DaysAfter:
    """So many business days (or calendar days, moved to the next business day) after something (`offsets`).

    `since` is "interview", "decision", "outcome" or the id of an earlier step. Without `at`: at once.
    """

    since: str
    business_days: int
    days: int
    at: time | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MorningAfter:
    """A call first thing on the morning after an earlier step (S7; `calls.morning_after`)."""

    step: str
    at: time
    late_at: time


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeRealDecision:
    """The call timed for the real decision (S18-S20; `final_call.before_real_decision`)."""

    business_days: tuple[int, ...]
    """How many before the official decision, in order of preference."""
    days: tuple[int, ...]
    """The same in calendar days: a day should satisfy both readings."""
    at: time
    late_at: time
    email_at: time
    """When it becomes an email."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Landing:
    """One way for mail to arrive: by which service, on which business day after the interview."""

    by: Service
    day: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """Landings in order of preference, under one condition on the day of arrival."""

    landings: tuple[Landing, ...]
    must_land: LandingRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """Mail that is to arrive so many business days after the interview (S10, S13, S15; `letters.arrival`)."""

    attempts: tuple[Attempt, ...]
    posted_from_day: int
    stand_in_at: time
    """When its content goes by email where no mail can."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionWeek:
    """Mail that lands early in the decision-making week (S16; `letters.decision_making_week`)."""

    by: Service
    weekdays: tuple[int, ...]
    """In order of preference; Monday is 0."""
    apart_from: str
    """The id of the earlier letter from which it keeps its distance (V19)."""
    stand_in_at: time


Rule = Soon | DaysAfter | MorningAfter | BeforeRealDecision | Arrival | DecisionWeek


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One touch. The same id in several bands is the same touch at another time: it moves when the band changes."""

    id: str
    bands: tuple[str, ...]
    outcome: OutcomeKind | None
    """The outcome that leads to it, in place of bands."""
    channel: Literal["email", "phone", "mail"]
    to: To
    need: Need
    rule: Rule
    about: str
    brief: str
    rules: tuple[str, ...]
    instead_of: str
    """Only where this earlier step found no day."""
    without_calls: Literal["email", "drop"]
    extension: bool
    waits: bool
    """Whether it keeps its distance from every other email to the same person."""
    number: int
    """Its place among the ids of the file, from 1: what a discreet title says."""

    @property
    def name(self) -> str:
        """What notes call it."""
        return self.id.replace("-", " ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Playbook:
    """Everything that a plan takes from the file."""

    name: str
    intensity: Intensity
    tomorrow_closed: TomorrowClosed
    calls_on: bool
    letters_on: bool
    emails: Emails
    calls: Calls
    mail: Mail
    decisions: Decisions
    titles: Titles
    bands: tuple[Band, ...]
    steps: tuple[Step, ...]

    def band(self, stage: Stage, business_days: int | None) -> Band:
        """The one band that fits; a checked playbook has exactly one for every stage and number."""
        return next(band for band in self.bands if band.stage == stage and band.holds(business_days))

    def steps_in(self, band: Band) -> tuple[Step, ...]:
        """The steps of a band, in the order of the file: later ones refer to earlier ones."""
        return tuple(step for step in self.steps if band.name in step.bands)

    def steps_on(self, outcome: OutcomeKind) -> tuple[Step, ...]:
        return tuple(step for step in self.steps if step.outcome == outcome)
