"""Whole cycles in which something fails: lost answers, refusals, deaths."""

import threading
from typing import Any

import pytest

from providers.errors import Changed, Exists, Forbidden, RateLimited, Refused, SignedOut, Unreachable
from providers.interface import Draft, Item
from providers.memory import Memory
from sync.errors import DONE, SIGN_IN_NEEDED, TRY_LATER
from sync.ledger import Ledger
from tests.computer import ME
from tests.sync.world import HOUR, MONDAY, World, changes, interview


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


@pytest.mark.parametrize("together", [1, 8])
def test_an_undo_in_the_middle_of_a_cycle_stops_it(world: World, together: int) -> None:
    world.put(interview())

    class Interrupted(Memory):
        at_once = together

        def create(self, calendar: str, draft: Draft) -> Item:
            ledger = Ledger.open(world.ledger, ME)
            ledger.set_fact("paused", "after undo")
            ledger.close()
            return super().create(calendar, draft)

    world.provider = Interrupted
    assert world.cycle(MONDAY).created == 1
    assert len(world.ours()) == 1


def test_what_a_stop_kept_from_being_made_again_is_not_taken_for_made(world: World) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    world.put(interview(title="Interview with Acme"))
    assert world.cycle(MONDAY + HOUR / 4).deleted == 4
    begun: list[str] = []

    class Interrupted(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            begun.append(draft.key)
            if len(begun) == 2:
                ledger = Ledger.open(world.ledger, ME)
                ledger.set_fact("paused", "after undo")
                ledger.close()
            return super().create(calendar, draft)

    world.put(interview())
    world.provider = Interrupted
    assert world.cycle(MONDAY + HOUR / 2).created == 2
    ledger = Ledger.open(world.ledger, ME)
    assert [entry.state for entry in ledger.memory().values()] == ["removed"] * 2
    ledger.close()


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
    "error", [RateLimited("429"), SignedOut("401"), Forbidden("403"), Refused("400"), Changed("412")]
)
@pytest.mark.parametrize("which", range(4))
def test_what_we_were_refused_to_delete_is_the_persons_to_delete(world: World, error: Exception, which: int) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    theirs = world.ours()[which]
    world.put(interview(title="Interview with Acme"))
    world.provider = failing("delete", error)
    assert world.cycle(MONDAY + HOUR / 4).deleted == 0
    world.store.remove("Personal", theirs)
    world.put(interview())
    world.provider = Memory
    for number in (2, 3):
        world.cycle(MONDAY + number * HOUR / 4)
    assert len(world.ours()) == 3
    assert theirs not in world.ours()


@pytest.mark.parametrize("which", range(4))
def test_what_came_out_of_the_trash_tells_nothing_also_where_we_were_refused_to_delete_it_again(
    world: World, which: int
) -> None:
    world.put(interview())
    world.cycle(MONDAY)
    theirs = world.ours()[which]
    world.put(interview(more="STATUS:CANCELLED"))
    texts = world.store.text("Personal", theirs)
    world.cycle(MONDAY + HOUR / 4)
    world.store.put("Personal", theirs, texts)
    world.provider = failing("delete", Forbidden("403"))
    world.cycle(MONDAY + 2 * HOUR / 4)
    world.put(interview())
    world.provider = Memory
    for number in (3, 4):
        world.cycle(MONDAY + number * HOUR / 4)
    assert len(world.ours()) == 4


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


@pytest.mark.parametrize("fails", [False, True])
def test_creations_go_several_at_once_until_the_first_that_goes_wrong(world: World, *, fails: bool) -> None:
    """What goes several at once goes out of threads."""
    alone: list[bool] = []

    class Crowded(Memory):
        at_once = 8

        def create(self, calendar: str, draft: Draft) -> Item:
            alone.append(threading.current_thread() is threading.main_thread())
            if fails and len(alone) == 2:
                raise Forbidden("too much to do")
            return super().create(calendar, draft)

    for name in ("Acme", "Globex"):
        world.put(interview(name, title=f"Interview with {name} #interview"), f"{name}.ics")
    world.provider = Crowded
    world.cycle(MONDAY)
    assert len(alone) == 8
    # the first, then what carries no receipt, of which the rest goes alone once one went wrong, then the two that do
    assert alone[:2] == [True, False]
    assert alone[-2:] == [fails, fails]
    assert fails or not any(alone[2:])
