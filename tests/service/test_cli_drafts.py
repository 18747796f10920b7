"""The command `drafts`: what to write or say, on the screen, as JSON, and as files that open as drafts."""

import json
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from icalendar import Event

from sync.errors import DONE, USAGE
from tests.google.server import calendar_api
from tests.providers.servers import SERVERS
from tests.service.rig import CalDavClient, Client, FolderClient, GoogleClient, Rig, interview, word

NOTES = ("they move in spring", "eight share the nights", "releases hurt", "Jane asked about speed")
FACTS = (
    "Stage: decision\\nDecision: in 14 days\\nAddress: 1 Main St\\, New York\\n"
    "Interviewers: Jane Doe <jane@acme.example> +1 212 555 0100\\nNotes:\\n" + "".join(f"- {one}\\n" for one in NOTES)
)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """An interview with four follow-ups, synced."""
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview(description=FACTS))
    assert rig.sync()["created"] == 4
    return rig


def test_the_draft_stands_on_the_event_and_a_second_sync_writes_nothing(rig: Rig) -> None:
    text = word(rig.follow_ups()[rig.named("Email")], "DESCRIPTION")
    assert "mailto:jane@acme.example?subject=" in text
    assert f"One point has stayed with me: {NOTES[0]}." in text
    again = rig.sync()
    assert (again["created"], again["updated"], again["unchanged"], again["problems"]) == (0, 0, 4, [])


def test_drafts_lists_what_is_due_with_what_is_new_in_each(rig: Rig) -> None:
    outcome = rig.run("drafts")
    assert outcome.code == DONE
    assert all(note in outcome.out for note in NOTES)
    assert len([line for line in outcome.out.splitlines() if line and not line.startswith(" ")]) == 4


def test_one_draft_is_printed_whole(rig: Rig) -> None:
    outcome = rig.run("drafts", "Email", "Acme")
    assert "Dear Jane Doe," in outcome.out
    assert "\nmailto:jane@acme.example?subject=" in outcome.out
    assert "tel:+12125550100" in rig.run("drafts", "Call").out
    assert rig.run("drafts", "Globex").code == USAGE


def test_as_json(rig: Rig) -> None:
    found = json.loads(rig.run("drafts", "--json").out)["drafts"]
    call, email, letter, _ = sorted(found, key=lambda one: (one["kind"], one["at"]))
    assert [one["at"] for one in found] == sorted(one["at"] for one in found)
    assert (email["address"], email["notes"], email["ask"]) == ("jane@acme.example", [NOTES[0]], "")
    assert email["link"].startswith("mailto:")
    assert (letter["link"], call["link"], call["subject"]) == ("", "tel:+12125550100", "")


def test_files_open_as_drafts_and_none_is_overwritten(rig: Rig, tmp_path: Path) -> None:
    out = tmp_path / "new" / "drafts"
    outcome = rig.run("drafts", "--out", str(out))
    files = sorted(out.iterdir())
    assert outcome.out.splitlines() == [str(file) for file in files]
    assert sorted(file.suffix for file in files) == [".eml", ".html", ".html", ".txt"]
    assert [oct(file.stat().st_mode & 0o777) for file in files] == ["0o600"] * 4
    email, other = next(out.glob("*.eml")), next(out.glob("*.txt"))
    mail = message_from_bytes(email.read_bytes(), policy=policy.default)
    assert (mail["To"], mail["X-Unsent"], mail["Date"]) == ("Jane Doe <jane@acme.example>", "1", None)
    assert rig.run("drafts", "--out", str(out)).code == DONE

    email.write_text("my own words")
    other.unlink()
    refused = rig.run("drafts", "--out", str(out))
    assert (refused.code, refused.out) == (USAGE, "")
    assert f"{email}: is there and differs" in refused.err
    assert email.read_text() == "my own words"
    assert other.exists()
    assert rig.run("drafts", "--out", str(out), "--force").code == DONE
    assert email.read_bytes().startswith(b"From: me@example.org")


def test_a_link_in_the_folder_is_not_followed(rig: Rig, tmp_path: Path) -> None:
    out, other = tmp_path / "out", tmp_path / "other"
    rig.run("drafts", "Email", "--out", str(out))
    (file,) = out.iterdir()
    other.write_text("mine")
    file.unlink()
    file.symlink_to(other)
    assert rig.run("drafts", "Email", "--out", str(out)).code == USAGE
    assert rig.run("drafts", "Email", "--out", str(out), "--force").code == DONE
    assert other.read_text() == "mine"


def test_a_folder_that_can_not_be_made_is_told(rig: Rig, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    outcome = rig.run("drafts", "--out", str(tmp_path / "file" / "drafts"))
    assert outcome.code == USAGE
    assert "can't be written" in outcome.err


def test_files_and_json_together_name_each_file(rig: Rig, tmp_path: Path) -> None:
    (one,) = json.loads(rig.run("drafts", "Email", "--out", str(tmp_path / "out"), "--json").out)["drafts"]
    assert Path(one["file"]).read_bytes()


def test_discreet_events_hold_no_draft_and_the_command_does(rig: Rig) -> None:
    rig.config.write_text(f"discreet = true\n{rig.config.read_text()}")
    assert rig.sync()["updated"] == 4
    for text in rig.follow_ups().values():
        told = f"{word(text, 'SUMMARY')}\n{word(text, 'DESCRIPTION')}"
        assert not any(name in told for name in ("Jane", "Acme", "Main St", "mailto:", "tel:", *NOTES))
        assert "`aftertouch drafts`" in told
    assert "Dear Jane Doe," in rig.run("drafts", "Send the email").out
    assert rig.sync()["updated"] == 0


def test_broken_templates_and_unknown_languages_are_told_where_the_person_looks(rig: Rig, tmp_path: Path) -> None:
    own = tmp_path / "templates" / "en"
    own.mkdir(parents=True)
    (own / "final-call.call.txt").write_text("Hi {{ nobody }}")
    rig.configure('[drafts]\ntemplates = "templates"\n')
    (problem,) = rig.sync()["problems"]
    assert problem.startswith("your template final-call.call.txt can't be used (")
    assert "final-call.call.txt" in rig.run("status").out
    (own / "final-call.call.txt").write_text("Hi {{ to }}, it is me.")
    assert rig.sync()["updated"] == 1
    assert "Hi Jane Doe, it is me." in word(rig.follow_ups()[rig.named("Call")], "DESCRIPTION")


def test_a_note_that_is_added_changes_no_other_follow_up(rig: Rig) -> None:
    before = rig.follow_ups()
    rig.put_foreign("interview.ics", interview(description=f"{FACTS}- and one more\\n"))
    assert rig.sync()["updated"] == 1
    changed = [name for name, text in rig.follow_ups().items() if text != before[name]]
    assert changed == [rig.named("Email")]


def test_what_the_person_writes_into_a_draft_stays(rig: Rig) -> None:
    name = rig.named("Email")

    def edit(event: Event) -> None:
        event["DESCRIPTION"] = str(event["DESCRIPTION"]).replace("I would like this job.", "Take me.")

    rig.edit(name, edit)
    rig.put_foreign("interview.ics", interview(description=FACTS.replace(NOTES[0], "they move in May")))
    rig.sync()
    text = word(rig.follow_ups()[name], "DESCRIPTION")
    assert "One point has stayed with me: they move in May." in text
    assert "\nTake me. " in text
    assert "\nI would like this job." not in text


@pytest.fixture(params=["google", *sorted(SERVERS)])
def client(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Client]:
    if request.param in SERVERS:
        with SERVERS[request.param](tmp_path / "server") as server:
            yield CalDavClient(server=server, folder=tmp_path)
    else:
        with calendar_api() as google:
            yield GoogleClient(google=google, folder=tmp_path)
            assert google.violations() == []


def test_whatever_was_noted_stands_as_it_was_written_and_is_written_once(client: Client, tmp_path: Path) -> None:
    rig = Rig(folder=tmp_path, client=client)
    strange = ("they say <b>now</b> & mean &amp;amp;", "tea\\, 50 % 🎉 Größe", "word " * 90, "C:\\\\new -::~:~:: x")
    facts = FACTS.partition("Notes:")[0] + "Notes:\\n" + "".join(f"- {one}\\n" for one in strange)
    rig.put_foreign("interview.ics", interview(description=facts))
    assert rig.sync()["created"] == 4
    assert [rig.sync(*more)["updated"] for more in ((), (), ("--full",))] == [0, 0, 0]
    described = "".join(word(text, "DESCRIPTION") for text in rig.follow_ups().values())
    assert "50 % 🎉 Größe." in described
    assert rig.sync()["kept"] == 0
