"""The configuration as a document: what stands in it stays as it stands, comments and unknown keys included."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT

from providers import private

_GREETING = (
    "Aftertouch's configuration, written by `aftertouch init`.",
    "config.example.toml shows every option; `aftertouch doctor` checks what stands here.",
)


class Document:
    """One configuration file. Nothing is written before `write`."""

    def __init__(self, path: Path) -> None:
        """Read the file, if there is one; raises OSError, and ValueError for what is no TOML."""
        self.path = path
        self.exists = path.exists()
        self._toml = tomlkit.parse(path.read_text(encoding="utf-8-sig")) if self.exists else tomlkit.document()
        if not self.exists:
            for line in _GREETING:
                self._toml.add(tomlkit.comment(line))
            self._toml.add(tomlkit.nl())

    @property
    def names(self) -> tuple[str, ...]:
        """The accounts that stand in it."""
        accounts = self._toml.get("accounts", [])
        return tuple(str(account.get("name", "")) for account in accounts if isinstance(account, Mapping))

    def has(self, section: str) -> bool:
        """Whether this section stands in it."""
        return section in self._toml

    def add_section(self, name: str, values: Mapping[str, Any]) -> None:
        """Put a new table in; one that stands already is left alone."""
        if self.has(name) or not values:
            return
        table = tomlkit.table()
        table.update(values)
        self._toml.add(name, table)

    def add_account(self, values: Mapping[str, Any]) -> None:
        """Put one more account at the end."""
        _append(self._toml, values)

    def with_account(self, values: Mapping[str, Any]) -> str:
        """The file as it would be written with this account at the end."""
        copy = tomlkit.parse(tomlkit.dumps(self._toml))
        _append(copy, values)
        return tomlkit.dumps(copy)

    def write(self) -> None:
        """Write it at once or not at all, for the person's eyes only. Raises OSError."""
        private.replace(self.path, tomlkit.dumps(self._toml))


def _append(document: tomlkit.TOMLDocument, values: Mapping[str, Any]) -> None:
    table = tomlkit.table()
    table.update(values)
    accounts = document.get("accounts")
    if isinstance(accounts, AoT):
        accounts.append(table)
    else:
        listed = tomlkit.aot()
        listed.append(table)
        document["accounts"] = listed
