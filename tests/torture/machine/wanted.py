"""What should stand, said from what stands in the calendars: the plan is the planner's, all else is the model's own."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import cast

from planner.plan import plan
from planner.playbook import Playbook
from planner.recognise import recognise
from planner.values import Channel, Event, FollowUp, Interview, Person, Preferences, Source, Standing
from sync import receipts
from sync.busy import busy_times
from sync.keys import Identity, key
from sync.playbooks import load_playbook
from sync.render import writing
from tests.torture.machine.memory import Touches
from tests.torture.machine.servers.server import Texts
from tests.torture.machine.texts import Seen, seen

REMINDER = timedelta(minutes=10)


@dataclass(frozen=True, kw_only=True)
class Stood:
    """A follow-up that the person deleted, as the planner wants to know it."""

    marks: Mapping[str, str]
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What is wanted of calendars that look like this."""

    follow_ups: Mapping[Identity, Mapping[str, object]]
    """Each with its fields, and its description's lines."""
    interviews: Mapping[Source, str]
    """Those that are recognised, and why nothing may be wanted for them ("" if they are live)."""
    present: frozenset[Source]
    """Every event in the calendars that are read for interviews."""


def live(calendars: Mapping[str, Texts]) -> dict[Identity, list[tuple[str, str, str]]]:
    """Every follow-up that stands, with its places: calendar, href, text. A copy, whose UID is not the key of its
    marks, is none."""
    found: dict[Identity, list[tuple[str, str, str]]] = {}
    for calendar, texts in calendars.items():
        for href, text in texts.items():
            if "X-AFTERTOUCH-KEY" in text and (identity := identity_of(seen(text))):
                found.setdefault(identity, []).append((calendar, href, text))
    return found


def on_receipts(calendars: Mapping[str, Texts]) -> frozenset[tuple[str, str, str]]:
    """What the receipts name that stand on follow-ups: source, occurrence, and name."""
    marks = (seen(text).marks for places in live(calendars).values() for _, _, text in places)
    return frozenset(
        (one.get("source", ""), one.get("occurrence", ""), name)
        for one in marks
        for name in receipts.names(one.get(receipts.MARK, ""))
    )


def identity_of(found: Seen) -> Identity | None:
    """Which follow-up this event is, None for one that is not ours."""
    marks = found.marks
    if not marks.get("key") or marks["key"] != found.uid:
        return None
    identity = Identity(
        source=Source(uid=marks["source"], recurrence_id=marks.get("occurrence", "")),
        step=marks["step"],
        slot=marks["slot"],
    )
    return identity if key(identity, int(marks["generation"])) == found.uid else None


def wanted(
    calendars: Mapping[str, Texts],
    sources: Iterable[str],
    touches: Mapping[str, Touches],
    deleted: Mapping[Identity, Stood],
    preferences: Preferences,
    now: datetime,
) -> Wanted:
    """`sources` are the calendars in which interviews are looked for, in the config's order."""
    rank = {calendar: number for number, calendar in enumerate(sources)}
    events = [
        replace(seen(text).event, rank=rank[calendar]) for calendar in rank for text in calendars[calendar].values()
    ]
    everywhere = [seen(text).event for texts in calendars.values() for text in texts.values()]
    standing = (
        _standing(identity, seen(text).marks, seen(text).start, touches.get(seen(text).uid), done=seen(text).done)
        for identity, places in live(calendars).items()
        for _, _, text in places[:1]
        if "void" not in seen(text).marks or seen(text).start >= now or seen(text).done
    )
    # what is no longer needed is as if it never stood, but where the person moved it
    void = {identity for identity, places in live(calendars).items() if "void" in seen(places[0][2]).marks}
    stood = [one for one in standing if one.moved or one.done or _identity(one) not in void]
    stood += [_standing(identity, gone.marks, gone.at, None) for identity, gone in deleted.items()]
    return _planned(tuple(events), tuple(everywhere), tuple(stood), preferences, now)


@lru_cache(maxsize=4_000)
def _planned(
    events: tuple[Event, ...],
    everywhere: tuple[Event, ...],
    stood: tuple[Standing, ...],
    preferences: Preferences,
    now: datetime,
) -> Wanted:
    playbook: Playbook = load_playbook(None)
    interviews = tuple(_dated(one, now) for one in recognise(events, preferences))
    busy = [one for one in busy_times(everywhere, preferences) if one.end > now]
    plans = plan(interviews, playbook, now=now, standing=stood, busy=busy)
    by_source = {one.interview.source: one.interview for one in plans}
    return Wanted(
        follow_ups={
            Identity(source=f.source, step=f.step, slot=f.slot): _fields(f, by_source[f.source], preferences)
            for one in plans
            for f in one.follow_ups
        },
        interviews={one.interview.source: one.interview.void for one in plans},
        present=frozenset(event.source for event in events),
    )


def _fields(follow_up: FollowUp, interview: Interview, preferences: Preferences) -> Mapping[str, object]:
    fields = writing(follow_up, interview, first=False, reminder=REMINDER, hashtag=preferences.hashtag).fields
    lines = tuple(line for raw in fields.description.split("\n") if (line := " ".join(raw.split())))
    return {
        "title": " ".join(fields.title.split()),
        "start": fields.start,
        "duration": fields.duration,
        "location": " ".join(fields.location.split()),
        "reminder": fields.reminder,
        "lines": lines,
    }


def _dated(interview: Interview, now: datetime) -> Interview:
    outcome = interview.outcome
    if outcome is None or outcome.on is not None:
        return interview
    return replace(interview, outcome=replace(outcome, on=now.date()))


def _identity(standing: Standing) -> Identity:
    return Identity(source=standing.source, step=standing.step, slot=standing.slot)


def _standing(
    identity: Identity, marks: Mapping[str, str], at: datetime, touches: Touches | None, *, done: bool = False
) -> Standing:
    arrives = marks.get("arrives", "")
    return Standing(
        source=identity.source,
        step=identity.step,
        slot=identity.slot,
        to=Person(name=marks.get("to", ""), email=marks.get("to-email", "")),
        channel=cast("Channel", marks["channel"]),
        at=at,
        arrives=date.fromisoformat(arrives) if arrives else None,
        deleted=touches is None,
        moved=touches is not None and "start" in touches.theirs,
        touched=touches is not None and touches.any,
        done=done,
    )
