"""What comes after the article stops: questions to a silent employer, and how it ended."""

from dataclasses import replace
from datetime import date

import pytest

from planner.plan import plan
from planner.playbook import Playbook
from planner.values import Interview, InterviewPlan, Outcome, OutcomeKind, Person
from tests.planner.planned import agenda, at, hire, interview, line, lines, notes, planned, playbook, stood


def ended(kind: OutcomeKind, on: str | None, **fields: object) -> Interview:
    outcome = Outcome(kind=kind, on=date.fromisoformat(on) if on else None)
    return hire("2026-10-06 14:00", "2026-10-16", outcome=outcome, extensions=True, **fields)


def plans(*interviews: Interview, now: str = "2026-10-20 09:00", **inputs: object) -> dict[str, InterviewPlan]:
    found = plan(interviews, playbook(), now=at(now), **inputs)  # type: ignore[arg-type]
    return {one.interview.source.uid: one for one in found}


@pytest.mark.parametrize("one", [interview("2026-10-15 14:00"), hire("2026-10-15 14:00")])
def test_nothing_of_it_is_planned_unless_switched_on(one: Interview) -> None:
    assert agenda(replace(one, extensions=True))[-1] == "email Thu 22 Oct 10:00"
    assert len(agenda(replace(one, extensions=True))) == len(agenda(one)) + 1


@pytest.mark.parametrize(
    ("one", "chases"),
    [
        (interview("2026-10-05 15:00", "2026-10-07"), ["email Fri 9 Oct 10:00", "email Mon 19 Oct 10:00"]),
        (interview("2026-10-05 15:00", "2026-10-14"), ["email Fri 16 Oct 10:00", "email Fri 23 Oct 10:00"]),
        (hire("2026-10-05 15:00", "2026-10-16"), ["email Tue 20 Oct 10:00", "email Tue 27 Oct 10:00"]),
        (hire("2026-10-05 11:00", "2026-10-05"), ["email Wed 7 Oct 10:00", "email Thu 15 Oct 10:00"]),
    ],
)
def test_silence_after_the_date_is_asked_about_twice(one: Interview, chases: list[str]) -> None:
    assert agenda(replace(one, extensions=True))[-2:] == chases


def test_a_question_waits_until_two_business_days_after_any_other_email_to_them() -> None:
    late = interview("2026-10-15 14:00", extensions=True)
    assert agenda(late, "2026-10-21 11:00") == ["email Wed 21 Oct 11:00", "email Fri 23 Oct 10:00"]
    assert (
        "another email goes to them on Wed 21 Oct -> Fri 23 Oct" in planned(late, "2026-10-21 11:00").follow_ups[1].why
    )
    stand_in = interview("2026-10-15 14:00", extensions=True, letters=False)
    assert agenda(stand_in, "2026-10-20 08:00")[1:] == ["email Wed 21 Oct 07:30", "email Fri 23 Oct 10:00"]


def test_also_after_an_email_about_another_application() -> None:
    recruiter = Person(name="Rita", email="rita@agency.com")
    first = interview("2026-10-15 14:00", uid="a", extensions=True, interviewers=(recruiter,))
    second = interview("2026-10-20 14:00", uid="b", company="Beta", interviewers=(recruiter,))
    found = plans(first, second, now="2026-10-15 13:00")
    assert lines(found["a"].follow_ups)[-1] == "email Fri 23 Oct 10:00"
    namesake = replace(second, interviewers=(Person(name="Rita"),))
    assert lines(plans(first, namesake, now="2026-10-15 13:00")["a"].follow_ups)[-1] == "email Thu 22 Oct 10:00"


def test_and_before_one_that_is_due_within_two_business_days() -> None:
    waiting = interview("2026-10-05 14:00", "2026-10-16", uid="b", company="Beta", extensions=True)
    assert lines(plans(waiting, now="2026-10-19 12:00")["b"].follow_ups) == [
        "email Tue 20 Oct 10:00",
        "email Tue 27 Oct 10:00",
    ]
    offer = ended("offer", "2026-10-20", uid="a")
    found = plans(offer, waiting, now="2026-10-19 12:00")["b"].follow_ups
    assert [(one.step, line(one)) for one in found] == [
        ("offer-elsewhere", "email Wed 21 Oct 10:00"),
        ("no-news", "email Fri 23 Oct 10:00"),
        ("still-no-news", "email Fri 30 Oct 10:00"),
    ]
    later = ended("offer", "2026-10-21", uid="a")
    assert line(plans(later, waiting, now="2026-10-19 12:00")["b"].follow_ups[0]) == "email Tue 20 Oct 10:00"


def test_and_after_one_that_was_sent() -> None:
    one = interview("2026-10-15 14:00", extensions=True)
    sent = stood(planned(one).follow_ups[0], at=at("2026-10-21 18:00"), moved=True, touched=True)
    assert agenda(one, "2026-10-22 09:00", standing=[sent]) == ["email Fri 23 Oct 10:00"]


def test_a_late_question_goes_at_once_and_a_very_late_one_not_at_all() -> None:
    one = interview("2026-10-15 14:00", extensions=True)
    sent = [stood(planned(one).follow_ups[0])]
    assert agenda(one, "2026-10-22 10:10", standing=sent) == ["email Thu 22 Oct 10:15"]
    assert agenda(one, "2026-10-29 20:00", standing=sent) == ["email Thu 29 Oct 20:00"]
    assert agenda(one, "2026-10-30 09:00", standing=sent) == []
    assert "status question: Thu 22 Oct 10:00 is more than 5 business days ago" in notes(
        one, "2026-10-30 09:00", standing=sent
    )


def test_the_second_chase_needs_the_first() -> None:
    one = interview("2026-10-05 15:00", "2026-10-07", extensions=True)
    assert agenda(one, "2026-11-09 09:00") == []
    assert "still no news: there is no no-news" in notes(one, "2026-11-09 09:00")


def test_the_next_round_ends_the_questions() -> None:
    first = interview("2026-10-15 14:00", uid="a", extensions=True)
    found = plans(first, hire("2026-10-30 14:00", uid="b"), now="2026-10-15 13:00")
    assert lines(found["a"].follow_ups) == ["email Fri 16 Oct 07:30"]


def test_a_rejection_is_thanked_for_and_kept_warm() -> None:
    one = ended("rejected", "2026-10-19")
    assert agenda(one, "2026-10-19 15:00") == [
        "email Tue 20 Oct 10:00",
        "email Wed 18 Nov 10:00",
        "email Tue 19 Jan 10:00",
    ]
    assert agenda(replace(one, extensions=False), "2026-10-19 15:00") == []


def test_thirty_and_ninety_days_move_to_the_next_business_day() -> None:
    assert agenda(ended("rejected", "2026-10-23"), "2026-10-23 15:00")[1:] == [
        "email Mon 23 Nov 10:00",
        "email Thu 21 Jan 10:00",
    ]


def test_an_old_rejection_is_not_thanked_for_any_more() -> None:
    assert agenda(ended("rejected", "2026-08-03"), "2026-10-20 09:00") == ["email Mon 2 Nov 10:00"]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-10-20 09:05", "email Tue 20 Oct 09:15"),
        ("2026-10-20 23:05", "email Wed 21 Oct 07:30"),
        ("2026-10-24 11:00", "email Sat 24 Oct 11:00"),
    ],
)
@pytest.mark.parametrize("kind", ["offer", "withdrawn"])
def test_an_offer_and_a_withdrawal_are_answered_at_once(kind: OutcomeKind, now: str, expected: str) -> None:
    assert agenda(ended(kind, "2026-10-20"), now) == [expected]


def test_an_outcome_whose_day_nobody_knows_counts_from_today() -> None:
    assert agenda(ended("rejected", None), "2026-10-20 09:00")[0] == "email Wed 21 Oct 10:00"
    assert agenda(ended("offer", None), "2026-10-20 09:00") == ["email Tue 20 Oct 09:00"]


def test_an_outcome_dated_ahead_is_answered_that_morning() -> None:
    assert agenda(ended("offer", "2026-10-22"), "2026-10-20 09:00") == ["email Thu 22 Oct 07:30"]


def test_what_is_answered_at_once_stays_where_it_stands() -> None:
    one = ended("offer", "2026-10-20")
    first = planned(one, "2026-10-20 23:05").follow_ups
    assert planned(one, "2026-10-21 06:00", standing=map(stood, first)).follow_ups == first
    assert agenda(one, "2026-10-21 08:00", standing=map(stood, first)) == []


def test_an_offer_is_told_to_every_other_open_application() -> None:
    offer = ended("offer", "2026-10-20", uid="a")
    others = [
        hire("2026-10-07 14:00", uid="b", company="Beta", extensions=True),
        interview("2026-10-07 14:00", uid="c", company="", extensions=True),
        hire("2026-10-07 14:00", uid="d", company="Delta", extensions=True, outcome=Outcome(kind="rejected")),
        hire("2026-10-07 14:00", uid="e", company="Epsilon"),
        interview("2026-09-07 14:00", uid="f", company="Acme", extensions=True),
    ]
    found = plans(offer, *others)
    told = {uid: lines(one for one in each.follow_ups if one.step == "offer-elsewhere") for uid, each in found.items()}
    assert told == {
        "a": [],
        "b": ["email Wed 21 Oct 10:00"],
        "c": ["email Wed 21 Oct 10:00"],
        "d": [],
        "e": [],
        "f": [],
    }
    assert found["b"].follow_ups[0].source.uid == "b"


def test_an_offer_is_told_under_the_last_round_alone_and_once() -> None:
    found = plans(
        ended("offer", "2026-10-20", uid="a"),
        ended("offer", "2026-10-19", uid="a2", company="Second"),
        interview("2026-10-07 14:00", uid="b", company="Beta", extensions=True),
        hire("2026-10-26 14:00", uid="b2", company="Beta", extensions=True),
    )
    assert "offer-elsewhere" not in {one.step for one in found["b"].follow_ups}
    told = [one for one in found["b2"].follow_ups if one.step == "offer-elsewhere"]
    assert lines(told) == ["email Tue 20 Oct 10:00"]


def test_an_offer_told_before_an_interview_is_not_told_again_after_it() -> None:
    offer = ended("offer", "2026-10-20", uid="a")
    coming = hire("2026-10-28 14:00", uid="b", company="Beta", extensions=True)
    told = [stood(one) for one in plans(offer, coming)["b"].follow_ups if one.step == "offer-elsewhere"]
    later = plans(offer, coming, now="2026-10-22 09:00", standing=told)
    assert "offer-elsewhere" not in {one.step for one in later["b"].follow_ups}


def test_an_accepted_offer_is_told_to_nobody() -> None:
    found = plans(
        ended("offer", "2026-10-20", uid="a"),
        ended("accepted", "2026-10-21", uid="c", company="Gamma"),
        hire("2026-10-07 14:00", uid="b", company="Beta", extensions=True),
    )
    assert all(one.follow_ups == () for one in found.values())


OWN = """
[[step]]
id = "own-note"
bands = ["more.week", "more.unknown"]
channel = "CHANNEL"
when = "days_after"
since = "thank-you"
DAYS
at = "11:00"
about = "an article that fits"
"""


def own(channel: str, days: str, since: str = "thank-you") -> Playbook:
    step = OWN.replace("CHANNEL", channel).replace("DAYS", days).replace("thank-you", since)
    return playbook(("# ---- extensions", step + "\n# ---- extensions"))


def test_a_person_s_own_steps_count_from_what_they_name() -> None:
    one = interview("2026-10-06 15:00")
    assert agenda(one, playbook=own("email", "business_days = 3"))[-1] == "email Tue 13 Oct 11:00"
    assert agenda(one, playbook=own("email", "days = 4"))[-1] == "email Tue 13 Oct 11:00"
    assert (
        "Mon 12 Oct is Columbus Day -> Tue 13 Oct" in planned(one, playbook=own("email", "days = 5")).follow_ups[-1].why
    )


def test_an_own_call_keeps_to_the_hours_of_calls_and_is_dropped_when_late() -> None:
    one = interview("2026-10-06 15:00", home_zone="Pacific/Honolulu")
    changed = own("phone", "business_days = 1")
    assert agenda(one, playbook=changed)[-1] == "phone Thu 8 Oct 13:00"
    late = interview("2026-10-06 15:00")
    sent = [stood(planned(late).follow_ups[0])]
    assert "phone" not in " ".join(agenda(late, "2026-10-08 11:01", standing=sent, playbook=changed))
    assert "own note: its time is past" in notes(late, "2026-10-08 11:01", standing=sent, playbook=changed)
    asleep = interview("2026-10-06 15:00", home_zone="Australia/Brisbane")
    assert "own note: on Thu 8 Oct there is no hour" in notes(asleep, playbook=changed)


def test_a_step_after_a_decision_or_a_step_that_is_not_there_says_so() -> None:
    step = (
        OWN.replace("CHANNEL", "email").replace("DAYS", "days = 1").replace('since = "thank-you"', 'since = "decision"')
    )
    changed = playbook(("# ---- extensions", step + "\n# ---- extensions"))
    assert "own note: the date of the decision is unknown" in notes(interview(), playbook=changed)
