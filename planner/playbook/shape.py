"""The shape of a playbook file: one pydantic model for each table, with the same names as in the file.

Each model turns into the frozen value of `model` that it stands for. Unknown keys are refused.
"""

import re
from datetime import time
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter

from planner.playbook import model as plain
from planner.playbook.model import LandingRule, Rule, Service, Step
from planner.values import Need, OutcomeKind, Stage

_CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


def _clock(written: object) -> time:
    match = _CLOCK.fullmatch(written) if isinstance(written, str) else None
    if match is None:
        raise ValueError('a time of day is written "HH:MM", from "00:00" to "23:59"')
    return time(int(match[1]), int(match[2]))


Clock = Annotated[time, BeforeValidator(_clock)]
Count = Annotated[int, Field(ge=0, le=3650, strict=True)]
Minutes = Annotated[int, Field(ge=0, le=24 * 60, strict=True)]
Flag = Annotated[bool, Field(strict=True)]
Id = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
Weekday = Literal["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"]
LandingShape = tuple[Service, Annotated[int, Field(ge=1, le=60, strict=True)]]


class Table(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Head(Table):
    """What stands above the first table."""

    schema_: Literal[1] = Field(alias="schema")
    name: str
    intensity: plain.Intensity = "full"
    tomorrow_closed: plain.TomorrowClosed = "tonight"


class ChannelsShape(Table):
    calls: Flag = True
    letters: Flag = True


class EmailsShape(Table):
    tonight: Clock
    tonight_after_minutes: Minutes
    latest: Clock
    earliest: Clock
    morning: Clock
    now_after_minutes: Minutes
    rush_after_minutes: Minutes
    apart_minutes: Minutes
    owed_business_days: Count
    quiet_business_days: Count


class CallsShape(Table):
    earliest: Clock
    latest: Clock
    awake: tuple[Clock, Clock]
    minutes: Annotated[int, Field(ge=1, le=240, strict=True)]


class DecisionShape(Table):
    assumed_time: Clock
    approval_business_days: Count
    week_or_so_days: Count


class ServiceShape(Table):
    drop_off: Clock
    cutoff: Clock
    lands: Clock


class MailShape(Table):
    carrier: str
    prepare_minutes: Minutes
    margin_minutes: Minutes
    apart_business_days: Count
    letter: ServiceShape
    courier: ServiceShape


class CarrierShape(Table):
    letter: Annotated[int, Field(ge=1, le=30, strict=True)]
    courier: Annotated[int, Field(ge=1, le=30, strict=True)]


class TitlesShape(Table):
    email: str
    phone: str
    letter: str
    courier: str
    discreet_email: str
    discreet_phone: str
    discreet_letter: str
    discreet_courier: str


class BandShape(Table):
    name: str
    stage: Stage
    business_days: Literal["unknown"] | tuple[Count, Count | Literal["or more"]]

    def value(self) -> plain.Band:
        least, most = (None, None) if self.business_days == "unknown" else self.business_days
        return plain.Band(name=self.name, stage=self.stage, least=least, most=None if most == "or more" else most)


class StepShape(Table):
    """What every step has; each rule adds its own numbers."""

    id: Id
    bands: tuple[str, ...] = ()
    outcome: OutcomeKind | None = None
    to: plain.To = "decision-maker"
    need: Need = "should"
    about: str
    brief: str = ""
    rules: tuple[str, ...] = ()
    instead_of: str = ""
    without_calls: Literal["email", "drop"] = "drop"
    extension: Flag = False
    waits: Flag = False

    def places(self) -> tuple[str, ...]:
        """The bands, or the outcome, in which it stands."""
        return (self.outcome,) if self.outcome else self.bands

    def refers_to(self) -> tuple[tuple[str, str], ...]:
        """The earlier steps that it names: key and id."""
        return (("instead_of", self.instead_of),) if self.instead_of else ()

    def clocks(self) -> dict[str, time]:
        """Its own times, by key."""
        return {key: value for key, value in self if isinstance(value, time)}


class SoonShape(StepShape):
    when: Literal["rush", "tonight", "tomorrow", "now"]
    channel: Literal["email"]

    def rule(self) -> Rule:
        return plain.Soon(rule=self.when)


class DaysAfterShape(StepShape):
    when: Literal["days_after"]
    channel: Literal["email", "phone"]
    since: str
    business_days: Count | None = None
    days: Count | None = None
    at: Clock | None = None

    def rule(self) -> Rule:
        return plain.DaysAfter(since=self.since, business_days=self.business_days or 0, days=self.days or 0, at=self.at)

    def refers_to(self) -> tuple[tuple[str, str], ...]:
        own = () if self.since in ("interview", "decision", "outcome") else (("since", self.since),)
        return (*super().refers_to(), *own)


class MorningAfterShape(StepShape):
    when: Literal["morning_after"]
    channel: Literal["phone"]
    step: str
    at: Clock
    late_at: Clock

    def rule(self) -> Rule:
        return plain.MorningAfter(step=self.step, at=self.at, late_at=self.late_at)

    def refers_to(self) -> tuple[tuple[str, str], ...]:
        return (*super().refers_to(), ("step", self.step))


class BeforeRealDecisionShape(StepShape):
    when: Literal["before_real_decision"]
    channel: Literal["phone"]
    business_days: Annotated[tuple[Count, ...], Field(min_length=1)]
    days: Annotated[tuple[Count, ...], Field(min_length=1)]
    at: Clock
    late_at: Clock
    email_at: Clock

    def rule(self) -> Rule:
        return plain.BeforeRealDecision(
            business_days=self.business_days, days=self.days, at=self.at, late_at=self.late_at, email_at=self.email_at
        )


class ArrivalShape(StepShape):
    when: Literal["arrival"]
    channel: Literal["mail"]
    landings: Annotated[tuple[LandingShape, ...], Field(min_length=1)]
    must_land: LandingRule = "any day"
    otherwise: tuple[LandingShape, ...] = ()
    otherwise_must_land: LandingRule = "any day"
    posted_from_day: Count = 0
    stand_in_at: Clock

    def rule(self) -> Rule:
        attempts = ((self.landings, self.must_land), (self.otherwise, self.otherwise_must_land))
        return plain.Arrival(
            attempts=tuple(
                plain.Attempt(
                    landings=tuple(plain.Landing(by=by, day=day) for by, day in landings), must_land=must_land
                )
                for landings, must_land in attempts
                if landings
            ),
            posted_from_day=self.posted_from_day,
            stand_in_at=self.stand_in_at,
        )


class DecisionWeekShape(StepShape):
    when: Literal["decision_week"]
    channel: Literal["mail"]
    by: Service
    weekdays: Annotated[tuple[Weekday, ...], Field(min_length=1)]
    apart_from: str
    stand_in_at: Clock

    def rule(self) -> Rule:
        return plain.DecisionWeek(
            by=self.by,
            weekdays=tuple(map(WEEKDAYS.index, self.weekdays)),
            apart_from=self.apart_from,
            stand_in_at=self.stand_in_at,
        )

    def refers_to(self) -> tuple[tuple[str, str], ...]:
        return (*super().refers_to(), ("apart_from", self.apart_from))


AnyStep = Annotated[
    SoonShape | DaysAfterShape | MorningAfterShape | BeforeRealDecisionShape | ArrivalShape | DecisionWeekShape,
    Field(discriminator="when"),
]
step_adapter: TypeAdapter[AnyStep] = TypeAdapter(AnyStep)


def step_value(shape: AnyStep, number: int) -> Step:
    """The step, with its place among the ids of the file."""
    shared = shape.model_dump(include=set(StepShape.model_fields))
    return Step(**shared, channel=shape.channel, rule=shape.rule(), number=number)
