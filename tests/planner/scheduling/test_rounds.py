"""Interviews that belong together: loops on one day, later rounds, series, and how it all ends."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from planner.plan import plan
from planner.values import Interview, InterviewPlan, Outcome, OutcomeKind, Person, Source
from tests.planner.planned import agenda, at, decided, hire, interview, line, lines, notes, planned, playbook, stood

ANN, BOB, CY = (Person(name=name) for name in ("Ann", "Bob", "Cy"))


def plans(*interviews: Interview, now: str = "2026-10-01 09:00", **inputs: object) -> dict[str, InterviewPlan]:
    found = plan(interviews, playbook(), now=at(now), **inputs)  # type: ignore[arg-type]
    return {one.interview.source.uid: one for one in found}


def slot(uid: str, end: str, *people: Person, **fields: Any) -> Interview:
    return interview(f"2026-10-06 {end}", uid=uid, interviewers=people, **fields)


def test_the_slots_of_one_day_are_one_plan_that_counts_from_the_last() -> None:
    found = plans(slot("b", "10:00", ANN, BOB), slot("a", "15:00", CY, ANN, stage="decision"))
    assert found["b"].follow_ups == ()
    assert "one of 2 on Tue 6 Oct: the follow-ups stand under the last of them" in found["b"].notes
    emails = [(str(one.to), one.slot, f"{one.at:%H:%M}") for one in found["a"].follow_ups if one.channel == "email"]
    assert emails == [("Ann", "0", "17:00"), ("Bob", "bob", "17:05"), ("Cy", "cy", "17:10")]
    assert {one.source.uid for one in found["a"].follow_ups} == {"a"}
    assert {found["a"].stage, found["b"].stage} == {"decision"}


def test_the_plan_that_holds_the_follow_ups_of_a_loop_tells_what_they_are_about() -> None:
    found = plans(slot("a", "10:00", ANN, remarks=("Go", "Rust")), slot("b", "15:00", BOB, remarks=("Rust", "C")))
    loop = found["b"].loop
    assert loop is not None
    assert (loop.interviewers, loop.remarks) == ((ANN, BOB), ("Go", "Rust", "C"))
    assert found["a"].loop is None


def test_the_source_of_a_loop_is_the_smallest_unless_what_stands_names_another() -> None:
    first, last = slot("b", "10:00", ANN), slot("c", "15:00", ANN)
    assert {one.source.uid for one in plans(first, last)["c"].follow_ups} == {"b"}
    standing = [stood(one) for one in plans(last)["c"].follow_ups]
    again = plans(first, last, slot("a", "12:00", BOB), standing=standing)
    assert {one.source.uid for one in again["c"].follow_ups} == {"c"}


def test_the_last_decision_stated_counts_and_switches_hold_for_all() -> None:
    found = plans(
        slot("a", "10:00", ANN, decision=decided("2026-10-30"), calls=False),
        slot("b", "12:00", ANN, decision=decided("2026-10-08")),
        slot("c", "15:00", ANN),
    )
    assert found["c"].decision == date(2026, 10, 8)
    assert lines(found["c"].follow_ups) == ["email Tue 6 Oct 21:30"]


def test_a_screen_among_other_slots_does_not_take_the_letters_away() -> None:
    found = plans(slot("a", "10:00", ANN, kind="screen"), slot("b", "15:00", ANN))
    assert [one.channel for one in found["b"].follow_ups] == ["email", "letter"]
    both = plans(slot("a", "10:00", ANN, kind="screen"), slot("b", "15:00", ANN, kind="screen"))
    assert [one.channel for one in both["b"].follow_ups] == ["email"]


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        ({"company": "Acme"}, {"company": "ACME "}, True),
        ({"company": "Acme"}, {"company": "Acme, Inc."}, True),
        ({"company": "Acme"}, {"company": "Beta"}, False),
        ({"company": ""}, {"company": ""}, False),
        ({"role": "Engineer"}, {"role": "engineer"}, True),
        ({"role": "Engineer"}, {"role": ""}, True),
        ({"role": "Engineer"}, {"role": "Cook"}, False),
    ],
)
def test_an_application_is_a_company_and_a_role(one: dict[str, str], other: dict[str, str], together: bool) -> None:
    found = plans(slot("a", "10:00", ANN, **one), slot("b", "15:00", ANN, **other))
    assert (found["a"].follow_ups == ()) == together


def test_three_slots_of_two_roles_are_two_loops() -> None:
    found = plans(
        slot("a", "10:00", ANN, role="Cook"), slot("b", "11:00", BOB), slot("c", "15:00", CY, role="Engineer")
    )
    assert [bool(found[uid].follow_ups) for uid in "abc"] == [False, True, True]


def test_the_same_person_in_two_slots_gets_one_email_at_the_address_that_is_known() -> None:
    with_address = Person(name="ann", email="ann@acme.com")
    found = plans(slot("a", "10:00", ANN), slot("b", "15:00", with_address, Person(email="bob@acme.com")))
    assert [(one.to, one.slot) for one in found["b"].follow_ups if one.step == "thank-you"] == [
        (with_address, "0"),
        (Person(email="bob@acme.com"), "bob@acme.com"),
    ]


def test_a_slot_that_names_nobody_adds_nobody_where_another_names_somebody() -> None:
    nobody, acme = Person(name="the hiring team"), Person(name="Acme")
    found = plans(slot("a", "10:00", nobody), slot("b", "12:00", ANN), slot("c", "15:00", acme))
    assert [(one.to, one.slot) for one in found["c"].follow_ups if one.step == "thank-you"] == [(ANN, "0")]
    found = plans(slot("a", "10:00", acme), slot("b", "12:00", acme))
    assert [one.to for one in found["b"].follow_ups if one.step == "thank-you"] == [acme]


def test_two_interviewers_with_one_address_are_one_recipient() -> None:
    team = (ANN, Person(name="Bob", email="team@acme.com"), Person(name="Cy", email="team@acme.com"))
    found = planned(interview("2026-10-06 15:00", interviewers=team)).follow_ups
    assert [one.slot for one in found if one.step == "thank-you"] == ["0", "team@acme.com"]


def test_two_people_of_one_name_and_two_addresses_both_get_an_email() -> None:
    first, second = Person(name="Ann", email="ann@acme.com"), Person(name="Ann", email="ann2@acme.com")
    found = plans(slot("a", "10:00", first), slot("b", "15:00", second))
    assert [one.to for one in found["b"].follow_ups if one.step == "thank-you"] == [first, second]


def test_who_was_written_to_before_the_slots_became_a_loop_is_not_written_to_again() -> None:
    first, last = slot("a", "10:00", ANN), slot("b", "15:00", BOB)
    alone = [stood(one) for uid in "ab" for one in plans(first if uid == "a" else last)[uid].follow_ups]
    found = plans(first, last, standing=alone, now="2026-10-07 12:00")
    assert [line(one) for one in found["b"].follow_ups] == ["letter Wed 7 Oct 16:00 lands Fri 9 Oct"]
    assert found["b"].follow_ups[0].to == ANN


def test_the_next_round_means_that_the_cut_is_made() -> None:
    first = interview("2026-10-06 15:00", uid="first")
    second = hire("2026-10-15 15:00", uid="second")
    found = plans(first, second)
    assert lines(found["first"].follow_ups) == ["email Wed 7 Oct 07:30"]
    assert "the next round is booked" in " ".join(found["first"].notes)
    assert {one.channel for one in found["second"].follow_ups} == {"email", "letter"}


def test_a_thank_you_that_is_due_after_the_next_round_starts_goes_too() -> None:
    first = interview("2026-10-06 15:00", uid="first")
    early = hire("2026-10-07 08:00", uid="second")
    assert plans(first, early)["first"].follow_ups == ()
    assert "thank you: would be due after the next round starts" in plans(first, early)["first"].notes
    on_time = interview("2026-10-07 10:00", uid="second")
    assert lines(plans(first, on_time)["first"].follow_ups) == ["email Wed 7 Oct 07:30"]
    assert plans(first, on_time, now="2026-10-07 09:10")["first"].follow_ups == ()


@pytest.mark.parametrize("changes", [{"company": "Beta"}, {"company": ""}, {"role": "Cook"}, {"void": "declined"}])
def test_another_application_or_a_cancelled_round_changes_nothing(changes: dict[str, str]) -> None:
    first = interview("2026-10-06 15:00", uid="first", role="Engineer")
    second = replace(hire("2026-10-15 15:00", uid="second"), **changes)  # type: ignore[arg-type]
    assert len(plans(first, second)["first"].follow_ups) == 2


@pytest.mark.parametrize("kind", ["offer", "rejected", "withdrawn", "accepted"])
def test_an_outcome_ends_the_plan(kind: OutcomeKind) -> None:
    one = hire("2026-10-06 15:00", "2026-10-16", outcome=Outcome(kind=kind))
    assert agenda(one) == []
    assert planned(one).notes != ()


def test_the_outcome_next_round_keeps_the_thank_you() -> None:
    one = interview("2026-10-06 15:00", outcome=Outcome(kind="next round"))
    assert agenda(one) == ["email Wed 7 Oct 07:30"]
    assert agenda(
        hire("2026-10-06 14:00", "2026-10-16", letters=False, calls=False, outcome=Outcome(kind="next round"))
    ) == ["email Tue 6 Oct 16:00"]


def test_accepted_ends_every_plan_of_the_account() -> None:
    found = plans(
        hire("2026-10-06 15:00", uid="a", outcome=Outcome(kind="accepted")),
        hire("2026-10-07 15:00", uid="b", company="Beta"),
    )
    assert found["b"].follow_ups == ()
    assert "an offer was accepted: nothing more is wanted" in found["b"].notes


def test_but_not_where_it_stands_on_an_invitation_that_counts_for_nothing() -> None:
    found = plans(
        hire("2026-10-06 15:00", uid="a", outcome=Outcome(kind="accepted"), void="not accepted"),
        hire("2026-10-07 15:00", uid="b", company="Beta"),
    )
    assert found["a"].follow_ups == ()
    assert found["b"].follow_ups != ()


def test_a_void_interview_has_no_plan_but_a_reason() -> None:
    one = interview(
        "2026-10-06 15:00", "2026-10-08", void="it was cancelled", problems=("a problem",), notes=("a note",)
    )
    found = planned(one)
    assert (found.follow_ups, found.problems, found.notes) == ((), ("a problem",), ("a note", "it was cancelled"))
    assert found.decision == date(2026, 10, 8)


def test_problems_and_notes_of_the_interview_are_carried_over() -> None:
    found = planned(interview(problems=("a problem",), notes=("a note",)))
    assert found.problems == ("a problem",)
    assert found.notes[0] == "a note"


def test_of_a_series_the_ten_next_are_planned() -> None:
    series = [
        interview(f"2026-{9 + day // 28:02}-{1 + day % 28:02} 15:00", uid="s", occurrence=f"{day:03}", company="")
        for day in range(0, 56, 3)
    ]
    found = plan(series, playbook(), now=at("2026-09-05 15:00"))
    ended = [one for one in found if one.interview.end <= at("2026-09-05 15:00")]
    coming = found[len(ended) :]
    assert len(ended) == 2
    assert all(one.follow_ups for one in coming[:10])
    assert not any(one.follow_ups for one in coming[10:])
    assert "only the next 10 of a series are planned" in coming[10].notes


def test_an_occurrence_that_is_not_planned_yet_is_a_later_round_all_the_same() -> None:
    series = [interview(f"2026-10-{day:02} 15:00", uid="s", occurrence=f"{day}") for day in range(1, 13)]
    found = plan(series, playbook(), now=at("2026-09-30 15:00"))
    assert all(len(one.follow_ups) <= 1 for one in found)


def test_plans_come_by_start_then_uid_and_one_for_each() -> None:
    given = [
        interview(uid="b"),
        interview(uid="a", company="Beta"),
        interview("2026-10-05 15:00", uid="c", company="Co"),
    ]
    found = plan(given, playbook(), now=at("2026-10-01 09:00"))
    assert [one.interview.source for one in found] == [Source(uid=uid) for uid in ("c", "a", "b")]


def test_an_unknown_country_is_said_in_the_notes() -> None:
    assert "no public holidays are known for the country ZZ" in notes(interview(country="ZZ"))
