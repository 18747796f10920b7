"""What `agenda` gives to take along, a calendar and a table, and that neither does any harm."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar, Event

from planner.recognise import recognise
from planner.values import Preferences, Source
from providers.ics import read
from providers.interface import Look
from sync.entries import Entry
from sync.errors import BAD_CONFIG, DONE, TRY_LATER, USAGE
from sync.exports import as_calendar, as_table
from sync.gather import window
from sync.keys import Identity, key
from tests.service.rig import NEW_YORK, FolderClient, Rig, interview, word
from tests.service.test_cli_output import HOSTILE, STEERING

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
HOME = Preferences(home_zone="America/New_York")
NOW = datetime(2026, 10, 5, 9, tzinfo=NEW_YORK)
IDENTITY = Identity(source=Source(uid="i"), step="thank-you", slot="0")


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    rig.sync()
    return rig


def entry(**fields: Any) -> Entry:
    """A follow-up on Tuesday, with these fields of its own."""
    usual: dict[str, Any] = {
        "account": "home",
        "calendar": "Personal",
        "identity": IDENTITY,
        "key": key(IDENTITY),
        "state": "stands",
        "title": "Email Jane Doe (Acme): thank-you",
        "at": NOW + timedelta(days=1),
        "whole_day": False,
        "channel": "email",
        "to": "Jane Doe",
        "arrives": None,
        "duration": timedelta(minutes=15),
    }
    return Entry(**(usual | fields))


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def events(text: str) -> list[Event]:
    return list(Calendar.from_ical(text).events)


def test_the_three_documents_exclude_each_other(rig: Rig) -> None:
    for pair in (("--json", "--ics"), ("--ics", "--csv"), ("--json", "--csv"), ("--json", "--ics", "--csv")):
        outcome = rig.run("agenda", *pair)
        assert (outcome.code, outcome.out) == (USAGE, "")
        assert "--json, --ics and --csv exclude each other" in outcome.err
        assert "aftertouch agenda --csv > file.csv" in outcome.err


@pytest.mark.parametrize("form", ["--ics", "--csv"])
def test_a_document_is_printed_and_withheld_as_json_is(rig: Rig, form: str) -> None:
    assert rig.run("agenda", form).code == DONE
    (rig.folder / "two").mkdir()
    two = f'[[accounts]]\nname = "two"\nprovider = "vdir"\npath = "{rig.folder / "two"}"\n'
    (rig.state / "two.sqlite").mkdir()
    rig.configure(two)
    outcome = rig.run("agenda", form)
    assert outcome.code == TRY_LATER
    assert "Email Jane Doe" in outcome.out
    (rig.state / "two.sqlite").rmdir()
    rig.configure(two)
    rig.run("sync")
    rig.configure(f'{two}calendars = ["nope"]\n')
    outcome = rig.run("agenda", form)
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")


def test_the_calendar_holds_what_comes_and_nothing_that_invites_rings_or_is_ours(rig: Rig) -> None:
    text = rig.run("agenda", "--ics", "--days", "60").out
    calendar = Calendar.from_ical(text)
    assert (calendar["VERSION"], calendar["PRODID"]) == ("2.0", "-//Aftertouch//agenda//EN")
    listed = json.loads(rig.run("agenda", "--json", "--days", "60").out)["follow_ups"]
    assert [(e.start, str(e["SUMMARY"])) for e in calendar.events] == [
        (datetime.fromisoformat(one["at"]), one["title"]) for one in listed
    ]
    for event, told in zip(calendar.events, listed, strict=True):
        assert event["UID"] == f"{told['key']}@copy.aftertouch.invalid"
        assert event.end - event.start in {timedelta(minutes=15), timedelta(minutes=30)}
        assert event["TRANSP"] == "TRANSPARENT"
        assert not event.errors
        assert {"DTSTAMP", "CLASS", "DESCRIPTION"} <= set(event)
        assert not {"ATTENDEE", "ORGANIZER", "CATEGORIES", "RELATED-TO"} & set(event)
        assert not event.subcomponents
    assert "X-AFTERTOUCH" not in text
    assert text.count("\n") == text.count("\r\n")
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


def test_a_zone_stands_in_the_calendar_that_uses_it() -> None:
    tokyo = entry(at=datetime(2045, 1, 2, 9, tzinfo=ZoneInfo("Asia/Tokyo")))
    offset = entry(at=datetime(2026, 10, 6, 9, tzinfo=timezone(timedelta(hours=3, minutes=7))))
    calendar = Calendar.from_ical(as_calendar([entry(), tokyo, offset], HOME, now=NOW))
    assert {zone.tz_name for zone in calendar.timezones} == {"America/New_York", "Asia/Tokyo"}
    assert calendar.get_missing_tzids() == set()
    assert [event.start for event in calendar.events] == [NOW + timedelta(days=1), tokyo.at, offset.at]


def test_days_bound_what_is_taken_along(rig: Rig) -> None:
    counts = []
    for days in ("1", "7", "60"):
        counts.append(len(json.loads(rig.run("agenda", "--json", "--days", days).out)["follow_ups"]))
        assert len(events(rig.run("agenda", "--ics", "--days", days).out)) == counts[-1]
        assert len(rows(rig.run("agenda", "--csv", "--days", days).out)) == counts[-1]
    assert counts[0] < counts[-1] == 4


def test_with_nothing_to_do_the_calendar_is_still_one_and_the_table_has_its_head(tmp_path: Path) -> None:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.sync()
    calendar = Calendar.from_ical(rig.run("agenda", "--ics").out)
    assert [part.name for part in calendar.subcomponents] == ["VTIMEZONE"]
    head, *others = rig.run("agenda", "--csv").out.splitlines()
    assert head.startswith("at,weekday,zone,title,")
    assert others == []


def test_imported_into_the_very_calendar_a_copy_is_neither_follow_up_nor_interview(rig: Rig) -> None:
    rig.edit(rig.named("Email"), lambda one: one.update(SUMMARY="#interview Mine! #Interview"))
    rig.sync()
    before = rig.follow_ups()
    copies = rig.run("agenda", "--ics", "--days", "60").out
    assert "#interview" not in copies.replace("\r\n ", "").casefold()
    calendar = Calendar.from_ical(copies)
    for number, event in enumerate(calendar.events):
        rig.put_foreign(f"copy-{number}.ics", copies_of(calendar, event))
    for more in ((), ("--full",), ("--full",)):
        report = rig.sync(*more)
        assert [report[count] for count in ("created", "updated", "deleted", "problems")] == [0, 0, 0, []]
    assert rig.follow_ups() == before
    rig.untouched()
    (rig.state / "home.sqlite").unlink()
    assert rig.sync()["created"] == 0
    name = rig.named("Post")
    rig.client.delete(name)
    rig.sync("--full")
    assert name not in rig.follow_ups()
    assert rig.run("restore", name.removesuffix(".ics")).code == DONE
    assert name in rig.follow_ups()
    assert rig.run("undo", "--yes").code == DONE
    assert rig.follow_ups() == {}
    rig.untouched()


def copies_of(calendar: Calendar, event: Event) -> str:
    """One event of the calendar as a program stores it that imports the file."""
    alone = Calendar()
    alone.add("VERSION", "2.0")
    alone.add("PRODID", "-//phone//EN")
    alone.subcomponents = [*calendar.timezones, event]
    text: bytes = alone.to_ical()
    return text.decode()


def test_a_copy_keeps_nobody_busy(rig: Rig) -> None:
    call = next(row for row in rows(rig.run("agenda", "--csv", "--days", "60").out) if row["channel"] == "phone")
    calendar = Calendar.from_ical(rig.run("agenda", "--ics", "--days", "60").out)
    for number, event in enumerate(calendar.events):
        rig.put_foreign(f"copy-{number}.ics", copies_of(calendar, event))
    rig.sync("--full")
    again = next(row for row in rows(rig.run("agenda", "--csv", "--days", "60").out) if row["channel"] == "phone")
    assert again == call


def test_a_title_of_the_persons_own_stands_as_they_left_it(rig: Rig) -> None:
    title = 'Größe 🎉, "quoted"; C:\\Temp, 50 %'
    rig.edit(rig.named("Email"), lambda one: one.update(SUMMARY=title))
    rig.sync()
    assert title in {row["title"] for row in rows(rig.run("agenda", "--csv").out)}
    assert title in {str(event["SUMMARY"]) for event in events(rig.run("agenda", "--ics").out)}


def test_no_letter_behind_a_backslash_is_lost(rig: Rig) -> None:
    text = as_calendar([entry(title="C:\\New\\now")], HOME, now=NOW)
    assert "SUMMARY:C:\\\\New\\\\now\r\n" in text


@pytest.mark.parametrize("form", ["--ics", "--csv", "--json"])
def test_no_document_lets_a_hostile_event_write_to_the_terminal(rig: Rig, form: str) -> None:
    def change(one: Event) -> None:
        one.update(SUMMARY=HOSTILE, DESCRIPTION=f"{one['DESCRIPTION']}\n{HOSTILE}")

    rig.edit(rig.named("Email"), change)
    rig.sync()
    out = rig.run("agenda", form).out
    assert STEERING.search(out.replace("\r\n", "\n")) is None
    assert not re.search("^fake", out, flags=re.MULTILINE)
    assert "Anna" in out


def test_a_document_is_utf_8_wherever_it_is_printed(rig: Rig) -> None:
    rig.edit(rig.named("Email"), lambda one: one.update(SUMMARY="Łódź 🎉"))
    rig.sync()
    environment = {**os.environ, "PYTHONIOENCODING": "latin-1"}
    for form in ("--ics", "--csv"):
        command: list[str | Path] = [AFTERTOUCH, "--config", rig.config, "agenda", form]
        done = subprocess.run(command, env=environment, capture_output=True, check=True)
        assert "Łódź 🎉" in done.stdout.decode()


FORMULAS = (
    "=HYPERLINK(0)",
    "+49 30 1234",
    "-2+3",
    "@SUM(1)",
    "\t=1",
    "\r=1",
    "\tquiet",
    "  =1",
    "\u00a0=1",
    "\u3000=1",
    "＝1+1",
    "＋1",
    "－1",
    "＠SUM",
    "\ufeff=1",
    "\u200b=1",
    "\u202e=1",
    "\n=1",
    "Acme;=1",
    "Acme; +1",
)


@pytest.mark.parametrize("text", FORMULAS)
def test_no_cell_of_the_table_is_a_formula(text: str) -> None:
    (row,) = rows(as_table([entry(title=text, to=text, account=text, calendar=text)]))
    for name in ("title", "to", "account", "calendar"):
        assert not re.search(r"(?:^|;)[\s\u200b\ufeff]*[=+\-@＝＋－＠]", row[name])
        assert row[name].count("'") == 1
    assert None not in row


@pytest.mark.parametrize("text", ["Acme", "a=b", "Jane-Marie", "x + y", "jane@acme.example", "'tis", "Größe 🎉", ""])
def test_a_harmless_cell_is_left_alone(text: str) -> None:
    (row,) = rows(as_table([entry(title=text)]))
    assert row["title"] == text


def test_the_table_tells_moments_with_weekday_and_zone() -> None:
    berlin = datetime(2026, 10, 5, 21, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    day = datetime(2026, 10, 6, 23, 59, tzinfo=UTC)
    first, second = rows(as_table([entry(at=berlin, arrives=date(2026, 10, 8)), entry(at=day, whole_day=True)]))
    assert (first["at"], first["weekday"], first["zone"]) == ("2026-10-05T21:30:00+02:00", "Monday", "Europe/Berlin")
    assert (first["arrives"], second["arrives"]) == ("2026-10-08", "")
    assert (second["at"], second["weekday"], second["zone"]) == ("2026-10-06", "Tuesday", "")


def test_whole_days_and_hours_that_come_twice_are_the_same_in_the_calendar() -> None:
    twice = datetime(2026, 11, 1, 1, 30, tzinfo=NEW_YORK, fold=1)
    day = entry(at=datetime(2026, 10, 6, 23, 59, tzinfo=UTC), whole_day=True, duration=timedelta(days=1))
    whole, timed = events(as_calendar([day, entry(at=twice)], HOME, now=NOW))
    assert (whole.start, whole.end) == (date(2026, 10, 6), date(2026, 10, 7))
    assert timed.start == twice.astimezone(UTC)
    assert timed.end - timed.start == timedelta(minutes=15)


TAGGED = ("#interview now", "C# at #inter\u200bview", "(#INTERVIEW)", "&#35;interview", "<b>#</b>interview #interview")


@pytest.mark.parametrize("written", TAGGED)
def test_a_tag_that_the_person_wrote_on_a_follow_up_tags_no_copy(written: str) -> None:
    for told in (entry(title=written), entry(description=f"x\n{written}")):
        copies = read(as_calendar([told], HOME, now=NOW).encode(), window=window(NOW), look=Look(words=("interview",)))
        assert len(copies.events) == 1
        assert recognise(copies.events, HOME) == ()


def test_a_sign_that_tags_nothing_stays() -> None:
    (copy,) = events(as_calendar([entry(title="C# lead, #2")], HOME, now=NOW))
    assert str(copy["SUMMARY"]) == "C# lead, #2"


def test_discreet_titles_stand_as_they_are(rig: Rig) -> None:
    rig.config.write_text(f"discreet = true\n{rig.config.read_text()}")
    rig.sync()
    titles = {word(text, "SUMMARY") for text in rig.follow_ups().values()}
    text = rig.run("agenda", "--ics", "--days", "60").out
    assert {str(event["SUMMARY"]) for event in events(text)} == titles
    assert "Jane" not in text
    assert "Acme" not in text
