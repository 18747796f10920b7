"""Where an account's secret comes from.

The first that applies, in this order; the first three are named in the configuration, at most one of them, and what is
named there is the only source, since it is what the person decided:

1. `password_file`: the first line of a file that nobody else may read.
2. `password_command`: the first line that a command prints; run without a shell.
3. `keyring = true`: the system's keyring, service `aftertouch`, user the account's name.
4. `$CREDENTIALS_DIRECTORY/<account name>`, as systemd's `LoadCredential=` gives it, for this service alone.
5. The environment variable `AFTERTOUCH_PASSWORD_<NAME>`: the name in upper case, with `_` for all but letters and
   digits. Last, since whatever a service starts inherits it.
"""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

from pydantic import SecretStr

from providers.errors import SignedOut
from sync.errors import ConfigError
from sync.ownership import refuse_readable
from sync.settings.model import CaldavAccount

PATIENCE = 120
"""Seconds for a password command or a keyring, which may ask the person to unlock something."""
UNATTENDED = 15
"""Seconds for a keyring where no person is at a terminal."""
_KEYRING = Path(__file__).with_name("keyring_process.py")


def password(account: CaldavAccount) -> SecretStr:
    """The account's secret. Raises `SignedOut` where there is none, and `ConfigError` where the file or command named
    is missing, or the file can't be read or is open to others. Which account it is the caller knows."""
    if account.password_file:
        return _from_file(account.password_file)
    if account.password_command:
        return _from_command(account.password_command)
    if account.keyring:
        return _from_keyring(account.name)
    return _from_surroundings(account.name)


def variable(name: str) -> str:
    """The environment variable that may hold the secret of the account with this name."""
    return "AFTERTOUCH_PASSWORD_" + re.sub(r"[^A-Z0-9]", "_", name.upper())


def _from_file(path: Path) -> SecretStr:
    try:
        with path.open("rb") as file:
            refuse_readable(path, os.fstat(file.fileno()))
            return _first_line(file.read(), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: the password can't be read: {error.strerror}") from None


def _from_command(command: tuple[str, ...]) -> SecretStr:
    what = f"password_command {command[0]}"
    try:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=True, timeout=PATIENCE)  # noqa: S603
    except OSError as error:
        raise ConfigError(f"{what}: {error.strerror}") from None
    except subprocess.CalledProcessError as error:
        raise SignedOut(f"{what} ended with {error.returncode}; run it by hand to see why") from None
    except subprocess.TimeoutExpired:
        raise SignedOut(f"{what} gave nothing within {PATIENCE} s; run it by hand to see why") from None
    return _first_line(done.stdout, what)


def _from_keyring(name: str) -> SecretStr:
    """Where nobody is at a terminal nothing is asked on it, and no window is waited for."""
    attended = os.isatty(0)
    command = [sys.executable, "-P", str(_KEYRING), name, *([] if attended else ["--unattended"])]
    patience = PATIENCE if attended else UNATTENDED
    try:
        done = subprocess.run(  # noqa: S603
            command,
            stdin=None if attended else subprocess.DEVNULL,
            capture_output=True,
            timeout=patience,
            start_new_session=not attended,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise SignedOut(f"the keyring gave nothing within {patience} s; {_other_ways()}") from None
    if done.returncode:
        why = (done.stderr.decode(errors="replace").strip().splitlines() or ["the keyring broke off"])[-1]
        raise SignedOut(f"no password: {why}; store it with: {to_keyring(name)}; {_other_ways()}")
    return _first_line(done.stdout, "the keyring")


def to_keyring(name: str) -> str:
    """The command that stores the secret of the account with this name, wherever the program is installed."""
    return shlex.join([sys.executable, "-m", "keyring", "set", "aftertouch", name])


def _other_ways() -> str:
    return "without a desktop use password_file or password_command"


def _from_surroundings(name: str) -> SecretStr:
    if (folder := os.environ.get("CREDENTIALS_DIRECTORY")) and (secret := _credential(Path(folder) / name)):
        return secret
    if found := os.environ.get(variable(name)):
        return _first_line(os.fsencode(found), variable(name))
    raise SignedOut(
        "no password; name a password_file, a password_command or keyring = true in the "
        f"configuration, or set {variable(name)}"
    )


def _credential(path: Path) -> SecretStr | None:
    """None where systemd was not told of any."""
    try:
        return _first_line(path.read_bytes(), str(path))
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ConfigError(f"{path}: the password can't be read: {error.strerror}") from None


def _first_line(content: bytes, where: str) -> SecretStr:
    try:
        lines = content.decode("utf-8").splitlines()
    except UnicodeDecodeError:
        raise SignedOut(f"{where}: is no UTF-8 text; its first line is to be the password") from None
    if not lines or not lines[0]:
        raise SignedOut(f"{where}: is empty; its first line is to be the password")
    return SecretStr(lines[0])
