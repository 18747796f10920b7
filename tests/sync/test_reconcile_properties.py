"""Whatever is wanted and whatever the person did: one reconciliation brings the calendar there, a second one has
nothing to do, and nothing of the person's is lost."""

import random
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from planner.values import Source
from providers.interface import Draft
from sync.actions import Create, Delete, Keep, Reconciliation, Update
from sync.fields import Fields
from sync.keys import Identity
from sync.reconcile import is_past, reconcile
from sync.render import Writing
from sync.standing import Desired, Evidence, Memory, Observed

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
SOURCES = [Source(uid=f"interview-{number}") for number in range(4)]
IDENTITIES = [
    Identity(source=source, step=step, slot="0") for source in SOURCES for step in ("email", "letter", "call")
]

plans = st.dictionaries(
    st.sampled_from(IDENTITIES),
    st.builds(
        Fields,
        title=st.sampled_from(["Email Jane", "Call Jane"]),
        start=st.integers(1, 400).map(lambda hours: NOW + timedelta(hours=hours)),
        duration=st.just(timedelta(minutes=15)),
        description=st.sampled_from(["Say thanks.\n\nWhy: this", "Say thanks.\n\nWhy: that\nand that", ""]),
        reminder=st.sampled_from([None, timedelta(minutes=10)]),
    ),
)
edits = st.dictionaries(
    st.sampled_from(IDENTITIES),
    st.fixed_dictionaries(
        {},
        optional={
            "title": st.just("My own words"),
            "start": st.integers(-48, 400).map(lambda hours: NOW + timedelta(hours=hours, minutes=7)),
            "description": st.sampled_from(["mine", "Say thanks.\nmine\n\nWhy: this"]),
            "reminder": st.just(timedelta(hours=2)),
        },
    ),
)
memories = st.dictionaries(
    st.sampled_from(IDENTITIES),
    st.builds(
        Memory, state=st.sampled_from(["deleted", "vanished", "removing", "removed", "restored"]), at=st.just(NOW)
    ),
)
evidences = st.builds(
    Evidence,
    reasons=st.dictionaries(st.sampled_from(SOURCES), st.just("the plan changed")),
    present=st.frozensets(st.sampled_from(SOURCES)),
    whole=st.booleans(),
    window=st.just((NOW - timedelta(days=60), NOW + timedelta(days=400))),
)


def desired(plan: Mapping[Identity, Fields]) -> tuple[Desired, ...]:
    marks = (("interview", "20261005T190000Z"), ("version", "1"))
    return tuple(
        Desired(identity=i, calendar="home", writing=Writing(fields=f, marks=marks, related_to=i.source.uid))
        for i, f in plan.items()
    )


def found(draft: Draft) -> Fields:
    return Fields(
        title=draft.title,
        start=draft.start,
        duration=draft.duration,
        description=draft.description,
        location=draft.location,
        reminder=draft.reminder,
    )


def carried_out(observed: tuple[Observed, ...], result: Reconciliation) -> tuple[Observed, ...]:
    """The calendar after the actions, by the simplest reading of what each means."""
    standing = {(o.identity, o.generation): o for o in observed}
    for action in result.actions:
        match action:
            case Create():
                standing[action.identity, action.generation] = Observed(
                    identity=action.identity,
                    generation=action.generation,
                    calendar=action.calendar,
                    rank=0,
                    href=action.draft.key,
                    etag="1",
                    fields=found(action.draft),
                    marks=action.draft.marks,
                )
            case Update():
                was = action.observed
                standing[was.identity, was.generation] = replace(
                    was, fields=found(action.draft), marks=action.draft.marks
                )
            case Delete():
                del standing[action.observed.identity, action.observed.generation]
    return tuple(standing.values())


def edited(observed: tuple[Observed, ...], changes: Mapping[Identity, Mapping[str, object]]) -> tuple[Observed, ...]:
    return tuple(replace(o, fields=replace(o.fields, **changes.get(o.identity, {}))) for o in observed)  # type: ignore[arg-type]


def written(plan: Mapping[Identity, Fields]) -> tuple[Observed, ...]:
    evidence = Evidence(reasons={}, present=frozenset(), whole=True, window=(NOW, NOW))
    return carried_out((), reconcile(desired(plan), (), {}, evidence, now=NOW))


@settings(max_examples=300)
@given(plans, plans, edits, memories, evidences)
def test_a_second_reconciliation_has_nothing_to_do(
    before: Mapping[Identity, Fields],
    after: Mapping[Identity, Fields],
    changes: Mapping[Identity, Mapping[str, object]],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
) -> None:
    observed = edited(written(before), changes)
    first = reconcile(desired(after), observed, memory, evidence, now=NOW)
    again = reconcile(desired(after), carried_out(observed, first), memory, evidence, now=NOW)
    assert [action for action in again.actions if not isinstance(action, Keep)] == []


@settings(max_examples=300)
@given(plans, plans, edits, memories, evidences)
def test_nothing_of_the_persons_is_lost_and_history_stands(
    before: Mapping[Identity, Fields],
    after: Mapping[Identity, Fields],
    changes: Mapping[Identity, Mapping[str, object]],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
) -> None:
    observed = edited(written(before), changes)
    result = reconcile(desired(after), observed, memory, evidence, now=NOW)
    afterwards = {o.identity: o for o in carried_out(observed, result)}
    for was in observed:
        if was.touched:
            is_now = afterwards[was.identity]
            for name in was.touched - {"description"}:
                assert getattr(is_now.fields, name) == getattr(was.fields, name) or (
                    name == "reminder" and is_now.fields.reminder is None
                )
            assert ("mine" in was.fields.description) <= ("mine" in is_now.fields.description)
        if is_past(was, NOW):
            assert afterwards[was.identity] == was


@settings(max_examples=300)
@given(plans, plans, memories, evidences)
def test_each_follow_up_stands_at_most_once_and_only_if_it_may(
    before: Mapping[Identity, Fields],
    after: Mapping[Identity, Fields],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
) -> None:
    observed = written(before)
    result = reconcile(desired(after), observed, memory, evidence, now=NOW)
    standing = carried_out(observed, result)
    assert len({o.identity for o in standing}) == len(standing)
    new = {o.identity for o in standing} - set(before)
    never = ("deleted", "vanished") if evidence.whole else ("deleted", "vanished", "removed", "making")
    assert new == {i for i in after if i not in before and (i not in memory or memory[i].state not in never)}


@given(plans, plans, edits, memories, evidences, st.randoms(use_true_random=False))
def test_the_order_of_what_comes_in_does_not_matter(
    before: Mapping[Identity, Fields],
    after: Mapping[Identity, Fields],
    changes: Mapping[Identity, Mapping[str, object]],
    memory: Mapping[Identity, Memory],
    evidence: Evidence,
    shuffled: random.Random,
) -> None:
    observed = list(edited(written(before), changes))
    wanted = list(desired(after))
    once = reconcile(wanted, observed, memory, evidence, now=NOW)
    shuffled.shuffle(observed)
    shuffled.shuffle(wanted)
    assert reconcile(wanted, observed, dict(reversed(list(memory.items()))), evidence, now=NOW) == once
