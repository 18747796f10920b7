"""What the drafts of one plan say."""

import re
from collections import Counter
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.names import SOMEBODY
from planner.plan import plan
from planner.values import Outcome, OutcomeKind, Person
from sync.words.drafter import Drafter
from tests.planner.planned import at, interview, playbook
from tests.sync.words.examples import BOB, DRAFTER, JANE, NOTES, RAE, drafted, drafts, final_round, planned, sentences

SIX = tuple(Person(name=f"{name} Poe", email=f"{name}@acme.example") for name in ("ann", "ben", "cat", "dan", "eve"))
PANEL = (JANE, BOB, *SIX)


def test_the_four_touch_plan_has_a_draft_for_each_with_a_note_that_no_other_has() -> None:
    found = drafted(planned(final_round()))
    assert Counter(one.channel for one, _ in found) == {"email": 2, "letter": 1, "courier": 1, "phone": 1}
    assert sorted(note for _, draft in found for note in draft.notes) == sorted(NOTES)
    for _, draft in found:
        others = [other.body for _, other in found if other is not draft]
        assert any(note in draft.body and not any(note in body for body in others) for note in NOTES)


@pytest.mark.parametrize("stage", ["more", "decision"])
@pytest.mark.parametrize("decision", [None, "2026-10-07", "2026-10-08", "2026-10-09", "2026-10-16"])
@pytest.mark.parametrize("remarks", [(), NOTES, NOTES[:1], tuple(f"Note number {n}" for n in range(40))])
@pytest.mark.parametrize("switches", [{}, {"calls": False}, {"letters": False}])
def test_no_sentence_stands_in_two_drafts_of_a_plan_but_greeting_and_closing(
    stage: str, decision: str | None, remarks: tuple[str, ...], switches: dict[str, Any]
) -> None:
    one = final_round(stage=stage, decision=decision, remarks=remarks, interviewers=PANEL, extensions=True, **switches)
    found = drafts(one)
    counted = Counter(sentence for draft in found for sentence in set(sentences(draft)))
    assert [sentence for sentence, times in counted.items() if times > 1 and "No answer?" not in sentence] == []
    assert len({draft.subject for draft in found if draft.subject}) == sum(bool(draft.subject) for draft in found)


def test_where_notes_run_out_each_asks_for_another_kind_of_news_in_brackets_and_invents_nothing() -> None:
    found = drafts(final_round(remarks=NOTES[:1]))
    asks = [draft.ask for draft in found if draft.ask]
    assert len(asks) == len(set(asks)) == len(found) - 1
    for draft in found:
        assert not draft.ask or (draft.ask in draft.body and re.fullmatch(r"\[.+\]", draft.ask))


def test_a_call_takes_less_than_a_minute_whatever_was_noted() -> None:
    for stage, decision in (("decision", "2026-10-16"), ("more", "2026-10-08")):
        found = drafts(final_round(stage=stage, decision=decision, remarks=("word " * 200,) * 5))
        (call,) = [draft for draft in found if draft.kind == "call"]
        assert len(call.body.split()) < 150
        assert not call.subject


def test_people_are_called_by_their_full_names_and_nobody_by_a_title() -> None:
    for person, called in (
        (Person(name="Jane Doe (CTO)"), "Jane Doe"),
        (Person(email="jane@acme.example"), "[name]"),
        (Person(name="Acme"), "Acme team"),
        (SOMEBODY, "hiring team"),
    ):
        draft = drafts(final_round(interviewers=(person,)))[0]
        assert f"Dear {called},\n" in draft.body
    assert drafts(final_round(), Drafter())[0].body.endswith("Kind regards,\n[your name]")


def test_an_email_to_somebody_without_an_address_goes_to_who_organizes_to_be_passed_on() -> None:
    bob = Person(name="Bob Roe")
    for contact, address in ((RAE, RAE.email), (None, "")):
        draft = next(d for d in drafts(final_round(interviewers=(JANE, bob), contact=contact)) if d.to == bob)
        assert (draft.address, draft.passed_on) == (address, contact is not None)
        assert draft.body.startswith("Please pass this on to Bob Roe.") == (contact is not None)


def test_an_email_in_place_of_a_letter_or_call_says_what_that_would_have_said() -> None:
    by_post = {one.step: draft for one, draft in drafted(planned(final_round()))}
    by_email = {one.step: draft for one, draft in drafted(planned(final_round(letters=False, calls=False)))}
    assert by_email["letter"].kind == "email"
    assert by_email["letter"].body == by_post["letter"].body
    assert by_email["final-call"].notes == by_post["final-call"].notes
    assert "any" not in by_email["final-call"].subject


@pytest.mark.parametrize("kind", ["offer", "rejected", "withdrawn"])
def test_what_follows_an_outcome_has_a_draft_of_its_own(kind: OutcomeKind) -> None:
    ended = final_round(outcome=Outcome(kind=kind, on=at("2026-10-20 09:00").date()), extensions=True)
    found = drafted(planned(ended, at("2026-10-20 09:00")))
    assert found
    for _, draft in found:
        assert draft.body.startswith("Dear Jane Doe,")
        assert draft.subject


def test_a_step_of_the_persons_own_playbook_has_a_draft_too() -> None:
    rules = playbook(('id = "final-letter"', 'id = "hand-written-card"'))
    of = planned(final_round(), rules=rules)
    for one in of.follow_ups:
        assert DRAFTER.draft(one, of, rules).body
        assert any(note in DRAFTER.draft(one, of, rules).body for note in NOTES)


def test_the_bundled_texts_are_about_work_and_not_about_us() -> None:
    said = "\n".join(draft.body for draft in drafts(final_round(interviewers=PANEL, remarks=())))
    for word in ("passion", "excited", "thrilled", "synergy", "perfect fit", "touch base", "aftertouch", "None", "  "):
        assert word not in said


LINES = st.lists(st.text(st.characters(exclude_categories=()), max_size=400), max_size=9).map(tuple)
TEXT = st.text(st.characters(exclude_categories=()), max_size=60)


@settings(max_examples=50, deadline=None)
@given(remarks=LINES, company=TEXT, role=TEXT, name=TEXT, address=TEXT)
def test_no_fact_breaks_a_draft_and_the_same_facts_give_the_same_words(
    remarks: tuple[str, ...], company: str, role: str, name: str, address: str
) -> None:
    one = final_round(
        remarks=remarks, company=company, role=role, address=address, interviewers=(Person(name=name), BOB)
    )
    assert drafts(one) == drafts(one)
    for draft in drafts(one):
        assert "\n" not in draft.subject
        assert "\r" not in draft.body


def test_a_subject_begins_with_a_capital_whether_or_not_the_role_is_known() -> None:
    for role in ("", "engineer"):
        assert all(draft.subject[0].isupper() for draft in drafts(final_round(role=role)) if draft.subject)


def test_days_are_named_so_that_they_stay_clear() -> None:
    found = {one.step: draft.body for one, draft in drafted(planned(final_round()))}
    assert "on Tuesday" in found["thank-you"]
    assert "on 6 October" in found["final-call"]
    assert "by 16 October" in found["final-letter"]


def test_interviews_of_one_day_share_their_notes_and_their_interviewers() -> None:
    first = interview("2026-10-06 11:00", uid="a", interviewers=(BOB,), remarks=NOTES[:1], company="Acme")
    last = interview("2026-10-06 15:00", uid="b", interviewers=(JANE,), remarks=NOTES[1:2], company="Acme")
    (of,) = [one for one in plan([first, last], playbook(), now=at("2026-10-01 09:00")) if one.follow_ups]
    assert {note for _, draft in drafted(of) for note in draft.notes} == set(NOTES[:2])
