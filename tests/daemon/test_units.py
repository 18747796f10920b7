"""systemd's units: what they hold, by reading them, and by systemd's own tools (`make test-units`)."""

import re
import subprocess
import sys
import zipfile
from configparser import RawConfigParser
from pathlib import Path

import pytest
from pydantic import TypeAdapter

from sync.errors import ConfigError
from sync.ownership import check_private
from sync.settings import Account
from sync.units import Manager, credentials, cron_line, out_of_reach, units

ROOT = Path(__file__).parent.parent.parent
CONFIG = Path("/etc/aftertouch/config.toml")
SERVICES = sorted(ROOT.glob("systemd/*.service"))
WORST = 1.5
"""What systemd-analyze may count against the system's services; 10 is the worst there is."""
HARDENED = {
    "dynamicuser": "yes",
    "protectsystem": "strict",
    "protecthome": "yes",
    "capabilityboundingset": "",
    "nonewprivileges": "yes",
    "memorydenywriteexecute": "yes",
    "restrictaddressfamilies": "AF_INET AF_INET6 AF_UNIX",
}

ANALYZE = "systemd-analyze"


def parsed(text: str) -> RawConfigParser:
    unit = RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    unit.read_string(text)
    return unit


def account(**options: object) -> Account:
    found: Account = TypeAdapter(Account).validate_python(
        {"provider": "caldav", "url": "https://dav.example.org/", **options}
    )
    return found


def here(folder: Path, manager: Manager, *, timer: bool = False) -> dict[str, str]:
    """Written into a folder, with a program that is there."""
    program = folder / "bin" / "aftertouch"
    program.parent.mkdir(exist_ok=True)
    program.symlink_to("/bin/true")
    texts = units(manager, timer=timer, executable=program, config=CONFIG)
    for name, text in texts.items():
        (folder / name).write_text(text)
    return texts


@pytest.mark.parametrize("service", SERVICES, ids=lambda path: path.name)
def test_the_systems_services_are_hardened_and_say_why_where_they_are_not(service: Path) -> None:
    text = service.read_text()
    section = parsed(text)["Service"]
    assert {name: section[name] for name in HARDENED} == HARDENED
    assert text.count("# Relaxed: ") == 4


@pytest.mark.parametrize("path", [*SERVICES, *ROOT.glob("systemd/user/*.service")], ids=str)
def test_every_service_ends_itself_and_is_private(path: Path) -> None:
    unit = parsed(path.read_text())
    service = unit["Service"]
    assert service["umask"] == "0077"
    if service["Type"] == "notify":
        assert service["ExecReload"] == "/bin/kill -HUP $MAINPID"
        assert service["WatchdogSec"] == "3min"
        assert service["RestartPreventExitStatus"] == "78"
        assert "Install" in unit
    else:
        assert service["Type"] == "oneshot"
        assert service["TimeoutStartSec"] == "1h"
        assert "Install" not in unit


def test_the_two_services_of_the_system_share_one_sandbox() -> None:
    daemon, once = (path.read_text() for path in reversed(SERVICES))
    begins, ends = "# Who it is", "# Relaxed: PrivateNetwork"
    first, second = (text[text.index(begins) : text.index(ends)] for text in (daemon, once))
    assert first == second


@pytest.mark.systemd
@pytest.mark.parametrize("manager", ["system", "user"])
@pytest.mark.parametrize("timer", [False, True])
def test_systemd_finds_nothing_wrong_with_them(manager: Manager, timer: bool, tmp_path: Path) -> None:
    names = here(tmp_path, manager, timer=timer)
    command = [ANALYZE, "verify", f"--{manager}", "--man=no", *(str(tmp_path / name) for name in names)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"XDG_RUNTIME_DIR": str(tmp_path)})
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.systemd
@pytest.mark.parametrize("timer", [False, True])
def test_systemd_counts_little_against_the_systems_services(timer: bool, tmp_path: Path) -> None:
    name = next(iter(here(tmp_path, "system", timer=timer)))
    command = [ANALYZE, "security", "--offline=true", "--no-pager", str(tmp_path / name)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    exposure = re.search(r"Overall exposure level for \S+: ([\d.]+)", done.stdout)
    assert exposure
    assert float(exposure[1]) <= WORST


def test_a_unit_has_the_paths_of_this_machine_quoted_as_systemd_reads_them() -> None:
    program, config = Path("/opt/after touch/bin/aftertouch"), Path('/srv/50% "off"/$HOME.toml')
    text = units("user", timer=False, executable=program, config=config)["aftertouch.service"]
    assert ('ExecStart="/opt/after touch/bin/aftertouch" --config "/srv/50%% \\"off\\"/$$HOME.toml" daemon\n') in text


def test_cron_gets_a_line_quoted_as_cron_and_its_shell_read_it() -> None:
    line = cron_line(Path("/usr/bin/aftertouch"), Path("/home/me/50% of 'it'.toml"))
    assert line == "*/5 * * * * /usr/bin/aftertouch --config '/home/me/50\\% of '\\''it'\\''.toml' sync"


def test_systemd_hands_over_the_passwords_that_the_configuration_does_not_name() -> None:
    accounts = (
        account(name="work", username="me"),
        account(name="open"),
        account(name="filed", username="me", password_file="/etc/aftertouch/password"),
        account(name="a name: with all", username="me"),
    )
    assert credentials(accounts) == ("work",)
    text = units("system", timer=False, executable=Path("/usr/bin/aftertouch"), config=CONFIG, accounts=accounts)
    assert "\nLoadCredential=work:/etc/aftertouch/credentials/work\n" in text["aftertouch.service"]


def test_what_the_system_unit_does_not_see_is_told() -> None:
    accounts = (account(name="work", username="me", keyring=True, ca_file="/root/ca.pem"),)
    told = out_of_reach(Path("/home/me/.local/bin/aftertouch"), CONFIG, accounts)
    assert told == (
        "the program: /home/me/.local/bin/aftertouch lies where the unit sees nothing",
        "work: ca_file: /root/ca.pem lies where the unit sees nothing",
        "work: keyring: a desktop's keyring opens for its user alone",
    )


def test_the_timer_runs_every_five_minutes_for_both() -> None:
    (first, second) = [path.read_text() for path in sorted(ROOT.glob("systemd/**/*.timer"))]
    assert first == second
    assert parsed(first)["Timer"]["OnCalendar"] == "*:0/5"


def test_the_wheel_brings_the_units(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(command, cwd=ROOT, capture_output=True, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    names = set(zipfile.ZipFile(wheel).namelist())
    shipped = {str(path.relative_to(ROOT / "systemd")) for path in ROOT.glob("systemd/**/*.[st]*")}
    assert {f"sync/units/{name}" for name in shipped} <= names
    assert len(shipped) >= 6


def test_what_systemd_hands_over_is_taken_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    secret = tmp_path / "google-token"
    secret.touch()
    secret.chmod(0o440)  # as an ACL for the service looks
    with pytest.raises(ConfigError, match="others may read"):
        check_private(secret)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    check_private(secret)
