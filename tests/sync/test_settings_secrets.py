"""An account's secret: where it comes from, what is refused, and that it shows nowhere."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from providers.errors import SignedOut
from sync.errors import ConfigError
from sync.settings import CaldavAccount, password, secrets
from sync.settings.secrets import to_keyring, variable

KEYRING = """
import json, os, pathlib
from keyring.backend import KeyringBackend
class Drawer(KeyringBackend):
    priority = 1
    file = pathlib.Path(os.environ["DRAWER"])
    def get_password(self, service, username):
        return json.loads(self.file.read_text()).get(service + " " + username)
    def set_password(self, service, username, password):
        self.file.write_text(json.dumps({service + " " + username: password}))
class Hanging(Drawer):
    def get_password(self, service, username):
        import time
        time.sleep(60)
class Asking(Drawer):
    def get_password(self, service, username):
        return input("Password of your keyring: ")
"""
SECRET_STORAGE = """
import os, pathlib
__version_tuple__ = (3, 3)
class exceptions:
    class SecretStorageException(Exception): pass
class Collection:
    def __init__(self, bus, path=""): pass
    def is_locked(self): return True
    def unlock(self): pathlib.Path(os.environ["DRAWER"]).write_text("a window was opened")
def dbus_init(): return open(os.devnull)
def check_service_availability(bus): return True
def get_default_collection(bus): return Collection(bus)
"""
"""A Secret Service that is locked, as its client library shows it."""


def account(**options: Any) -> CaldavAccount:
    return CaldavAccount.model_validate(
        {"name": "my work", "provider": "caldav", "url": "https://dav.example.org/", "username": "me", **options}
    )


def secret_file(folder: Path, text: str, mode: int = 0o600) -> Path:
    path = folder / "my work"
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def test_the_first_line_of_a_file(tmp_path: Path) -> None:
    path = secret_file(tmp_path, "s3cret \nsecond line\n")
    assert password(account(password_file=path)).get_secret_value() == "s3cret "


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_file_that_others_may_read_is_refused_with_the_cure(tmp_path: Path, mode: int) -> None:
    path = secret_file(tmp_path, "s3cret", mode)
    with pytest.raises(ConfigError, match=f"chmod 600 {path}") as caught:
        password(account(password_file=path))
    assert "s3cret" not in str(caught.value)


def test_a_file_that_is_not_there_is_a_problem_of_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="gone: the password can't be read: No such file"):
        password(account(password_file=tmp_path / "gone"))


def test_an_empty_file_holds_no_password(tmp_path: Path) -> None:
    with pytest.raises(SignedOut, match="is empty; its first line is to be the password"):
        password(account(password_file=secret_file(tmp_path, "\n")))


def test_what_a_command_prints_first(tmp_path: Path) -> None:
    command = [sys.executable, "-c", "print('$HOME; s3cret'); print('more')"]
    assert password(account(password_command=command)).get_secret_value() == "$HOME; s3cret"


def test_a_command_in_one_line_is_split_without_a_shell() -> None:
    assert password(account(password_command="echo 'a b' '$HOME' | cat")).get_secret_value() == "a b $HOME | cat"


def test_a_command_that_fails_asks_to_sign_in_and_hides_its_arguments() -> None:
    with pytest.raises(SignedOut, match="ended with 3") as caught:
        password(account(password_command=[sys.executable, "-c", "raise SystemExit(3)", "--token=s3cret"]))
    assert "s3cret" not in str(caught.value)


def test_a_command_that_does_not_exist_is_a_problem_of_the_configuration() -> None:
    with pytest.raises(ConfigError, match="password_command /nonexistent: No such file"):
        password(account(password_command=["/nonexistent"]))


@pytest.fixture
def keyrings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], Path]:
    """Choose a keyring by its class; gives the file that it keeps."""
    (tmp_path / "rings.py").write_text(KEYRING)
    (tmp_path / "drawer").write_text("{}")
    monkeypatch.setenv("DRAWER", str(tmp_path / "drawer"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))

    def choose(name: str) -> Path:
        monkeypatch.setenv("PYTHON_KEYRING_BACKEND", name)
        return tmp_path / "drawer"

    return choose


def test_the_keyring_is_asked_by_the_name_of_the_account(keyrings: Callable[[str], Path]) -> None:
    keyrings("rings.Drawer")
    with pytest.raises(SignedOut, match=r"it is not in the keyring; store it with: .* -m keyring set aftertouch 'my"):
        password(account(keyring=True))
    subprocess.run(to_keyring("my work"), shell=True, input=b"from the keyring\n", check=True, capture_output=True)  # noqa: S602
    assert password(account(keyring=True)).get_secret_value() == "from the keyring"


def test_without_a_desktop_the_keyring_says_so_and_names_the_other_ways(keyrings: Callable[[str], Path]) -> None:
    keyrings("keyring.backends.fail.Keyring")
    with pytest.raises(SignedOut, match=r"there is no keyring here .*desktop.* use password_file or password_command"):
        password(account(keyring=True))


def test_a_keyring_that_hangs_holds_nobody_up(keyrings: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    keyrings("rings.Hanging")
    monkeypatch.setattr(secrets, "UNATTENDED", 0.5)
    with pytest.raises(SignedOut, match="the keyring gave nothing within"):
        password(account(keyring=True))


def test_a_keyring_that_asks_for_a_password_of_its_own_asks_nobody(keyrings: Callable[[str], Path]) -> None:
    keyrings("rings.Asking")
    with pytest.raises(SignedOut, match="the keyring does not answer") as caught:
        password(account(keyring=True))
    assert "Traceback" not in str(caught.value)


def test_a_window_asks_to_unlock_the_keyring_only_where_somebody_is_at_the_terminal(
    tmp_path: Path, keyrings: Callable[[str], Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "secretstorage.py").write_text(SECRET_STORAGE)
    drawer = keyrings("keyring.backends.SecretService.Keyring")
    with pytest.raises(SignedOut, match="the keyring is locked"):
        password(account(keyring=True))
    assert drawer.read_text() == "{}"
    monkeypatch.setattr("os.isatty", lambda _: True)
    with pytest.raises(SignedOut, match="the keyring is locked"):
        password(account(keyring=True))
    assert drawer.read_text() == "a window was opened"


def test_asking_the_keyring_loads_none_of_its_libraries_here(keyrings: Callable[[str], Path]) -> None:
    keyrings("rings.Drawer").write_text('{"aftertouch my work": "s3cret"}')
    code = (
        "import sys; from sync.settings import CaldavAccount, password; "
        "a = CaldavAccount(name='my work', provider='caldav', url='https://x.org/', username='me', keyring=True); "
        "assert password(a).get_secret_value() == 's3cret'; assert 'keyring' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize(
    "two",
    [
        {"keyring": True, "password_file": "/f"},
        {"keyring": True, "password_command": "true"},
        {"password_file": "/f", "password_command": ["true"]},
    ],
)
def test_two_sources_named_are_one_too_many(two: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="exclude each other; at most one of them"):
        account(**two)


def test_without_a_named_source_systemd_comes_first_then_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(SignedOut, match="AFTERTOUCH_PASSWORD_MY_WORK"):
        password(account())
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_MY_WORK", "from the environment")
    assert password(account()).get_secret_value() == "from the environment"
    secret_file(tmp_path, "from systemd\n", 0o400)
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert password(account()).get_secret_value() == "from systemd"


def test_a_named_source_is_the_only_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_MY_WORK", "from the environment")
    assert password(account(password_file=secret_file(tmp_path, "from the file"))).get_secret_value() == "from the file"


def test_what_is_no_text_is_no_password_wherever_it_stands(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = secret_file(tmp_path, "")
    path.write_bytes(b"\xff\xfe")
    command = [sys.executable, "-c", "import os; os.write(1, bytes([255]))"]
    for options in ({"password_file": path}, {"password_command": command}):
        with pytest.raises(SignedOut, match="no UTF-8 text"):
            password(account(**options))
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_MY_WORK", "\udcff")
    with pytest.raises(SignedOut, match="AFTERTOUCH_PASSWORD_MY_WORK: is no UTF-8 text; its first line is to be"):
        password(account())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(SignedOut, match=f"{path}: is no UTF-8 text"):
        password(account())


def test_a_credential_that_can_not_be_read_is_a_problem_of_the_configuration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_MY_WORK", "from the environment")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    (tmp_path / "my work").mkdir()
    with pytest.raises(ConfigError, match="my work: the password can't be read: Is a directory"):
        password(account())


def test_an_account_that_systemd_was_not_told_of_asks_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AFTERTOUCH_PASSWORD_MY_WORK", "from the environment")
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    assert password(account()).get_secret_value() == "from the environment"


def test_a_name_becomes_a_variable_by_underscores() -> None:
    assert variable("büro-2 x") == "AFTERTOUCH_PASSWORD_B_RO_2_X"


def test_a_secret_never_shows_when_printed(tmp_path: Path) -> None:
    secret = password(account(password_file=secret_file(tmp_path, "s3cret")))
    assert "s3cret" not in f"{secret} {secret!r}"
