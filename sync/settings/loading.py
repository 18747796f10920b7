"""From a file and the environment to `Settings`, or to every problem at once."""

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from pydantic_settings import SettingsError

from sync.errors import ConfigError
from sync.ownership import refuse_writable
from sync.places import config_candidates
from sync.settings.model import ACCOUNTS, Settings
from sync.settings.values import did_you_mean

FILES = frozenset(
    (
        "state_dir",
        "path",
        "file",
        "templates",
        "password_file",
        "ca_file",
        "client_secrets",
        "service_account",
        "token_file",
    )
)
"""Options that name a file or folder: a relative one counts from the configuration's folder."""

HINTS = {
    "password": "a password never stands here; use password_file, password_command or keyring",
    "secret": "a secret never stands here; use password_file, password_command or keyring",
}

WORDS = {
    "missing": "is missing; it must be set",
    "string_type": 'must be text; in quotes, as in "…"',
    "tuple_type": 'must be a list; as in ["…", "…"]',
    "string_too_short": "is empty; it must say something",
    "bool_type": "must be yes or no; true or false",
    "bool_parsing": "must be yes or no; true or false",
    "model_type": "must be a table; as in [home]",
    "model_attributes_type": "must be a table; as in [[accounts]]",
    "union_tag_not_found": f"provider is missing; one of {', '.join(ACCOUNTS)}",
}


def load(named: Path | None = None) -> Settings:
    """The configuration in the file named, else in the first of `config_candidates` that exists.

    Raises `ConfigError` with every problem; also where there is no such file."""
    path = named or _found()
    if path:
        return load_file(path)
    candidates = config_candidates()
    raise ConfigError(
        f"no configuration found; looked for {' and '.join(map(str, candidates))}",
        next_step="Run: aftertouch init (it asks, and writes one), or name one with --config FILE.",
    )


def load_or_default(named: Path | None = None) -> tuple[Settings, str]:
    """As `load`, but where no file is named and none exists: the defaults (and the environment), and a sentence that
    says so. For what needs no account. Raises `ConfigError`."""
    path = named or _found()
    if path:
        return load_file(path), ""
    settings = _validated({}, "environment")
    where = f"{settings.home.timezone}, {settings.home.country}"
    return settings, f"No configuration found: planned with the defaults, at home in {where}."


def load_file(path: Path) -> Settings:
    """The configuration in this file and the environment. Raises `ConfigError`."""
    return _validated(_anchored(_read(path.expanduser()), path.expanduser().absolute().parent), str(path))


def load_text(text: str, path: Path) -> Settings:
    """The configuration in this text, as if it stood at `path`, and the environment. Raises `ConfigError`."""
    return _validated(_anchored(_parsed(text, path), path.absolute().parent), str(path))


def _found() -> Path | None:
    """The first candidate that is there; a file that `$AFTERTOUCH_CONFIG` names counts, there or not."""
    if os.environ.get("AFTERTOUCH_CONFIG"):
        return config_candidates()[0]
    return next((path for path in config_candidates() if os.access(path, os.F_OK)), None)


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            refuse_writable(path, os.fstat(file.fileno()), "could run commands as you")
            text = file.read().decode("utf-8-sig")
    except OSError as error:
        raise ConfigError(
            f"{path}: can't be read: {error.strerror}", next_step="Name another with --config FILE."
        ) from None
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is no UTF-8 text (byte {error.start}); TOML is always UTF-8") from None
    return _parsed(text, path)


def _parsed(text: str, path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{path}: is no TOML: {error}") from None


def _anchored(value: Any, folder: Path, key: str = "") -> Any:
    """The same document with relative file names made absolute."""
    if isinstance(value, dict):
        return {name: _anchored(inner, folder, name) for name, inner in value.items()}
    if isinstance(value, list):
        return [_anchored(inner, folder) for inner in value]
    return str(folder / Path(value).expanduser()) if key in FILES and isinstance(value, str) and value else value


def _validated(document: dict[str, Any], where: str) -> Settings:
    try:
        return Settings(**document)
    except SettingsError as error:
        raise ConfigError(f"environment: {error}; lists and tables are given as JSON there") from None
    except ValidationError as error:
        problems = (_problem(details, document, where) for details in error.errors(include_url=False))
        raise ConfigError(*problems) from None


def _problem(details: ErrorDetails, document: Mapping[str, Any], where: str) -> str:
    """One line: `file: key.path: what is wrong; what is allowed`."""
    location = details["loc"]
    variable = "AFTERTOUCH_" + "__".join(str(part) for part in location).upper()
    place = f"environment: {variable}" if variable in os.environ else f"{where}: {_key_path(location, document)}"
    return f"{place}: {_what(details)}"


def _key_path(location: tuple[int | str, ...], document: Mapping[str, Any]) -> str:
    """As a person would say it: an account by its name, without pydantic's name of the union's branch."""
    if location[0] != "accounts" or len(location) == 1:
        return ".".join(map(str, location))
    number = int(location[1])
    account = dict(enumerate(document.get("accounts", ()))).get(number)
    name = account.get("name") if isinstance(account, dict) else None
    return ".".join(["accounts", str(name or f"[{number + 1}]"), *map(str, location[3:])])


def _what(details: ErrorDetails) -> str:
    kind, location = details["type"], details["loc"]
    if kind == "extra_forbidden":
        return _unknown(str(location[-1]), list(_model_at(location[:-1]).model_fields))
    if kind == "value_error":
        return str(details["ctx"]["error"])
    if kind == "union_tag_invalid":
        tag = details["ctx"]["tag"]
        return f'there is no provider "{tag}"{did_you_mean(tag, list(ACCOUNTS))}; one of {", ".join(ACCOUNTS)}'
    return WORDS.get(kind, details["msg"][0].lower() + details["msg"][1:])


def _unknown(key: str, known: list[str]) -> str:
    if hint := HINTS.get(key):
        return hint
    return f"there is no such option{did_you_mean(key, known)}; allowed here: {', '.join(known)}"


def _model_at(location: tuple[int | str, ...]) -> type[BaseModel]:
    if not location:
        return Settings
    if location[0] == "accounts":
        return ACCOUNTS[str(location[2])]
    model = Settings.model_fields[str(location[0])].annotation
    assert isinstance(model, type) and issubclass(model, BaseModel)  # noqa: S101, PT018  sections are models
    return model
