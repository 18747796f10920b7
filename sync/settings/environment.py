"""What the environment says of the configuration: `AFTERTOUCH_HOME__TIMEZONE` is `timezone` in `[home]`."""

import json
from collections.abc import Iterator, Mapping
from functools import reduce
from typing import Any, get_origin

from pydantic import BaseModel

from sync.errors import ConfigError

PREFIX = "AFTERTOUCH_"


def overlaid(document: Mapping[str, Any], environment: Mapping[str, str], model: type[BaseModel]) -> dict[str, Any]:
    """The document of this model, with what the environment says in place of its own; variables that name nothing in
    the model are others' business. Lists and tables are JSON: raises `ConfigError` where they are not."""
    found = dict(document)
    for path, value in sorted(_said(environment, model), key=lambda one: len(one[0])):
        found = _merged(found, reduce(lambda inner, name: {name: inner}, reversed(path), value))
    return found


def _said(environment: Mapping[str, str], model: type[BaseModel]) -> Iterator[tuple[list[str], Any]]:
    for variable, text in environment.items():
        path = variable.lower().removeprefix(PREFIX.lower()).split("__")
        if variable.upper().startswith(PREFIX) and path[0] in model.model_fields:
            yield path, _value(variable, text) if _is_list_or_table(path, model) else text


def _value(variable: str, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        raise ConfigError(
            f"environment: {variable}: is no JSON; lists and tables are given as JSON there, as in '[\"…\"]'"
        ) from None


def _is_list_or_table(path: list[str], model: type[BaseModel]) -> bool:
    kind: Any = model
    for name in path:
        field = kind.model_fields.get(name) if _is_table(kind) else None
        kind = field.annotation if field else None
    return _is_table(kind) or get_origin(kind) is tuple


def _is_table(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, BaseModel)


def _merged(one: Any, other: Any) -> Any:
    """The other one, but for what only the first one says."""
    if not isinstance(one, dict) or not isinstance(other, dict):
        return other
    return {**one, **{name: _merged(one.get(name), value) for name, value in other.items()}}
