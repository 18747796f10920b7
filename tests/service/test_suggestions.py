"""Tag it? From the calendar to what a person reads, until they tag it."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.google.server import CalendarApi
from tests.service.rig import FolderClient, GoogleClient, Rig, interview, next_weekday
from tests.service.test_cli_output import HOSTILE, STEERING

JANE = "ORGANIZER;CN=Jane Doe:mailto:jane@acme.example\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org"
ONSITE: dict[str, Any] = {"title": "Acme onsite #interview", "description": "Company: Acme"}
NEW = interview("new", at=next_weekday(4), title="Sam Smith and Jane", description="Zoom", more=JANE)
NOTE = interview("note", at=next_weekday(4), title="#interview", description="Company: Acme")


@pytest.fixture
def rig(tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    yield rig
    rig.untouched()


def shown(rig: Rig) -> list[dict[str, Any]]:
    (account,) = json.loads(rig.run("status", "--json").out)["accounts"]
    found = account["suggestions"]
    assert isinstance(found, list)
    return found


def test_the_new_time_of_a_cancelled_interview_is_asked_about_until_it_is_tagged(rig: Rig) -> None:
    rig.put_foreign("onsite.ics", interview("onsite", **ONSITE, more=JANE))
    assert rig.sync()["suggestions"] == []
    rig.put_foreign("onsite.ics", interview("onsite", **ONSITE, more=f"{JANE}\r\nSTATUS:CANCELLED"))
    rig.put_foreign("new.ics", NEW)
    question = (
        f'"Sam Smith and Jane" on {next_weekday(4):%a %-d %b} 14:00 looks like the new time of "Acme onsite", which '
        "was cancelled. Tag it? (put an event of your own over it, titled #interview)"
    )
    asked = rig.run("sync")
    assert asked.err == f"home: {question}\n"
    assert "Sam Smith" not in asked.out
    assert rig.follow_ups() == {}
    (found,) = shown(rig)
    assert (found["title"], found["why"], found["instead_of"]) == ("Sam Smith and Jane", "new time", "Acme onsite")
    assert found["start"] == next_weekday(4).isoformat()
    assert f"  ? {question}" in rig.run("status").out
    assert rig.run("sync").err == ""
    assert [one["title"] for one in rig.sync()["suggestions"]] == ["Sam Smith and Jane"]
    rig.put_foreign("note.ics", NOTE)
    assert rig.sync()["suggestions"] == []
    assert shown(rig) == []
    assert rig.titles()


def test_one_that_was_deleted_outright_is_remembered(rig: Rig) -> None:
    rig.put_foreign("onsite.ics", interview("onsite", **ONSITE, more=JANE))
    rig.sync()
    rig.delete_foreign("onsite.ics")
    rig.put_foreign("new.ics", NEW)
    (found,) = rig.sync()["suggestions"]
    assert 'looks like the new time of "Acme onsite", which is gone from your calendar' in found["text"]


def test_one_that_came_to_an_end_before_it_was_cancelled_is_not_looked_for(rig: Rig) -> None:
    ended = interview("onsite", title="Acme onsite #interview", description="Outcome: withdrawn", more=JANE)
    rig.put_foreign("onsite.ics", ended)
    rig.sync()
    rig.put_foreign("new.ics", NEW)
    rig.put_foreign("onsite.ics", ended.replace("SUMMARY", "STATUS:CANCELLED\r\nSUMMARY"))
    assert rig.sync()["suggestions"] == []
    rig.delete_foreign("onsite.ics")
    assert rig.sync()["suggestions"] == []


def test_a_note_whose_invitation_is_gone_knows_who_sent_it(rig: Rig) -> None:
    jane = JANE.replace("acme.example", "gmail.com")
    rig.put_foreign("theirs.ics", interview("theirs", title="Meet us", description="", more=jane))
    rig.put_foreign("note.ics", interview("note", title="#interview", description=""))
    rig.sync()
    rig.delete_foreign("theirs.ics")
    rig.put_foreign("new.ics", NEW.replace(JANE, jane))
    assert [one["why"] for one in rig.sync()["suggestions"]] == ["new time"]
    assert [one["why"] for one in rig.sync("--full")["suggestions"]] == ["new time"]


def test_a_note_that_the_person_deletes_asks_nothing_about_its_invitation(rig: Rig) -> None:
    rig.put_foreign("theirs.ics", interview("theirs", title="Meet us", description="", more=JANE))
    rig.put_foreign("note.ics", interview("note", title="#interview", description=""))
    rig.sync()
    rig.delete_foreign("note.ics")
    assert rig.sync()["suggestions"] == []


def test_nothing_is_planned_for_what_only_looks_like_an_interview(rig: Rig) -> None:
    rig.put_foreign("acme.ics", interview("acme", title="Phone screen Acme", description=""))
    report = rig.sync()
    assert report["suggestions"][0]["text"] == (
        f'"Phone screen Acme" on {next_weekday():%a %-d %b} 14:00 looks like an interview and carries no tag. '
        "Tag it? (write #interview into its title)"
    )
    assert (report["created"], report["problems"], rig.follow_ups()) == (0, [], {})


def test_nobody_is_asked_who_does_not_want_to_be(rig: Rig) -> None:
    rig.put_foreign("acme.ics", interview("acme", title="Interview with Acme", description=""))
    rig.sync()
    assert shown(rig)
    rig.configure("[tags]\nsuggest = false\n")
    assert rig.sync()["suggestions"] == []
    assert shown(rig) == []


def test_a_dry_run_asks_and_keeps_nothing(rig: Rig) -> None:
    rig.put_foreign("acme.ics", interview("acme", title="Interview with Acme", description=""))
    assert "Tag it?" in rig.run("sync", "--dry-run").err
    assert "Tag it?" not in rig.run("status").out
    assert "Tag it?" in rig.run("sync").err


def test_more_than_anybody_reads_are_counted(rig: Rig) -> None:
    for number in range(7):
        at = next_weekday() + timedelta(days=number)
        rig.put_foreign(f"{number}.ics", interview(f"{number}", at=at, title=f"Interview {number}", description=""))
    *asked, more = rig.run("sync").err.splitlines()
    assert [line.split('"')[1] for line in asked] == [f"Interview {number}" for number in range(5)]
    assert more == "home: and 2 more of the kind"
    assert "? and 2 more of the kind" in rig.run("status").out
    assert len(shown(rig)) == 7


def test_a_title_steers_no_terminal(rig: Rig) -> None:
    rig.put_foreign("bad.ics", interview("bad", title="Interview " + HOSTILE.replace("\n", "\\n"), description=""))
    asked = rig.run("sync").err
    assert "Tag it?" in asked
    assert STEERING.search(asked) is None
    assert STEERING.search(rig.run("status").out) is None


@pytest.mark.parametrize(
    ("more", "how"), [("", "put an event of your own over it"), ('google_colors = ["grape"]', "colour")]
)
def test_at_google_a_tombstone_is_a_cancellation_and_a_colour_tags(
    google: CalendarApi, tmp_path: Path, more: str, how: str
) -> None:
    rig = Rig(folder=tmp_path, client=GoogleClient(google=google, folder=tmp_path), extra=f"[tags]\n{more}\n")
    rig.put_foreign("onsite.ics", interview("onsite", **ONSITE, more=JANE))
    rig.sync()
    rig.delete_foreign("onsite.ics")
    rig.put_foreign("newone.ics", NEW)
    (found,) = rig.sync()["suggestions"]
    assert (found["why"], found["instead_of"]) == ("new time", "Acme onsite")
    assert how in found["text"].partition("Tag it? (")[2].partition(",")[0]
    assert rig.sync()["requests"] == 1
    rig.untouched()
