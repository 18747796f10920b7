"""Reconcile by example: each test states what is wanted, what stands and what is remembered, and reads the actions."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from planner.values import Source
from providers.interface import Draft
from sync.actions import Action, Create, Decided, Delete, Keep, Reconciliation, Update
from sync.fields import Fields, encode_base
from sync.keys import Identity, key
from sync.reconcile import reconcile
from sync.render import Writing
from sync.standing import Desired, Evidence, Memory, Observed
from sync.states import State

NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
LATER = NOW + timedelta(days=1)
INTERVIEW = Source(uid="interview@example.org")
EMAIL = Identity(source=INTERVIEW, step="more.48h.email", slot="0")
MARKS = (("interview", "20261005T190000Z"), ("step", "more.48h.email"), ("version", "1"))


def fields(title: str = "Email Jane", at: datetime = LATER, description: str = "Say thanks.") -> Fields:
    return Fields(
        title=title,
        start=at,
        duration=timedelta(minutes=15),
        description=description,
        reminder=timedelta(minutes=10),
    )


def wanted(identity: Identity = EMAIL, what: Fields | None = None) -> Desired:
    writing = Writing(fields=what or fields(), marks=MARKS, related_to=identity.source.uid)
    return Desired(identity=identity, calendar="home", writing=writing)


def standing(
    identity: Identity = EMAIL,
    written: Fields | None = None,
    found: Fields | None = None,
    generation: int = 0,
    marks: Mapping[str, str] | None = None,
    href: str = "",
) -> Observed:
    written = written or fields()
    own = {
        **dict(MARKS),
        "key": key(identity, generation),
        "generation": str(generation),
        "base": encode_base(written),
        **(marks or {}),
    }
    return Observed(
        identity=identity,
        generation=generation,
        calendar="home",
        rank=0,
        href=href or key(identity, generation) + ".ics",
        etag="1",
        fields=found or written,
        marks=tuple(sorted(own.items())),
    )


def evidence(
    reasons: Mapping[Source, str] | None = None,
    present: frozenset[Source] = frozenset({INTERVIEW}),
    whole: bool = True,
    unread: frozenset[Source] = frozenset(),
    **more: Any,
) -> Evidence:
    return Evidence(
        reasons={} if reasons is None else reasons,
        present=present,
        whole=whole,
        unread=unread,
        window=(NOW - timedelta(days=60), NOW + timedelta(days=400)),
        **more,
    )


def decide(
    desired: tuple[Desired, ...] = (),
    observed: tuple[Observed, ...] = (),
    memory: Mapping[Identity, Memory] | None = None,
    what: Evidence | None = None,
    allow_deletions: bool = False,
    burns_ids: bool = False,
) -> Reconciliation:
    return reconcile(
        desired,
        observed,
        memory or {},
        what or evidence(),
        now=NOW,
        allow_deletions=allow_deletions,
        burns_ids=burns_ids,
    )


def only(result: Reconciliation) -> Action:
    (action,) = result.actions
    return action


def many(interviews: int, each: int) -> tuple[Observed, ...]:
    return tuple(
        standing(Identity(source=Source(uid=f"i{number}"), step=f"s{step}", slot="0"))
        for number in range(interviews)
        for step in range(each)
    )


# -- once ------------------------------------------------------------------------------------------------------------


def test_a_wanted_follow_up_that_does_not_stand_is_made_under_its_key() -> None:
    action = only(decide((wanted(),)))
    assert isinstance(action, Create)
    assert (action.calendar, action.draft.key, action.draft.title) == ("home", key(EMAIL), "Email Jane")
    assert dict(action.draft.marks)["base"] == encode_base(fields())


def test_what_stands_as_planned_is_left_alone() -> None:
    result = decide((wanted(),), (standing(),))
    assert result.actions == ()
    assert result.unchanged == 1


def test_of_two_generations_the_older_untouched_one_goes() -> None:
    action = only(decide((wanted(),), (standing(generation=0), standing(generation=1))))
    assert isinstance(action, Delete)
    assert action.observed.generation == 0


@pytest.mark.parametrize(
    "older",
    [
        standing(found=fields(title="Mine")),
        standing(marks={"version": "2"}),
        standing(written=fields(at=NOW - timedelta(days=1))),
    ],
    ids=["touched", "newer version", "past"],
)
def test_of_two_generations_one_that_is_not_ours_to_remove_stays(older: Observed) -> None:
    assert decide((wanted(),), (older, standing(generation=1))).actions == ()


def test_the_same_key_in_two_places_is_left_since_the_persons_client_may_be_moving_it() -> None:
    assert decide((wanted(),), (standing(), standing(href="elsewhere.ics"))).actions == ()


def test_two_events_with_one_key_that_stay_for_long_become_one() -> None:
    both = (standing(), standing(href="elsewhere.ics"))
    action = only(decide((wanted(),), both, what=evidence(copies=frozenset({key(EMAIL)}))))
    assert isinstance(action, Delete)
    assert action.superseded


def test_nothing_is_made_before_every_calendar_was_read_once() -> None:
    assert decide((wanted(),), what=evidence(complete=False)).actions == ()


def test_nothing_is_made_where_no_calendar_can_be_written_and_what_stands_is_served() -> None:
    nowhere = replace(wanted(), calendar="")
    assert decide((nowhere,)).actions == ()
    assert decide((nowhere,), (standing(),)).unchanged == 1


def test_a_key_that_is_buried_was_deleted_by_the_person() -> None:
    result = decide((wanted(),), what=evidence(buried=frozenset({key(EMAIL)})))
    assert result.actions == ()
    (decided,) = result.decided
    assert (decided.state, decided.was, decided.buried) == ("deleted", None, key(EMAIL))
    assert decided.wanted == wanted().writing


def test_a_key_on_an_event_without_our_marks_is_not_made_again() -> None:
    assert decide((wanted(),), what=evidence(taken=frozenset({key(EMAIL)}))).actions == ()


# -- the person wins -------------------------------------------------------------------------------------------------


def test_an_untouched_follow_up_moves_with_the_plan() -> None:
    moved = fields(at=LATER + timedelta(hours=3))
    action = only(decide((wanted(what=moved),), (standing(),)))
    assert isinstance(action, Update)
    assert action.fields == {"start"}
    assert action.draft.start == moved.start
    assert written_by(action).touched == frozenset()


def test_a_title_edited_by_hand_stays_while_the_time_still_follows() -> None:
    moved = fields(at=LATER + timedelta(hours=3))
    action = only(decide((wanted(what=moved),), (standing(found=fields(title="My own words")),)))
    assert isinstance(action, Update)
    assert action.fields == {"start"}
    assert (action.draft.title, action.draft.start) == ("My own words", moved.start)


def test_a_hand_edit_alone_is_kept_and_told() -> None:
    action = only(decide((wanted(),), (standing(found=fields(title="My own words")),)))
    assert isinstance(action, Keep)
    assert action.fields == {"title"}


def test_a_follow_up_moved_by_hand_stops_following() -> None:
    theirs = fields(at=LATER + timedelta(days=2))
    action = only(decide((wanted(what=fields(at=LATER + timedelta(hours=3))),), (standing(found=theirs),)))
    assert isinstance(action, Keep)
    assert action.fields == {"start"}


def test_a_follow_up_made_a_whole_day_by_hand_stays_one() -> None:
    theirs = replace(fields(title="Email Jane"), start=date(2026, 10, 8))
    action = only(decide((wanted(what=fields(title="Email Jane Doe")),), (standing(found=theirs),)))
    assert isinstance(action, Update)
    assert action.fields == {"title"}


def test_marks_follow_the_plan_even_where_no_field_changes() -> None:
    action = only(decide((wanted(),), (standing(marks={"to-email": "old@acme.com"}),)))
    assert isinstance(action, Update)
    assert action.fields == frozenset()


def test_the_interviews_time_alone_is_no_reason_to_write() -> None:
    assert decide((wanted(),), (standing(marks={"interview": "20261001T120000Z"}),)).actions == ()


def test_a_newer_versions_event_is_never_rewritten() -> None:
    newer = standing(marks={"version": "2"})
    assert decide((wanted(what=fields(title="Other")),), (newer,)).actions == ()
    assert decide((), (newer,), what=evidence(reasons={INTERVIEW: "cancelled"})).actions == ()


# -- deleted is decided ----------------------------------------------------------------------------------------------


def test_what_the_person_deleted_never_comes_back() -> None:
    moved = wanted(what=fields(at=LATER + timedelta(days=3)))
    assert decide((moved,), memory={EMAIL: Memory(state="deleted", at=LATER)}).actions == ()


def test_what_vanished_while_it_was_wanted_was_deleted_by_the_person() -> None:
    result = decide((wanted(),), memory={EMAIL: Memory(state="vanished", at=LATER)})
    assert result.actions == ()
    assert result.decided == (Decided(identity=EMAIL, state="deleted", was="vanished"),)


def test_what_vanished_after_its_time_was_deleted_by_the_person() -> None:
    result = decide(memory={EMAIL: Memory(state="vanished", at=NOW - timedelta(days=1))})
    assert result.decided == (Decided(identity=EMAIL, state="deleted", was="vanished"),)


def test_what_vanished_unwanted_was_unplanned_by_somebody_else() -> None:
    memory = {EMAIL: Memory(state="vanished", at=LATER)}
    assert decide(memory=memory).decided == (Decided(identity=EMAIL, state="removed", was="vanished"),)
    assert decide(memory=memory, what=evidence(whole=False)).decided == ()


def test_a_live_event_beats_the_memory() -> None:
    for state in ("deleted", "vanished", "removing"):
        result = decide((wanted(),), (standing(),), {EMAIL: Memory(state=state, at=LATER)})
        assert (result.actions, result.decided, result.unchanged) == ((), (), 1)


def test_a_deletion_of_ours_that_went_through_counts_as_ours() -> None:
    result = decide(memory={EMAIL: Memory(state="removing", at=LATER)})
    assert result.decided == (Decided(identity=EMAIL, state="removed", was="removing"),)


@pytest.mark.parametrize("state", ["removed", "restored"])
@pytest.mark.parametrize(("burns_ids", "generation"), [(False, 0), (True, 1)])
def test_what_we_removed_or_the_person_restored_comes_back(state: State, burns_ids: bool, generation: int) -> None:
    action = only(decide((wanted(),), memory={EMAIL: Memory(state=state, at=LATER)}, burns_ids=burns_ids))
    assert isinstance(action, Create)
    assert (action.generation, action.draft.key) == (generation, key(EMAIL, generation))


# -- the source leads ------------------------------------------------------------------------------------------------


def test_an_untouched_pending_follow_up_of_a_cancelled_interview_goes() -> None:
    action = only(decide((), (standing(),), what=evidence(reasons={INTERVIEW: "the interview was cancelled"})))
    assert isinstance(action, Delete)
    assert action.reason == "the interview was cancelled"


def test_an_untagged_interview_takes_its_follow_ups_along() -> None:
    action = only(decide((), (standing(),)))
    assert isinstance(action, Delete)
    assert action.reason == "its interview is no longer tagged"


def test_a_touched_follow_up_of_a_cancelled_interview_says_so_and_keeps_the_persons_words() -> None:
    theirs = fields(title="My own words", description="Say thanks.\nMention the garden.")
    action = only(decide((), (standing(found=theirs),), what=evidence(reasons={INTERVIEW: "cancelled"})))
    assert isinstance(action, Update)
    assert action.draft.title == "My own words"
    assert "Mention the garden." in action.draft.description
    assert "No longer needed: cancelled" in action.draft.description
    assert action.draft.reminder is None


def written_by(action: Action) -> Observed:
    assert isinstance(action, Update)
    draft: Draft = action.draft
    found = Fields(
        title=draft.title,
        start=draft.start,
        duration=draft.duration,
        description=draft.description,
        location=draft.location,
        reminder=draft.reminder,
    )
    return replace(action.observed, fields=found, marks=draft.marks)


def test_a_voided_follow_up_is_written_once_and_comes_alive_when_it_is_wanted_again() -> None:
    theirs = fields(description="Say thanks.\nMention the garden.")
    gone = evidence(reasons={INTERVIEW: "cancelled"})
    voided = written_by(only(decide((), (standing(found=theirs),), what=gone)))
    assert voided.fields.title == "No longer needed: Email Jane"
    assert decide((), (voided,), what=gone).actions == ()
    alive = written_by(only(decide((wanted(),), (voided,))))
    assert alive.fields == theirs
    assert "void" not in dict(alive.marks)


@pytest.mark.parametrize(
    "description", ["On top\nSay thanks.", "", "All mine.", "Say thanks.\nBelow"], ids=["top", "none", "all", "below"]
)
def test_the_void_line_goes_again_whatever_the_person_wrote(description: str) -> None:
    gone = evidence(reasons={INTERVIEW: "cancelled"})
    theirs = fields(description=description)
    voided = written_by(only(decide((), (standing(found=theirs),), what=gone)))
    assert "No longer needed" in voided.fields.description
    alive = written_by(only(decide((wanted(),), (voided,))))
    assert alive.fields.description == description
    mine_on_top = replace(voided, fields=replace(voided.fields, description=f"Look!\n{voided.fields.description}"))
    assert "No longer needed" not in written_by(only(decide((wanted(),), (mine_on_top,)))).fields.description


def test_a_voided_follow_up_whose_every_field_is_the_persons_still_learns_that_it_is_void() -> None:
    bare = replace(standing(), marks=(("version", "1"),))
    action = only(decide((), (bare,), what=evidence(reasons={INTERVIEW: "cancelled"})))
    assert isinstance(action, Update)
    assert action.fields == {"description"}
    assert action.draft.description == "No longer needed: cancelled.\n\nSay thanks."
    assert dict(action.draft.marks)["void"] == "cancelled"


def test_what_stands_twice_and_is_no_longer_wanted_goes_or_says_so_each_by_itself() -> None:
    gone = evidence(reasons={INTERVIEW: "cancelled"})
    older, newer = standing(found=fields(title="My own words")), standing(generation=1)
    actions = decide((), (older, newer), what=gone).actions
    assert [(type(a), a.observed) for a in actions if not isinstance(a, Create)] == [(Update, older), (Delete, newer)]
    past = replace(older, fields=fields(at=NOW - timedelta(hours=1)))
    assert [type(a) for a in decide((), (past, newer), what=gone).actions] == [Delete]


def test_history_stands() -> None:
    past = standing(written=fields(at=NOW - timedelta(hours=1)))
    assert decide((), (past,), what=evidence(reasons={INTERVIEW: "cancelled"})).actions == ()


def test_an_untouched_past_follow_up_of_a_postponed_interview_moves_and_a_touched_one_stays() -> None:
    past = fields(at=NOW - timedelta(days=1))
    action = only(decide((wanted(),), (standing(written=past),)))
    assert isinstance(action, Update)
    assert decide((wanted(),), (standing(written=past, found=replace(past, title="Mine")),)).actions == ()


# -- no evidence, no deletion ----------------------------------------------------------------------------------------


def test_an_interview_that_is_gone_takes_its_follow_ups_along_if_everything_was_read() -> None:
    gone = evidence(present=frozenset())
    action = only(decide((), (standing(),), what=gone))
    assert isinstance(action, Delete)
    assert action.reason == "its interview is gone"


@pytest.mark.parametrize(
    ("what", "marks"),
    [
        (evidence(present=frozenset(), whole=False), {}),
        (evidence(present=frozenset(), unread=frozenset({INTERVIEW})), {}),
        (evidence(present=frozenset()), {"interview": "20260101T120000Z"}),
        (evidence(present=frozenset()), {"interview": "whenever"}),
    ],
    ids=["not all was read", "its calendar is not read any more", "it lies outside the window", "nobody knows when"],
)
def test_absence_without_evidence_deletes_nothing(what: Evidence, marks: Mapping[str, str]) -> None:
    assert decide((), (standing(marks=marks),), what=what).actions == ()


def test_many_vanished_interviews_stop_the_deletions_and_nothing_else() -> None:
    result = decide((wanted(),), many(3, 4), what=evidence(present=frozenset()))
    assert isinstance(only(result), Create)
    assert result.tripped
    assert "3 interviews with 12 pending follow-ups" in result.problems[0]
    assert "aftertouch sync --allow-deletions" in result.problems[0]


def test_an_interview_that_the_server_said_is_gone_is_gone_wherever_it_lay() -> None:
    old = standing(marks={"interview": "20260101T120000Z"})
    gone = evidence(present=frozenset(), gone=frozenset({INTERVIEW}))
    assert isinstance(only(decide((), (old,), what=gone)), Delete)
    assert decide((), (old,), what=replace(gone, whole=False)).actions == ()


def test_a_series_at_another_hour_never_trips_the_breaker() -> None:
    old = [Identity(source=Source(uid="s", recurrence_id=str(n)), step="e", slot="0") for n in range(12)]
    what = evidence(present=frozenset({Source(uid="s", recurrence_id="new")}))
    assert len(decide((), tuple(standing(identity) for identity in old), what=what).actions) == 12


@pytest.mark.parametrize(("interviews", "each"), [(2, 8), (5, 2)])
def test_fewer_vanished_ones_are_believed(interviews: int, each: int) -> None:
    result = decide((), many(interviews, each), what=evidence(present=frozenset()))
    assert len(result.actions) == interviews * each
    assert not result.tripped


def test_the_person_may_allow_the_deletions() -> None:
    assert len(decide((), many(3, 4), what=evidence(present=frozenset()), allow_deletions=True).actions) == 12


def test_cancelled_interviews_never_trip_the_breaker() -> None:
    reasons = {Source(uid=f"i{number}"): "cancelled" for number in range(3)}
    assert len(decide((), many(3, 4), what=evidence(reasons=reasons)).actions) == 12


def test_writing_comes_before_deleting_and_each_in_order_of_time() -> None:
    second = Identity(source=INTERVIEW, step="b", slot="0")
    gone = standing(Identity(source=Source(uid="other"), step="a", slot="0"))
    what = evidence(reasons={Source(uid="other"): "cancelled"})
    result = decide((wanted(second, fields(at=LATER + timedelta(days=1))), wanted()), (gone,), what=what)
    assert [type(action).__name__ for action in result.actions] == ["Create", "Create", "Delete"]
    assert [a.draft.start for a in result.actions if isinstance(a, Create)] == [LATER, LATER + timedelta(days=1)]
