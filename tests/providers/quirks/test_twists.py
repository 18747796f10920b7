"""What only some lives hold: dead tokens, undone deletions, calendars that an event moves between, lost marks."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from planner.values import Source
from sync.keys import Identity, key
from sync.ledger import Ledger
from tests.dav.faults import answering, kind, lost
from tests.dav.quirks import PLAIN, DeadToken, Quirks
from tests.dav.rewriting import drops_x_properties
from tests.dav.server import dav_server
from tests.dav.xml import refusal
from tests.providers.quirks.life import DAY, HOUR, MONDAY, Life, interview

Begin = Callable[[Quirks], Life]

AT = MONDAY + 5 * HOUR
PLANNED = ["acme final-call", "acme final-letter", "acme letter", "acme thank-you"]


@pytest.fixture
def begin(tmp_path: Path) -> Iterator[Begin]:
    """A life on such a server, with one interview that is planned for, and a quiet cycle after that."""
    with dav_server() as server:

        def begin(quirks: Quirks) -> Life:
            server.quirks = quirks
            life = Life(server, tmp_path)
            life.put(interview())
            life.cycle()
            life.cycle()
            return life

        yield begin


# Dead tokens


@pytest.mark.parametrize("dead", ["403", "403 without a word", "409", "412", "everything"])
def test_a_dead_token_hides_nothing(begin: Begin, dead: DeadToken) -> None:
    life = begin(Quirks(dead_token=dead))
    before = life.follow_up("acme thank-you")
    life.server.expire_tokens()
    life.put(interview(at=AT + DAY))
    life.cycle()
    assert life.follow_up("acme thank-you").start == before.start + DAY
    life.is_idle()


def test_a_dead_token_that_is_answered_with_nothing_hides_changes_for_a_day(begin: Begin) -> None:
    life = begin(Quirks(dead_token="nothing"))
    before = life.follow_up("acme thank-you")
    life.put(interview(at=AT + 2 * DAY))
    life.server.expire_tokens()
    life.cycle()
    assert life.follow_up("acme thank-you") == before  # nothing in the answer tells
    life.cycle(DAY)
    assert life.follow_up("acme thank-you").start == before.start + 2 * DAY
    life.is_idle()


@pytest.mark.parametrize("dead", ["403", "409", "everything", "nothing"])
def test_a_token_that_died_together_with_a_deletion_brings_nothing_back(begin: Begin, dead: DeadToken) -> None:
    life = begin(Quirks(dead_token=dead))
    life.remove(life.follow_up("acme final-letter"))
    life.server.expire_tokens()
    for later in (HOUR, DAY, HOUR):
        life.cycle(later)
        assert "acme final-letter" not in life.steps()
    life.is_idle()


# Undone


SAME_AGAIN = [
    PLAIN,
    Quirks(etags_of_content=True),
    Quirks(tokens_in_seconds=True),
    Quirks(deltas_omit_deletions=True),
    Quirks(sync_collection=False),
    Quirks(delta_page=1),
]


@pytest.mark.parametrize("quirks", SAME_AGAIN, ids=str)
def test_what_is_deleted_and_brought_back_between_two_cycles_stands_and_follows(begin: Begin, quirks: Quirks) -> None:
    life = begin(quirks)
    letter = life.follow_up("acme letter")
    text = life.server.text(life.calendar, letter.name)
    life.remove(letter)
    life.put(text, letter.name)
    life.is_quiet()
    life.put(interview(at=AT + DAY))
    life.cycle()
    assert life.follow_up("acme letter").start > letter.start
    assert life.steps() == PLANNED
    life.is_idle()


@pytest.mark.parametrize("quirks", SAME_AGAIN, ids=str)
def test_what_is_brought_back_after_its_deletion_was_noticed_stands_and_follows(begin: Begin, quirks: Quirks) -> None:
    life = begin(quirks)
    letter = life.follow_up("acme letter")
    text = life.server.text(life.calendar, letter.name)
    life.remove(letter)
    life.cycle(whole=True)
    life.put(text, letter.name)
    life.put(interview(at=AT + DAY))
    life.cycle()
    life.cycle()
    assert life.follow_up("acme letter").start > letter.start
    assert life.steps() == PLANNED
    life.is_idle()


# Elsewhere


@pytest.mark.parametrize(
    "quirks", [PLAIN, Quirks(uid_scope="account", uid_conflict=409), Quirks(uid_scope="none")], ids=str
)
def test_what_moves_to_another_calendar_is_served_there(begin: Begin, quirks: Quirks) -> None:
    life = begin(quirks)
    other = life.server.make_calendar("Other")
    life.cycle(whole=True)
    letter = life.follow_up("acme letter")
    life.server.move(life.calendar, letter.name, other)
    life.put(interview(at=AT + DAY))
    life.cycle()
    assert set(life.server.texts(other)) == {letter.name}
    assert letter.name not in life.server.texts(life.calendar)
    before = life.server.text(other, letter.name)
    life.put(interview(at=AT + 2 * DAY))
    life.cycle()
    assert life.server.text(other, letter.name) != before
    life.is_quiet()


# Lost answers


@pytest.mark.parametrize(
    "quirks",
    [
        PLAIN,
        Quirks(ignores_if_none_match=True, ignores_if_match=True),
        Quirks(put_etag="none"),
        Quirks(renames="told"),
        Quirks(renames="silent", put_etag="none"),
        Quirks(renames="silent", uid_scope="none"),
        Quirks(uid_scope="account", uid_conflict=409),
        Quirks(trash=True),
        Quirks(lag=2),
    ],
    ids=str,
)
def test_whatever_answer_is_lost_everything_stands_once(begin: Begin, quirks: Quirks) -> None:
    life = begin(quirks)
    life.server.fail(lost(), when=kind("PUT", "DELETE"), times=3)
    life.put(interview("umbrella", AT, title="Interview with Umbrella #interview"), "umbrella.ics")
    life.put(interview(at=AT + DAY))
    for _ in range(3):
        life.cycle()
    assert life.steps() == [*PLANNED, *(step.replace("acme", "umbrella") for step in PLANNED)]
    life.is_idle()


def test_a_follow_up_that_can_not_be_made_is_tried_again_and_nothing_else_is_written(begin: Begin) -> None:
    life = begin(PLAIN)
    call = key(Identity(source=Source(uid="umbrella"), step="final-call", slot="0"))
    refused = life.server.fail(
        answering(refusal(500)), when=lambda asked: asked.writes and call in asked.path, times=None
    )
    life.put(interview("umbrella", AT, title="Interview with Umbrella #interview"), "umbrella.ics")
    life.cycle()
    for _ in range(4):
        life.cycle()
        assert {call in request for request in life.writes()} == {True}
    refused.end()
    life.cycle()
    assert "umbrella final-call" in life.steps()
    life.is_idle()


# Lost marks


def test_where_our_marks_are_dropped_events_are_the_persons_from_then_on(begin: Begin) -> None:
    """Without marks nothing tells which follow-up an event is: it is neither changed nor deleted nor made again."""
    life = begin(Quirks(rewrites=(drops_x_properties,)))
    standing = life.server.texts(life.calendar)
    assert len(standing) == 5
    renamed = life.follow_ups()[0]
    life.rename(renamed, "Thank Jane")
    life.put(interview(at=AT + DAY))
    expected = life.server.texts(life.calendar)
    life.is_quiet()
    life.put(interview("acme", AT + DAY, "STATUS:CANCELLED"))
    life.cycle()
    life.computer.lose_ledger()
    life.cycle()
    life.put(interview(at=AT + DAY))
    life.is_idle()
    assert life.server.texts(life.calendar) == expected


# A trash bin


def test_without_a_memory_what_lies_in_the_trash_bin_is_the_persons_decision_until_it_is_restored(begin: Begin) -> None:
    life = begin(Quirks(trash=True))
    life.put(interview("acme", AT, "STATUS:CANCELLED"))
    life.cycle()
    life.computer.lose_ledger()
    life.put(interview(at=AT))
    assert life.cycle().problems == ()
    assert life.steps() == []
    life.is_idle()
    ledger = Ledger.open(life.computer.ledger, life.computer.preferences)
    for identity in ledger.memory():
        ledger.set_state(identity, "restored", was="deleted")
    ledger.close()
    life.cycle()
    assert life.steps() == PLANNED
    life.is_idle()
