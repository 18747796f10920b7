"""The questions about one account, and the table of the configuration that they make."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from providers import private
from sync.cli.setup.asking import Asker, Question
from sync.cli.setup.services import SERVICES, Service
from sync.errors import UsageError
from sync.places import file_stem

OWN_CALENDAR = "Follow-ups"
"""What the calendar of our own is called, unless the person says otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What options said beforehand; "" and () where they said nothing."""

    service: str = ""
    name: str = ""
    url: str = ""
    username: str = ""
    password_file: str = ""
    password_command: str = ""
    keyring: bool = False
    path: str = ""
    client_secrets: str = ""
    service_account: str = ""
    calendars: tuple[str, ...] = ()
    write_to: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An account as it is to stand in the configuration, and the secret to store for it, with its place."""

    table: Mapping[str, Any]
    secret: str = ""
    secret_file: Path | None = None

    @property
    def name(self) -> str:
        """What the account is called."""
        return str(self.table["name"])


def ask(asker: Asker, given: Given, *, taken: tuple[str, ...], folder: Path) -> Asked:
    """Everything about an account but its calendars. `taken` are the names that stand already; a password that was
    typed goes into a file in `folder`. Raises `UsageError`."""
    kind = given.service or asker.choice(
        Question(text="Where is your calendar", option="--service"), {key: s.title for key, s in SERVICES.items()}
    )
    if kind not in SERVICES:
        raise UsageError(f"there is no service {kind!r}; there are: {', '.join(SERVICES)}")
    service = SERVICES[kind]
    name = given.name or _free(kind, taken)
    if name in taken:
        raise UsageError(f'there is an account "{name}" already; give --name another')
    table: dict[str, Any] = {"name": name, "provider": service.provider}
    secret = ""
    if service.provider == "vdir":
        table["path"] = _folder(asker, given, service)
    elif service.provider == "google":
        table |= _google(asker, given, service)
    else:
        table |= _caldav(asker, given, service)
        table |= _secret_place(given, name, folder)
        if "password_file" in table and not given.password_file:
            secret = asker.secret(
                Question(text="Password", option="--password-file, --password-command or --keyring", why=service.hint)
            )
    table["write_to"] = given.write_to or _write_to(asker)
    return Asked(table=table, secret=secret, secret_file=Path(table["password_file"]) if secret else None)


def store_secret(asked: Asked) -> None:
    """Keep a password that was typed, for the person's eyes only. Raises OSError."""
    if asked.secret_file:
        private.replace(asked.secret_file, asked.secret + "\n")


def forget_secret(asked: Asked) -> None:
    """Remove a password that was typed, after all."""
    if asked.secret_file:
        asked.secret_file.unlink(missing_ok=True)


def _free(kind: str, taken: tuple[str, ...]) -> str:
    names = [kind, *(f"{kind}-{number}" for number in range(2, len(taken) + 3))]
    return next(name for name in names if name not in taken)


def _folder(asker: Asker, given: Given, service: Service) -> str:
    path = given.path or asker.text(Question(text="Folder", option="--path", why=service.hint))
    if not Path(path).expanduser().is_dir():
        raise UsageError(f"{path} is no folder; make it first, or name another with --path")
    return path


def _google(asker: Asker, given: Given, service: Service) -> dict[str, Any]:
    elsewhere = {"endpoint": given.url} if given.url else {}
    if given.service_account:
        return {"service_account": given.service_account, **elsewhere}
    path = given.client_secrets or asker.text(
        Question(text="The client's JSON file", option="--client-secrets", why=service.hint)
    )
    if not Path(path).expanduser().is_file():
        raise UsageError(f"{path} is no file; docs/google.md says how to get it")
    return {"client_secrets": path, **elsewhere}


def _caldav(asker: Asker, given: Given, service: Service) -> dict[str, Any]:
    address = given.url or _address(asker, service)
    email = address if "@" in address and "://" not in address else ""
    username = given.username or asker.text(
        Question(text=f"User name ({service.username})", option="--username", proposal=email)
    )
    return {"url": f"https://{email.rpartition('@')[2]}/" if email else address, "username": username}


def _address(asker: Asker, service: Service) -> str:
    if "{host}" not in service.url:
        question = Question(text="Address", option="--url", proposal=service.url, why=service.hint)
        return service.url if service.url.startswith("https:") else asker.text(question)
    host = asker.text(Question(text="Your server's host", option="--url", why="Such as cloud.example.org"))
    return service.url.format(host=re.sub(r"^https?://|/.*$", "", host))


def _secret_place(given: Given, name: str, folder: Path) -> dict[str, Any]:
    if given.keyring:
        return {"keyring": True}
    if given.password_command:
        return {"password_command": given.password_command}
    return {"password_file": given.password_file or str(folder / f"{file_stem(name)}.password")}


def _write_to(asker: Asker) -> str:
    own = asker.agree(
        Question(
            text=f'Put follow-ups into a calendar of their own, "{OWN_CALENDAR}"?',
            option="--write-to",
            proposal="yes",
            why="The calendar with your interviews may be one that a present employer can see.",
        )
    )
    return OWN_CALENDAR if own else "same"
