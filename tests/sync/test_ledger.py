import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from planner.values import Event, Interval, Preferences, Source
from providers.interface import Calendar, Item
from sync.keys import Identity
from sync.ledger import Ledger, NewerLedgerError, Remembered, Seen

ME = Preferences(home_zone="America/New_York")
NOW = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
EMAIL = Identity(source=Source(uid="i"), step="email", slot="0")
DELETED = Remembered(state="deleted", generation=2, at=NOW, marks=(("to", "Jane"),), title="Email Jane")


def event(uid: str = "a", start: datetime | date = NOW, *, whole: bool = True, busy: bool = True) -> Event:
    end = start + (HOUR if isinstance(start, datetime) else timedelta(days=1))
    return Event(source=Source(uid=uid), start=start, end=end, whole=whole, busy=busy, title="T" if whole else "")


def item(*events: Event, href: str = "a.ics", etag: str = "1", problem: str = "") -> Item:
    return Item(href=href, etag=etag, events=events, problem=problem)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state" / "home.sqlite"


@pytest.fixture
def ledger(path: Path) -> Iterator[Ledger]:
    with closing(Ledger.open(path, ME)) as opened:
        yield opened


def test_the_file_and_its_folder_are_for_their_owner_alone(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.touch(mode=0o666)
    with closing(Ledger.open(path, ME)) as opened:
        opened.set_fact("x", "y")
        for file in path.parent.iterdir():
            assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_a_new_folder_is_for_its_owner_alone(path: Path) -> None:
    Ledger.open(path, ME).close()
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_a_symbolic_link_in_its_place_is_not_followed(path: Path, tmp_path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(OSError, match="symbolic link"):
        Ledger.open(path, ME)


def test_what_was_stored_is_there_after_opening_again(path: Path, ledger: Ledger) -> None:
    calendar = Calendar(id="c", name="Personal", writable=False)
    ledger.set_calendars([calendar])
    ledger.put("c", item(event()))
    ledger.set_progress("c", "token", NOW)
    ledger.remember(EMAIL, DELETED)
    seen = Seen(calendar="c", attached=Source(uid="j"), note="n", outcome="offer", outcome_on=date(2026, 10, 6))
    seen = replace(seen, title="Onsite", start=NOW, company="Acme", organizer="jane@acme.com")
    ledger.set_interview(Source(uid="i"), seen)
    ledger.set_interview(Source(uid="k"), Seen(calendar="c"))
    ledger.close()
    with closing(Ledger.open(path, ME)) as again:
        assert again.calendars() == (calendar,)
        assert again.known("c") == {"a.ics": "1"}
        assert again.whole_events(["c"])[0].event == event()
        assert again.progress("c") == ("token", NOW)
        assert again.memory() == {EMAIL: DELETED}
        assert again.interviews() == {Source(uid="i"): seen, Source(uid="k"): Seen(calendar="c")}


def test_a_ledger_of_a_newer_version_is_refused(path: Path, ledger: Ledger) -> None:
    ledger.close()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(NewerLedgerError, match="99"):
        Ledger.open(path, ME)


def test_a_step_that_fails_leaves_nothing_behind(ledger: Ledger) -> None:
    ledger.set_calendars([Calendar(id="c", name="c")])

    def half_done() -> None:
        with ledger.transaction():
            ledger.put("c", item(event()))
            ledger.set_progress("c", "token", NOW)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert ledger.known("c") == {}
    assert ledger.progress("c")[0] == ""


def test_a_copy_knows_what_the_file_knows_and_changes_nothing_in_it(path: Path, ledger: Ledger) -> None:
    ledger.set_fact("x", "before")
    with closing(Ledger.copy(path, ME)) as copy:
        copy.set_fact("x", "after")
        assert (copy.fact("x"), ledger.fact("x")) == ("after", "before")


def test_a_copy_of_nothing_is_empty_and_makes_no_file(path: Path) -> None:
    with closing(Ledger.copy(path, ME)) as copy:
        assert copy.calendars() == ()
    assert not path.exists()


def test_an_item_that_is_put_again_replaces_its_events(ledger: Ledger) -> None:
    ledger.put("c", item(event("a"), event("b")))
    ledger.put("c", item(event("b"), etag="2"))
    assert [m.event.source.uid for m in ledger.whole_events(["c"])] == ["b"]
    assert ledger.known("c") == {"a.ics": "2"}


def test_an_item_that_became_unreadable_keeps_what_was_known_of_it(ledger: Ledger) -> None:
    ledger.put("c", item(event(), event("b")))
    ledger.put("c", item(event("b"), event("d"), etag="2", problem="broken"))
    assert [m.event.source.uid for m in ledger.whole_events(["c"])] == ["a", "b", "d"]
    assert ledger.unreadable() == (("c", "a.ics", "broken"),)


def test_bare_events_count_for_identity_and_busy_times_only(ledger: Ledger) -> None:
    ledger.put("c", item(event(whole=False)))
    assert ledger.whole_events(["c"]) == ()
    assert ledger.sources(["c"]) == {Source(uid="a")}
    assert ledger.sources(["d"]) == frozenset()
    assert ledger.uids() == {"a"}
    assert ledger.busy(NOW - HOUR, NOW + HOUR) == (Interval(start=NOW, end=NOW + HOUR),)


def test_free_and_whole_day_events_keep_nobody_busy(ledger: Ledger) -> None:
    ledger.put("c", item(event(busy=False), event("b", date(2026, 10, 6))))
    assert ledger.busy(NOW - HOUR, NOW + HOUR) == ()


def test_busy_times_end_where_they_are_asked_to(ledger: Ledger) -> None:
    ledger.put("c", item(event()))
    assert ledger.busy(NOW + HOUR, NOW + 2 * HOUR) == ()
    assert ledger.busy(NOW - HOUR, NOW) == ()


@pytest.mark.parametrize(
    "start",
    [
        datetime(2026, 10, 6, 9),
        date(2026, 10, 6),
        datetime(1, 1, 1, tzinfo=UTC),
        datetime(9999, 12, 31, 20, tzinfo=UTC),
    ],
    ids=["floating", "whole day", "year 1", "year 9999"],
)
def test_any_time_that_a_calendar_can_tell_survives(ledger: Ledger, start: datetime | date) -> None:
    told = Event(source=Source(uid="a"), start=start, end=start, title="T")
    ledger.put("c", item(told))
    assert ledger.whole_events(["c"])[0].event == told


def test_a_span_covers_all_occurrences(ledger: Ledger) -> None:
    later = Event(source=Source(uid="a", recurrence_id="2"), start=NOW + 5 * HOUR, end=NOW + 6 * HOUR)
    ledger.put("c", item(event(), later))
    assert ledger.span("c", "a.ics") == Interval(start=NOW, end=NOW + 6 * HOUR)
    assert ledger.span("c", "none.ics") is None
    assert ledger.recurring("c") == {"a.ics"}


def test_calendars_that_are_not_read_any_more_leave_no_rows_and_no_token(ledger: Ledger) -> None:
    ledger.set_calendars([Calendar(id="c", name="c"), Calendar(id="d", name="d"), Calendar(id="e", name="e")])
    ledger.set_progress("c", "token", NOW)
    ledger.set_progress("d", "token", NOW)
    ledger.put("c", item(event()))
    ledger.put("d", item(event("b")))
    ledger.drop_calendars_except(["d"])
    assert ledger.uids() == {"b"}
    assert (ledger.progress("c"), ledger.progress("d")[0]) == (("", NOW), "token")
    assert ledger.never_read() == {"e"}
    ledger.drop("d", "a.ics")
    assert ledger.uids() == frozenset()


def test_reading_anew_forgets_how_far_it_was_and_keeps_the_evidence(ledger: Ledger) -> None:
    ledger.set_calendars([Calendar(id="c", name="c")])
    ledger.put("c", item(event()))
    ledger.set_progress("c", "token", NOW)
    ledger.read_anew()
    assert ledger.progress("c") == ("", datetime(1970, 1, 1, tzinfo=UTC))
    assert ledger.known("c") == {"a.ics": ""}
    assert len(ledger.whole_events(["c"])) == 1


def test_a_calendar_listed_again_keeps_its_progress(ledger: Ledger) -> None:
    ledger.set_calendars([Calendar(id="c", name="old"), Calendar(id="d", name="gone")])
    ledger.set_progress("c", "token", NOW)
    ledger.set_calendars([Calendar(id="e", name="new"), Calendar(id="c", name="renamed")])
    assert [c.name for c in ledger.calendars()] == ["new", "renamed"]
    assert ledger.progress("c")[0] == "token"


def test_the_memory_can_be_changed_and_forgotten(ledger: Ledger) -> None:
    ledger.remember(EMAIL, DELETED)
    ledger.set_state(EMAIL, "restored", was="removed")
    assert ledger.memory()[EMAIL].state == "deleted"
    ledger.set_state(EMAIL, "restored", was="deleted")
    assert ledger.memory()[EMAIL].state == "restored"
    ledger.forget(EMAIL)
    assert ledger.memory() == {}


def test_facts_are_set_changed_and_forgotten(ledger: Ledger) -> None:
    for value in ("one", "two", "two", ""):
        ledger.set_fact("paused", value)
        assert ledger.fact("paused") == value


def test_marked_events_tell_their_calendars(ledger: Ledger) -> None:
    ours = Event(source=Source(uid="k"), start=NOW, end=NOW, marks=(("key", "k"),))
    ledger.put("c", item(event()))
    ledger.put("d", item(ours))
    assert ledger.calendars_with_marks() == {"d"}


def test_buried_keys_and_copies_are_remembered_until_they_are_settled(ledger: Ledger) -> None:
    ledger.bury("k")
    ledger.bury("k")
    assert ledger.buried() == {"k"}
    ledger.exhume("k")
    assert ledger.buried() == frozenset()
    ledger.set_standing_twice(["a", "b"], NOW)
    ledger.set_standing_twice(["b", "c"], NOW + HOUR)
    assert ledger.standing_twice() == {"b": NOW, "c": NOW + HOUR}
    ledger.set_standing_twice([], NOW)
    assert ledger.standing_twice() == {}


def test_an_interview_that_is_gone_for_sure_is_known_as_such(ledger: Ledger) -> None:
    ledger.set_interview(Source(uid="i"), Seen(calendar="c"))
    ledger.set_gone(Source(uid="i"))
    ledger.set_gone(Source(uid="never seen"))
    assert ledger.interviews() == {Source(uid="i"): Seen(calendar="")}
