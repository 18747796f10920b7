"""What a person reads is free of jargon, and tells moments with their weekday, and the zone where clocks differ."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from sync.cli import COMMANDS
from tests.jargon import jargon_in
from tests.service.rig import FolderClient, Rig, interview, next_weekday, word

_CLOCK = re.compile(r"\b\d{1,2}:\d\d\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")
_ODD = "Decision: whenever\\nCountry: Atlantis\\nOutcome: perhaps\\nInterviewers: Jane Doe <jane@acme.example>"
"""Facts of which none can be read."""
_LONDON = "Decision: in 10 days\\nTimezone: Europe/London\\nStage: final\\nInterviewers: Ann Lee\\nCompany: Initech"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("acme.ics", interview("acme"))
    rig.put_foreign("odd.ics", interview("odd", description=_ODD, at=next_weekday(3), title="Umbrella #interview"))
    rig.put_foreign("london.ics", interview("london", description=_LONDON, at=next_weekday(5), title="Talk #interview"))
    (rig.folder / "calendar" / "broken.ics").write_text("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:x\nSUMMARY:#interview\n")
    return rig


def said(rig: Rig) -> Iterator[tuple[str, str]]:
    """All that the commands say, to a person, over a short life."""
    lines = [
        ["sync", "--dry-run"], ["sync"], ["sync"], ["status"], ["agenda", "--why", "--days", "60"], ["calendars"],
        ["drafts"], ["drafts", "thank-you Jane Acme"], ["explain", "final letter Acme"], ["explain", "nothing like it"],
        ["doctor"], ["plan", str(rig.folder / "calendar" / "odd.ics")], ["restore", "--all"], ["pause"], ["sync"],
        ["status"], ["resume"], ["undo", "--yes"], ["status"],
        ["install-unit", "--user", "--folder", str(rig.folder / "units")],
        *([name, "--help"] for name in COMMANDS),
    ]  # fmt: skip
    for line in lines:
        outcome = rig.run(*line)
        yield " ".join(line), outcome.out + outcome.err


def test_no_command_and_no_event_speaks_jargon(rig: Rig) -> None:
    rig.sync()
    for name, text in rig.follow_ups().items():
        if name != "broken.ics":
            assert not jargon_in(word(text, "SUMMARY") + word(text, "DESCRIPTION")), text
    for line, text in said(rig):
        assert text or line.startswith("sync"), line
        assert not jargon_in(text), (line, text)


def test_a_moment_is_told_with_its_weekday_and_where_clocks_differ_with_the_zone(rig: Rig) -> None:
    rig.sync()
    text = rig.run("agenda", "--days", "60").out
    london = [line for line in text.splitlines() if "Initech" in line and "Call" in line]
    assert london
    assert all(re.search(r"\b(?:GMT|BST) \(\d\d:\d\d at home\)", line) for line in london), text
    for line, spoken in said(rig):
        if line.split()[0] in {"agenda", "explain", "status", "drafts", "plan"} and "--help" not in line:
            clocks = [one for one in spoken.splitlines() if _CLOCK.search(one) and "for example" not in one]
            assert [one for one in clocks if not _WEEKDAY.search(one)] == [], line
