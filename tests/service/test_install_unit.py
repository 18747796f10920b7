"""Writing systemd's units: where, with what, and never over what somebody changed."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.rig import Outcome, run

AFTERTOUCH = Path(sys.executable).with_name("aftertouch")


@pytest.fixture
def config(tmp_path: Path) -> Path:
    path = tmp_path / "config.toml"
    path.write_text(f'[[accounts]]\nname = "home"\nprovider = "vdir"\npath = "{tmp_path}"\n')
    path.chmod(0o600)
    return path


def install(config: Path, *options: str) -> Outcome:
    return run("--config", str(config), "install-unit", *options)


def test_a_persons_unit_goes_where_their_systemd_looks_and_the_next_commands_are_said(config: Path) -> None:
    outcome = install(config, "--user")
    unit = Path.home() / ".config/systemd/user/aftertouch.service"
    assert outcome.code == 0
    assert outcome.out.splitlines() == [
        f"{unit}: written",
        "Next:",
        "  systemctl --user daemon-reload",
        "  systemctl --user enable --now aftertouch.service",
        "  loginctl enable-linger    # goes on while you are logged out",
    ]
    assert f"ExecStart={AFTERTOUCH} --config {config} daemon\n" in unit.read_text()
    assert unit.stat().st_mode & 0o777 == 0o644
    assert f"{unit}: as it should be" in install(config, "--user").out


def test_a_timer_comes_with_its_service(config: Path, tmp_path: Path) -> None:
    outcome = install(config, "--user", "--timer", "--folder", str(tmp_path / "units"))
    assert "enable --now aftertouch-sync.timer" in outcome.out
    names = sorted(path.name for path in (tmp_path / "units").iterdir())
    assert names == ["aftertouch-sync.service", "aftertouch-sync.timer"]


def test_a_unit_that_somebody_changed_is_not_overwritten_but_by_force(config: Path, tmp_path: Path) -> None:
    options = ("--user", "--folder", str(tmp_path))
    unit = tmp_path / "aftertouch.service"
    unit.write_text("mine\n")
    outcome = install(config, *options)
    assert outcome.code == 2
    assert f"{unit}: is there and differs" in outcome.err.replace("\n", " ")
    assert unit.read_text() == "mine\n"
    assert install(config, *options, "--force").code == 0
    assert unit.read_text() != "mine\n"


def test_at_a_terminal_the_person_is_asked(config: Path, tmp_path: Path) -> None:
    (tmp_path / "aftertouch.service").write_text("mine\n")
    ours, theirs = pty.openpty()
    os.write(ours, b"n\n")
    command: list[str | Path] = [AFTERTOUCH, "--config", config, "install-unit", "--user", "--folder", tmp_path]
    done = subprocess.run(command, stdin=theirs, capture_output=True, text=True, check=False, timeout=60)
    assert (done.returncode, "Overwrite it? [y/N]" in done.stderr) == (2, True)
    assert (tmp_path / "aftertouch.service").read_text() == "mine\n"
    os.close(ours)
    os.close(theirs)


def test_the_system_unit_refuses_what_it_could_not_reach(config: Path, tmp_path: Path) -> None:
    outcome = install(config, "--system", "--folder", str(tmp_path / "units"))
    assert outcome.code == 2
    assert f"the system unit can't reach the configuration: {config} lies where the unit sees nothing" in outcome.err
    assert "--user" in outcome.err
    assert not (tmp_path / "units").exists()


def test_a_configuration_that_is_wrong_is_told(config: Path) -> None:
    config.write_text("nonsense = 3\n")
    assert install(config, "--user").code == 78


def test_a_line_for_cron_is_printed_and_nothing_written(config: Path) -> None:
    outcome = install(config, "--cron")
    assert outcome.out == f"*/5 * * * * {AFTERTOUCH} --config {config} sync\n"
    assert list(Path.home().iterdir()) == []


def test_the_line_for_cron_names_the_configuration_that_its_person_uses(config: Path) -> None:
    usual = Path.home() / ".config/aftertouch/config.toml"
    usual.parent.mkdir(parents=True)
    config.rename(usual)
    assert run("install-unit", "--cron").out == f"*/5 * * * * {AFTERTOUCH} --config {usual} sync\n"
