"""Planning again, with what stood: past and moved ones are fixed, pending ones keep their time, nothing doubles."""

from dataclasses import replace
from typing import Any

import pytest

from planner.plan import plan
from planner.values import FollowUp, Interview, Person, Standing
from tests.planner.planned import agenda, at, decided, hire, interview, line, lines, planned, playbook, stood

ANN, BOB, CY = (Person(name=name) for name in ("Ann", "Bob", "Cy"))
CAMPAIGN = hire("2026-10-20 14:00", "2026-10-30")


def standing(one: Interview, now: str | None = None, **changes: Any) -> list[Standing]:
    return [stood(found, **changes) for found in planned(one, now).follow_ups]


def step(found: list[FollowUp] | tuple[FollowUp, ...], name: str) -> FollowUp:
    return next(one for one in found if one.step == name)


@pytest.mark.parametrize("now", ["2026-10-20 17:30", "2026-10-21 09:00", "2026-10-26 23:00", "2026-10-27 10:00"])
def test_the_same_plan_but_for_what_has_passed(now: str) -> None:
    first = planned(CAMPAIGN).follow_ups
    again = planned(CAMPAIGN, now, standing=map(stood, first)).follow_ups
    assert again == tuple(one for one in first if one.at >= at(now))


def test_a_late_plan_is_not_pushed_on_the_next_morning() -> None:
    late = planned(CAMPAIGN, "2026-10-22 22:40").follow_ups
    assert line(late[0]) == "email Fri 23 Oct 07:30"
    again = planned(CAMPAIGN, "2026-10-23 06:00", standing=map(stood, late)).follow_ups
    assert again == late


def test_a_step_counts_from_the_time_at_which_the_earlier_one_stood() -> None:
    one = interview("2026-10-05 15:00", "2026-10-08")
    moved = stood(planned(one).follow_ups[0], at=at("2026-10-07 12:00"), moved=True, touched=True)
    assert agenda(one, standing=[moved]) == ["email Wed 7 Oct 12:00", "phone Thu 8 Oct 09:00"]
    assert agenda(one, "2026-10-07 13:00", standing=[moved]) == ["phone Thu 8 Oct 09:00"]


def test_what_was_moved_by_hand_stays_where_it_is_and_says_so() -> None:
    moved = stood(planned(CAMPAIGN).follow_ups[-1], at=at("2026-10-28 11:07"), moved=True, touched=True)
    found = planned(CAMPAIGN, standing=[moved]).follow_ups[-1]
    assert line(found) == "phone Wed 28 Oct 11:07"
    assert found.late == ("moved by hand",)


def test_a_letter_handed_in_later_by_hand_lands_later_and_the_call_follows() -> None:
    one = hire("2026-10-19 14:00", "2026-10-26")
    letter = step(planned(one).follow_ups, "letter")
    moved = stood(letter, at=at("2026-10-20 16:00"), moved=True, touched=True)
    assert agenda(one, standing=[moved]) == [
        "email Mon 19 Oct 16:00",
        "letter Tue 20 Oct 16:00 lands Thu 22 Oct",
        "phone Thu 22 Oct 16:00",
    ]


def test_a_deleted_one_counts_for_the_others_and_is_still_wanted() -> None:
    first = planned(CAMPAIGN).follow_ups
    deleted = [stood(one, deleted=True) for one in first]
    assert planned(CAMPAIGN, standing=deleted).follow_ups == first
    again = planned(CAMPAIGN, "2026-10-21 09:00", standing=deleted).follow_ups
    assert lines(again) == lines(first[2:])


def test_when_the_interview_is_postponed_what_was_sent_too_early_is_planned_anew() -> None:
    sent = standing(CAMPAIGN)
    postponed = hire("2026-10-22 14:00", "2026-11-05")
    assert agenda(postponed, "2026-10-21 09:00", standing=sent) == agenda(postponed)


@pytest.mark.parametrize("hand", [{"touched": True}, {"moved": True, "touched": True}])
def test_but_not_where_a_hand_has_touched_it(hand: dict[str, Any]) -> None:
    sent = standing(CAMPAIGN, **hand)
    postponed = hire("2026-10-22 14:00", "2026-11-05")
    assert "thank-you" not in {one.step for one in planned(postponed, "2026-10-21 09:00", standing=sent).follow_ups}


def test_pending_ones_follow_a_postponed_interview() -> None:
    postponed = hire("2026-10-22 14:00", "2026-11-05")
    assert agenda(postponed, standing=standing(CAMPAIGN), now="2026-10-19 09:00") == agenda(postponed)


def test_when_the_decision_moves_what_was_sent_stays_and_the_rest_follows_from_the_same_interview() -> None:
    sent = standing(CAMPAIGN)
    sooner = hire("2026-10-20 14:00", "2026-10-28")
    assert agenda(sooner, "2026-10-21 09:00", standing=sent) == [
        "courier Fri 23 Oct 17:00 lands Mon 26 Oct",
        "phone Mon 26 Oct 16:00",
    ]


def test_a_date_filled_in_later_never_doubles_the_thank_you() -> None:
    unknown = interview("2026-10-06 15:00")
    sent = standing(unknown)
    known = interview("2026-10-06 15:00", "2026-10-08")
    assert agenda(known, "2026-10-07 08:00", standing=sent) == ["phone Thu 8 Oct 09:00"]
    hiring = hire("2026-10-06 15:00", "2026-10-08")
    assert [one.step for one in planned(hiring, "2026-10-07 08:00", standing=sent).follow_ups] == ["letter"]


def test_a_late_call_that_stands_on_a_day_that_no_longer_fits_is_planned_again() -> None:
    late = planned(CAMPAIGN, "2026-10-27 11:00").follow_ups
    assert line(late[-1]) == "phone Tue 27 Oct 16:00"
    stands = [stood(one) for one in late]
    later = hire("2026-10-20 14:00", "2026-11-06")
    assert agenda(later, "2026-10-27 12:00", standing=stands)[-1] == "phone Tue 3 Nov 10:00"
    sooner = hire("2026-10-20 14:00", "2026-10-27 15:00")
    assert "phone" not in " ".join(agenda(sooner, "2026-10-27 12:00", standing=stands))


def test_late_mail_that_stands_but_would_land_too_late_is_planned_again() -> None:
    late = [stood(one) for one in planned(hire("2026-10-20 14:00", "2026-11-13"), "2026-10-21 17:30").follow_ups]
    far = hire("2026-10-20 14:00", "2026-11-13")
    assert agenda(far, "2026-10-21 17:40", standing=late)[0] == "courier Thu 22 Oct 17:00 lands Fri 23 Oct"
    sooner = hire("2026-10-20 14:00", "2026-10-26")
    assert "courier" not in " ".join(agenda(sooner, "2026-10-22 09:00", standing=late))


def test_late_mail_that_stands_gives_way_where_a_sooner_decision_rules_it_out_and_a_courier_still_makes_it() -> None:
    one = hire("2026-10-19 14:00", "2026-10-30")
    late = planned(one, "2026-10-20 09:00").follow_ups
    assert "letter Tue 20 Oct 16:00 lands Thu 22 Oct" in lines(late)
    sooner = hire("2026-10-19 14:00", "2026-10-26")
    assert agenda(sooner, "2026-10-20 10:00", standing=map(stood, late)) == [
        "courier Tue 20 Oct 17:00 lands Wed 21 Oct",
        "phone Thu 22 Oct 10:00",
    ]


def test_late_mail_that_lands_on_the_day_of_the_real_decision_stays_where_nothing_lands_before_it() -> None:
    one = hire("2026-10-19 14:00", "2026-10-22")
    late = planned(one, "2026-10-19 16:30").follow_ups
    assert "courier Mon 19 Oct 17:00 lands Tue 20 Oct" in lines(late)
    three_days = hire("2026-10-19 14:00", "2026-10-23")
    late = planned(three_days, "2026-10-20 09:00").follow_ups
    assert lines(late)[1:] == ["courier Tue 20 Oct 17:00 lands Wed 21 Oct", "phone Wed 21 Oct 16:00"]
    assert planned(three_days, "2026-10-20 10:00", standing=map(stood, late)).follow_ups == late[1:]


def test_late_mail_that_stands_is_kept_only_while_mail_can_go() -> None:
    late = [stood(one) for one in planned(CAMPAIGN, "2026-10-20 17:30").follow_ups]
    without = replace(CAMPAIGN, letters=False)
    assert {one.channel for one in planned(without, "2026-10-20 18:00", standing=late).follow_ups} == {"email", "phone"}
    later = [stood(one) for one in planned(CAMPAIGN, "2026-10-21 17:30").follow_ups]
    assert "courier" in {one.channel for one in later}
    assert agenda(without, "2026-10-22 08:00", standing=later)[0] == "email Fri 23 Oct 07:30"


def test_a_late_decision_week_letter_stays_while_it_fits() -> None:
    late = planned(hire("2026-10-07 14:00", "2026-10-30"), "2026-10-23 17:30")
    assert "courier Mon 26 Oct 17:00 lands Tue 27 Oct" in lines(late.follow_ups)
    again = planned(hire("2026-10-07 14:00", "2026-10-30"), "2026-10-24 09:00", standing=map(stood, late.follow_ups))
    assert again.follow_ups == late.follow_ups
    week_later = planned(
        hire("2026-10-07 14:00", "2026-11-06"), "2026-10-24 09:00", standing=map(stood, late.follow_ups)
    )
    assert "courier Fri 30 Oct 17:00 lands Mon 2 Nov" in lines(week_later.follow_ups)


def test_late_steps_go_when_the_date_becomes_unknown() -> None:
    late = [stood(one) for one in planned(CAMPAIGN, "2026-10-27 11:00").follow_ups]
    assert [one.step for one in late] == ["thank-you", "final-call"]
    assert agenda(hire("2026-10-20 14:00"), "2026-10-27 12:00", standing=late) == []


def test_the_decision_maker_has_slot_0_whatever_they_are_called() -> None:
    nobody = interview("2026-10-06 15:00", interviewers=(Person(name="the hiring team"),))
    named = replace(nobody, interviewers=(ANN, BOB))
    found = planned(named, standing=standing(nobody)).follow_ups
    assert [(str(one.to), one.slot) for one in found if one.step == "thank-you"] == [("Ann", "0"), ("Bob", "bob")]


def test_a_recipient_keeps_the_slot_of_the_one_that_names_them() -> None:
    one = interview("2026-10-06 15:00", interviewers=(ANN, BOB))
    other_way = replace(one, interviewers=(replace(BOB, email="bob@acme.com"), ANN, CY))
    found = planned(other_way, standing=standing(one)).follow_ups
    assert [(str(one.to), one.slot, f"{one.at:%H:%M}") for one in found if one.step == "thank-you"] == [
        ("Bob", "bob", "07:30"),
        ("Ann", "0", "07:35"),
        ("Cy", "cy", "07:40"),
    ]
    assert step(found, "letter").to.name == "Bob"
    assert step(found, "letter").slot == "0"


def test_an_address_names_a_recipient_as_well() -> None:
    one = interview("2026-10-06 15:00", interviewers=(ANN, Person(email="bob@acme.com")))
    again = replace(one, interviewers=(ANN, Person(name="Robert", email="bob@acme.com")))
    assert [found.slot for found in planned(again, standing=standing(one)).follow_ups if found.step == "thank-you"] == [
        "0",
        "bob@acme.com",
    ]


def test_of_two_namesakes_each_keeps_the_slot_of_their_address() -> None:
    first, second = Person(name="Ann", email="ann@acme.com"), Person(name="Ann", email="ann2@acme.com")
    one = interview("2026-10-06 15:00", interviewers=(first, second))
    turned = replace(one, interviewers=(second, first))
    found = [each for each in planned(turned, standing=standing(one)).follow_ups if each.step == "thank-you"]
    assert [(each.to, each.slot) for each in found] == [(second, "ann2@acme.com"), (first, "0")]


def test_an_interviewer_added_after_the_emails_went_still_gets_one() -> None:
    one = interview("2026-10-06 15:00", interviewers=(ANN,))
    more = replace(one, interviewers=(ANN, BOB))
    assert agenda(more, "2026-10-07 12:00", standing=standing(one))[0] == "email Wed 7 Oct 12:05"


def test_the_order_of_what_stands_does_not_matter() -> None:
    one = interview("2026-10-06 15:00", "2026-10-08", interviewers=(ANN, BOB, CY))
    stands = standing(one)
    forward = plan([one], playbook(), now=at("2026-10-06 21:32"), standing=stands)
    assert forward == plan([one], playbook(), now=at("2026-10-06 21:32"), standing=reversed(stands))


def test_copies_that_are_not_yet_due_keep_their_time_and_reasons() -> None:
    one = interview("2026-10-06 15:00", "2026-10-08", interviewers=(ANN, BOB, CY))
    first = planned(one).follow_ups
    again = planned(one, "2026-10-06 21:32", standing=map(stood, first)).follow_ups
    assert again == first[1:]


def test_what_stands_for_another_interview_is_nobody_s_business() -> None:
    foreign = standing(replace(CAMPAIGN, source=interview(uid="other").source))
    assert agenda(CAMPAIGN, "2026-10-21 09:00", standing=foreign) == agenda(CAMPAIGN, "2026-10-21 09:00")


def test_a_week_that_is_narrowed_down_moves_the_pending_ones() -> None:
    vague = hire("2026-10-20 14:00", decided("2026-11-02", week=True))
    assert agenda(vague)[-1] == "phone Tue 3 Nov 10:00"
    sent = standing(vague)
    assert agenda(CAMPAIGN, "2026-10-23 09:00", standing=sent)[-1] == "phone Tue 27 Oct 10:00"
