"""Notes are dealt by place, so that nothing that happens to one follow-up deals another one anew."""

from collections.abc import Sequence

from planner.plan import plan
from planner.values import Person, Standing
from sync.words.dealing import deal, sequence
from tests.planner.planned import at, playbook
from tests.sync.words.examples import BOB, JANE, NOTES, RAE, drafted, final_round, planned


def notes(*args: object, **fields: object) -> dict[tuple[str, str], tuple[str, ...]]:
    return {(one.step, one.slot): draft.notes for one, draft in drafted(planned(final_round(**fields), *args))}  # type: ignore[arg-type]


def test_what_is_past_or_left_out_keeps_its_notes() -> None:
    everything = notes()
    for later in ("2026-10-07 09:00", "2026-10-09 20:00", "2026-10-13 12:00"):
        rest = notes(at(later))
        assert rest
        assert rest.items() <= everything.items()
    without = notes(calls=False)
    assert {key: value for key, value in without.items() if key in everything} == everything


def test_what_was_deleted_keeps_its_notes() -> None:
    everything = notes()
    gone = Standing(
        source=final_round().source, step="letter", slot="0", to=JANE, channel="letter", at=at("2026-10-06 17:00"),
        arrives=at("2026-10-08 00:00").date(), deleted=True,
    )  # fmt: skip
    (again,) = plan([final_round()], playbook(), now=at("2026-10-07 09:00"), standing=[gone])
    rest = {(one.step, one.slot): draft.notes for one, draft in drafted(again)}
    assert rest.items() <= everything.items()


def test_an_interviewer_who_is_added_later_changes_nothing_for_the_decision_maker() -> None:
    few, many = notes(remarks=NOTES[:4]), notes(remarks=NOTES[:4], interviewers=(JANE, BOB, RAE))
    assert {key: value for key, value in many.items() if key[1] == "0"} == {
        key: value for key, value in few.items() if key[1] == "0"
    }


def test_a_decision_date_that_comes_later_deals_nothing_anew() -> None:
    unknown, known = notes(decision=None), notes()
    assert unknown.items() <= known.items()
    assert len(known) > len(unknown)


def test_more_notes_than_follow_ups_go_round_again_and_few_enough_to_be_read() -> None:
    many = tuple(f"Note number {n}" for n in range(40))
    dealt = notes(remarks=many)
    assert all(2 <= len(each) <= 3 for each in dealt.values())
    assert len({note for each in dealt.values() for note in each}) == sum(map(len, dealt.values()))


def test_the_sequence_of_each_stage_is_the_playbooks() -> None:
    assert sequence("more", playbook()) == {"thank-you": 0, "morning-call": 1, "letter": 1}
    assert sequence("decision", playbook()) == {
        "thank-you": 0, "letter": 1, "morning-call": 1, "final-letter": 2, "final-call": 3
    }  # fmt: skip


def test_a_person_with_an_address_filled_in_later_is_the_same_person() -> None:
    one = planned(final_round(interviewers=(JANE, Person(name="Bob Roe"))))
    rules = playbook()
    assert deal("thank-you", BOB, one, rules) == deal("thank-you", Person(name="bob roe"), one, rules)
    assert deal("thank-you", BOB, planned(final_round(interviewers=(JANE, BOB))), rules).number == 2


def test_a_question_and_what_follows_an_outcome_take_no_note() -> None:
    for step in ("status-question", "offer-reply", "unheard-of"):
        share = deal(step, JANE, planned(final_round()), playbook())
        assert (share.place, share.notes) == (None, ())


def test_what_was_missed_passes_its_notes_on_to_the_next_that_is_still_to_come() -> None:
    one, rules, late = final_round(interviewers=(JANE, BOB)), playbook(), at("2026-10-07 20:00")
    everything = {(f.step, f.slot): f for f in planned(one).follow_ups}
    stood = [
        Standing(source=one.source, step=f.step, slot=f.slot, to=f.to, channel=f.channel, at=f.at, arrives=f.arrives)
        for f in everything.values()
        if f.at < late
    ]
    assert {(s.step, s.slot) for s in stood} == {("thank-you", "0"), ("thank-you", BOB.email), ("letter", "0")}
    (again,) = plan([one], rules, now=late, standing=stood)
    missed = [standing for standing in stood if standing.step == "thank-you"]

    def share(step: str, unsaid: Sequence[Standing]) -> tuple[str, ...]:
        return deal(step, JANE, again, rules, missed=unsaid).notes

    assert share("final-letter", missed) == (*share("final-letter", []), *share("thank-you", []))
    assert share("letter", missed) == share("letter", [])
    assert share("final-call", missed) == share("final-call", [])
    assert share("final-letter", missed[1:]) == share("final-letter", [])
