"""Whole cycles over the calendars of an account: several, read-only, out of reach, gone, left out."""

from typing import Any

import pytest

from planner.values import Preferences
from providers.errors import Exists, Unreachable
from providers.interface import Calendar, Draft, Item
from providers.memory import Memory
from sync.errors import BAD_CONFIG, DONE, TRY_LATER
from tests.sync.world import HOUR, MONDAY, World, changes, interview


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


@pytest.fixture
def twin(world: World) -> World:
    """Another computer of the same person, which puts the follow-ups into a calendar that `world` did not see made."""
    world.cycle(MONDAY)
    world.put(interview())
    other = World(ledger=world.ledger.with_name("twin.sqlite"), store=world.store, write_to="Follow-ups")
    assert other.cycle(MONDAY).created == 4
    return other


def test_another_choice_of_calendars_looks_which_there_are_by_now(world: World, twin: World) -> None:
    world.write_to = "Personal"
    assert changes(world.cycle(MONDAY + HOUR)) == []
    assert world.ours() == []


def test_an_id_that_is_taken_elsewhere_is_looked_for_in_calendars_that_are_new(world: World, twin: World) -> None:
    world.provider = OneUidEverywhere
    refused = world.cycle(MONDAY + HOUR)
    assert (changes(refused), refused.exit_code) == ([], TRY_LATER)
    found = world.cycle(MONDAY + 2 * HOUR)
    assert (changes(found), found.exit_code, world.ours()) == ([], DONE, [])


class OneUidEverywhere(Memory):
    """An id stands once in the whole account, as at iCloud."""

    def create(self, calendar: str, draft: Draft) -> Item:
        for other in self.calendars():
            with self.store.request(other.id) as collection:
                if f"{draft.key}.ics" in collection.texts:
                    raise Exists(f"{draft.key} stands in {other.name}")
        return super().create(calendar, draft)


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
