"""This computer: its time zones, and the systemd unit that keeps Aftertouch running."""

import shutil
import subprocess
import zoneinfo
from pathlib import Path

from sync.doctor.finding import Finding, fail, ok, warn

_UNITS = ("aftertouch.service", "aftertouch-sync.timer", "aftertouch-sync.service")
_ASKED = ("Id", "LoadState", "ActiveState", "UnitFileState", "Result")
_PATIENCE = 5.0
"""Seconds for an answer of systemd."""


def time_zones() -> tuple[Finding, ...]:
    """Whether this computer knows any, and whose."""
    known = zoneinfo.available_timezones()
    if len(known) < 2:
        cure = "Install your system's tzdata package, or: pip install tzdata"
        return (fail("time zones", "this computer has no time zone database", cure),)
    of_the_system = any((Path(folder) / "UTC").exists() for folder in zoneinfo.TZPATH)
    return (ok("time zones", f"{len(known)} of {'the system' if of_the_system else 'the tzdata package'}"),)


def units() -> tuple[Finding, ...]:
    """The unit of this user and that of the system; nothing where there is no systemd."""
    if shutil.which("systemctl") is None:
        return ()
    found = {scope: shown for scope in ("user", "system") if (shown := _shown(scope)) is not None}
    if not found:
        return ()
    installed = [(scope, unit) for scope, all_units in found.items() for unit in all_units]
    if not installed:
        return (ok("service", "no systemd unit is installed; `aftertouch sync` from cron, or by hand, does as well"),)
    serving = [scope for scope, unit in installed if unit["Id"].endswith(".service") and _runs(unit)]
    twice = (
        warn(
            "service",
            "the unit of the system and that of this user are both running: they ask the same servers twice",
            "Keep one: systemctl --user disable --now aftertouch, or sudo systemctl disable --now aftertouch",
        ),
    )
    return (*(_unit(scope, unit) for scope, unit in installed), *(twice if len(serving) > 1 else ()))


def _shown(scope: str) -> list[dict[str, str]] | None:
    """The units that are installed; None where this systemd can't be asked."""
    command = ["systemctl", f"--{scope}", "show", f"--property={','.join(_ASKED)}", *_UNITS]
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_PATIENCE, check=True)  # noqa: S603
    except (OSError, subprocess.SubprocessError):
        return None
    blocks = (dict(line.split("=", 1) for line in block.splitlines() if "=" in line) for block in _blocks(done.stdout))
    return [
        {**dict.fromkeys(_ASKED, ""), **unit} for unit in blocks if unit.get("LoadState") not in {None, "not-found"}
    ]


def _blocks(text: str) -> list[str]:
    return text.strip().split("\n\n")


def _runs(unit: dict[str, str]) -> bool:
    return unit["ActiveState"] in {"active", "reloading", "activating"}


def _unit(scope: str, unit: dict[str, str]) -> Finding:
    control = "systemctl --user" if scope == "user" else "sudo systemctl"
    journal = "journalctl --user" if scope == "user" else "journalctl"
    name = f"{unit['Id']} ({scope})"
    if unit["ActiveState"] == "failed":
        cure = f"See why: {journal} -u {unit['Id']} -n 50; then: {control} restart {unit['Id']}"
        return fail("service", f"{name} has failed ({unit['Result']})", cure)
    if _runs(unit):
        return ok("service", f"{name} is {unit['ActiveState']}")
    if unit["UnitFileState"] in {"static", "indirect"}:
        return ok("service", f"{name} is started by its timer")
    return warn("service", f"{name} is installed and does not run", f"{control} enable --now {unit['Id']}")
