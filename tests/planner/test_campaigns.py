"""All campaigns of a season, counted: every weekday interview from September to May, decided 1 to 21 days later."""

from collections import Counter
from datetime import date, timedelta
from functools import cache

from planner.values import InterviewPlan
from tests.planner.planned import hire, planned

FIRST, LAST = date(2026, 9, 8), date(2027, 5, 31)


@cache
def season() -> dict[tuple[date, int], InterviewPlan]:
    days = [FIRST + timedelta(days=number) for number in range((LAST - FIRST).days + 1)]
    return {
        (day, horizon): planned(hire(f"{day} 14:00", f"{day + timedelta(days=horizon)}"))
        for day in days
        if day.weekday() < 5
        for horizon in range(1, 22)
    }


def test_nearly_every_final_call_satisfies_both_readings_of_two_to_four_days() -> None:
    calls = [one for found in season().values() for one in found.follow_ups if one.step == "final-call"]
    flagged = [one for one in calls if any("business days alone count" in reason for reason in one.why)]
    assert (len(calls), len(calls) - len(flagged)) == (3350, 3193)


def test_ten_days_hold_two_letters_or_one_that_stands_for_both() -> None:
    counts: Counter[str] = Counter()
    for (_day, horizon), found in season().items():
        if horizon == 10:
            steps = {one.step for one in found.follow_ups}
            merged = any("merged with the first letter" in note for note in found.notes)
            counts["merged" if merged else "both" if "final-letter" in steps else "first"] += 1
    assert counts == {"both": 106, "merged": 75, "first": 9}


def test_every_campaign_has_its_email_on_the_day_of_the_interview() -> None:
    for (day, _horizon), found in season().items():
        assert found.follow_ups[0].at.date() == day
        assert "thank-you" in {one.step for one in found.follow_ups}
