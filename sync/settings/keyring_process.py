"""Ask the system's keyring for one password, as a process of its own: `keyring_process.py USER [--unattended]`.

The keyring of a desktop may open a window and wait for a person, ask on the terminal, or hang with its message bus; a
process can be ended. It prints the password, or ends with 1 and says why on standard error. Run as a file and not as a
module, so that it loads the keyring and nothing of ours.
"""

import sys
from contextlib import closing

import keyring
from keyring.errors import KeyringError, KeyringLocked, NoKeyringError

SERVICE = "aftertouch"
_SECRET_SERVICE = "keyring.backends.SecretService"  # noqa: S105  a module
_DEFAULT = "/org/freedesktop/secrets/aliases/default"


def main(user: str, *, unattended: bool) -> int:
    """Print the password of this user. Gives the exit code."""
    try:
        if unattended:
            _refuse_to_open_windows()
        found = keyring.get_password(SERVICE, user)
    except NoKeyringError:
        return _end("there is no keyring here (it belongs to a desktop's session)")
    except KeyringLocked as error:
        return _end(f"the keyring is locked ({error})")
    except (KeyringError, EOFError) as error:  # EOFError: it asks for a password of its own, and nobody answers
        return _end(f"the keyring does not answer ({str(error) or type(error).__name__})")
    if not found:
        return _end("it is not in the keyring")
    sys.stdout.write(found)
    return 0


def _refuse_to_open_windows() -> None:
    """Raises `KeyringLocked` where the Secret Service would have to be unlocked, or made, by a person."""
    chosen = keyring.get_keyring()
    if not any(type(one).__module__ == _SECRET_SERVICE for one in getattr(chosen, "backends", [chosen])):
        return
    import secretstorage  # noqa: PLC0415  there is none where the keyring is another one

    with closing(secretstorage.dbus_init()) as bus:
        try:
            locked = secretstorage.Collection(bus, _DEFAULT).is_locked()
        except secretstorage.exceptions.SecretStorageException as error:
            raise KeyringLocked(str(error)) from None
    if locked:
        raise KeyringLocked("and nobody is there to unlock it")


def _end(why: str) -> int:
    sys.stderr.write(why)
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], unattended="--unattended" in sys.argv[2:]))
