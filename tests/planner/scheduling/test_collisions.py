"""Two calls at once, and a person who is busy."""

from typing import Any

import pytest

from planner.plan import plan
from planner.values import FollowUp, Interval, Interview, Person
from tests.planner.planned import agenda, at, hire, interview, line, lines, planned, playbook, stood


def busy(*spans: tuple[str, str]) -> list[Interval]:
    return [Interval(start=at(f"2026-10-{start}"), end=at(f"2026-10-{end}")) for start, end in spans]


def calls(*interviews: Interview, **inputs: object) -> dict[str, FollowUp]:
    found = plan(interviews, playbook(), now=inputs.pop("now", at("2026-10-01 09:00")), **inputs)  # type: ignore[arg-type]
    every = [one for plan_ in found for one in plan_.follow_ups]
    return {one.source.uid: one for one in every if one.channel == "phone"}


def hours(**found: FollowUp) -> dict[str, str]:
    return {uid: f"{one.at:%H:%M}" for uid, one in found.items()}


def cut(uid: str, end: str = "2026-10-06 15:00", decision: str = "2026-10-08", **fields: Any) -> Interview:
    return interview(end, decision, uid=uid, company=uid, **fields)


def test_of_two_calls_at_the_same_instant_the_earlier_decision_keeps_its_time() -> None:
    later, earlier = cut("a"), cut("b", decision="2026-10-07 17:00")
    assert hours(**calls(later, earlier)) == {"a": "09:15", "b": "09:00"}
    assert "another call is at Wed 7 Oct 09:00, and its decision comes first -> 09:15" in calls(later, earlier)["a"].why


def test_with_the_same_decision_the_later_interview_moves_and_a_third_moves_on() -> None:
    three = (cut("a", end="2026-10-06 16:00"), cut("b"), cut("c", decision="2026-10-08 18:00"))
    assert hours(**calls(*three)) == {"a": "09:15", "b": "09:00", "c": "09:30"}
    assert calls(*three) == calls(*reversed(three))


def test_two_zones_collide_by_the_instant() -> None:
    london = cut(
        "b", zone="Europe/London", decision="2026-10-07 23:00", end="2026-10-06 20:00", home_zone="Europe/London"
    )
    assert hours(**calls(cut("a"), london)) == {"a": "09:00", "b": "09:00"}
    chicago = cut("c", zone="America/Chicago", decision="2026-10-08")
    moved = calls(
        cut("a", end="2026-10-06 15:00", decision="2026-10-07 17:00", home_zone="America/Los_Angeles"), chicago
    )
    assert hours(**moved) == {"a": "10:00", "c": "09:15"}


def test_past_the_last_hour_the_nearest_free_one_before_is_taken() -> None:
    # Both final calls fall on the day of their letters, at four; so do the moved ones.
    same_day = [hire("2026-10-14 14:00", "2026-11-04", uid=uid, company=uid) for uid in "abcd"]
    assert hours(**calls(*same_day)) == {"a": "16:00", "b": "16:15", "c": "16:30", "d": "15:45"}


NARROW: dict[str, Any] = {"home_zone": "Asia/Tokyo", "home_country": "JP", "letters": False}
"""From Tokyo, New York can be called at 09:00 there and at no other time."""


BERLIN: dict[str, Any] = {
    "zone": "Europe/Berlin",
    "country": "DE",
    "home_zone": "America/Los_Angeles",
    "home_country": "US",
    "letters": False,
}
"""From Los Angeles, Berlin can be called from 16:00 to 16:30 there."""


def test_a_final_call_that_finds_no_hour_of_its_own_is_an_email_before_work_hours() -> None:
    earlier = hire("2026-10-12 13:00", "2026-10-23", uid="a", company="a", **NARROW)
    later = hire("2026-10-12 14:00", "2026-10-23", uid="b", company="b", **NARROW)
    found = plan([earlier, later], playbook(), now=at("2026-10-12 12:00"))
    keeps, gives_way = (one.follow_ups[-1] for one in found)
    assert (line(keeps), line(gives_way)) == ("phone Tue 20 Oct 09:00", "email Tue 20 Oct 07:30")
    assert gives_way.why[-1] == (
        "another call is at Tue 20 Oct 09:00, and its decision comes first; no other hour of that day is free: "
        "an email instead"
    )


def test_and_in_the_afternoon_where_a_letter_lands_that_day() -> None:
    same_day = [hire("2026-10-14 13:00", "2026-11-04", uid=uid, company=uid, **BERLIN) for uid in "abcd"]
    found = [lines(one.follow_ups)[-1] for one in plan(same_day, playbook(), now=at("2026-10-14 06:00"))]
    assert found == [
        "phone Mon 2 Nov 16:00",
        "phone Mon 2 Nov 16:15",
        "phone Mon 2 Nov 16:30",
        "email Mon 2 Nov 16:00",
    ]


def test_a_morning_call_that_finds_no_hour_of_its_own_is_dropped_with_the_reason() -> None:
    first, second = cut("a", **NARROW), cut("b", **NARROW)
    assert hours(**calls(first, second)) == {"a": "09:00"}
    given_way = plan([first, second], playbook(), now=at("2026-10-01 09:00"))[1]
    assert "morning call: another call is at Wed 7 Oct 09:00, and its decision comes first; no other hour" in "".join(
        given_way.notes
    )


def test_what_gave_way_stays_as_it_is_after_the_other_was_made() -> None:
    same_day = [hire("2026-10-14 13:00", "2026-11-04", uid=uid, company=uid, **BERLIN) for uid in "abcd"]
    first = [one for found in plan(same_day, playbook(), now=at("2026-10-14 06:00")) for one in found.follow_ups]
    moment = at("2026-11-02 16:00", "Europe/Berlin")
    again = plan(same_day, playbook(), now=moment, standing=map(stood, first))
    assert [one for found in again for one in found.follow_ups] == [one for one in first if one.at >= moment]


def test_a_busy_day_is_no_reason_for_two_calls_at_once() -> None:
    whole_day = busy(("07 08:00", "07 18:00"))
    assert hours(**calls(cut("a"), cut("b"), busy=whole_day)) == {"a": "09:00", "b": "09:15"}


def test_a_late_call_gives_way_to_an_earlier_decision_or_becomes_an_email() -> None:
    first, second = (hire("2026-10-20 13:00", "2026-10-30", uid=uid, company=uid, **NARROW) for uid in "ab")
    sent = [stood(one) for found in plan([first, second], playbook(), now=first.start) for one in found.follow_ups[:2]]
    found = plan([first, second], playbook(), now=at("2026-10-27 09:30"), standing=sent)
    assert [lines(one.follow_ups) for one in found] == [["phone Wed 28 Oct 09:00"], ["email Wed 28 Oct 07:30"]]
    assert found[1].follow_ups[0].late[-1].endswith("no other hour of that day is free: an email instead")


def test_emails_are_never_moved_for_each_other() -> None:
    found = plan([cut("a", calls=False), cut("b", calls=False)], playbook(), now=at("2026-10-01 09:00"))
    assert {f"{one.at:%H:%M}" for plan_ in found for one in plan_.follow_ups} == {"21:30"}


@pytest.mark.parametrize(
    ("spans", "expected"),
    [
        ([("27 09:30", "27 10:00")], "10:00"),
        ([("27 10:15", "27 11:00")], "10:00"),
        ([("27 09:45", "27 10:30")], "09:30"),
        ([("27 09:45", "27 10:15")], "10:15"),
        ([("27 10:00", "27 10:15")], "09:45"),
        ([("27 10:10", "27 10:12")], "09:45"),
        ([("27 09:00", "27 11:00")], "11:00"),
        ([("27 09:00", "27 10:15"), ("27 10:15", "27 11:20")], "11:30"),
        ([("27 08:00", "27 16:45")], "10:00"),
        ([("26 08:00", "28 18:00")], "10:00"),
        ([("27 09:00", "27 16:30")], "16:30"),
    ],
)
def test_a_busy_person_s_call_moves_to_the_nearest_free_quarter_hour(
    spans: list[tuple[str, str]], expected: str
) -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    assert agenda(one, busy=busy(*spans))[-1] == f"phone Tue 27 Oct {expected}"


def test_a_move_says_why_and_so_does_a_call_that_can_t_move() -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    moved = planned(one, busy=busy(("27 09:00", "27 11:00"))).follow_ups[-1]
    assert moved.why[-1] == "you are busy on Tue 27 Oct 10:00 -> 11:00"
    stays = planned(one, busy=busy(("27 08:00", "27 18:00"))).follow_ups[-1]
    assert stays.why[-1] == "you are busy on Tue 27 Oct 10:00 but no quarter hour of that day is free: it stays"


def test_a_moved_call_still_comes_after_the_letter_and_before_the_decision() -> None:
    same_day = hire("2026-10-14 14:00", "2026-10-28")
    assert agenda(same_day, busy=busy(("26 10:45", "26 16:45")))[-1] == "phone Mon 26 Oct 16:00"
    assert agenda(same_day, busy=busy(("26 11:00", "26 16:45")))[-1] == "phone Mon 26 Oct 10:45"
    imminent = cut("a", decision="2026-10-07 10:00")
    assert hours(**calls(imminent, busy=busy(("07 09:00", "07 09:50")))) == {"a": "09:00"}
    assert hours(**calls(imminent, busy=busy(("07 09:00", "07 09:45")))) == {"a": "09:45"}


def test_a_move_never_goes_into_the_past() -> None:
    one = cut("a")
    sent = [stood(planned(one).follow_ups[0])]
    blocked = busy(("07 11:00", "07 16:45"))
    assert hours(**calls(one, now=at("2026-10-07 10:50"), standing=sent, busy=blocked)) == {"a": "16:00"}
    assert hours(**calls(one, now=at("2026-10-07 10:45"), standing=sent, busy=blocked)) == {"a": "10:45"}


def test_a_call_that_was_moved_by_hand_stays_and_others_give_way() -> None:
    first, second = cut("a"), cut("b")
    standing = [stood(calls(first, second)["b"], moved=True, touched=True, at=at("2026-10-07 09:05"))]
    found = calls(first, second, standing=standing, busy=busy(("07 09:00", "07 09:10")))
    assert hours(**found) == {"a": "09:30", "b": "09:05"}


def test_calls_to_several_people_of_one_interview_follow_each_other() -> None:
    each = playbook(('channel = "phone"\nto = "decision-maker"', 'channel = "phone"\nto = "each"'))
    panel = interview("2026-10-06 15:00", "2026-10-08", interviewers=tuple(Person(name=name) for name in "ABC"))
    found = planned(panel, playbook=each).follow_ups
    assert [f"{one.to} {one.at:%H:%M}" for one in found if one.channel == "phone"] == ["A 09:00", "B 09:15", "C 09:30"]


def test_the_interview_s_own_time_among_the_busy_ones_changes_nothing() -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    assert agenda(one, busy=[Interval(start=one.start, end=one.end)]) == agenda(one)


def test_what_was_moved_stays_there_and_keeps_its_reason_as_time_goes_by() -> None:
    one = hire("2026-10-20 14:00", "2026-10-30")
    blocked = busy(("27 09:00", "27 11:00"))
    first = planned(one, busy=blocked).follow_ups
    again = planned(one, "2026-10-27 10:30", busy=blocked, standing=map(stood, first)).follow_ups
    assert again == first[-1:]


def test_a_call_that_gave_way_stays_after_the_other_was_made() -> None:
    both = (cut("a"), cut("b"))
    first = plan(both, playbook(), now=at("2026-10-01 09:00"))
    standing = [stood(one) for found in first for one in found.follow_ups]
    later = calls(*both, now=at("2026-10-07 09:05"), standing=standing)
    assert later == {"b": calls(*both)["b"]}
    assert hours(**later) == {"b": "09:15"}
