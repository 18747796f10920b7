"""What is wrong with the config, the server or the calendar is said, with the way out, and nothing is half-written."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from sync.errors import BAD_CONFIG, SIGN_IN_NEEDED, TRY_LATER, USAGE
from tests.providers.servers import Server, free_port, radicale
from tests.service.rig import CalDavClient, FolderClient, Outcome, Rig, interview, next_weekday

PASSWORD = "wrong-horse-battery"


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=FolderClient(folder=tmp_path / "calendar"))
    rig.put_foreign("interview.ics", interview())
    return rig


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        yield running


@pytest.fixture
def on_server(server: Server, tmp_path: Path) -> Rig:
    rig = Rig(folder=tmp_path, client=CalDavClient(server=server, folder=tmp_path))
    rig.put_foreign("interview.ics", interview())
    return rig


def test_all_problems_of_a_config_are_told_at_once(rig: Rig) -> None:
    rig.config.write_text(
        '[home]\ntimezone = "America/New York"\ncountry = "Narnia"\nremindr = "10m"\n'
        '[[accounts]]\nname = "home"\nprovider = "vdir"\n[[accounts]]\nname = "home"\nprovider = "smoke"\n'
    )
    outcome = rig.run("sync", "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    for told in (str(rig.config), "America/New York", "Narnia", "remindr", "reminder", "path", "smoke"):
        assert told in outcome.err


def test_a_calendar_name_that_does_not_exist_is_answered_with_those_that_do(on_server: Rig) -> None:
    on_server.configure('calendars = ["Privat"]\n')
    outcome = on_server.run("sync", "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    assert 'there is no calendar "Privat"; there are: "Personal"' in outcome.err
    assert "aftertouch calendars" in outcome.err
    assert on_server.follow_ups() == {}


def test_a_wrong_password_says_where_and_what_to_do_and_never_the_password(on_server: Rig) -> None:
    (on_server.folder / "password").write_text(PASSWORD)
    outcome = on_server.run("-v", "sync", "--json")
    assert outcome.code == SIGN_IN_NEEDED
    (account,) = json.loads(outcome.out)["accounts"]
    assert "password" in account["problems"][0]
    assert PASSWORD not in outcome.out + outcome.err
    assert "sign-in" in on_server.run("status").out or "password" in on_server.run("status").out
    assert json.loads(on_server.run("status", "--json").out)["accounts"][0]["sign_in"] == "needed"


def test_a_host_that_is_down_is_tried_again_later_and_deletes_nothing(on_server: Rig) -> None:
    on_server.sync()
    before = on_server.follow_ups()
    down = on_server.config.read_text().replace(str(urlport(on_server)), str(free_port()))
    on_server.config.write_text(down)
    outcome = on_server.run("sync", "--json")
    assert outcome.code == TRY_LATER
    (account,) = json.loads(outcome.out)["accounts"]
    assert "127.0.0.1" in account["problems"][0]
    assert on_server.follow_ups() == before


def urlport(rig: Rig) -> int:
    assert isinstance(rig.client, CalDavClient)
    return int(rig.client.server.url.rstrip("/").rpartition(":")[2])


def test_one_account_that_fails_never_stops_the_other(rig: Rig) -> None:
    dead = (
        f'[[accounts]]\nname = "dead"\nprovider = "caldav"\nurl = "http://127.0.0.1:{free_port()}/"\nusername = "me"\n'
    )
    (rig.folder / "secret").write_text("x")
    (rig.folder / "secret").chmod(0o600)
    rig.configure(f'{dead}password_file = "{rig.folder / "secret"}"\n')
    outcome = rig.run("sync", "--json")
    home, other = json.loads(outcome.out)["accounts"]
    assert (outcome.code, home["created"], other["created"]) == (TRY_LATER, 4, 0)
    assert home["problems"] == []
    assert other["problems"]


def test_a_broken_file_among_good_ones_is_named_and_stops_nothing(rig: Rig) -> None:
    rig.put_foreign("broken.ics", "BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:half an eve")
    report = rig.sync()
    assert report["created"] == 4
    assert any("broken.ics" in problem for problem in report["problems"])
    rig.untouched()


def planned(rig: Rig, text: str) -> tuple[Outcome, dict[str, object]]:
    file = rig.folder / "one.ics"
    file.write_text(text)
    outcome = rig.run("plan", str(file), "--json")
    (one,) = json.loads(outcome.out)["interviews"]
    assert outcome.code == 0
    return outcome, one


def without(text: str, name: str) -> str:
    return "".join(line for line in text.splitlines(keepends=True) if not line.startswith(name))


def test_an_event_without_an_end_is_planned_and_told(rig: Rig) -> None:
    _, one = planned(rig, without(interview(), "DTEND"))
    assert one["follow_ups"]
    assert "end" in str(one["problems"])


def test_an_event_without_a_time_zone_is_planned_and_told(rig: Rig) -> None:
    naive = interview().replace("Z\r\nDTEND", "\r\nDTEND").replace("Z\r\nSUMMARY", "\r\nSUMMARY")
    assert "DTSTART" in naive
    _, one = planned(rig, naive)
    assert one["follow_ups"]
    assert "time zone" in str(one["problems"])


def test_a_whole_day_interview_is_planned_and_told(rig: Rig) -> None:
    day = next_weekday()
    text = without(without(interview(), "DTSTART"), "DTEND").replace(
        "SUMMARY", f"DTSTART;VALUE=DATE:{day:%Y%m%d}\r\nDTEND;VALUE=DATE:{day + timedelta(days=1):%Y%m%d}\r\nSUMMARY"
    )
    _, one = planned(rig, text)
    assert one["follow_ups"]
    assert "day" in str(one["problems"])


def test_a_description_of_ten_megabytes_is_read_as_far_as_is_reasonable(rig: Rig) -> None:
    _, one = planned(rig, interview(description="Stage: decision\\nDecision: in 14 days\\n" + "a" * 10_000_000))
    assert one["stage"] == "decision"
    assert len(str(one)) < 20_000


def test_a_decision_date_that_cannot_be_read_is_told_where_the_person_looks(rig: Rig) -> None:
    rig.put_foreign("interview.ics", interview(description="Decision: soonish, they said"))
    report = rig.sync()
    assert any("soonish, they said" in problem for problem in report["problems"])
    assert "soonish\\, they said" in rig.client.text(rig.named("Email")).replace("\r\n ", "")
    assert "soonish" in rig.run("status").out


def test_cron_is_told_once_of_a_problem_that_lasts(rig: Rig) -> None:
    rig.put_foreign("interview.ics", interview(description="Decision: soonish, they said"))
    assert "soonish" in rig.run("sync").err
    quiet = rig.run("sync")
    assert (quiet.code, quiet.out, quiet.err) == (0, "", "")
    assert "soonish" in rig.run("status").out
    assert "soonish" in rig.run("sync", "--json").out


def test_a_playbook_with_five_errors_tells_five(rig: Rig) -> None:
    book = rig.folder / "mine.toml"
    bundled = Path("planner/playbook/yate-2012.toml").read_text()
    for good, bad in {
        'tonight = "21:30"': 'tonight = "25:30"',
        'intensity = "full"': 'intensity = "frantic"',
        "apart_minutes = 5": 'apart_minutes = "five"',
        "week_or_so_days = 7": "week_or_so_days = -7",
        "prepare_minutes = 60": "prepair_minutes = 60",
    }.items():
        assert good in bundled
        bundled = bundled.replace(good, bad)
    book.write_text(bundled)
    rig.config.write_text(rig.config.read_text() + f'[playbook]\nfile = "{book}"\n')
    outcome = rig.run("sync", "--json")
    assert (outcome.code, outcome.out) == (BAD_CONFIG, "")
    for key in ("tonight", "intensity", "apart_minutes", "week_or_so_days", "prepair_minutes"):
        assert key in outcome.err
    assert str(book) in outcome.err
    assert not rig.state.exists()


def test_a_state_folder_that_cannot_be_used_is_told(rig: Rig) -> None:
    rig.state.write_text("a file, not a folder")
    outcome = rig.run("sync")
    assert outcome.code == TRY_LATER
    assert str(rig.state) in outcome.err
    assert rig.follow_ups() == {}


def test_a_damaged_ledger_is_put_aside_and_rebuilt_from_the_calendar(rig: Rig) -> None:
    rig.sync()
    (ledger,) = rig.state.glob("*.sqlite")
    for rest in rig.state.glob("*.sqlite-*"):
        rest.unlink()
    ledger.write_bytes(b"no database at all, " * 100)
    report = rig.sync()
    assert (report["created"], report["unchanged"]) == (0, 4)
    assert any("damaged" in problem for problem in report["problems"])
    assert rig.sync()["problems"] == []
    assert len(list(rig.state.glob("*.broken-*"))) == 1


def test_too_many_new_interviews_at_once_wait_for_a_yes(rig: Rig) -> None:
    for number in range(21):
        at = next_weekday() + timedelta(minutes=number)
        rig.put_foreign(f"{number}.ics", interview(f"{number}@example.org", at=at, title=f"#interview C{number} Ltd"))
    report = rig.sync(code=TRY_LATER)
    assert report["created"] == 0
    assert any("aftertouch resume home" in problem for problem in report["problems"])
    assert rig.sync(code=TRY_LATER)["created"] == 0
    assert "new interviews" in rig.run("resume", "home").out
    assert rig.sync()["created"] > 21


def test_many_interviews_that_vanish_at_once_delete_nothing_until_the_person_says_so(rig: Rig) -> None:
    for number in range(3):
        rig.put_foreign(
            f"{number}.ics", interview(f"{number}@example.org", title=f"Interview with C{number} #interview")
        )
    written = rig.sync()["created"]
    for name in list(rig.foreign):
        rig.delete_foreign(name)
    report = rig.sync(code=TRY_LATER)
    assert report["deleted"] == 0
    assert any("--allow-deletions" in problem for problem in report["problems"])
    assert rig.sync("--allow-deletions")["deleted"] == written


def test_names_that_mean_nothing_or_several_things_are_usage_errors(rig: Rig) -> None:
    rig.sync()
    assert rig.run("explain", "Globex").code == USAGE
    several = rig.run("explain", "Acme")
    assert several.code == USAGE
    assert several.err.count("Jane Doe") == 4
    assert rig.run("sync", "--account", "elsewhere").code == USAGE
    assert rig.run("restore").code == USAGE


def test_undo_asks_before_it_removes_anything(rig: Rig) -> None:
    rig.sync()
    aftertouch = Path(sys.executable).with_name("aftertouch")
    done = subprocess.run(
        [aftertouch, "--config", rig.config, "undo"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == USAGE
    assert "undo --yes" in done.stderr
    assert len(rig.follow_ups()) == 4
