"""A cycle that has nothing to decide decides nothing, and one that has is never taken for it."""

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from providers.memory import Memory
from sync import calm
from sync.errors import DONE, TRY_LATER
from sync.ledger import Ledger
from sync.playbooks import load_playbook
from sync.rules import Rules
from sync.settings import VdirAccount
from sync.words.sender import Sender
from sync.words.templates import Templates
from tests.sync.world import DAY, HOUR, MONDAY, Away, World, changes, interview

MINUTE = timedelta(minutes=1)


@pytest.fixture
def quiet(world: World) -> World:
    """Planned, read once more after that, and then nothing changed."""
    world.put(interview())
    world.cycle(MONDAY)
    world.cycle(MONDAY + MINUTE)
    return world


def rows(world: World) -> dict[str, list[object]]:
    with sqlite3.connect(world.ledger) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        found = {table: db.execute(f"SELECT * FROM {table}").fetchall() for table in tables}  # noqa: S608
    db.close()
    return found


def test_where_nothing_changed_no_row_is_touched_and_the_same_is_said(quiet: World) -> None:
    before, said = rows(quiet), quiet.cycle(MONDAY + 2 * MINUTE)
    assert rows(quiet)["calm"]
    for number in range(3, 20):
        again = quiet.cycle(MONDAY + number * MINUTE)
        assert replace(again, asked=said.asked) == said
    assert rows(quiet) == before


def test_when_the_account_was_looked_at_last_is_known_all_the_same(quiet: World) -> None:
    quiet.cycle(MONDAY + HOUR)
    ledger = Ledger.copy(quiet.ledger, quiet.preferences)
    assert ledger.last_cycle()["at"] == (MONDAY + HOUR).isoformat()
    assert ledger.last_cycle()["exit_code"] == 0


def test_every_change_of_the_ledger_ends_it_whoever_makes_it(quiet: World, tmp_path: Path) -> None:
    """All tables and all columns, also those that come later; but for tokens, which are progress and no news."""
    with sqlite3.connect(quiet.ledger) as db:
        tables = [name for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in set(tables) - {"calm"}:
            columns = db.execute(f"PRAGMA table_info({table})").fetchall()
            if table != "fact" and not db.execute(f"SELECT count(*) FROM {table}").fetchone()[0]:  # noqa: S608
                values = [0 if kind == "INTEGER" else "x" for _, _, kind, *_ in columns]
                places = ", ".join("?" for _ in columns)
                _ends_calm(db, f"INSERT INTO {table} VALUES ({places})", values)  # noqa: S608
            for _, name, *_ in columns:
                progress = table == "calendar" and name in {"token", "whole_at"}
                if table != "fact" and not progress:
                    _ends_calm(db, f"UPDATE {table} SET {name} = {name}")  # noqa: S608
            _ends_calm(db, f"DELETE FROM {table} WHERE true" + (" AND name = 'reading'" if table == "fact" else ""))  # noqa: S608
        _ends_calm(db, "INSERT INTO fact VALUES ('paused', 'by hand')")
        _ends_calm(db, "UPDATE fact SET value = 'x' WHERE name = 'paused'")
        _ends_calm(db, "DELETE FROM fact WHERE name = 'paused'")
    db.close()


def _ends_calm(db: sqlite3.Connection, statement: str, values: Sequence[object] = ()) -> None:
    db.execute("INSERT OR REPLACE INTO calm VALUES (1, '{}')")
    db.execute(statement, values)
    assert db.execute("SELECT * FROM calm").fetchall() == [], statement


def test_what_a_plan_looks_at_ends_it_when_it_comes(quiet: World) -> None:
    before = quiet.cycle(MONDAY + 2 * MINUTE)
    assert before.boundary is not None
    assert quiet.cycle(before.boundary - MINUTE).boundary == before.boundary
    after = quiet.cycle(before.boundary + MINUTE)
    assert after.boundary != before.boundary


def test_a_clock_that_was_set_back_ends_it(quiet: World) -> None:
    quiet.cycle(MONDAY + 2 * MINUTE)
    ledger = Ledger.copy(quiet.ledger, quiet.preferences)
    by = json.loads(ledger.calm())["by"]
    assert calm.found(ledger, by, MONDAY + HOUR)
    assert not calm.found(ledger, by, MONDAY - HOUR)


def test_a_change_in_the_calendar_is_decided_on_at_once(quiet: World) -> None:
    quiet.cycle(MONDAY + 2 * MINUTE)
    quiet.put(interview(at=MONDAY + 2 * DAY))
    assert "update" in changes(quiet.cycle(MONDAY + 3 * MINUTE))
    quiet.store.remove("Personal", quiet.ours()[0])
    quiet.cycle(MONDAY + 4 * MINUTE)
    assert changes(quiet.cycle(MONDAY + 5 * MINUTE)) == []


def test_another_configuration_is_decided_on_at_once(quiet: World) -> None:
    quiet.cycle(MONDAY + 2 * MINUTE)
    quiet.reminder = timedelta(minutes=45)
    assert set(changes(quiet.cycle(MONDAY + 3 * MINUTE))) == {"update"}


def test_what_decides_is_named_the_same_in_every_process() -> None:
    account = VdirAccount(name="home", provider="vdir", path=Path("/calendars"))
    some = World(ledger=Path("x")).preferences
    one = replace(some, my_addresses=frozenset({"a@x.org", "b@x.org", "c@x.org", "d@x.org"}))
    other = replace(some, my_addresses=frozenset({"d@x.org", "c@x.org", "b@x.org", "a@x.org"}))
    rules = Rules(preferences=one, reminder=None)
    by = calm.decided_by(account, rules)
    assert by == calm.decided_by(account, replace(rules, preferences=other))
    assert by != calm.decided_by(account, replace(rules, preferences=some))
    assert by != calm.decided_by(account, replace(rules, reminder=HOUR))
    assert by != calm.decided_by(account, replace(rules, own_playbook=load_playbook(None)))
    assert by != calm.decided_by(account, replace(rules, sender=Sender(name="Me")))
    assert by != calm.decided_by(account, replace(rules, own_templates=Templates(own={"any.email.txt": "Hello"})))
    assert by != calm.decided_by(account.model_copy(update={"write_to": "Work"}), rules)


def test_a_calendar_that_can_not_be_read_is_told_also_where_nothing_else_is_new(quiet: World) -> None:
    quiet.cycle(MONDAY + 2 * MINUTE)
    quiet.provider = Away
    report = quiet.cycle(MONDAY + 3 * MINUTE)
    assert report.exit_code == TRY_LATER
    assert any("away" in problem for problem in report.problems)
    quiet.provider = Memory
    assert quiet.cycle(MONDAY + 4 * MINUTE).exit_code == DONE
