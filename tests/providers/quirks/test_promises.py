"""Every promise on every server: one life of a few days, played on each."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.dav.quirks import PLAIN, SERVERS, Quirks
from tests.dav.rewriting import REWRITES, collapses_blank_lines, drops_alarms, drops_x_properties, shortens_titles
from tests.dav.server import dav_server
from tests.providers.quirks.concessions import CONCESSIONS, NONE
from tests.providers.quirks.life import DAY, HOUR, MONDAY, Life, interview, moved_away

LOSSY = (collapses_blank_lines, drops_alarms, shortens_titles)
HARMLESS = tuple(one for one in REWRITES if one not in {*LOSSY, drops_x_properties})
"""What is lost with X- properties stands in `test_twists`."""

QUIRKS = (
    PLAIN,
    Quirks(ignores_if_none_match=True),
    Quirks(ignores_if_match=True),
    Quirks(demands_if_match=True),
    Quirks(put_etag="weak"),
    Quirks(put_etag="none"),
    Quirks(weak_etags=True),
    Quirks(etags_of_content=True),
    Quirks(sync_collection=False),
    Quirks(sync_collection=False, ctag=False),
    Quirks(deltas_omit_deletions=True),
    Quirks(deltas_omit_short_lives=True),
    Quirks(delta_page=2),
    Quirks(delta_cut=1),
    Quirks(tokens_in_seconds=True),
    Quirks(tombstones_at_first=True),
    Quirks(teapots=True),
    Quirks(data_in_deltas=False),
    Quirks(calendar_query=False),
    Quirks(loose_time_range=True),
    Quirks(multiget_missing="silent"),
    Quirks(multiget_missing="fails"),
    Quirks(breaks_emoji=True),
    Quirks(lag=3),
    Quirks(renames="told"),
    Quirks(renames="silent"),
    Quirks(uid_scope="account", uid_conflict=409),
    Quirks(uid_scope="none"),
    Quirks(trash=True),
    Quirks(refuses_without_end=True),
    Quirks(anonymous_root=True),
    Quirks(redirects=True),
    Quirks(rewrites=HARMLESS),
    *(Quirks(rewrites=(one,)) for one in LOSSY),
    *(Quirks(rewrites=(one,), vouches_for_rewritten=True) for one in LOSSY),
)
LIVES = {**{str(quirks): quirks for quirks in QUIRKS}, **SERVERS}

ACME, GLOBEX = "acme", "globex"
AT = MONDAY + 5 * HOUR
PLANNED = ["acme final-call", "acme final-letter", "acme letter", "acme thank-you"]
LEFT = ["acme final-call", "acme letter", "acme thank-you"]


@pytest.fixture(params=LIVES)
def life(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Life]:
    quirks = LIVES[request.param]
    with dav_server(quirks) as server:
        yield Life(server, tmp_path, CONCESSIONS.get(quirks, NONE))


def test_every_promise_holds(life: Life) -> None:
    made_once(life)
    edits_stay_and_the_rest_follows(life)
    deleted_stays_deleted(life)
    cancelled_goes_and_comes_back(life)
    the_ledger_may_be_lost(life)


def made_once(life: Life) -> None:
    screen = interview(GLOBEX, MONDAY + 3 * HOUR, title="Call", facts="#interview screen\\nCompany: Globex")
    for name, text in (("acme", interview()), ("globex", screen), ("series", moved_away())):
        life.put(text, f"{name}.ics")
    report = life.cycle()
    assert (report.created, report.problems) == (5, ())
    assert life.steps() == [*PLANNED, "globex thank-you"]
    life.is_idle()


def edits_stay_and_the_rest_follows(life: Life) -> None:
    thanks, letter = life.follow_up("acme thank-you"), life.follow_up("acme letter")
    life.rename(thanks, "Thank Jane")
    life.put(interview(at=AT + DAY))
    life.notice()
    assert life.steps() == [*PLANNED, "globex thank-you"]
    edited = life.follow_up("acme thank-you")
    assert edited.title == "Thank Jane"
    assert edited.start == thanks.start + DAY
    assert life.follow_up("acme letter").start > letter.start
    life.is_quiet()


def deleted_stays_deleted(life: Life) -> None:
    life.remove(life.follow_up("acme final-letter"))
    life.notice()
    assert life.steps() == [*LEFT, "globex thank-you"]
    life.is_quiet()
    life.cycle(whole=True)
    assert life.writes() == []


def cancelled_goes_and_comes_back(life: Life) -> None:
    life.put(interview(ACME, AT + DAY, "STATUS:CANCELLED"))
    life.notice()
    assert life.steps() == ["acme thank-you", "globex thank-you"]
    assert life.follow_up("acme thank-you").title == "Thank Jane"
    assert life.follow_up("acme thank-you").description.startswith("No longer needed: ")
    life.is_quiet()
    life.put(interview(ACME, AT + DAY))
    life.notice()
    assert life.steps() == [*LEFT, "globex thank-you"]
    assert "No longer needed" not in life.follow_up("acme thank-you").description
    life.is_quiet()


def the_ledger_may_be_lost(life: Life) -> None:
    before = life.follow_ups()
    life.computer.lose_ledger()
    life.cycle()
    assert life.follow_ups() == before
    life.is_quiet()
    life.put(interview(ACME, AT + DAY, "STATUS:CANCELLED"))
    life.notice()
    stays = LEFT if life.concession.looks_edited else ["acme thank-you"]
    assert life.steps() == [*stays, "globex thank-you"]
    assert all("No longer needed" in one.description for one in life.follow_ups() if one.step != "globex thank-you")
    assert life.follow_up("acme thank-you").title == "Thank Jane"
    life.is_idle()
