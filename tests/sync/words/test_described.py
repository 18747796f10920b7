"""The draft as it stands on an event."""

from datetime import timedelta
from typing import Any

import pytest

from planner.values import FollowUp, Person, Question
from sync.render import writing
from sync.words.described import ELSEWHERE, described
from sync.words.drafter import Draft, Drafter
from sync.words.templates import Templates
from tests.sync.words.examples import BOB, DRAFTER, JANE, NOTES, RAE, drafted, drafts, final_round, planned

GOOGLES_LIMIT = 8_192


def described_on(drafter: Drafter = DRAFTER, **facts: Any) -> list[tuple[FollowUp, Draft, str]]:
    """Every follow-up with its draft and the description that it gets, as the first of its interview."""
    one = final_round(**facts)
    return [
        (
            follow_up,
            draft,
            writing(
                follow_up, one, draft, first=True, reminder=timedelta(minutes=10), hashtag="#interview"
            ).fields.description,
        )
        for follow_up, draft in drafted(planned(one), drafter)
    ]


def test_the_draft_stands_between_the_brief_and_the_reasons() -> None:
    for follow_up, draft, text in described_on():
        at = [text.index(part) for part in (follow_up.brief, "New in this one", draft.body, "Why this moment")]
        assert at == sorted(at)
        assert f'"{draft.notes[0]}"' in text[: at[2]]


def test_each_kind_has_its_link_or_address_on_one_line() -> None:
    found = {(one.step, one.to): text.splitlines() for one, _, text in described_on()}
    (mail,) = [line for line in found["thank-you", BOB] if line.startswith("mailto:")]
    assert mail.startswith("mailto:bob@acme.example?subject=")
    assert "tel:+12125550100" in found["final-call", JANE]
    assert "Send it to: Jane Doe, Acme, 1 Main St, New York, NY 10001" in found["letter", JANE]


def test_whose_address_or_number_is_to_be_looked_up_is_said() -> None:
    nobody = Person(name="Jane Doe")
    texts = {one.step: text for one, _, text in described_on(interviewers=(nobody,))}
    assert "Look up the address of Jane Doe." in texts["thank-you"]
    assert "Look up the phone number of Jane Doe." in texts["final-call"]
    passed = {one.step: text for one, _, text in described_on(interviewers=(nobody,), contact=RAE)}
    assert "it goes to rae@acme.example, to be passed on" in passed["thank-you"]


def test_a_change_of_one_fact_changes_the_lines_that_tell_it_and_no_others() -> None:
    for (one, _, before), (_, _, after) in zip(
        described_on(), described_on(remarks=("Another first note", *NOTES[1:])), strict=True
    ):
        changed = set(before.splitlines()) ^ set(after.splitlines())
        assert len(changed) == (6 if (one.step, one.slot) == ("thank-you", "0") else 0)


def test_a_discreet_event_says_where_the_draft_is_and_names_nobody() -> None:
    asked = tuple(Question(key=key, answered=True) for key in ("decision", "interviewers"))
    for _, draft, text in described_on(discreet=True, questions=asked, problems=('"Jane" is no date',)):
        assert "Decision: Fri 16 Oct" in text
        assert ELSEWHERE in text
        for word in ("Jane", "Bob", "Acme", "acme", "mailto:", "Main St", "Engineer", draft.body, *NOTES):
            assert word not in text
    one = final_round(discreet=True)
    for follow_up, draft in drafted(planned(one)):
        assert writing(follow_up, one, draft, first=True, reminder=None, hashtag="#interview").fields.location == ""


def test_nothing_that_is_written_holds_the_hashtag() -> None:
    for _, _, text in described_on(
        remarks=("an #interview &num;interview",) * 5, company="##interview", role="#Interview"
    ):
        assert "#interview" not in text.lower()
        assert "&num;interview" not in text.lower()


@pytest.mark.parametrize("problems", [(), ("could not be read " * 30,) * 20])
@pytest.mark.parametrize("remark", ["word " * 200, "<" * 1000, "&amp;" * 200, "🎉" * 1000])
def test_the_whole_fits_where_google_cuts(problems: tuple[str, ...], remark: str) -> None:
    long = Templates(own={"final-call.call.txt": "{{ notes[0] }}" + "Word & word. " * 700})
    for drafter in (DRAFTER, Drafter(templates=long)):
        for _, _, text in described_on(drafter, remarks=(remark,) * 40, problems=problems, address="1 Main St " * 90):
            assert len(text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")) < GOOGLES_LIMIT


def test_a_draft_that_is_too_long_says_where_it_is_and_the_rest_stays() -> None:
    long = Templates(own={"final-call.call.txt": "Word & word. " * 700})
    *_, (_, _, text) = described_on(Drafter(templates=long))
    assert ELSEWHERE in text
    assert "Why this moment" in text


def test_no_line_of_a_draft_is_taken_for_an_answer_to_a_question() -> None:
    own = Templates(own={"final-call.call.txt": "Decision: Friday\nHello: world\n"})
    call = drafts(final_round(), Drafter(templates=own))[-1]
    assert {"- Decision: Friday", "Hello: world"} < set(described(call, final_round()))


def test_without_a_draft_a_description_is_as_ever() -> None:
    one = planned(final_round()).follow_ups[0]
    text = writing(one, final_round(), first=False, reminder=None, hashtag="#interview").fields.description
    assert "Draft" not in text
