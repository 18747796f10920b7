"""Servers that change what they are sent: their rewriting is never taken for the person's edit (promise 3)."""

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from providers.errors import RateLimited
from providers.interface import Draft, Field, Item
from providers.memory import Memory
from sync.errors import TRY_LATER
from tests.sync.world import HOUR, MONDAY, World, changes, interview

REWRITES: dict[str, Callable[[str], str]] = {
    "cuts titles": lambda text: re.sub(r"(SUMMARY:.{12}).*?\r\n(?! )", r"\1\r\n", text, flags=re.DOTALL),
    "drops reminders": lambda text: re.sub(r"BEGIN:VALARM.*END:VALARM\r\n", "", text, flags=re.DOTALL),
    "drops blank lines": lambda text: text.replace("\r\n ", "").replace("\\n\\n", "\\n"),
    "cuts descriptions": lambda text: re.sub(r"(DESCRIPTION:.{60}).*?\r\n(?! )", r"\1\r\n", text, flags=re.DOTALL),
}


@pytest.fixture(params=list(REWRITES))
def rewriting(request: pytest.FixtureRequest, world: World) -> World:
    """A server that rewrites what is written, and tells no etag then, as RFC 4791 5.3.4 asks of it."""

    class Rewriting(Memory):
        def _rewritten(self, calendar: str, item: Item) -> Item:
            if item.href in world.ours(calendar):
                text = REWRITES[request.param](self.store.text(calendar, item.href))
                self.store.put(calendar, item.href, text)
            return replace(item, etag="")

        def create(self, calendar: str, draft: Draft) -> Item:
            return self._rewritten(calendar, super().create(calendar, draft))

        def update(self, calendar: str, href: str, etag: str, draft: Draft, fields: frozenset[Field]) -> Item:
            return self._rewritten(calendar, super().update(calendar, href, etag, draft, fields))

    world.provider = Rewriting
    return world


def test_nothing_is_written_again_and_nothing_is_taken_for_an_edit(rewriting: World) -> None:
    rewriting.put(interview())
    assert rewriting.cycle(MONDAY).created == 4
    for number in range(1, 4):
        report = rewriting.cycle(MONDAY + number * HOUR)
        assert (changes(report), report.kept) == ([], 0)
    rewriting.lose_ledger()
    report = rewriting.cycle(MONDAY + 4 * HOUR)
    assert (changes(report), report.kept) == ([], 0)


def test_it_follows_the_interview_and_goes_with_it(rewriting: World) -> None:
    rewriting.put(interview())
    rewriting.cycle(MONDAY)
    rewriting.put(interview(at=MONDAY + 6 * HOUR))
    assert "update" in changes(rewriting.cycle(MONDAY + HOUR))
    assert changes(rewriting.cycle(MONDAY + 2 * HOUR)) == []
    rewriting.put(interview(more="STATUS:CANCELLED"))
    rewriting.cycle(MONDAY + 3 * HOUR)
    assert rewriting.ours() == []


def test_an_edit_of_the_person_stays_beside_it(rewriting: World) -> None:
    rewriting.put(interview())
    rewriting.cycle(MONDAY)
    href = rewriting.ours()[0]
    edited = re.sub(r"SUMMARY:.*\r\n", "SUMMARY:My own words\r\n", rewriting.store.text("Personal", href))
    rewriting.store.put("Personal", href, edited)
    rewriting.put(interview(at=MONDAY + 6 * HOUR))
    rewriting.cycle(MONDAY + HOUR)
    rewriting.cycle(MONDAY + 2 * HOUR)
    assert re.search(r"SUMMARY:My own wo", rewriting.store.text("Personal", href))
    rewriting.put(interview(more="STATUS:CANCELLED"))
    rewriting.cycle(MONDAY + 3 * HOUR)
    assert rewriting.ours() == [href]


def test_a_refusal_to_show_what_was_written_ends_the_cycle_and_costs_nothing(world: World) -> None:
    world.put(interview())

    class Refusing(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            return replace(super().create(calendar, draft), etag="")

        def get(self, *_: Any) -> Item:
            raise RateLimited("slow down", retry_after=60)

    world.provider = Refusing
    report = world.cycle(MONDAY)
    assert (report.exit_code, report.retry_after, len(world.ours())) == (TRY_LATER, 60, 1)
    world.provider = Memory
    world.cycle(MONDAY + HOUR / 4)
    assert len(world.ours()) == 4
    assert changes(world.cycle(MONDAY + HOUR / 2)) == []


def test_an_edit_between_our_write_and_our_look_is_the_persons(world: World) -> None:
    class Raced(Memory):
        def create(self, calendar: str, draft: Draft) -> Item:
            item = super().create(calendar, draft)
            theirs = re.sub(
                r"SUMMARY:.*\r\n(?! )", "SUMMARY:My very own words\r\n", self.store.text(calendar, item.href)
            )
            self.store.put(calendar, item.href, theirs)
            return replace(item, etag="")

    world.provider = Raced
    world.put(interview())
    world.cycle(MONDAY)
    world.provider = Memory
    world.put(interview(description="Stage: decision\\nDecision: 2026-10-29\\nInterviewers: Janet Dow"))
    world.cycle(MONDAY + HOUR)
    titles = {re.search(r"SUMMARY:(.*)\r", world.store.text("Personal", href)) for href in world.ours()}
    assert {match and match[1] for match in titles} == {"My very own words"}
