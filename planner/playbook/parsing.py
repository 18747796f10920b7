"""A playbook's text (TOML) to a `Playbook`, or all its problems at once, each with file and key path.

The shape is checked table by table, so that a slip in one hides no other; what no shape can say (references,
duplicates, bands with holes) is checked over whatever could be read.
"""

import tomllib
from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from planner.playbook import checks, shape
from planner.playbook.model import Calls, Decisions, Emails, Mail, MailService, Playbook, PlaybookError, Step, Titles
from planner.playbook.shape import AnyStep, StepShape, step_adapter, step_value

T = TypeVar("T")
_TABLES = ("channels", "emails", "calls", "decision", "mail", "carriers", "titles", "band", "step")


def parse(text: str, name: str) -> Playbook:
    """The playbook that this text says. `name` is the file, as problems call it. Raises `PlaybookError`."""
    try:
        raw = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise PlaybookError((f"{name}: no TOML: {error}",)) from None
    reading = _Reading(raw)
    playbook = reading.playbook()
    if playbook is None or reading.problems:
        raise PlaybookError(tuple(f"{name}: {problem}" for problem in dict.fromkeys(reading.problems)))
    return playbook


class _Reading:
    """One pass over a file, that goes on after a problem."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[str] = []

    def playbook(self) -> Playbook | None:
        head = self._table("", TypeAdapter(shape.Head), {k: v for k, v in self.raw.items() if k not in _TABLES})
        channels = self._table("channels", TypeAdapter(shape.ChannelsShape), self.raw.get("channels", {}))
        emails = self._named("emails", shape.EmailsShape)
        calls = self._named("calls", shape.CallsShape)
        decision = self._named("decision", shape.DecisionShape)
        mail = self._named("mail", shape.MailShape)
        carriers = self._named("carriers", dict[str, shape.CarrierShape])
        titles = self._named("titles", shape.TitlesShape)
        bands = [band for _path, band in self._list("band", TypeAdapter(shape.BandShape))]
        steps = self._list("step", step_adapter)
        self._check_steps(bands, steps)
        if emails:
            self._add(checks.email_problems(emails))
        if calls:
            self._add(checks.call_problems(calls, steps))
        if titles:
            self._add(checks.title_problems(titles))
        if mail and carriers:
            self._add(checks.mail_problems(mail, tuple(carriers)))
        if self.problems or not (head and channels and emails and calls and decision and mail and carriers and titles):
            return None
        transit = carriers[mail.carrier]
        return Playbook(
            name=head.name,
            intensity=head.intensity,
            tomorrow_closed=head.tomorrow_closed,
            calls_on=channels.calls,
            letters_on=channels.letters,
            emails=Emails(**emails.model_dump()),
            calls=Calls(
                earliest=calls.earliest,
                latest=calls.latest,
                awake_from=calls.awake[0],
                awake_until=calls.awake[1],
                minutes=calls.minutes,
            ),
            mail=Mail(
                letter=MailService(business_days=transit.letter, **mail.letter.model_dump()),
                courier=MailService(business_days=transit.courier, **mail.courier.model_dump()),
                prepare_minutes=mail.prepare_minutes,
                margin_minutes=mail.margin_minutes,
                apart_business_days=mail.apart_business_days,
            ),
            decisions=Decisions(**decision.model_dump()),
            titles=Titles(**titles.model_dump()),
            bands=tuple(band.value() for band in bands),
            steps=_numbered([step for _path, step in steps]),
        )

    def _check_steps(self, bands: Sequence[shape.BandShape], steps: Sequence[tuple[str, StepShape]]) -> None:
        """References count against all that stands in the file, so that one slip is told once."""
        raw_steps = self._raw_list("step")
        named = [str(one.get("name")) for one in self._raw_list("band")]
        read = {(place, step.id) for _path, step in steps for place in step.places()}
        unread = {(place, str(one.get("id"))) for one in raw_steps for place in _raw_places(one)} - read
        self._add(checks.step_problems(steps, named, [str(one.get("id")) for one in raw_steps], unread))
        if len(bands) == len(named):
            self._add(checks.band_problems(bands))

    def _named(self, key: str, kind: type[T]) -> T | None:
        if key not in self.raw:
            self.problems.append(f"{key}: is missing")
            return None
        return self._table(key, TypeAdapter(kind), self.raw[key])

    def _table(self, path: str, kind: TypeAdapter[T], raw: object) -> T | None:
        try:
            return kind.validate_python(raw)
        except ValidationError as error:
            self.problems += [_problem(path, details) for details in error.errors()]
            return None

    def _list(self, key: str, kind: TypeAdapter[T]) -> list[tuple[str, T]]:
        """The tables of a list that could be read, each with its key path."""
        raw = self._raw_list(key)
        if not raw:
            self.problems.append(f"[[{key}]]: there is none")
        paths = [f"{key}[{number}]{_called(one)}" for number, one in enumerate(raw, 1)]
        read = ((path, self._table(path, kind, one)) for path, one in zip(paths, raw, strict=True))
        return [(path, one) for path, one in read if one is not None]

    def _raw_list(self, key: str) -> list[dict[str, Any]]:
        raw = self.raw.get(key)
        return [one for one in raw if isinstance(one, dict)] if isinstance(raw, list) else []

    def _add(self, found: checks.Problems) -> None:
        self.problems += [f"{path}: {what}" for path, what in found]


def _raw_places(raw: Mapping[str, Any]) -> tuple[str, ...]:
    bands = raw.get("bands")
    places = [raw.get("outcome"), *(bands if isinstance(bands, list) else ())]
    return tuple(place for place in places if isinstance(place, str))


def _called(raw: Mapping[str, Any]) -> str:
    name = raw.get("id") or raw.get("name")
    return f" ({name})" if name else ""


def _problem(path: str, details: ErrorDetails) -> str:
    # A step's location begins with the rule that pydantic took it for.
    location = [str(part) for part in details["loc"] if not path.startswith("step[") or part not in _RULES]
    where = ".".join(part for part in (path, *location) if part)
    if details["type"] == "extra_forbidden":
        return f"{where}: unknown key"
    if details["type"] == "missing":
        return f"{where}: is missing"
    return f"{where}: {details['msg'].removeprefix('Value error, ')}, not {details['input']!r}"


_RULES = {"rush", "tonight", "tomorrow", "now", "days_after", "morning_after", "before_real_decision"} | {
    "arrival",
    "decision_week",
}


def _numbered(steps: Sequence[AnyStep]) -> tuple[Step, ...]:
    ids = list(dict.fromkeys(step.id for step in steps))
    return tuple(step_value(step, ids.index(step.id) + 1) for step in steps)
