"""What one call of `aftertouch` was given for all commands alike, and what it has learned so far."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from sync.settings import Settings


@dataclass(kw_only=True)
class Invocation:
    """Made by `main`, filled by the global options wherever they stand, read by the commands."""

    config: Path | None = None
    verbose: int = 0

    @cached_property
    def settings(self) -> "Settings":
        """The configuration, read at the first use. Raises `ConfigError`, also where there is none."""
        from sync.settings import load  # noqa: PLC0415  `--help` must not pay for pydantic

        return load(self.config)


def invocation(context: typer.Context) -> Invocation:
    """The call that a command belongs to."""
    found = context.find_object(Invocation)
    assert found is not None  # noqa: S101  `main` made it
    return found
