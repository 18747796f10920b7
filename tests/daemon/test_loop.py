"""The daemon's own thread on pretended time: when it looks, what it obeys, what wakes it."""

import logging
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

import sync.accounts
from sync.daemon.due import CEILING
from sync.daemon.loop import GRACE, STUCK
from tests.daemon.pretended import Household
from tests.service.rig import interview
from tests.sync.world import MONDAY

HOUR, DAY = 3600.0, 86400.0
NOWHERE = '[[accounts]]\nname = "{name}"\nprovider = "caldav"\nurl = "http://127.0.0.1:9/"\n{extra}'


@pytest.fixture
def home(tmp_path: Path) -> Household:
    return Household(folder=tmp_path)


def logged(caplog: pytest.LogCaptureFixture, level: int = logging.INFO) -> list[str]:
    return [record.getMessage() for record in caplog.records if record.levelno >= level]


def test_an_account_is_looked_at_once_in_every_poll_interval(home: Household) -> None:
    home.configure("home")
    home.run()
    assert home.machine.looks("home") == [300.0 * n for n in range(12)]


def test_each_account_has_a_pace_of_its_own(home: Household) -> None:
    home.configure("home", home.account("work", 'poll_interval = "20m"\n'))
    home.run()
    assert home.machine.looks("work") == [0, 1200, 2400]
    assert len(home.machine.looks("home")) == 12


def test_an_account_that_hangs_never_delays_another(home: Household) -> None:
    home.configure("home", "slow")
    home.machine.hanging = {"slow"}
    home.run()
    assert home.machine.looks("slow") == [0]
    assert home.machine.looks("home") == [300.0 * n for n in range(12)]


def test_a_plan_is_looked_at_again_when_a_follow_up_is_due_and_when_a_day_begins(home: Household) -> None:
    home.configure("home", top='poll_interval = "2d"')
    (home.folder / "home" / "i.ics").write_text(interview(at=MONDAY + timedelta(hours=5)), newline="")
    home.machine.ends = DAY
    home.run()
    starts, ends, midnight = 5 * HOUR + 1, 6 * HOUR + 1, 16 * HOUR + 1
    looks = home.machine.looks("home")
    assert {0.0, starts, ends, midnight} <= set(looks)
    assert [at for at in looks if ends < at < midnight]  # the thank-you, tonight
    assert len(looks) < 10


@pytest.mark.parametrize("jump", [timedelta(days=400), timedelta(days=-400)])
def test_a_wall_clock_that_jumps_changes_no_pace(jump: timedelta, home: Household) -> None:
    def set_clock() -> None:
        home.machine.now += jump

    home.configure("home")
    home.machine.events[1000.0] = set_clock
    home.run()
    gaps = [b - a for a, b in pairwise(home.machine.looks("home"))]
    assert max(gaps) <= 300
    assert len(gaps) <= 12


def test_a_computer_that_slept_past_a_look_takes_it_at_once(home: Household) -> None:
    home.configure("home")
    home.machine.events[450.0] = lambda: home.machine.sleep(10 * HOUR)
    home.machine.ends = 11 * HOUR
    home.run()
    assert home.machine.looks("home")[:3] == [0, 300, 450 + 10 * HOUR]


def test_what_failed_is_tried_again_soon_after_a_suspend(home: Household) -> None:
    home.configure(NOWHERE.format(name="away", extra='poll_interval = "2h"\n'))
    home.machine.events[450.0] = lambda: home.machine.sleep(HOUR)
    home.machine.ends = 1.5 * HOUR
    home.run()
    assert home.machine.looks("away") == [0, 450 + HOUR + 15]


def test_a_failing_account_is_tried_more_and_more_rarely(home: Household) -> None:
    home.configure(NOWHERE.format(name="away", extra=""))
    home.machine.ends = 3 * HOUR
    home.run()
    assert home.machine.looks("away") == [0, 300, 900, 2100, 3900, 5700, 7500, 9300]


def test_after_a_day_without_a_network_it_is_still_tried_twice_an_hour(home: Household) -> None:
    home.configure(NOWHERE.format(name="away", extra=""))
    home.machine.ends = DAY
    home.run()
    looks = home.machine.looks("away")
    assert max(b - a for a, b in pairwise(looks)) == CEILING.total_seconds()
    assert len(looks) < 60


def test_what_waits_for_a_person_is_woken_by_what_they_mend(home: Household) -> None:
    secret = home.folder / "password"
    home.configure(NOWHERE.format(name="work", extra=f'username = "me"\npassword_file = "{secret}"\n'))

    def mend() -> None:
        secret.write_text("secret")
        secret.chmod(0o600)

    home.machine.events[1000.0] = mend
    home.machine.ends = 1100
    home.run()
    first, second = home.machine.looks("work")
    assert first == 0
    assert 1000 <= second <= 1015


def test_what_waits_for_a_person_is_looked_at_now_and_then(home: Household) -> None:
    home.configure(NOWHERE.format(name="work", extra='username = "me"\n'))
    home.machine.ends = 3 * HOUR
    home.run()
    assert home.machine.looks("work") == [0, HOUR, 2 * HOUR]


def test_a_bug_in_one_account_stops_no_other(
    home: Household, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> object:
        raise ZeroDivisionError("password=secret")

    monkeypatch.setitem(sync.accounts.FACTORIES, "caldav", broken)
    home.configure("home", NOWHERE.format(name="away", extra=""))
    home.run()
    assert len(home.machine.looks("home")) == 12
    assert "this is a bug (ZeroDivisionError); the log has the trace" in logged(caplog)
    assert any(record.exc_info for record in caplog.records)
    assert "away: a bug since" in home.told.all("STATUS=")[-1]


# Reloading


def test_a_bad_configuration_is_told_and_the_former_one_stays(
    home: Household, caplog: pytest.LogCaptureFixture
) -> None:
    home.configure("home")

    def spoil() -> None:
        home.config.write_text("nonsense = 3\n")
        home.machine.post("reload")

    home.machine.events[400.0] = spoil
    with caplog.at_level(logging.INFO, "sync"):
        home.run()
    assert home.machine.looks("home") == [300.0 * n for n in range(12)]
    assert [line for line in logged(caplog) if "nonsense: there is no such option" in line]
    assert "the configuration is wrong, the former one is in force" in home.told.all("STATUS=")[-1]
    said = [text.splitlines()[0] for _, text in home.told.said if text.startswith(("READY", "RELOADING", "STOPPING"))]
    assert said == ["READY=1", "RELOADING=1", "READY=1", "STOPPING=1"]
    assert home.told.all("RELOADING=1") == ["RELOADING=1\nMONOTONIC_USEC=400000000"]


def test_accounts_come_go_and_change_without_disturbing_the_others(home: Household) -> None:
    home.configure("home", "old", "changed")

    def change() -> None:
        home.configure("home", home.account("changed", 'poll_interval = "10m"\n'), "new")
        home.machine.post("reload")

    home.machine.events[400.0] = change
    home.run()
    looks = home.machine.looks
    assert looks("home") == [300.0 * n for n in range(12)]
    assert looks("old") == [0, 300]
    assert looks("new") == [400.0 + 300 * n for n in range(11)]
    assert looks("changed") == [0, 300, *(400.0 + 600 * n for n in range(6))]


def test_an_account_that_was_taken_out_while_it_was_served_writes_nothing_more(home: Household) -> None:
    home.configure("home", "old")
    (home.folder / "old" / "i.ics").write_text(interview(at=MONDAY + timedelta(days=2)), newline="")
    home.machine.hanging = {"old"}

    def take_out() -> None:
        home.configure("home")
        home.machine.post("reload")

    home.machine.events[10.0] = take_out
    home.machine.events[20.0] = partial(home.machine.go_on, "old")
    assert home.run() == ()
    assert [path.name for path in (home.folder / "old").iterdir()] == ["i.ics"]


def test_a_reload_tries_at_once_what_failed(home: Household) -> None:
    home.configure("home", NOWHERE.format(name="away", extra='poll_interval = "2h"\n'))
    home.machine.events[100.0] = lambda: home.machine.post("reload")
    home.machine.ends = 200
    home.run()
    assert home.machine.looks("away") == [0, 100]
    assert home.machine.looks("home") == [0]


def test_another_state_folder_is_moved_to(home: Household) -> None:
    home.configure("home")

    def move() -> None:
        home.config.write_text(home.config.read_text().replace('/state"', '/elsewhere"'))
        home.machine.post("reload")

    home.machine.events[10.0] = move
    home.machine.ends = 20
    home.run()
    assert (home.folder / "elsewhere" / "home.sqlite").exists()


# The watchdog


def test_the_watchdog_is_fed_as_long_as_all_moves(home: Household) -> None:
    home.configure("home")
    home.run()
    fed = [at for at, text in home.told.said if text == "WATCHDOG=1"]
    assert max(b - a for a, b in pairwise(fed)) <= 30


def test_a_loop_that_is_stuck_is_noticed(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    home.configure("home", "stuck")
    home.machine.hanging = {"stuck"}
    home.run()
    fed = [at for at, text in home.told.said if text == "WATCHDOG=1"]
    assert STUCK - 30 <= max(fed) <= STUCK
    assert len([record for record in caplog.records if "nothing moves" in record.getMessage()]) == 1
    assert len(home.machine.looks("home")) == 12


def test_a_suspend_makes_nobody_stuck(home: Household) -> None:
    home.configure("home", "slow")
    home.machine.hanging = {"slow"}
    home.machine.events[5.0] = lambda: home.machine.sleep(HOUR)
    home.machine.ends = HOUR + 60
    home.run()
    assert [at for at, text in home.told.said if text == "WATCHDOG=1" and at > HOUR]


# Stopping


def test_what_hangs_when_it_is_to_stop_is_abandoned_after_a_while(home: Household) -> None:
    home.configure("home", "slow")
    home.machine.hanging = {"slow"}
    home.machine.ends = 100
    assert home.run() == ("slow",)
    assert home.machine.elapsed == 100 + GRACE
    assert home.told.all("STOPPING=1") == ["STOPPING=1"]


def test_what_ends_meanwhile_is_waited_for_and_writes_nothing_more(home: Household) -> None:
    home.configure("home")
    (home.folder / "home" / "i.ics").write_text(interview(at=MONDAY + timedelta(days=2)), newline="")
    home.machine.hanging = {"home"}
    home.machine.ends = 100
    home.machine.events[103.0] = partial(home.machine.go_on, "home")
    assert home.run() == ()
    assert home.machine.elapsed == 103
    assert [path.name for path in (home.folder / "home").iterdir()] == ["i.ics"]


def test_a_second_signal_waits_for_nothing(home: Household) -> None:
    home.configure("slow")
    home.machine.hanging = {"slow"}
    home.machine.events[100.0] = lambda: home.machine.post("stop")
    home.machine.events[101.0] = lambda: home.machine.post("stop")
    assert home.run() == ("slow",)
    assert home.machine.elapsed == 101


# What is said


def test_a_cycle_that_changed_something_is_a_line_and_one_that_did_not_is_none(
    home: Household, caplog: pytest.LogCaptureFixture
) -> None:
    home.configure("home")

    def tag() -> None:
        (home.folder / "home" / "i.ics").write_text(interview(at=MONDAY + timedelta(days=2)), newline="")

    home.machine.events[400.0] = tag
    with caplog.at_level(logging.INFO, "sync"):
        home.run()
    assert [line for line in logged(caplog) if line.endswith("removed")] == ["4 created, 0 changed, 0 removed"]
    assert len([line for line in logged(caplog) if line.startswith("create: ")]) == 4
    assert len(logged(caplog)) == 7  # and the first and the last
    assert home.told.all("STATUS=") == ["STATUS=1 account, no change so far", "STATUS=1 account, last change 08:10"]


def test_a_failure_is_told_once_and_its_end_too(home: Household, caplog: pytest.LogCaptureFixture) -> None:
    home.configure(NOWHERE.format(name="away", extra=""))

    def mend() -> None:
        home.configure(home.account("away"))
        home.machine.post("reload")

    home.machine.events[3000.0] = mend
    with caplog.at_level(logging.INFO, "sync"):
        home.run()
    lines = logged(caplog)
    assert len([line for line in lines if line.startswith("failing: no success; next try in 5 min")]) == 1
    assert len([line for line in lines if "127.0.0.1" in line]) == 1
    assert len([line for line in lines if line == "works again"]) == 1


def test_an_account_whose_server_says_nothing_is_told_in_the_status(home: Household) -> None:
    home.configure("home", "work")
    home.machine.hanging = {"work"}
    home.machine.ends = 60
    home.run()
    assert home.told.all("STATUS=")[-1] == "STATUS=2 accounts, no change so far; work: waiting for the server"


# Telling the person


@pytest.fixture
def notices(home: Household) -> Callable[[], list[str]]:
    script = home.folder / "tell.sh"
    script.write_text(f'cat > "{home.folder}/notice.$(ls {home.folder} | grep -c notice)"\n')
    return lambda: [path.read_text() for path in sorted(home.folder.glob("notice.*"))]


def test_the_person_is_told_once_of_what_lasts(home: Household, notices: Callable[[], list[str]]) -> None:
    tell = f'[notify]\nafter = "6h"\ncommand = ["sh", "{home.folder}/tell.sh"]\n'
    home.configure(NOWHERE.format(name="away", extra="") + tell)
    home.machine.ends = 6 * HOUR - 1
    home.run()
    assert notices() == []
    home.machine.ends = 8 * HOUR
    home.run()  # another daemon goes on where this one ended
    (told,) = notices()
    assert told.startswith('Aftertouch can\'t serve the account "away" since Mon 19 Oct 08:00:\n')
    assert "127.0.0.1" in told
    home.machine.ends = 10 * HOUR
    home.run()
    assert len(notices()) == 1


def test_an_event_that_may_be_an_interview_is_asked_about_once(
    home: Household, notices: Callable[[], list[str]], caplog: pytest.LogCaptureFixture
) -> None:
    home.configure("home", f'[notify]\ncommand = ["sh", "{home.folder}/tell.sh"]\n')
    screen = interview(title="Phone screen: Globex\\n\x1b[31m", description="", at=MONDAY + timedelta(days=2))
    (home.folder / "home" / "i.ics").write_text(screen, newline="")
    with caplog.at_level(logging.INFO, "sync"):
        home.run()
        home.machine.ends = 2 * HOUR
        home.run()  # another daemon goes on where this one ended
    (asked,) = notices()
    assert asked.startswith('In the calendars of the account "home":\n\n  "Phone screen: Globex')
    assert "on Wed 21 Oct 08:00 looks like an interview and carries no tag. Tag it?" in asked
    assert "\x1b" not in asked
    assert len([line for line in logged(caplog) if "Tag it?" in line]) == 1


def test_another_cause_is_told_too_and_so_is_the_same_one_after_it_worked(
    home: Household, notices: Callable[[], list[str]]
) -> None:
    tell = f'[notify]\nafter = "1h"\ncommand = ["sh", "{home.folder}/tell.sh"]\n'
    away = NOWHERE.format(name="away", extra="") + tell
    signed_out = NOWHERE.format(name="away", extra='username = "me"\n') + tell

    def becomes(*sections: str) -> Callable[[], None]:
        def change() -> None:
            home.configure(*sections)
            home.machine.post("reload")

        return change

    home.configure(away)
    home.machine.events = {
        3 * HOUR: becomes(signed_out),
        5 * HOUR: becomes(home.account("away") + tell),
        6 * HOUR: becomes(signed_out),
    }
    home.machine.ends = 9 * HOUR
    home.run()
    assert [("password" in told, told.count("since Mon")) for told in notices()] == [(False, 1), (True, 1), (True, 1)]


def test_a_command_that_fails_is_logged_and_not_run_again_and_again(
    home: Household, caplog: pytest.LogCaptureFixture
) -> None:
    command = '[notify]\nafter = "0s"\ncommand = ["false"]\n'
    home.configure(NOWHERE.format(name="away", extra="") + command)
    home.run()
    assert [line for line in logged(caplog) if "notify" in line] == ["notify.command false ended with 1"]
