"""An account's secret: where it comes from, what is refused, and that it shows nowhere."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backend import KeyringBackend

from providers.errors import SignedOut
from sync.errors import ConfigError
from sync.settings import CaldavAccount, password
from sync.settings.secrets import variable


class Drawer(KeyringBackend):
    """A keyring in memory."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.secrets: dict[tuple[str, str], str] = {}

    def get_password(self, service: str, username: str) -> str | None:
        return self.secrets.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.secrets[service, username] = password


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
    with pytest.raises(SignedOut, match="holds no password"):
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
def drawer() -> Iterator[None]:
    before = keyring.get_keyring()
    keyring.set_keyring(Drawer())
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("drawer")
def test_the_keyring_is_asked_by_the_name_of_the_account() -> None:
    with pytest.raises(SignedOut, match="keyring set aftertouch 'my work'"):
        password(account(keyring=True))
    keyring.set_password("aftertouch", "my work", "from the keyring")
    assert password(account(keyring=True)).get_secret_value() == "from the keyring"


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
    with pytest.raises(SignedOut, match="AFTERTOUCH_PASSWORD_MY_WORK: holds no password; it is no UTF-8 text"):
        password(account())
    monkeypatch.setenv("CREDENTIALS_DIRECTORY", str(tmp_path))
    with pytest.raises(SignedOut, match=f"{path}: holds no password; it is no UTF-8 text"):
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
