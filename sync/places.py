"""Where things are on this machine: the configuration, the state folder, and the zone that the machine lives in."""

import hashlib
import os
import re
from pathlib import Path
from zoneinfo import available_timezones

from platformdirs.unix import Unix

XDG = Unix("aftertouch")
"""Also where the platform has habits of its own: the documents name these folders."""
SYSTEM_CONFIG = Path("/etc/aftertouch/config.toml")
LOCALTIME = Path("/etc/localtime")


def config_candidates() -> tuple[Path, ...]:
    """Where a configuration is looked for when none is named, the first that exists counts. `$AFTERTOUCH_CONFIG` is a
    name: when it is set, nothing else is looked at."""
    if named := os.environ.get("AFTERTOUCH_CONFIG"):
        return (Path(named).expanduser(),)
    return (XDG.user_config_path / "config.toml", SYSTEM_CONFIG)


def default_state_dir() -> Path:
    """`$STATE_DIRECTORY` as systemd sets it (the first of several), else the XDG state folder."""
    first = os.environ.get("STATE_DIRECTORY", "").split(":")[0]
    return Path(first) if first else XDG.user_state_path


def file_stem(account: str) -> str:
    """What the files of an account are called; its name alone decides, so that two accounts never share one."""
    plain = re.sub(r"[^A-Za-z0-9-]+", "_", account)
    return plain if plain == account else f"{plain}-{hashlib.sha256(account.encode()).hexdigest()[:8]}"


def system_zone() -> str:
    """The machine's IANA zone: `$TZ`, else what /etc/localtime points to, else UTC."""
    link = str(LOCALTIME.resolve()).partition("/zoneinfo/")[2]
    known = available_timezones()
    return next((name for name in (os.environ.get("TZ", "").lstrip(":"), link) if name in known), "UTC")
