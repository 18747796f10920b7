"""Find the playbook that the configuration names, or the one that comes with the program."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sync.errors import ConfigError

if TYPE_CHECKING:
    from planner.playbook import Playbook

BUNDLED = files("planner") / "playbook" / "yate-2012.toml"


def load_playbook(path: Path | None) -> "Playbook":
    """The playbook in this file; None is the bundled one. Raises `ConfigError` with every problem in it."""
    from planner.playbook import PlaybookError, parse  # noqa: PLC0415  most cycles plan nothing

    if path is None:
        return _bundled()
    try:
        return parse(path.read_text(encoding="utf-8-sig"), str(path))
    except OSError as error:
        raise ConfigError(f"{path}: the playbook can't be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{path}: the playbook is no UTF-8 text; TOML is always UTF-8") from None
    except PlaybookError as error:
        raise ConfigError(*error.problems, next_step="Mend the playbook, or take [playbook] file out.") from None


@cache
def _bundled() -> "Playbook":
    from planner.playbook import parse  # noqa: PLC0415  as above

    return parse(BUNDLED.read_text(encoding="utf-8"), "the bundled playbook")
