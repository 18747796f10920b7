"""systemd's units for this installation: the ones in `systemd/`, with the paths of this machine. Pure but for reading
the templates.
"""

import re
from collections.abc import Iterable
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Literal

from sync.settings import Account, CaldavAccount, GoogleAccount, VdirAccount

Manager = Literal["system", "user"]
CREDENTIALS = Path("/etc/aftertouch/credentials")
HIDDEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108  nothing is written there
"""Folders that the system unit does not see (`ProtectHome=`, `PrivateTmp=`)."""

_DAEMON = ("aftertouch.service",)
_TIMER = ("aftertouch-sync.service", "aftertouch-sync.timer")
_START = re.compile(r"^ExecStart=\S+ --config \S+ (\w+)$", re.MULTILINE)
_CREDENTIAL = re.compile(r"^#LoadCredential=work:.*$", re.MULTILINE)


def units(
    manager: Manager, *, timer: bool, executable: Path, config: Path, accounts: Iterable[Account] = ()
) -> dict[str, str]:
    """File names and texts. For the system a credential is asked for for each account that is without a password of its
    own in the configuration."""
    start = f"ExecStart={_word(executable)} --config {_word(config)}"
    handed = "\n".join(f"LoadCredential={name}:{CREDENTIALS / name}" for name in credentials(accounts))
    texts: dict[str, str] = {}
    for name in _TIMER if timer else _DAEMON:
        text = _START.sub(lambda found: f"{start} {found[1]}", _template(manager, name))
        texts[name] = _CREDENTIAL.sub(handed, text) if handed else text
    return texts


def credentials(accounts: Iterable[Account]) -> tuple[str, ...]:
    """The names of the accounts whose password systemd is to hand over, as far as they make names of credentials
    (systemd.exec(5))."""
    return tuple(
        account.name
        for account in accounts
        if isinstance(account, CaldavAccount)
        and account.username
        and not (account.password_file or account.password_command or account.keyring)
        and re.fullmatch(r"[\w.-]+", account.name)
    )


def out_of_reach(executable: Path, config: Path, accounts: Iterable[Account]) -> tuple[str, ...]:
    """What the system unit would not reach, each with the option that names it."""
    named = [("the program", executable), ("the configuration", config)]
    told: list[str] = []
    for account in accounts:
        named += [(f"{account.name}: {option}", path) for option, path in _paths(account) if path]
        if isinstance(account, CaldavAccount) and account.keyring:
            told.append(f"{account.name}: keyring: a desktop's keyring opens for its user alone")
    hidden = (f"{what}: {path} lies where the unit sees nothing" for what, path in named if _is_hidden(path))
    return (*hidden, *told)


def cron_line(executable: Path, config: Path) -> str:
    """A line for `crontab -e`; mail comes only when there is something to say."""
    return f"*/5 * * * * {_shell(executable)} --config {_shell(config)} sync"


def _paths(account: Account) -> tuple[tuple[str, Path | None], ...]:
    match account:
        case VdirAccount():
            return (("path", account.path),)
        case CaldavAccount():
            return ("password_file", account.password_file), ("ca_file", account.ca_file)
        case GoogleAccount():
            return ("client_secrets", account.client_secrets), ("service_account", account.service_account)


def _is_hidden(path: Path) -> bool:
    return any(path.absolute().is_relative_to(folder) for folder in HIDDEN)


def _template(manager: Manager, name: str) -> str:
    """From the wheel, or from the checkout that is installed editable."""
    shipped: Traversable = files("sync") / "units"
    root = shipped if shipped.is_dir() else Path(__file__).parent.parent / "systemd"
    folder = root / "user" if manager == "user" else root
    return (folder / name).read_text(encoding="utf-8")


def _word(path: Path) -> str:
    """One word of a unit's command line (systemd.service(5))."""
    text = str(path).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return text if re.fullmatch(r"[\w/.@+:-]+", text) else f'"{text}"'


def _shell(path: Path) -> str:
    """One word of a crontab's line: quoted for the shell, and `%` for cron."""
    text = str(path)
    quoted = text if re.fullmatch(r"[\w/.@+:-]+", text) else "'" + text.replace("'", "'\\''") + "'"
    return quoted.replace("%", "\\%")
