"""What the shape of a playbook can't say: bands without holes, steps that name earlier steps, times in order.

Every function gives its problems as (key path, what is wrong), in the order of the file.
"""

from collections.abc import Iterator, Mapping, Sequence, Set
from itertools import pairwise

from planner.playbook.model import THANK_YOU
from planner.playbook.shape import (
    BandShape,
    BeforeRealDecisionShape,
    CallsShape,
    DaysAfterShape,
    EmailsShape,
    MailShape,
    StepShape,
    TitlesShape,
)

Problems = Iterator[tuple[str, str]]
_FILLED = {"who": "W", "company": "C", "about": "A", "arrives": "D", "number": 1}
_DISCREET = {"arrives": "D", "number": 1}


def band_problems(bands: Sequence[BandShape]) -> Problems:
    """Every stage and every number of business days has exactly one band, and so has an unknown date."""
    names: set[str] = set()
    for band in bands:
        if band.name in names:
            yield "band", f'two bands are called "{band.name}"'
        names.add(band.name)
    for stage in ("more", "decision"):
        of_stage = [band.value() for band in bands if band.stage == stage]
        unknown = [band for band in of_stage if band.least is None]
        if len(unknown) != 1:
            yield "band", f'stage "{stage}" needs exactly one band with business_days = "unknown", not {len(unknown)}'
        yield from _range_problems(stage, [(b.least, b.most, b.name) for b in of_stage if b.least is not None])


def _range_problems(stage: str, ranges: list[tuple[int, int | None, str]]) -> Problems:
    ordered = sorted(ranges, key=lambda one: (one[0], one[1] is None, one[1] or 0))
    start = (-1, -1, "the day of the interview")
    for (_least, most, name), (least, next_most, next_name) in pairwise([start, *ordered]):
        if most is None or least <= most:
            yield "band", f'"{name}" and "{next_name}" overlap: a number of business days has one band in a stage'
        elif least > most + 1:
            yield "band", f'stage "{stage}" has no band for {most + 1} business days, before "{next_name}"'
        if next_most is not None and next_most < least:
            yield "band", f'"{next_name}" ends before it begins'
    if not any(most is None for _least, most, _name in ordered):
        yield "band", f'the last band of stage "{stage}" must end with "or more"'


Place = tuple[str, str]
"""A band or an outcome, and the id of a step in it."""


def step_problems(
    steps: Sequence[tuple[str, StepShape]], bands: Sequence[str], ids: Sequence[str], unread: Set[Place]
) -> Problems:
    """Steps by their key path, as far as they could be read; `bands` and `ids` name all that stand in the file.

    `unread` are the steps with problems of their own, which may be referred to all the same.
    """
    seen: dict[Place, StepShape] = {}
    for path, step in steps:
        places = step.places()
        yield from ((f"{path}.bands", f'there is no band "{name}"') for name in step.bands if name not in bands)
        if bool(step.bands) == bool(step.outcome):
            yield path, "a step has either bands or an outcome"
        for key, name in step.refers_to():
            if name not in ids:
                yield f"{path}.{key}", f'there is no step "{name}"'
            else:
                earlier = {place for place, id_ in seen.keys() | unread if id_ == name}
                yield from _missing(f"{path}.{key}", name, [place for place in places if place not in earlier])
        yield from _waiting_problems(path, step, seen)
        yield from ((path, f'"{step.id}" stands twice in "{place}"') for place in places if (place, step.id) in seen)
        yield from _own_problems(path, step)
        seen |= {(place, step.id): step for place in places}
    yield from _thank_you_problems(bands, ids, seen.keys() | unread)


def _missing(path: str, name: str, places: Sequence[str]) -> Problems:
    if places:
        yield path, f'no earlier step "{name}" in {", ".join(places)}'


def _waiting_problems(path: str, step: StepShape, seen: Mapping[Place, StepShape]) -> Problems:
    earlier = [seen.get((place, name)) for place in step.places() for _key, name in step.refers_to()]
    for waiting in dict.fromkeys(one.id for one in earlier if one and one.waits and not step.waits):
        yield f"{path}.waits", f'"{waiting}" waits, so what refers to it must wait as well'


def _thank_you_problems(bands: Sequence[str], ids: Sequence[str], standing: Set[Place]) -> Problems:
    if THANK_YOU not in ids:
        yield "step", f'no step is called "{THANK_YOU}": something is always owed'
        return
    for band in bands:
        if (band, THANK_YOU) not in standing:
            yield "step", f'band "{band}" has no step "{THANK_YOU}": something is always owed'


def _own_problems(path: str, step: StepShape) -> Problems:
    if step.to == "other applications" and step.outcome != "offer":
        yield f"{path}.to", 'only an outcome "offer" is told to other applications'
    if step.id == THANK_YOU and step.model_dump()["channel"] != "email":
        yield f"{path}.channel", "the thank-you is an email"
    if step.without_calls == "email" and not isinstance(step, BeforeRealDecisionShape):
        yield f"{path}.without_calls", "only a call before the real decision can become an email"
    if isinstance(step, DaysAfterShape):
        if (step.since == "outcome") != bool(step.outcome):
            yield f"{path}.since", '"outcome" goes with steps that have an outcome, and with no others'
        counted = [key for key in ("business_days", "days") if getattr(step, key) is not None]
        if len(counted) != (1 if step.at else 0):
            yield path, "needs either business_days or days together with `at`; without all three it goes at once"


def email_problems(emails: EmailsShape) -> Problems:
    if not emails.earliest <= emails.morning <= emails.tonight <= emails.latest:
        yield "emails", "earliest, morning, tonight and latest must follow each other in this order"


def call_problems(calls: CallsShape, steps: Sequence[tuple[str, StepShape]]) -> Problems:
    if calls.earliest >= calls.latest:
        yield "calls", "earliest must come before latest"
    if calls.awake[0] >= calls.awake[1]:
        yield "calls.awake", "the first time must come before the second"
    for path, step in steps:
        if step.model_dump()["channel"] == "phone":
            for key, at in step.clocks().items():
                if key != "email_at" and not calls.earliest <= at <= calls.latest:
                    yield f"{path}.{key}", f"{at:%H:%M} lies outside the hours of [calls]"


def mail_problems(mail: MailShape, carriers: Sequence[str]) -> Problems:
    if mail.carrier not in carriers:
        yield "mail.carrier", f'there is no carrier "{mail.carrier}"; [carriers] has {", ".join(carriers) or "none"}'
    for name, service in (("letter", mail.letter), ("courier", mail.courier)):
        if service.drop_off > service.cutoff:
            yield f"mail.{name}", "drop_off must not be later than cutoff"


def title_problems(titles: TitlesShape) -> Problems:
    for key, template in titles:
        known = _DISCREET if key.startswith("discreet") else _FILLED
        try:
            template.format(**known)
        except (KeyError, IndexError, ValueError, AttributeError):
            names = ", ".join(f"{{{name}}}" for name in known)
            yield f"titles.{key}", f'"{template}" can be filled with {names}, and with nothing else'
