"""The planner's words: frozen values that every other room speaks.

An `Event` is what any calendar tells (names follow RFC 5545). An `Interview` is a tagged event, understood.
A `FollowUp` is a planned touch. A `Standing` is a follow-up that already stood when the plan is made again.
Nothing here decides anything, reads a clock or touches a file.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

Channel = Literal["email", "letter", "courier", "phone"]
Need = Literal["must", "should", "may"]
Stage = Literal["more", "decision"]
Kind = Literal["screen", "interview", "final"]
OutcomeKind = Literal["next round", "offer", "accepted", "rejected", "withdrawn"]
DateOrder = Literal["", "DMY", "MDY"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody at the employer's, or "I". `name` is as given, `email` lower case; any may be empty."""

    name: str = ""
    email: str = ""
    phone: str = ""

    def __str__(self) -> str:
        return self.name or self.email or self.phone


@dataclass(frozen=True, slots=True, kw_only=True)
class Attendee:
    """RFC 5545 ATTENDEE. `partstat` is upper case, "" where the event does not say; `cutype` likewise."""

    person: Person
    partstat: str = ""
    cutype: str = ""
    is_self: bool = False
    """The calendar itself says that this is its owner (Google's `self`)."""


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Source:
    """Which event, whatever its time: UID (at Google the event id) and RECURRENCE-ID.

    `recurrence_id` is "" for a plain event, else the original start in UTC basic form
    (`20261005T180000Z`; `20261005` for whole days; a floating one without the `Z`).
    """

    uid: str
    recurrence_id: str = ""

    def __str__(self) -> str:
        return f"{self.uid}/{self.recurrence_id}" if self.recurrence_id else self.uid


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One occurrence as a calendar tells it, with nothing understood yet.

    `start` and `end` are as written: an aware datetime, a naive one (floating), or a date (whole day; `end`
    is exclusive, RFC 5545 3.6.1). `zone` is the event's own IANA zone, "" for UTC and floating times.
    `marks` holds our own metadata by lower-case name without prefix (`key`, `step`, …), else nothing.
    A *bare* event (`whole=False`) carries identity, times and `busy` alone: it holds none of the words
    that could make it an interview or a follow-up, so nothing else was read.
    """

    source: Source
    start: datetime | date
    end: datetime | date
    zone: str = ""
    calendar_zone: str = ""
    """X-WR-TIMEZONE of the file it stands in, "" where there is none."""
    title: str = ""
    description: str = ""
    location: str = ""
    categories: tuple[str, ...] = ()
    color: str = ""
    status: str = ""
    busy: bool = True
    organizer: Person | None = None
    attendees: tuple[Attendee, ...] = ()
    sequence: int = 0
    stamp: datetime | None = None
    reminder: timedelta | None = None
    """How long before the start the first display alarm goes off; None without one."""
    marks: tuple[tuple[str, str], ...] = ()
    rank: int = 0
    """Which of the account's calendars it stands in, by the order in the config: of two copies the first counts."""
    whole: bool = True
    problems: tuple[str, ...] = ()
    """What the reading of it had to mend or leave out, in plain words (no DTEND, unknown TZID, …)."""

    def mark(self, name: str) -> str:
        """Our own metadata under this name, "" where there is none."""
        return dict(self.marks).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferences:
    """What the config says about the person, the employers and the tags. Zones are IANA names."""

    home_zone: str = "UTC"
    home_country: str = "US"
    my_addresses: frozenset[str] = frozenset()
    """Lower-case addresses of the person: who "I" am among attendees, and never a recipient."""
    date_order: DateOrder = ""
    """How 3/4 is read; "" follows `home_country`."""
    employer_country: str = "US"
    employer_subdivision: str = ""
    employer_zone: str = ""
    calls: bool = True
    letters: bool = True
    extensions: bool = False
    closed: tuple[date, ...] = ()
    hashtag: str = "#interview"
    category: str = "interview"
    colors: tuple[str, ...] = ()
    discreet: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """When the employer decides, as understood but not yet normalised to business days.

    `on` is the employer-local date; `at` the wall-clock time where one was given. With `week` the date is the
    Monday of a week of which only the week is known ("week of 30 Nov"); with `vague` it is the interview's date
    plus the playbook's vague week ("a week or so").
    """

    on: date
    at: time | None = None
    week: bool = False
    vague: bool = False
    text: str = ""
    """As written by the person."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How it ended. `on` is the date written behind it, else the date it was first seen, None if neither is known."""

    kind: OutcomeKind
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What the person answered on a follow-up. It counts for as long as the interview itself says `instead_of` ("":
    nothing) to that question: a later change there beats it."""

    text: str
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A fact that the interview leaves open, by its key, and whether it was `answered` so that it can be read.
    `instead_of` is what the interview itself says to it."""

    key: str
    answered: bool
    instead_of: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Interview:
    """A tagged event, understood. `start` and `end` are aware, in the employer's `zone`."""

    source: Source
    title: str
    start: datetime
    end: datetime
    zone: str
    country: str = "US"
    subdivision: str = ""
    home_zone: str = "UTC"
    home_country: str = "US"
    company: str = ""
    role: str = ""
    stage: Stage = "more"
    kind: Kind = "interview"
    decision: Decision | None = None
    interviewers: tuple[Person, ...] = ()
    """In the order given, the decision-maker first; never empty once recognised (a stand-in where nobody is named)."""
    contact: Person | None = None
    """Who organizes it, where that is somebody to write to: whom to ask to pass something on."""
    address: str = ""
    calls: bool = True
    letters: bool = True
    extensions: bool = False
    remarks: tuple[str, ...] = ()
    """The lines of the `notes` fact: what was said."""
    outcome: Outcome | None = None
    foreign: bool = False
    """Its facts stand in the words of somebody else who organizes it: they speak of this interview alone."""
    attached: Source | None = None
    """The invitation that a note event belongs to, or last belonged to: what `recognise` wants to be told next time."""
    void: str = ""
    """Why nothing is wanted for it (cancelled, declined, its invitation went), in plain words; "" while it is live."""
    closed: tuple[date, ...] = ()
    discreet: bool = False
    problems: tuple[str, ...] = ()
    """What could not be read, with the text as written and what would have been understood."""
    notes: tuple[str, ...] = ()
    questions: tuple[Question, ...] = ()
    """What the person is asked for on the follow-ups."""

    @property
    def decision_maker(self) -> Person:
        """The first interviewer: who gets letters and calls (V18)."""
        return self.interviewers[0]


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Interval:
    """A time in which the person is busy; aware, `start` inclusive, `end` exclusive."""

    start: datetime
    end: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A follow-up that stood, or stands, with the times found on it."""

    source: Source
    step: str
    slot: str
    to: Person
    channel: Channel
    at: datetime
    arrives: date | None = None
    deleted: bool = False
    """The person deleted it: its times still count for the steps that come after it."""
    moved: bool = False
    """Its time was changed by hand: it no longer follows the interview."""
    touched: bool = False
    """Any field was changed by hand (implied by `moved`)."""
    done: bool = False
    """The person says that it is done, whatever its time."""

    def is_past(self, now: datetime) -> bool:
        """Whether it is history: done by what the person says, else once its time has passed."""
        return self.done or self.at < now


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """One planned touch to one person.

    `at` is the moment to act, aware: the employer's zone for emails and calls, the person's for handing in mail.
    `arrives` is the employer-local day on which mail lands, None for emails and calls.
    `slot` is "0" for the decision-maker, else the recipient's normalised address or name (design: keys).
    """

    source: Source
    step: str
    slot: str
    channel: Channel
    to: Person
    at: datetime
    arrives: date | None = None
    title: str
    need: Need = "should"
    rules: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    late: tuple[str, ...] = ()
    """Further reasons, which hold only because the plan was made late or again: they depend on the moment of planning,
    so they are shown, and never written into a calendar."""
    brief: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InterviewPlan:
    """What one tagged event leads to. A loop's follow-ups stand under its last event, the others say so in `notes`."""

    interview: Interview
    stage: Stage
    decision: date | datetime | None = None
    real_decision: date | None = None
    """The employer-local day on which it is really made, before it is official (S18)."""
    follow_ups: tuple[FollowUp, ...] = ()
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    loop: Interview | None = None
    """All interviews of its day in one, where the follow-ups stand under it: what they are about."""
