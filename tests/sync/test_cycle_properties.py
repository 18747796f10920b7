"""Whole cycles, whatever happens: one more has nothing to do."""

from dataclasses import dataclass, field
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.sync.world import HOUR, MONDAY, World, changes, interview


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
