"""What `agenda` draws on a terminal: what was, what comes, and when they decide."""

import re
import sys
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from rich.cells import cell_len

from planner.values import Preferences
from sync.applications import applications
from sync.cli.timelines import drawn
from sync.looking import glance_at, look_at
from sync.settings import load_file
from tests.service.rig import NEW_YORK, FolderClient, Rig, interview
from tests.service.terminal import on_a_terminal
from tests.service.test_cli_output import STEERING
from tests.web.page import Desk

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")
STYLES = re.compile(r"\x1b\[[0-9;]*m")
SIGNS = "●◆✉✎➤☎"
HOME = Preferences(home_zone="America/New_York")
NOW = datetime(2026, 10, 5, 9, tzinfo=NEW_YORK)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    rig.sync()
    return rig


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    desk = Desk(folder=tmp_path)
    desk.play_demo()
    return desk


def on_terminal(rig: Rig, columns: int, *arguments: str, **environment: str) -> list[str]:
    """What `agenda` shows on a terminal as wide as this, without its styles."""
    command: list[str | Path] = [AFTERTOUCH, "--config", rig.config, "agenda", *arguments]
    shown = on_a_terminal(command, COLUMNS=str(columns), **environment)
    return STYLES.sub("", shown).replace("\r\n", "\n").splitlines()


def timelines(desk: Desk, *, width: int = 80, now: datetime | None = None, days: int = 14) -> list[str]:
    now = now or desk.now
    settings = load_file(desk.config)
    seen = look_at(settings, settings.accounts, now=now)
    found = applications(seen.plans, seen.entries, now)
    return [text.plain for text in drawn(found, now=now, days=days, home="America/New_York", width=width)]


def one(lines: list[str], name: str) -> str:
    (found,) = [line for line in lines if line.startswith(name)]
    return found


def test_a_terminal_shows_a_line_for_each_application_above_the_list(rig: Rig) -> None:
    lines = on_terminal(rig, 80, "--days", "30")
    days, acme, legend, blank, *listed = lines
    assert "now" in days
    assert acme.startswith("Acme ")
    signs = [sign for sign in acme if sign in SIGNS]
    assert sorted(signs) == sorted("●✉✎➤☎◆")
    assert signs[-1] == "◆"
    assert legend.strip() == "● interview  ◆ they decide"
    assert blank == ""
    assert "(Acme)" in listed[0]
    assert all(cell_len(line) <= 80 for line in lines)


def test_a_pipe_a_narrow_terminal_and_one_without_the_characters_show_the_list_alone(rig: Rig) -> None:
    for lines in (
        rig.run("agenda").out.splitlines(),
        on_terminal(rig, 59),
        on_terminal(rig, 80, PYTHONIOENCODING="latin-1"),
    ):
        assert "Jane Doe" in lines[0]
        assert not any("◆" in line or "u25c6" in line for line in lines)
    assert "◆" in "".join(on_terminal(rig, 60))


def test_nothing_ahead_draws_nothing(desk: Desk) -> None:
    assert timelines(desk, now=desk.now + timedelta(days=400)) == []


@pytest.mark.parametrize("width", [60, 61, 80, 120, 300])
def test_every_line_fits_and_the_present_stands_in_one_column(desk: Desk, width: int) -> None:
    for days in range(0, 24, 3):
        lines = timelines(desk, width=width, now=desk.now + timedelta(days=days))
        if not lines:
            continue
        assert all(cell_len(line) <= min(width, 120) for line in lines)
        assert lines[-1] == ""
        columns = {line.index("│") for line in lines[1:-2]}
        assert len(columns) == 1
        assert lines[0][min(columns) - 1 :].startswith("now")


def test_what_is_past_stands_before_the_present_and_what_comes_behind_it(desk: Desk) -> None:
    later = datetime(2026, 10, 7, 12, tzinfo=NEW_YORK)
    before, _, behind = one(timelines(desk, now=later), "Globex").partition("│")
    assert [sign for sign in before if sign in SIGNS] == ["●", "✉", "✎"]
    assert [sign for sign in behind if sign in SIGNS] == ["➤", "☎", "◆"]
    assert "╌" in before
    assert "─" not in before
    assert "╌" not in behind


def test_what_the_person_deleted_is_not_drawn(desk: Desk) -> None:
    assert one(timelines(desk), "Acme").count("✉") == 1
    desk.ours("Email Jane Doe").unlink()
    desk.sync()
    for now in (desk.now, datetime(2026, 10, 7, 7, tzinfo=NEW_YORK)):
        assert "✉" not in one(timelines(desk, now=now), "Acme")


def test_what_comes_after_what_is_looked_at_is_told_by_the_end_of_the_line(desk: Desk) -> None:
    desk.put("far.ics", interview("far", at=desk.now + timedelta(days=60), title="Interview with Acme #interview"))
    desk.sync()
    assert one(timelines(desk), "Acme").endswith("›")
    assert not one(timelines(desk), "Globex").endswith("›")
    assert "›" not in one(timelines(desk, days=100), "Acme")


def test_many_applications_leave_room_for_the_list(desk: Desk) -> None:
    for number in range(12):
        title = f"Interview with Company{number} #interview"
        at = desk.now + timedelta(days=1, hours=number)
        desk.put(f"{number}.ics", interview(f"{number}", at=at, title=title))
    desk.sync()
    _, *lines, legend, _ = timelines(desk)
    assert len(lines) == 8
    assert legend.endswith("and 8 more: aftertouch web shows all")


def test_signs_on_one_day_stand_side_by_side_and_in_order(desk: Desk) -> None:
    desk.put("far.ics", interview("far", at=desk.now + timedelta(days=41), title="Interview with Far #interview"))
    desk.sync()
    acme = one(timelines(desk, width=60), "Acme")
    assert [sign for sign in acme if sign in SIGNS] == ["●", "✉", "☎", "◆"]
    assert "●✉☎◆" in acme


def test_a_name_as_long_as_a_novel_and_one_in_wide_letters_leave_the_line_its_room(desk: Desk) -> None:
    for number, company in enumerate((f"Größe 🎉 {'x' * 300}", "株式会社" * 20, "\u202egnp\x1b[31m\x9b5m")):
        text = interview(f"{number}", at=desk.now + timedelta(days=1), title="Talk #interview")
        desk.put(f"{number}.ics", text.replace("DESCRIPTION:", f"DESCRIPTION:Company: {company}\\n"))
    desk.sync()
    lines = timelines(desk)
    assert "…" in one(lines, "Größe 🎉 xxx")
    assert all(cell_len(line) <= 80 for line in lines)
    assert len({cell_len(line.partition("│")[0]) for line in lines[1:-2]}) == 1
    assert STEERING.search("".join(lines)) is None


def test_a_glance_tells_of_each_follow_up_what_a_look_tells_but_for_the_plan(desk: Desk) -> None:
    settings = load_file(desk.config)
    look = look_at(settings, settings.accounts, now=desk.now)
    glance = glance_at(settings, settings.accounts, now=desk.now)
    bare = (replace(entry, plan=None, planned=None, drafts={}, instead=None) for entry in look.entries)
    assert glance.entries == tuple(bare)
    assert glance.unread == look.unread == ()
    assert any(entry.plan for entry in look.entries)
