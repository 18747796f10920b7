"""The promises, played through on a folder, Google, Radicale and Xandikos, by a person with another calendar program.

Whatever happens, the person's own events stay byte for byte what they were: the fixture checks it after every test.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from icalendar import Event

from tests.google.server import calendar_api
from tests.providers.servers import SERVERS, Server
from tests.service.rig import (
    CalDavClient,
    Client,
    FolderClient,
    GoogleClient,
    Rig,
    event,
    interview,
    next_weekday,
    start,
    word,
)

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
DENTIST = interview("dentist@example.org", title="Dentist", description="Bring the card")
INVITATION = interview(
    "lunch@example.org",
    title="Lunch",
    more="ORGANIZER:mailto:boss@example.org\r\nATTENDEE;PARTSTAT=ACCEPTED:mailto:me@example.org",
)
TOUCHES = ["Call", "Email", "Post", "Send"]


@pytest.fixture(scope="module", params=["folder", "google", *sorted(SERVERS)])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server | str]:
    if request.param in SERVERS:
        with SERVERS[request.param](tmp_path_factory.mktemp(request.param)) as server:
            yield server
    else:
        yield request.param


@pytest.fixture
def client(place: Server | str, tmp_path: Path) -> Iterator[Client]:
    if isinstance(place, Server):
        yield CalDavClient(server=place, folder=tmp_path)
    elif place == "folder":
        yield FolderClient(folder=tmp_path / "calendar")
    else:
        with calendar_api() as google:
            yield GoogleClient(google=google, folder=tmp_path)
            assert google.violations() == []


@pytest.fixture
def rig(client: Client, tmp_path: Path) -> Iterator[Rig]:
    rig = Rig(folder=tmp_path, client=client)
    rig.put_foreign("dentist.ics", DENTIST)
    rig.put_foreign("lunch.ics", INVITATION)
    rig.put_foreign("interview.ics", interview())
    yield rig
    rig.untouched()


def retitle(title: str) -> Callable[[Event], None]:
    def change(one: Event) -> None:
        one["SUMMARY"] = title

    return change


def first_words(rig: Rig) -> list[str]:
    return [title.split()[0] for title in rig.titles()]


def test_a_tagged_interview_gets_its_follow_ups(rig: Rig) -> None:
    report = rig.sync()
    assert report["created"] == 4
    assert first_words(rig) == TOUCHES
    assert report["problems"] == []


def test_a_second_sync_writes_nothing_and_costs_one_request(rig: Rig) -> None:
    rig.sync()
    before, texts = rig.client.requests(), rig.follow_ups()
    between = rig.client.requests() - before
    report = rig.sync()
    seen = rig.client.requests() - before - between
    assert (report["created"], report["updated"], report["deleted"], report["unchanged"]) == (0, 0, 0, 4)
    assert report["requests"] == seen == (0 if isinstance(rig.client, FolderClient) else 1)
    assert rig.follow_ups() == texts


def test_the_requests_told_are_the_requests_seen(rig: Rig) -> None:
    before = rig.client.requests()
    report = rig.sync()
    assert rig.client.requests() - before == report["requests"]


def test_a_dry_run_says_all_and_does_nothing(rig: Rig) -> None:
    report = rig.sync("--dry-run")
    assert [action["action"] for action in report["actions"]] == ["create"] * 4
    assert rig.follow_ups() == {}
    assert not rig.state.exists()
    assert rig.sync()["created"] == 4


def test_when_the_interview_moves_its_untouched_follow_ups_move(rig: Rig) -> None:
    rig.sync()
    before = {name: start(text) for name, text in rig.follow_ups().items()}
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=1)))
    report = rig.sync()
    email = rig.named("Email")
    assert start(rig.client.text(email)) == before[email] + timedelta(hours=1)
    assert (report["created"], report["deleted"]) == (0, 0)
    assert first_words(rig) == TOUCHES
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=2)))
    assert rig.sync()["kept"] == 0
    assert start(rig.client.text(rig.named("Email"))) == before[email] + timedelta(hours=2)


def test_a_title_edited_by_hand_stays_while_the_time_still_follows(rig: Rig) -> None:
    rig.sync()
    email = rig.named("Email")
    before = start(rig.client.text(email))
    rig.edit(email, retitle("My own words"))
    assert rig.sync()["kept"] == 1
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=1)))
    rig.sync()
    after = rig.client.text(email)
    assert (word(after, "SUMMARY"), start(after)) == ("My own words", before + timedelta(hours=1))


def test_a_follow_up_moved_by_hand_stays_where_it_was_put(rig: Rig) -> None:
    rig.sync()
    call = rig.named("Call")
    theirs = start(rig.client.text(call)) + timedelta(minutes=20)

    def move(one: Event) -> None:
        one.DTSTART, one.DTEND = theirs, theirs + timedelta(minutes=15)

    rig.edit(call, move)
    rig.sync()
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=1)))
    rig.sync()
    assert start(rig.client.text(call)) == theirs


def test_what_the_person_deleted_stays_deleted_until_they_want_it_back(rig: Rig) -> None:
    rig.sync()
    call = rig.named("Call")
    rig.client.delete(call)
    for _ in range(10):
        assert rig.sync()["created"] == 0
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=1)))
    rig.sync()
    assert call not in rig.client.names()
    assert rig.run("restore", "call", "acme").code == 0
    assert rig.named("Call") in rig.client.names()


CHANGES = {
    "cancelled": interview(more="STATUS:CANCELLED"),
    "cancelled by title": interview(title="Canceled: Interview with Acme #interview"),
    "untagged": interview(title="Interview with Acme"),
    "declined": interview(
        more="ORGANIZER:mailto:jane@acme.example\r\nATTENDEE;PARTSTAT=DECLINED:mailto:me@example.org"
    ),
    "an outcome": interview(description="Stage: decision\\nDecision: in 14 days\\nOutcome: rejected"),
}


@pytest.mark.parametrize("how", [*CHANGES, "deleted"])
def test_when_the_interview_ends_pending_follow_ups_go_and_touched_ones_say_so(rig: Rig, how: str) -> None:
    rig.sync()
    call = rig.named("Call")
    rig.edit(call, retitle("My own words"))
    if how == "deleted":
        rig.delete_foreign("interview.ics")
    else:
        rig.put_foreign("interview.ics", CHANGES[how])
    report = rig.sync()
    assert (report["deleted"], report["updated"]) == (3, 1)
    voided = rig.client.text(call)
    assert word(voided, "SUMMARY") == "My own words"
    assert word(voided, "DESCRIPTION").startswith("No longer needed: ")
    assert not event(voided).walk("VALARM")
    assert rig.sync()["actions"] == []
    assert "My own words" not in rig.run("agenda", "--days", "60").out
    assert "no longer needed" in rig.run("explain", "My own words").out

    rig.put_foreign("interview.ics", interview())
    again = rig.sync()
    assert (again["created"], again["updated"]) == (3, 1)
    assert "No longer needed" not in rig.client.text(call)


@pytest.mark.parametrize("ledger", ["kept", "lost"])
def test_undo_removes_all_of_ours_and_nothing_comes_back(rig: Rig, ledger: str) -> None:
    rig.sync()
    rig.edit(rig.named("Call"), retitle("My own words"))
    if ledger == "lost":
        lose_the_ledger(rig)
    assert rig.run("undo", "--yes").code == 0
    assert rig.follow_ups() == {}
    (copy,) = rig.state.glob("*undo*.ics")
    assert "My own words" in copy.read_text()
    assert rig.sync()["created"] == 0
    assert rig.run("resume").code == 0
    assert rig.sync()["created"] == 0
    assert rig.follow_ups() == {}


def lose_the_ledger(rig: Rig) -> None:
    for file in rig.state.glob("*.sqlite*"):
        file.unlink()


def test_without_its_ledger_nothing_is_doubled_and_no_edit_is_lost(rig: Rig) -> None:
    rig.sync()
    rig.edit(rig.named("Call"), retitle("My own words"))
    before = rig.follow_ups()
    lose_the_ledger(rig)
    report = rig.sync()
    assert (report["created"], report["updated"], report["deleted"]) == (0, 0, 0)
    assert rig.follow_ups() == before
    rig.put_foreign("interview.ics", interview(at=next_weekday() + timedelta(hours=1)))
    rig.sync()
    assert "My own words" in rig.titles()
    assert len(rig.follow_ups()) == 4


@pytest.mark.parametrize("states", ["shared", "of their own"])
def test_two_at_once_make_no_duplicate(rig: Rig, states: str, tmp_path: Path) -> None:
    other = rig.folder / "other.toml"
    state = rig.state if states == "shared" else tmp_path / "other state"
    other.write_text(rig.config.read_text().replace(str(rig.state), str(state)))
    other.chmod(0o600)
    both = [
        subprocess.Popen([AFTERTOUCH, "--config", config, "sync"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
        for config in (rig.config, other)
    ]
    for process in both:
        _, errors = process.communicate(timeout=60)
        assert process.returncode == 0, errors
    assert first_words(rig) == TOUCHES
    rig.sync()
    assert rig.sync()["actions"] == []
    assert first_words(rig) == TOUCHES


ORGANIZED = "ORGANIZER:mailto:recruiter@acme.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@example.org"


def test_a_note_on_an_invitation_is_void_when_the_invitation_goes_until_the_note_is_edited(rig: Rig) -> None:
    rig.delete_foreign("interview.ics")
    rig.put_foreign("invitation.ics", interview("invitation@acme.example", title="Onsite at Acme", more=ORGANIZED))
    assert rig.sync()["created"] == 0
    note = interview("note@example.org", title="#interview decision", at=next_weekday() + timedelta(minutes=30))
    rig.put_foreign("note.ics", note)
    assert rig.sync()["created"] == 4
    email = rig.named("Email")
    assert start(rig.client.text(email)) == next_weekday() + timedelta(hours=3)
    rig.delete_foreign("invitation.ics")
    assert rig.sync()["deleted"] == 4
    assert rig.sync()["created"] == 0
    rig.delete_foreign("lunch.ics")
    rig.put_foreign("note.ics", note.replace("#interview decision", "#interview decision Acme"))
    rig.sync()
    assert start(rig.client.text(rig.named("Email"))) == next_weekday() + timedelta(hours=3, minutes=30)


def test_an_invitation_that_was_not_accepted_cannot_tag_itself(rig: Rig) -> None:
    rig.delete_foreign("interview.ics")
    rig.put_foreign("invitation.ics", interview("invitation@acme.example", more=ORGANIZED))
    assert rig.sync()["created"] == 0
    rig.put_foreign(
        "invitation.ics", interview("invitation@acme.example", more=ORGANIZED.replace("NEEDS-ACTION", "ACCEPTED"))
    )
    assert rig.sync()["created"] == 4


def test_new_follow_ups_go_to_the_calendar_that_the_config_names_and_it_is_made_once(rig: Rig) -> None:
    rig.configure('write_to = "Follow-ups"\n')
    report = rig.sync()
    assert {action["calendar"] for action in report["actions"]} == {"Follow-ups"}
    assert rig.follow_ups() == {}
    again = rig.sync()
    assert (again["created"], again["unchanged"]) == (0, 4)
    lose_the_ledger(rig)
    report = rig.sync()
    assert (report["created"], report["unchanged"]) == (0, 4)


def test_what_the_person_fills_in_plans_again_and_stays_for_a_hundred_syncs(rig: Rig) -> None:
    rig.put_foreign("interview.ics", interview(description="Stage: final\\nInterviewers: Jane Doe <jane@acme.example>"))
    rig.sync()
    unknown = set(rig.follow_ups())
    asking = next(name for name, text in rig.follow_ups().items() if "Decision: ?" in word(text, "DESCRIPTION"))
    day = next_weekday(13)

    def fill_in(one: Event) -> None:
        written = f"{day.day} {day:%b}"
        one["DESCRIPTION"] = str(one["DESCRIPTION"]).replace("Decision: ?", f"Decision: {written}\nMy own line")
        one["LOCATION"] = "At my desk"

    rig.edit(asking, fill_in)
    assert rig.sync()["created"] > 0
    assert set(rig.follow_ups()) > unknown
    stands = rig.follow_ups()
    assert f"\nDecision: {day:%a} {day.day} {day:%b}\nMy own line\n" in word(stands[asking], "DESCRIPTION")
    assert word(stands[asking], "LOCATION") == "At my desk"
    for _ in range(100):
        report = rig.sync()
        assert (report["created"], report["updated"], report["deleted"]) == (0, 0, 0)
    assert rig.follow_ups() == stands
