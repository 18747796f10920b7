"""`aftertouch plan`: the plan for files, as text and as JSON."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sync.cli import main

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
INTERVIEW = Path(__file__).parent / "data" / "interview.ics"
NOW = "2026-10-05T13:00-04:00"

BROKEN = "BEGIN:VEVENT\r\nUID:broken@example.org\r\nDTSTART:soon\r\nSUMMARY:#interview\r\nEND:VEVENT\r\n"


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text('[home]\ntimezone = "America/New_York"\ncountry = "US"\n', encoding="utf-8")
    path.chmod(0o644)
    return path


def calendar(*, uid: str = "one@example.org", title: str = "#interview Acme", start: str = "20261005T140000") -> str:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//example.org//test//EN\r\nBEGIN:VEVENT\r\n"
        f"UID:{uid}\r\nDTSTAMP:20260901T000000Z\r\nDTSTART;TZID=America/New_York:{start}\r\nDURATION:PT1H\r\n"
        f"SUMMARY:{title}\r\nDESCRIPTION:Stage: more\\nDecision: 2026-10-07\\nInterviewers: Jane Doe\r\n"
        "END:VEVENT\r\nEND:VCALENDAR\r\n"
    )


def planned(
    capsys: pytest.CaptureFixture[str], *arguments: str | Path, code: int = 0
) -> tuple[list[dict[str, Any]], str]:
    """The interviews of the JSON, and what was told beside it."""
    assert main([*map(str, arguments), "--json"]) == code
    told = capsys.readouterr()
    document = json.loads(told.out)
    assert list(document) == ["interviews"]
    return document["interviews"], told.err


def test_the_json_has_exactly_the_promised_keys(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (interview,), told = planned(capsys, "--config", config, "plan", INTERVIEW, "--now", NOW)
    assert told == ""
    assert list(interview) == ["uid", "title", "company", "stage", "decision", "problems", "notes", "follow_ups"]
    assert interview["uid"] == "b88a8837bae0f7ba12bb@example.org"
    assert (interview["company"], interview["stage"], interview["decision"]) == ("Acme", "more", "2026-10-07")
    email, call = interview["follow_ups"]
    assert list(email) == ["step", "channel", "to", "at", "arrives", "title", "need", "rules", "why"]
    assert (email["channel"], email["to"], email["at"]) == ("email", "Jane Doe", "2026-10-05T21:30:00-04:00")
    assert (call["channel"], call["at"], call["arrives"]) == ("phone", "2026-10-06T09:00:00-04:00", None)
    assert call["rules"]
    assert call["why"]


def test_a_person_reads_when_what_to_whom_and_why(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "plan", str(INTERVIEW), "--now", NOW]) == 0
    shown = capsys.readouterr().out
    assert "Acme · more interviews · decision Wed 7 Oct 2026" in shown
    assert "Mon 5 Oct 2026 21:30  " in shown
    assert "Jane Doe" in shown
    assert "[must]" in shown


def test_the_clock_at_home_is_told_where_it_differs(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text('[home]\ntimezone = "Europe/Berlin"\n[employer]\ncountry = "US"\n', encoding="utf-8")
    main(["--config", str(config), "plan", str(INTERVIEW), "--now", NOW])
    assert "Mon 5 Oct 2026 21:30 EDT (Tue 03:30 at home)" in capsys.readouterr().out


def test_all_files_are_planned_together(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = tmp_path / "other.ics"
    other.write_text(calendar(title="#interview Globex", start="20261005T160000"), encoding="utf-8")
    interviews, _ = planned(capsys, "--config", config, "plan", other, INTERVIEW, "--now", NOW)
    assert [interview["company"] for interview in interviews] == ["Acme", "Globex"]
    calls = [
        touch["at"] for interview in interviews for touch in interview["follow_ups"] if touch["channel"] == "phone"
    ]
    assert len(calls) == len(set(calls)) == 2


def test_a_folder_stands_for_the_calendar_files_in_it(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "calendar"
    folder.mkdir()
    (folder / "one.ics").write_text(calendar(), encoding="utf-8")
    (folder / "notes.txt").write_text("no calendar", encoding="utf-8")
    interviews, _ = planned(capsys, "--config", config, "plan", folder, "--now", NOW)
    assert len(interviews) == 1


def test_a_dash_is_standard_input(config: Path) -> None:
    done = subprocess.run(
        [AFTERTOUCH, "--config", config, "plan", "-", "--now", NOW, "--json"],
        input=calendar(),
        capture_output=True,
        text=True,
        check=True,
    )
    assert len(json.loads(done.stdout)["interviews"]) == 1


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "can't be read: No such file"), ("hello", "holds no iCalendar data"), ("", "holds no iCalendar data")],
)
def test_an_unreadable_file_is_named_and_the_others_are_planned(
    content: str | None, reason: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.ics"
    if content is not None:
        bad.write_text(content, encoding="utf-8")
    interviews, told = planned(capsys, "--config", config, "plan", bad, INTERVIEW, "--now", NOW, code=65)
    assert len(interviews) == 1
    assert f"{bad}: {reason}" in told


def test_an_empty_folder_is_unreadable(config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "empty").mkdir()
    interviews, told = planned(capsys, "--config", config, "plan", tmp_path / "empty", code=65)
    assert interviews == []
    assert "is a folder without .ics files" in told


def test_a_broken_event_among_good_ones_is_told_and_no_failure(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    mixed = tmp_path / "mixed.ics"
    mixed.write_text(calendar().replace("BEGIN:VEVENT", BROKEN + "BEGIN:VEVENT", 1), encoding="utf-8", newline="")
    interviews, told = planned(capsys, "--config", config, "plan", mixed, "--now", NOW)
    assert [interview["uid"] for interview in interviews] == ["one@example.org"]
    assert str(mixed) in told
    assert "broken@example.org" in told


def test_a_file_of_nothing_but_broken_events_is_unreadable(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / "bad.ics"
    bad.write_text(f"BEGIN:VCALENDAR\r\n{BROKEN}END:VCALENDAR\r\n", encoding="utf-8", newline="")
    _, told = planned(capsys, "--config", config, "plan", bad, code=65)
    assert "broken@example.org" in told


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1"])
@pytest.mark.parametrize("line_end", ["\r\n", "\n"])
def test_files_come_in_every_encoding_and_with_every_line_end(
    encoding: str, line_end: str, config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "one.ics"
    file.write_bytes(calendar(title="#interview Société").replace("\r\n", line_end).encode(encoding))
    (interview,), _ = planned(capsys, "--config", config, "plan", file, "--now", NOW)
    assert "Société" in interview["title"]


@pytest.mark.parametrize("now", ["2026-10-05T13:00-04:00", "2026-10-05T13:00", "2026-10-05", "2026-10-05T17:00Z"])
def test_now_is_a_moment_in_the_home_zone_where_it_does_not_say(
    now: str, config: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (interview,), _ = planned(capsys, "--config", config, "plan", INTERVIEW, "--now", now)
    assert interview["follow_ups"][0]["at"] == "2026-10-05T21:30:00-04:00"


def test_a_now_that_is_no_moment_shows_one_that_is(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(config), "plan", str(INTERVIEW), "--now", "noon"]) == 2
    assert "--now 2026-10-05T13:00-04:00" in capsys.readouterr().err


def test_no_configuration_is_needed_and_the_defaults_are_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sync.places.SYSTEM_CONFIG", Path("/nonexistent/config.toml"))
    monkeypatch.setenv("TZ", "America/Chicago")
    interviews, told = planned(capsys, "plan", INTERVIEW, "--now", NOW)
    assert len(interviews) == 1
    assert "America/Chicago" in told


def test_a_named_configuration_must_exist(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", str(tmp_path / "gone.toml"), "plan", str(INTERVIEW), "--json"]) == 78
    told = capsys.readouterr()
    assert told.out == ""
    assert "gone.toml" in told.err


def test_a_bad_playbook_tells_all_its_problems(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "playbook.toml").write_text("name = 3\nclocks = 4\n", encoding="utf-8")
    config.write_text('[playbook]\nfile = "playbook.toml"\n', encoding="utf-8")
    assert main(["--config", str(config), "plan", str(INTERVIEW)]) == 78
    told = capsys.readouterr()
    assert told.out == ""
    assert told.err.count(str(tmp_path / "playbook.toml")) >= 2


def test_a_playbook_that_is_not_there_is_named(config: Path, capsys: pytest.CaptureFixture[str]) -> None:
    config.write_text('[playbook]\nfile = "gone.toml"\n', encoding="utf-8")
    assert main(["--config", str(config), "plan", str(INTERVIEW)]) == 78
    assert "gone.toml: the playbook can't be read: No such file" in capsys.readouterr().err


def test_files_without_an_interview_say_how_one_is_tagged(
    config: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "lunch.ics"
    file.write_text(calendar(title="Lunch"), encoding="utf-8")
    assert main(["--config", str(config), "plan", str(file)]) == 0
    told = capsys.readouterr()
    assert told.out == ""
    assert "#interview" in told.err
