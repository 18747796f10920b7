"""Where an account's secret comes from.

The first that applies, in this order; the first three are named in the configuration, at most one of them:

1. `password_file`: the first line of a file that nobody else may read.
2. `password_command`: the first line that a command prints; run without a shell.
3. `keyring = true`: the system's keyring, service `aftertouch`, user the account's name.
4. `$CREDENTIALS_DIRECTORY/<account name>`, as systemd's `LoadCredential=` gives it.
5. The environment variable `AFTERTOUCH_PASSWORD_<NAME>`: the name in upper case, with `_` for all but letters and
   digits.
"""

import os
import re
import shlex
import subprocess
from pathlib import Path

from pydantic import SecretStr

from providers.errors import SignedOut
from sync.errors import ConfigError
from sync.ownership import refuse_readable
from sync.settings.model import CaldavAccount

PATIENCE = 120
"""Seconds for a password command, which may ask the person to unlock something."""


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
    import keyring  # noqa: PLC0415  loads the desktop's libraries
    from keyring.errors import KeyringError  # noqa: PLC0415

    try:
        found = keyring.get_password("aftertouch", name)
    except KeyringError as error:
        raise SignedOut(f"the keyring does not answer: {error}") from None
    if not found:
        raise SignedOut(f"not in the keyring; store it with: keyring set aftertouch {shlex.quote(name)}")
    return SecretStr(found)


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
        raise SignedOut(f"{where}: holds no password; it is no UTF-8 text") from None
    if not lines or not lines[0]:
        raise SignedOut(f"{where}: holds no password; its first line is empty")
    return SecretStr(lines[0])
