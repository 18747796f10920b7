"""From an event as found to a follow-up of ours as it stands, or nothing.

An event is ours only if its id is the key that its marks give (promise 2): a person's copy of a follow-up carries our
marks under another id, and is theirs.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from planner.values import Channel, Event, Person, Source, Standing
from sync import questions, ticks
from sync.fields import of_event
from sync.keys import VERSION, Identity, counted, key
from sync.ledger import Mirrored
from sync.standing import Observed, channel_in

_KEY = re.compile(r"[0-9a-v]{52}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where an event stands. `rank` is its calendar's place in the config; `problem` says why it can't be read now."""

    calendar: str
    href: str
    etag: str
    rank: int = 0
    problem: str = ""


def observed_in(
    mirrored: Iterable[Mirrored], home_zone: str, rank: Mapping[str, int] | None = None
) -> tuple[Observed, ...]:
    """The follow-ups of ours among these events. `rank` gives the place of each calendar in the config."""
    found = (
        observe(
            one.event,
            Place(
                calendar=one.calendar,
                href=one.href,
                etag=one.etag,
                rank=(rank or {}).get(one.calendar, 0),
                problem=one.problem,
            ),
            home_zone,
        )
        for one in mirrored
    )
    return tuple(item for item in found if item)


def observe(event: Event, place: Place, home_zone: str) -> Observed | None:
    """This event as a follow-up of ours; None if it is not ours. One that anybody is invited to is none, whatever marks
    it carries: we invite nobody, keys are no secret, and a change of it might send mail."""
    marks = dict(event.marks)
    if event.attendees or event.source.recurrence_id or not marks.get("key") or marks["key"] != event.source.uid:
        return None
    identity, generation = identity_of(marks), counted(marks.get("generation", ""))
    if counted(marks.get("version", "")) <= VERSION and key(identity, generation) != event.source.uid:
        return None
    fields = of_event(event, home_zone)
    reading = questions.read(fields.description, questions.asked_by(marks))
    ticked = ticks.read(fields.title)
    return Observed(
        identity=identity,
        generation=generation,
        calendar=place.calendar,
        rank=place.rank,
        href=place.href,
        etag=place.etag,
        fields=replace(fields, title=ticked.title, description=reading.description),
        marks=event.marks,
        typed=reading.typed,
        words=fields.description if reading.typed else "",
        unreadable=bool(place.problem),
        tick=ticked.mark,
    )


def identity_of(marks: Mapping[str, str]) -> Identity:
    """Which follow-up these marks name."""
    return Identity(
        source=Source(uid=marks.get("source", ""), recurrence_id=marks.get("occurrence", "")),
        step=marks.get("step", ""),
        slot=marks.get("slot", ""),
    )


def looks_like_a_key(uid: str) -> bool:
    """Whether only we could have given this id to an event, whatever became of its marks."""
    return _KEY.fullmatch(uid) is not None


def standing(observed: Observed) -> Standing:
    """What the planner must know of a follow-up that stands."""
    theirs = observed.touched
    return _standing(
        observed.identity,
        dict(observed.marks),
        observed.start,
        moved="start" in theirs,
        touched=bool(theirs),
        done=observed.said == "done",
    )


def deleted(identity: Identity, marks: Mapping[str, str], at: datetime) -> Standing:
    """What the planner must know of a follow-up that the person deleted: its time still counts for later steps."""
    return _standing(identity, marks, at, deleted=True)


def deleted_unseen(identity: Identity, at: datetime, channel: Channel) -> Standing:
    """What the planner must know of a follow-up that the person deleted before anybody here saw it."""
    return Standing(
        source=identity.source,
        step=identity.step,
        slot=identity.slot,
        to=Person(),
        channel=channel,
        at=at,
        deleted=True,
    )


def _standing(
    identity: Identity,
    marks: Mapping[str, str],
    at: datetime,
    *,
    moved: bool = False,
    touched: bool = False,
    done: bool = False,
    deleted: bool = False,
) -> Standing:
    return Standing(
        source=identity.source,
        step=identity.step,
        slot=identity.slot,
        to=Person(name=marks.get("to", ""), email=marks.get("to-email", "")),
        channel=channel_in(marks.items()),
        at=at,
        arrives=_day(marks.get("arrives", "")),
        moved=moved,
        touched=touched,
        done=done,
        deleted=deleted,
    )


def outcome_told(observed: Observed) -> tuple[str, date] | None:
    """The outcome of its interview, and since when it is known, as a follow-up's marks tell it."""
    kind, _, day = dict(observed.marks).get("outcome", "").rpartition(" ")
    since = _day(day)
    return (kind, since) if since else None


def attachment_told(observed: Observed) -> tuple[Source, str] | None:
    """What the note that it is planned from was attached to, and the note's fingerprint then, as its marks tell it."""
    marks = dict(observed.marks)
    if not marks.get("attached"):
        return None
    source = Source(uid=marks["attached"], recurrence_id=marks.get("attached-occurrence", ""))
    return source, marks.get("attached-note", "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
