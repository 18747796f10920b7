"""Whole cycles over time, on calendars in memory: the clock is an argument, and weeks pass in a second."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.values import Preferences
from providers.errors import Changed, Exists, Forbidden, RateLimited, SignedOut, Unreachable
from providers.interface import Calendar, Draft, Item
from providers.memory import Memory
from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED, TRY_LATER
from sync.ledger import Ledger
from tests.sync.world import DAY, HOUR, ME, MONDAY, World, changes, interview


def hours(days: int) -> Iterator[datetime]:
    return (MONDAY + number * HOUR for number in range(1, days * 24))


def test_from_the_first_cycle_on_time_alone_changes_nothing(world: World) -> None:
    world.put(interview())
    world.put(interview("screen", MONDAY + 3 * HOUR, "#interview screen\\nCompany: Globex", "Call"), "s.ics")
    panel = "#interview more decision=2026-10-22\\nInterviewers: Al, Bo, Cy"
    world.put(interview("panel", MONDAY + DAY, panel, "Panel at Umbrella"), "p.ics")
    assert world.cycle(MONDAY).created == 9
    for now in hours(14):
        report = world.cycle(now)
        assert (changes(report), report.problems) == ([], ()), now


def test_a_plan_made_late_stays_as_it_was_made(world: World) -> None:
    world.put(interview(at=MONDAY - 2 * DAY))
    assert world.cycle(MONDAY + HOUR / 7).created > 1
    for now in hours(12):
        assert changes(world.cycle(now + HOUR / 7)) == [], now


def test_an_outcome_counts_from_the_day_on_which_it_was_first_seen(world: World) -> None:
    world.preferences = Preferences(home_zone="America/New_York", extensions=True)
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: rejected"))
    seen = world.cycle(MONDAY + 2 * DAY)
    assert seen.created == 3
    for number in range(3, 12):
        assert changes(world.cycle(MONDAY + number * DAY)) == []


def test_two_machines_agree_since_when_an_outcome_is_known(world: World, tmp_path: Path) -> None:
    world.preferences = Preferences(home_zone="America/New_York", extensions=True)
    other = World(ledger=tmp_path / "other.sqlite", store=world.store, preferences=world.preferences)
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: rejected"))
    assert world.cycle(MONDAY + 2 * DAY).created == 3
    for number in range(4, 8):
        assert changes(other.cycle(MONDAY + number * DAY)) == []
        assert changes(world.cycle(MONDAY + number * DAY + HOUR)) == []
    world.put(interview(description="Decision: 2026-10-29\\nOutcome: offer"))
    assert world.cycle(MONDAY + 9 * DAY).created == 1


def test_a_quiet_cycle_is_one_request_and_what_we_wrote_is_not_fetched_again(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    for number in range(1, 20):
        assert world.cycle(MONDAY + number * HOUR).requests == 1


def test_once_a_day_everything_is_read_anew(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.store.expire_tokens()
    assert world.cycle(MONDAY + HOUR).exit_code == DONE
    assert world.cycle(MONDAY + 25 * HOUR).requests == 2


def test_an_untouched_follow_up_moves_with_its_postponed_interview_even_from_the_past(world: World) -> None:
    world.put(interview(description="Stage: decision\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY)
    later = MONDAY + 2 * DAY
    world.put(interview(at=MONDAY + 4 * DAY, description="Stage: decision\\nInterviewers: Jane Doe"))
    report = world.cycle(later)
    assert (report.created, report.updated, report.deleted) == (0, 2, 0)
    assert all(datetime.fromisoformat(action.at) > later for action in report.actions)


def test_what_is_past_is_never_deleted(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    before = world.ours()
    world.put(interview(more="STATUS:CANCELLED"))
    report = world.cycle(MONDAY + 2 * DAY)
    assert len(world.ours()) == len(before) - report.deleted > 0
    assert report.deleted > 0


def test_an_interview_that_leaves_the_window_keeps_what_is_pending(world: World) -> None:
    world.put(interview(description="Stage: decision\\nDecision: 2027-01-29\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY)
    for number in (30, 59, 61, 62, 90):
        report = world.cycle(MONDAY + number * DAY, whole=True)
        assert changes(report) == [], number
        assert report.unchanged > 0


def test_where_ids_burn_what_we_removed_comes_back_in_its_next_generation(world: World) -> None:
    world.burns_ids = True
    world.put(interview())
    assert world.cycle(MONDAY).created == 4
    world.put(interview(more="STATUS:CANCELLED"))
    assert world.cycle(MONDAY + HOUR).deleted == 4
    world.put(interview())
    assert world.cycle(MONDAY + 2 * HOUR).created == 4
    for number in range(3, 9):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []


def test_where_ids_burn_a_tombstone_is_the_persons_decision_also_without_a_ledger(world: World) -> None:
    world.burns_ids = True
    world.put(interview())
    world.cycle(MONDAY)
    world.store.remove("Personal", world.ours()[0])
    world.lose_ledger()
    for number in range(1, 11):
        assert world.cycle(MONDAY + number * HOUR / 10).created == 0
    assert len(world.ours()) == 3


def test_without_a_ledger_what_we_removed_before_comes_back_where_ids_do_not_burn(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + HOUR)
    world.lose_ledger()
    world.put(interview())
    assert world.cycle(MONDAY + 2 * HOUR).created == 4


def test_the_persons_copy_of_a_follow_up_is_theirs(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    original = world.ours()[0]
    copy = world.store.text("Personal", original).replace(f"UID:{original[:-4]}", "UID:copy")
    world.store.put("Personal", "copy.ics", copy)
    world.put(interview(more="STATUS:CANCELLED"))
    assert world.cycle(MONDAY + HOUR).deleted == 4
    assert world.store.text("Personal", "copy.ics") == copy


def test_a_follow_up_whose_marks_were_lost_is_not_made_again(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    original = world.ours()[0]
    text = world.store.text("Personal", original)
    bare = "".join(line for line in text.replace("\r\n ", "").splitlines(True) if not line.startswith("X-AFTERTOUCH"))
    world.store.put("Personal", original, bare)
    for number in range(1, 4):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []
    assert world.store.text("Personal", original) == bare


def test_a_follow_up_moved_to_another_calendar_is_served_there(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.cycle(MONDAY)
    moved = world.ours()[0]
    world.store.put("Work", moved, world.store.text("Personal", moved))
    world.store.remove("Personal", moved)
    assert changes(world.cycle(MONDAY + HOUR)) == []
    world.put(interview(at=MONDAY + 6 * HOUR))
    report = world.cycle(MONDAY + 2 * HOUR)
    assert (report.created, report.updated, report.deleted, report.unchanged) == (0, 1, 0, 3)
    assert world.ours("Work") == [moved]


def test_on_a_read_only_calendar_follow_ups_go_to_the_first_writable_one_and_it_is_said(world: World) -> None:
    world.store.make("Mine")
    world.put(interview())
    world.store.read_only.add("Personal")
    report = world.cycle(MONDAY)
    assert report.created == len(world.ours("Mine")) == 4
    assert any('"Personal" is read-only' in problem and '"Mine"' in problem for problem in report.problems)


def test_with_no_writable_calendar_nothing_is_planned_and_it_is_said(world: World) -> None:
    world.put(interview())
    world.store.read_only.add("Personal")
    report = world.cycle(MONDAY)
    assert (report.created, report.exit_code) == (0, DONE)
    assert any("can be written to" in problem for problem in report.problems)


def test_the_same_interview_in_two_calendars_is_planned_once(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.store.put("Work", "i.ics", interview())
    assert world.cycle(MONDAY).created == 4
    assert len(world.ours()) == 4
    assert world.ours("Work") == []


def test_a_loop_on_one_day_is_one_plan_and_stays_so_when_its_first_slot_goes(world: World) -> None:
    facts = "#interview decision decision=2026-10-29\\nCompany: Acme\\nInterviewers: "
    world.put(interview("a", MONDAY + 3 * HOUR, f"{facts}Al"), "a.ics")
    world.put(interview("b", MONDAY + 5 * HOUR, f"{facts}Bo"), "b.ics")
    assert world.cycle(MONDAY).created == 5
    world.put(interview("b", MONDAY + 5 * HOUR, f"{facts}Bo", title="Moved, still Acme"), "b.ics")
    assert world.cycle(MONDAY + HOUR).deleted == 0


GLOBEX = "Interview with Globex #interview"


@pytest.mark.parametrize("write_to", ["same", "Mine"])
def test_a_shorter_list_of_calendars_deletes_nothing_and_a_longer_one_finds_all_as_it_was(
    world: World, write_to: str
) -> None:
    world.store.make("Work")
    world.write_to = write_to
    world.put(interview())
    world.store.put("Work", "w.ics", interview("w", title=GLOBEX))
    assert world.cycle(MONDAY).created == 8
    for number, calendars in enumerate([("Personal",), ("Personal",), (), ()], start=1):
        world.calendars = calendars
        assert changes(world.cycle(MONDAY + number * HOUR)) == []


def test_a_calendar_that_was_never_chosen_is_looked_through_once_and_may_be_broken(world: World) -> None:
    world.store.make("Work")
    world.calendars = ("Personal",)
    world.provider = HalfBlind
    world.put(interview())
    report = world.cycle(MONDAY)
    assert (report.created, report.exit_code) == (4, DONE)
    world.provider = Memory
    assert world.cycle(MONDAY + HOUR).requests == 2
    assert [world.cycle(MONDAY + number * HOUR).requests for number in (2, 3)] == [1, 1]


def test_nothing_is_made_twice_where_the_ledger_is_lost_and_a_calendar_is_away(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.cycle(MONDAY)
    moved = world.ours()[0]
    world.store.put("Work", moved, world.store.text("Personal", moved))
    world.store.remove("Personal", moved)
    world.lose_ledger()
    world.provider = HalfBlind
    assert (world.cycle(MONDAY + HOUR).created, len(world.ours())) == (0, 3)
    world.provider = Memory
    assert world.cycle(MONDAY + 2 * HOUR).created == 0


def test_of_two_events_with_one_key_one_goes_after_a_day(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.cycle(MONDAY)
    (twice,) = [href for href in world.ours() if "SUMMARY:Call" in world.store.text("Personal", href)]
    world.store.put("Work", twice, world.store.text("Personal", twice))
    assert changes(world.cycle(MONDAY + HOUR)) == []
    assert world.cycle(MONDAY + 26 * HOUR).deleted == 1
    assert (world.ours("Work"), twice in world.ours()) == ([], True)
    assert changes(world.cycle(MONDAY + 27 * HOUR)) == []


def test_a_calendar_that_becomes_read_only_keeps_its_follow_ups(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.store.read_only.add("Personal")
    report = world.cycle(MONDAY + HOUR, whole=True)
    assert (changes(report), report.unchanged) == ([], 4)
    world.store.read_only.clear()
    assert changes(world.cycle(MONDAY + 2 * HOUR, whole=True)) == []


def test_a_calendar_that_is_gone_takes_its_follow_ups_along_and_the_rest_goes_on(world: World) -> None:
    world.store.make("Work")
    world.put(interview())
    world.store.put("Work", "w.ics", interview("w", title=GLOBEX))
    world.cycle(MONDAY)

    class Without(Memory):
        def calendars(self) -> tuple[Calendar, ...]:
            return tuple(calendar for calendar in super().calendars() if calendar.name != "Work")

        def changes(self, calendar: str, *rest: Any) -> Any:
            return super().changes("gone" if calendar == "Work" else calendar, *rest)

    world.provider = Without
    for number in range(1, 4):
        report = world.cycle(MONDAY + number * HOUR)
        assert (changes(report), report.exit_code, report.unchanged) == ([], DONE, 4)


def test_a_refusal_alone_is_no_deletion_of_the_persons(world: World) -> None:
    world.put(interview())
    world.provider = failing("create", Exists("409"))
    report = world.cycle(MONDAY)
    assert (report.created, report.exit_code) == (0, TRY_LATER)
    assert any("409" in problem for problem in report.problems)
    world.provider = Memory
    assert world.cycle(MONDAY + HOUR).created == 4


@pytest.mark.parametrize("method", ["update", "delete"])
@pytest.mark.parametrize("error", [Unreachable("503"), Changed("412")])
def test_what_never_succeeds_is_never_silent(world: World, method: str, error: Exception) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    more = "STATUS:CANCELLED" if method == "delete" else ""
    world.put(interview(at=MONDAY + 7 * HOUR, more=more))
    world.provider = failing(method, error)
    for number in (1, 2):
        report = world.cycle(MONDAY + number * HOUR)
        assert (changes(report), report.exit_code) == ([], TRY_LATER)
        assert any(str(error) in problem for problem in report.problems)
    world.provider = Memory
    assert world.cycle(MONDAY + 3 * HOUR).exit_code == DONE


@pytest.mark.parametrize("how", ["without marks", "as a series"])
def test_what_is_ours_no_more_and_is_deleted_stays_deleted(world: World, how: str) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    href = world.ours()[0]
    text = world.store.text("Personal", href).replace("\r\n ", "")
    if how == "as a series":
        theirs = text.replace("SUMMARY", "RRULE:FREQ=DAILY;COUNT=3\r\nSUMMARY")
    else:
        theirs = "".join(line for line in text.splitlines(keepends=True) if not line.startswith("X-AFTERTOUCH"))
    world.store.put("Personal", href, theirs)
    assert changes(world.cycle(MONDAY + HOUR)) == []
    world.store.remove("Personal", href)
    for number in (2, 3, 4):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []


class Dying(Memory):
    """Dies when its answer to a creation is out."""

    def create(self, calendar: str, draft: Draft) -> Item:
        super().create(calendar, draft)
        raise KeyboardInterrupt


def test_a_deletion_counts_though_the_process_died_before_it_knew_of_the_event(world: World) -> None:
    world.put(interview())
    world.provider = Dying
    with pytest.raises(KeyboardInterrupt):
        world.cycle(MONDAY)
    (made,) = world.ours()
    world.store.remove("Personal", made)
    world.provider = Memory
    assert world.cycle(MONDAY + HOUR / 4).created == 3
    assert made not in world.ours()


def test_an_undo_in_the_middle_of_a_cycle_stops_it(world: World) -> None:
    world.put(interview())

    class Interrupted(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            ledger = Ledger.open(world.ledger, ME)
            ledger.set_fact("paused", "after undo")
            ledger.close()
            return super().create(calendar, draft)

    world.provider = Interrupted
    assert world.cycle(MONDAY).created == 1
    assert len(world.ours()) == 1


def test_a_cancellation_taken_back_leaves_no_trace_on_a_follow_up_that_was_moved(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    href = world.ours()[0]
    text = world.store.text("Personal", href)
    world.store.put("Personal", href, text.replace("T1", "T0").replace("T2", "T1"))
    assert changes(world.cycle(MONDAY + HOUR)) == []
    moved = world.store.text("Personal", href)
    world.put(interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + 2 * HOUR)
    world.put(interview())
    world.cycle(MONDAY + 3 * HOUR)
    assert changes(world.cycle(MONDAY + 4 * HOUR)) == []
    assert world.store.text("Personal", href).count("No longer needed") == moved.count("No longer needed") == 0


class Flaky(Memory):
    """Every creation is carried out, and every second answer is lost."""

    lost = 0

    def create(self, calendar: str, draft: Draft) -> Item:
        item = super().create(calendar, draft)
        Flaky.lost += 1
        if Flaky.lost % 2:
            raise Unreachable("the connection broke")
        return item


def test_a_lost_answer_is_read_back_and_doubles_nothing(world: World) -> None:
    world.provider = Flaky
    world.put(interview())
    assert world.cycle(MONDAY).created == 4
    assert len(world.ours()) == 4
    assert changes(world.cycle(MONDAY + HOUR)) == []


def failing(method: str, error: Exception) -> type[Memory]:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    return type("Failing", (Memory,), {method: fail})


@pytest.mark.parametrize(
    ("error", "code"),
    [(SignedOut("who are you"), SIGN_IN_NEEDED), (RateLimited("slow down", retry_after=60), TRY_LATER)],
)
@pytest.mark.parametrize("method", ["calendars", "changes", "create"])
def test_what_concerns_the_whole_account_ends_the_cycle(world: World, method: str, error: Exception, code: int) -> None:
    world.put(interview())
    world.provider = failing(method, error)
    report = world.cycle(MONDAY)
    assert report.exit_code == code
    assert any(str(error) in problem for problem in report.problems)
    assert report.retry_after == getattr(error, "retry_after", None)
    world.provider = Memory
    assert world.cycle(MONDAY + HOUR).created == 4


@pytest.mark.parametrize(("error", "code"), [(SignedOut("401"), SIGN_IN_NEEDED), (RateLimited("429"), TRY_LATER)])
def test_a_refusal_after_the_last_write_is_told(world: World, error: Exception, code: int) -> None:
    world.put(interview())

    class Refusing(Memory):
        def changes(self, *args: Any) -> Any:
            if len(world.ours()) == 4:
                raise error
            return super().changes(*args)

    world.provider = Refusing
    report = world.cycle(MONDAY)
    assert (report.created, report.exit_code) == (4, code)
    world.provider = Memory
    assert (changes(world.cycle(MONDAY + HOUR)), len(world.ours())) == ([], 4)


def test_what_can_not_be_written_is_told_and_tried_again(world: World) -> None:
    world.put(interview())
    world.provider = failing("create", Forbidden("over quota"))
    report = world.cycle(MONDAY)
    assert (report.created, report.exit_code) == (0, TRY_LATER)
    assert any("over quota" in problem for problem in report.problems)
    world.provider = Memory
    assert world.cycle(MONDAY + HOUR).created == 4


class HalfBlind(Memory):
    """One of its calendars can't be read."""

    def changes(self, calendar: str, *rest: Any) -> Any:
        if calendar == "Work":
            raise Unreachable("Work is away")
        return super().changes(calendar, *rest)


def test_a_calendar_that_can_not_be_read_stops_no_other_and_deletes_nothing(world: World) -> None:
    world.store.make("Work")
    world.store.put("Work", "w.ics", interview("w", title="Interview with Globex #interview"))
    world.put(interview())
    assert world.cycle(MONDAY).created == 8
    world.store.remove("Personal", "i.ics")
    world.provider = HalfBlind
    report = world.cycle(MONDAY + HOUR)
    assert (report.deleted, report.exit_code) == (0, TRY_LATER)
    world.put(interview("new", title="Interview with Initech #interview"), "n.ics")
    assert world.cycle(MONDAY + 2 * HOUR).created == 4
    world.provider = Memory
    assert world.cycle(MONDAY + 3 * HOUR).deleted == 4


def test_a_calendar_that_is_not_read_any_more_is_no_evidence(world: World) -> None:
    world.write_to = "Mine"
    world.put(interview())
    assert world.cycle(MONDAY).created == 4

    class Fewer(Memory):
        def calendars(self) -> tuple[Calendar, ...]:
            return tuple(calendar for calendar in super().calendars() if calendar.name == "Mine")

    world.provider = Fewer
    assert changes(world.cycle(MONDAY + HOUR, whole=True)) == []
    assert len(world.ours("Mine")) == 4


def test_another_person_in_the_config_means_reading_anew_with_nothing_forgotten(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.store.remove("Personal", world.ours()[0])
    world.cycle(MONDAY + HOUR)
    world.preferences = Preferences(home_zone="America/Chicago")
    report = world.cycle(MONDAY + 2 * HOUR)
    assert report.created == 0
    assert len(world.ours()) == 3


@pytest.mark.parametrize("option", ["calendars", "write_to"])
def test_a_name_that_two_calendars_have_is_answered_with_their_addresses(world: World, option: str) -> None:
    class Twins(Memory):
        def calendars(self) -> tuple[Calendar, ...]:
            return tuple(Calendar(id=name, name="Work") for name in ("/a/", "/b/"))

    world.provider = Twins
    world.calendars, world.write_to = (("work",), "same") if option == "calendars" else ((), "Work")
    report = world.cycle(MONDAY)
    assert report.exit_code == BAD_CONFIG
    assert "several calendars are named" in report.problems[0]
    assert f"home.{option}" in report.problems[0]
    assert "/a/, /b/" in report.problems[0]


def test_a_paused_account_is_left_alone(world: World) -> None:
    world.put(interview())
    ledger = Ledger.open(world.ledger, ME)
    ledger.set_fact("paused", "by hand")
    ledger.close()
    report = world.cycle(MONDAY)
    assert (report.created, report.requests, report.exit_code) == (0, 0, DONE)
    assert "aftertouch resume home" in report.problems[0]


@dataclass(kw_only=True)
class Story:
    """What a person does to one interview and its follow-ups, a word for each."""

    world: World
    at: datetime = MONDAY + 5 * HOUR
    decision: str = "2026-10-29"
    trash: dict[str, str] = field(default_factory=dict)

    def _put(self, **other: str) -> None:
        facts = f"Stage: decision\\nDecision: {self.decision}\\nInterviewers: Jane Doe"
        self.world.put(interview(at=self.at, description=facts, **other))

    def moves(self) -> None:
        self.at += 3 * HOUR
        self._put()

    def is_cancelled(self) -> None:
        self._put(more="STATUS:CANCELLED")

    def is_untagged(self) -> None:
        self._put(title="Coffee")

    def is_tagged_again(self) -> None:
        self._put()

    def decision_slips(self) -> None:
        self.decision = "2026-11-12"
        self._put()

    def first_is_deleted(self) -> None:
        for href in self.world.ours()[:1]:
            self.trash[href] = self.world.store.text("Personal", href)
            self.world.store.remove("Personal", href)

    def trash_is_restored(self) -> None:
        while self.trash:
            href, text = self.trash.popitem()
            self.world.store.put("Personal", href, text)

    def last_is_edited(self) -> None:
        for href in self.world.ours()[-1:]:
            text = self.world.store.text("Personal", href)
            self.world.store.put("Personal", href, text.replace("SUMMARY:", "SUMMARY:Mine "))

    def nothing_happens(self) -> None:
        """Time passes."""

    def ledger_is_lost(self) -> None:
        self.world.lose_ledger()


WORDS = [word for word in vars(Story) if not word.startswith("_") and callable(getattr(Story, word))]


@settings(max_examples=60)
@given(script=st.lists(st.tuples(st.sampled_from(WORDS), st.integers(0, 30)), max_size=12))
def test_whatever_happens_one_more_cycle_has_nothing_to_do(
    script: list[tuple[str, int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    story = Story(world=World(ledger=tmp_path_factory.mktemp("world") / "home.sqlite"))
    now = MONDAY
    story.is_tagged_again()
    story.world.cycle(now)
    for word, waited in script:
        now += waited * HOUR
        getattr(story, word)()
        story.world.cycle(now)
        assert changes(story.world.cycle(now)) == [], word
        assert len(story.world.ours()) <= 5


def test_what_the_person_moved_behind_the_next_round_is_no_longer_needed_once_and_for_all(world: World) -> None:
    world.put(interview(description="Interviewers: Jane Doe"))
    world.cycle(MONDAY)
    [href] = [href for href in world.ours() if "thank-you" in world.store.text("Personal", href).split("STEP:")[1][:12]]
    world.put(interview("two", MONDAY + 3 * DAY, "Interviewers: Jane Doe"), "two.ics")
    moved = re.sub(r"DT(START|END)([^:]*):\d{8}", r"DT\1\2:20261030", world.store.text("Personal", href))
    world.store.put("Personal", href, moved)
    world.cycle(MONDAY + HOUR)
    assert "No longer needed" in world.store.text("Personal", href)
    for number in range(2, 6):
        assert changes(world.cycle(MONDAY + number * HOUR)) == [], number
