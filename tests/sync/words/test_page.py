"""The documents show the drafts as they are."""

from sync.words.dealing import deal
from sync.words.facts import facts
from sync.words.templates import bundled, bundled_language
from tests.planner.planned import playbook
from tests.sync.words.examples import ME, final_round, planned
from tests.sync.words.page import PAGE, with_drafts


def test_the_page_shows_the_drafts_as_they_are() -> None:
    text = PAGE.read_text(encoding="utf-8")
    assert text == with_drafts(text), "run: python -m tests.sync.words"


def test_the_page_names_every_variable_and_every_template() -> None:
    text, of = PAGE.read_text(encoding="utf-8"), planned(final_round())
    one = of.follow_ups[0]
    share = deal(one.step, one.to, of, playbook())
    for name in (*facts(one, of, share, ME, bundled_language()), *bundled()):
        assert f"`{name}`" in text
