"""A deletion by the person survives the loss of the ledger, also where servers keep no tombstones (promise 9)."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from providers.errors import Forbidden
from providers.interface import Draft, Item
from providers.memory import Memory
from tests.sync.world import DAY, HOUR, MONDAY, Away, World, changes, interview


def receipts(world: World) -> dict[str, list[str]]:
    """The names on each receipt that stands, by the step of the event that carries it."""
    found = {}
    for href in world.ours():
        text = world.store.text("Personal", href).replace("\r\n ", "")
        if match := re.search(r"X-AFTERTOUCH-RECEIPT:(.*)\r\n", text):
            found[step(text)] = [entry.partition("@")[0] for entry in match[1].split()]
    return found


def step(text: str) -> str:
    match = re.search(r"X-AFTERTOUCH-STEP:(.*)\r\n", text)
    assert match
    return match[1]


def first_and_others(world: World) -> tuple[str, list[str]]:
    [first] = [h for h in world.ours() if "X-AFTERTOUCH-RECEIPT" in world.store.text("Personal", h)]
    return first, [href for href in world.ours() if href != first]


def test_the_first_follow_up_names_all_its_siblings_and_costs_no_write_of_its_own(world: World) -> None:
    world.put(interview())
    report = world.cycle(MONDAY)
    assert (report.created, report.updated) == (4, 0)
    _, others = first_and_others(world)
    steps = {step(world.store.text("Personal", href)) for href in others}
    assert steps == {name.partition("/")[0] for name in next(iter(receipts(world).values()))}
    assert changes(world.cycle(MONDAY + HOUR)) == []


def test_what_the_person_deleted_stays_deleted_without_the_ledger(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    _, others = first_and_others(world)
    world.store.remove("Personal", others[0])
    world.lose_ledger()
    for number in range(1, 4):
        assert changes(world.cycle(MONDAY + number * HOUR)) == []
    world.lose_ledger()
    assert changes(world.cycle(MONDAY + 5 * HOUR)) == []
    assert others[0] not in world.ours()


def test_it_stays_deleted_on_another_computer_that_never_saw_it(world: World, tmp_path: Path) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    _, others = first_and_others(world)
    world.store.remove("Personal", others[0])
    other = World(ledger=tmp_path / "other.sqlite", store=world.store)
    assert changes(other.cycle(MONDAY + HOUR)) == []
    assert changes(world.cycle(MONDAY + HOUR)) == []


def test_without_the_ledger_it_still_can_be_brought_back_by_a_live_event(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    _, others = first_and_others(world)
    text = world.store.text("Personal", others[0])
    world.store.remove("Personal", others[0])
    world.lose_ledger()
    world.cycle(MONDAY + HOUR)
    world.store.put("Personal", others[0], text)
    world.put(interview(at=MONDAY + 6 * HOUR))
    assert changes(world.cycle(MONDAY + 2 * HOUR))
    assert others[0] in world.ours()


@pytest.mark.parametrize("stop", range(1, 5))
def test_a_crash_between_creations_is_not_taken_for_a_deletion(world: World, stop: int) -> None:
    class Dying(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            if len(world.ours()) == stop:
                raise KeyboardInterrupt
            return super().create(calendar, draft)

    world.put(interview())
    world.provider = Dying
    if stop < 4:
        with pytest.raises(KeyboardInterrupt):
            world.cycle(MONDAY)
    world.provider = Memory
    world.lose_ledger()
    world.cycle(MONDAY + HOUR)
    assert len(world.ours()) == 4
    assert changes(world.cycle(MONDAY + 2 * HOUR)) == []


def test_what_could_not_be_made_is_on_no_receipt(world: World) -> None:
    class Refusing(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            if draft.key == refused:
                raise Forbidden("not this one")
            return super().create(calendar, draft)

    world.put(interview())
    world.cycle(MONDAY)
    _, others = first_and_others(world)
    refused = others[0].removesuffix(".ics")
    for href in world.ours():
        world.store.remove("Personal", href)
    world.lose_ledger()
    world.provider = Refusing
    world.cycle(MONDAY + HOUR)
    assert len(world.ours()) == 3
    world.provider = Memory
    world.lose_ledger()
    world.cycle(MONDAY + 2 * HOUR)
    assert len(world.ours()) == 4
    assert len(next(iter(receipts(world).values()))) == 3


def test_what_we_removed_ourselves_is_taken_off_before_it_goes(world: World) -> None:
    class Dying(Memory):
        def delete(self, calendar: str, href: str, etag: str) -> None:
            super().delete(calendar, href, etag)
            raise KeyboardInterrupt

    two = interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe, Bob Roe")
    world.put(two)
    world.cycle(MONDAY)
    made = len(world.ours())
    world.put(interview())
    world.provider = Dying
    with pytest.raises(KeyboardInterrupt):
        world.cycle(MONDAY + HOUR)
    world.provider = Memory
    world.lose_ledger()
    world.put(two)
    world.cycle(MONDAY + 2 * HOUR)
    assert len(world.ours()) == made > 4


@pytest.mark.parametrize("later", [timedelta(hours=3), 2 * DAY])
def test_what_is_made_later_is_named_later_also_when_the_first_one_is_past(world: World, later: timedelta) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    before = set(world.ours())
    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe, Bob Roe"))
    world.cycle(MONDAY + later)
    made = min(set(world.ours()) - before)
    world.store.remove("Personal", made)
    world.lose_ledger()
    assert changes(world.cycle(MONDAY + later + HOUR)) == []


def test_a_cancelled_interview_that_comes_back_brings_everything_back(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    first, _ = first_and_others(world)
    edited = re.sub(r"SUMMARY:.*\r\n", "SUMMARY:Mine\r\n", world.store.text("Personal", first))
    world.store.put("Personal", first, edited)
    world.put(interview(more="STATUS:CANCELLED"))
    world.cycle(MONDAY + HOUR)
    assert world.ours() == [first]
    world.lose_ledger()
    world.put(interview())
    world.cycle(MONDAY + 2 * HOUR)
    assert len(world.ours()) == 4


def test_a_receipt_moves_on_at_once_when_what_carried_it_is_no_longer_needed(world: World) -> None:
    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Bob Roe, Jane Doe"))
    world.cycle(MONDAY)
    first, _ = first_and_others(world)
    edited = re.sub(r"SUMMARY:.*\r\n", "SUMMARY:Mine\r\n", world.store.text("Personal", first))
    world.store.put("Personal", first, edited)
    world.put(interview(description="Stage: more\\nInterviewers: Jane Doe"))
    world.cycle(MONDAY + HOUR)
    assert changes(world.cycle(MONDAY + 2 * HOUR)) == []
    assert first in world.ours()
    assert len(receipts(world)) == 1


def test_what_another_computer_made_again_and_the_person_deleted_stays_deleted(world: World, tmp_path: Path) -> None:
    two = interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe, Bob Roe")
    other = World(ledger=tmp_path / "other.sqlite", store=world.store)
    world.put(two)
    world.cycle(MONDAY)
    other.cycle(MONDAY)
    both = set(world.ours())
    world.put(interview())
    world.cycle(MONDAY + HOUR)
    other.cycle(MONDAY + HOUR)
    world.put(two)
    world.cycle(MONDAY + 2 * HOUR)
    [again] = both - {href for href in world.ours() if "Bob" not in world.store.text("Personal", href)}
    world.store.remove("Personal", again)
    for number in range(3, 6):
        assert changes(other.cycle(MONDAY + number * HOUR)) == changes(world.cycle(MONDAY + number * HOUR)) == []


def test_nothing_is_deleted_while_a_receipt_still_names_it(world: World) -> None:
    class Refusing(Memory):
        def update(self, *_args: object) -> Item:
            raise Forbidden("not now")

    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe, Bob Roe"))
    world.cycle(MONDAY)
    made = world.ours()
    world.put(interview())
    world.provider = Refusing
    world.cycle(MONDAY + HOUR)
    assert world.ours() == made
    world.provider = Memory
    world.cycle(MONDAY + 2 * HOUR)
    assert len(world.ours()) == 4


def test_a_receipt_costs_no_write_where_ids_burn_either(world: World) -> None:
    world.burns_ids = True
    world.put(interview())
    assert (world.cycle(MONDAY).updated, len(receipts(world))) == (0, 1)
    assert changes(world.cycle(MONDAY + HOUR)) == []


@pytest.mark.parametrize("burns_ids", [False, True])
@pytest.mark.parametrize("wait", range(8))
def test_two_computers_plan_alike_though_one_never_saw_what_was_deleted(
    world: World, tmp_path: Path, wait: int, burns_ids: bool
) -> None:
    world.burns_ids = burns_ids
    other = World(ledger=tmp_path / "other.sqlite", store=world.store, burns_ids=burns_ids)
    world.put(interview())
    world.cycle(MONDAY)
    later = MONDAY + wait * DAY + HOUR
    _, others = first_and_others(world)
    for deleted in others:
        text = world.store.text("Personal", deleted)
        world.store.remove("Personal", deleted)
        assert changes(world.cycle(later)) == changes(other.cycle(later)) == []
        if burns_ids:
            break
        world.store.put("Personal", deleted, text)
        other.lose_ledger()
        world.cycle(later)


def test_what_was_removed_beside_a_receipt_that_is_history_comes_back_with_its_interview(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    later = MONDAY + 2 * DAY
    world.cycle(later)
    world.put(interview(more="STATUS:CANCELLED"))
    gone = world.cycle(later + HOUR).deleted
    assert gone
    assert changes(world.cycle(later + 2 * HOUR)) == []
    world.lose_ledger()
    world.put(interview())
    assert world.cycle(later + 3 * HOUR).created == gone


def test_nothing_goes_while_the_calendar_of_its_receipt_cannot_be_read(world: World) -> None:
    world.store.make("Work")
    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe, Bob Roe"))
    world.cycle(MONDAY)
    first, others = first_and_others(world)
    for href in others:
        text = world.store.text("Personal", href)
        world.store.remove("Personal", href)
        world.store.put("Work", href, text)
    world.store.put("Work", "i.ics", world.store.text("Personal", "i.ics"))
    world.store.remove("Personal", "i.ics")
    world.cycle(MONDAY + HOUR)
    assert world.ours("Work") == sorted(others)
    world.store.put("Work", "i.ics", interview())
    world.provider = Away
    world.cycle(MONDAY + 2 * HOUR)
    assert world.ours("Work") == sorted(others)
    world.provider = Memory
    world.cycle(MONDAY + 3 * HOUR)
    assert len(world.ours("Work")) < len(others)
    assert world.ours("Personal") == [first]


def test_of_two_receipts_of_one_interview_one_is_left_and_what_we_removed_is_on_none(world: World) -> None:
    """The person deletes two, the interview is cancelled, and both come out of the trash, one with an old receipt."""
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(at=MONDAY + 8 * HOUR))
    world.cycle(MONDAY)
    trash = {}
    for name in ("letter", "final-call"):
        [href] = [one for one in world.ours() if step(world.store.text("Personal", one).replace("\r\n ", "")) == name]
        trash[href] = world.store.text("Personal", href)
        world.store.remove("Personal", href)
        world.cycle(MONDAY)
    world.put(interview(at=MONDAY + 8 * HOUR, more="STATUS:CANCELLED"))
    world.cycle(MONDAY + 12 * HOUR)
    for href, text in trash.items():
        world.store.put("Personal", href, text)
    world.cycle(MONDAY + 33 * HOUR)
    assert changes(world.cycle(MONDAY + 33 * HOUR)) == []
    [names] = receipts(world).values()
    assert "final-call/0" not in names
