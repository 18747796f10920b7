"""What the person says at the start of a title: that a follow-up is done, or that it was missed."""

import re
from datetime import datetime

import pytest

from sync.ledger import Ledger
from sync.picture import Picture, picture_of
from sync.rules import Rules
from sync.scope import last_scope
from sync.settings import VdirAccount
from sync.ticks import Said, read, said
from tests.sync.world import DAY, HOUR, MONDAY, World, changes, interview

NOTES = "Notes:\\none\\ntwo\\nthree\\nfour\\nfive"
FACTS = f"Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Jane Doe <jane@acme.example>\\n{NOTES}"


def text(world: World, href: str) -> str:
    return world.store.text("Personal", href).replace("\r\n ", "")


def of(world: World, step: str) -> str:
    """The follow-up of this step."""
    [href] = [href for href in world.ours() if f"X-AFTERTOUCH-STEP:{step}\r\n" in text(world, href)]
    return href


def title(world: World, href: str) -> str:
    (found,) = re.findall(r"\r\nSUMMARY:(.*)\r\n", text(world, href))
    return str(found)


def say(world: World, href: str, mark: str) -> None:
    world.store.put("Personal", href, text(world, href).replace("\r\nSUMMARY:", f"\r\nSUMMARY:{mark}"))


def picture(world: World, now: datetime) -> Picture:
    account = VdirAccount(name="home", provider="vdir", path=world.ledger.parent)
    ledger = Ledger.open(world.ledger, world.preferences)
    rules = Rules(preferences=world.preferences, reminder=world.reminder)
    found = picture_of(ledger, last_scope(account, ledger), rules, now=now)
    ledger.close()
    return found


@pytest.fixture
def planned(world: World) -> World:
    world.put(interview(description=FACTS))
    world.cycle(MONDAY)
    return world


@pytest.mark.parametrize(
    ("mark", "means"),
    [
        ("✓ ", "done"),
        ("✅", "done"),
        ("✔️ ", "done"),
        ("[x] ", "done"),
        ("done ", "done"),
        ("DONE: ", "done"),
        ("Done – ", "done"),
        ("(done) ", "done"),
        ("missed ", "missed"),
        ("Missed: ", "missed"),
        ("❌ ", "missed"),
        ("✗ ", "missed"),
    ],
)
def test_a_mark_is_told_from_the_title(mark: str, means: Said) -> None:
    found = read(f"{mark}Email Jane Doe (Acme): thank-you")
    assert (found.mark, found.title) == (mark, "Email Jane Doe (Acme): thank-you")
    assert said(found.mark) == means


@pytest.mark.parametrize("title", ["Donetsk: call Jane", "Email Jane: done", "missedcall Jane", "x Email Jane", ""])
def test_a_title_without_a_mark_is_left_alone(title: str) -> None:
    assert (read(title).mark, read(title).title) == ("", title)


@pytest.mark.parametrize("mark", ["✓ ", "done: "])
def test_what_is_done_stays_as_it_is_whatever_becomes_of_its_interview(planned: World, mark: str) -> None:
    thanks = of(planned, "thank-you")
    say(planned, thanks, mark)
    as_left = text(planned, thanks)
    assert changes(planned.cycle(MONDAY + HOUR)) == []
    planned.put(interview(at=MONDAY + 3 * DAY, description=FACTS))
    planned.cycle(MONDAY + 2 * HOUR)
    assert text(planned, thanks) == as_left
    planned.put(interview(at=MONDAY + 3 * DAY, description=FACTS, more="STATUS:CANCELLED"))
    planned.cycle(MONDAY + 3 * HOUR)
    assert planned.ours() == [thanks]
    assert [line for line in text(planned, thanks).splitlines() if "RECEIPT" not in line] == [
        line for line in as_left.splitlines() if "RECEIPT" not in line
    ]


def test_what_is_done_is_made_no_second_time_when_the_ledger_is_lost(planned: World) -> None:
    say(planned, of(planned, "thank-you"), "✓ ")
    planned.cycle(MONDAY + HOUR)
    before = planned.ours()
    planned.lose_ledger()
    assert changes(planned.cycle(MONDAY + 2 * HOUR)) == []
    assert planned.ours() == before


def test_later_steps_count_from_what_was_done_early(planned: World) -> None:
    before = {one.identity.step: one.start for one in picture(planned, MONDAY).observed}
    say(planned, of(planned, "thank-you"), "✓ ")
    planned.cycle(MONDAY + HOUR)
    assert {one.identity.step: one.start for one in picture(planned, MONDAY + HOUR).observed} == before


def test_a_mark_is_no_edit_and_stays_in_front_of_what_the_plan_makes_of_the_title(planned: World) -> None:
    thanks = of(planned, "thank-you")
    say(planned, thanks, "missed: ")
    assert changes(planned.cycle(MONDAY + HOUR)) == []
    planned.put(interview(description=FACTS.replace("Jane Doe", "Janet Roe")))
    planned.cycle(MONDAY + 2 * HOUR)
    assert title(planned, thanks) == "missed: Email Janet Roe (Acme): thank-you"
    planned.put(interview(description=FACTS, more="STATUS:CANCELLED"))
    planned.cycle(MONDAY + 3 * HOUR)
    assert planned.ours() == []


def test_the_persons_own_title_stays_behind_the_mark(planned: World) -> None:
    thanks = of(planned, "thank-you")
    say(planned, thanks, "done: my own words, ")
    as_left = title(planned, thanks)
    planned.put(interview(description=FACTS.replace("Jane Doe", "Janet Roe")))
    planned.cycle(MONDAY + HOUR)
    assert title(planned, thanks) == as_left


def test_taking_the_mark_away_makes_it_follow_its_interview_again(planned: World) -> None:
    thanks = of(planned, "thank-you")
    say(planned, thanks, "✓ ")
    planned.cycle(MONDAY + HOUR)
    planned.store.put("Personal", thanks, text(planned, thanks).replace("SUMMARY:✓ ", "SUMMARY:"))
    planned.put(interview(description=FACTS, more="STATUS:CANCELLED"))
    planned.cycle(MONDAY + 2 * HOUR)
    assert planned.ours() == []


def test_what_was_missed_passes_its_notes_on_and_what_to_do_about_it_is_told(planned: World) -> None:
    thanks = of(planned, "thank-you")
    later = MONDAY + DAY
    planned.cycle(later)
    [mine] = [one.notes for identity, one in picture(planned, later).drafts.items() if identity.step == "thank-you"]
    say(planned, thanks, "missed ")
    as_left = text(planned, thanks)
    planned.cycle(later + HOUR)
    assert text(planned, thanks) == as_left
    assert mine
    assert all(note in text(planned, of(planned, "final-letter")) for note in mine)
    (told,) = picture(planned, later + HOUR).instead.values()
    assert told.follow_up is not None
    assert told.follow_up.step == "thank-you"
    assert told.follow_up.at >= later + HOUR
    for number in range(2, 12):
        assert changes(planned.cycle(later + number * HOUR / 10 + HOUR)) == []


def test_what_comes_too_late_to_be_made_up_for_says_why(planned: World) -> None:
    later = MONDAY + 30 * DAY
    call = of(planned, "final-call")
    say(planned, call, "missed ")
    planned.cycle(later)
    (told,) = picture(planned, later).instead.values()
    assert told.follow_up is None
    assert any(note.startswith("final call: ") for note in told.notes), told.notes
