"""Partial responses: `fields=items(id,start/dateTime),nextSyncToken`
(developers.google.com/calendar/api/guides/performance#partial)."""

import re
from typing import Any

from tests.google.answers import ApiError, invalid
from tests.google.discovery import Schema, property_schema

Selection = dict[str, Any]
"""Names to what is wanted of them; an empty one wants all. `*` stands for every name."""

_TOKEN = re.compile(r"[^,()/\s]+|[,()/]")


def parsed(text: str, schema: Schema) -> Selection:
    """What `text` selects of an answer of this schema. Raises `ApiError` 400 where it selects what does not exist."""
    tokens = [match[0] for match in _TOKEN.finditer(text)]
    selection = _list(tokens, text)
    if tokens:
        raise _wrong(text)
    _check(selection, schema, text)
    return selection


def selected(value: Any, selection: Selection) -> Any:
    """Only what is selected; parts that are not there are left out."""
    if not selection:
        return value
    if isinstance(value, list):
        return [selected(one, selection) for one in value]
    if not isinstance(value, dict):
        return value
    wanted = {name: selection.get(name, selection.get("*")) for name in value}
    return {name: selected(value[name], part) for name, part in wanted.items() if part is not None}


def _list(tokens: list[str], text: str) -> Selection:
    selection: Selection = {}
    while True:
        _merge(selection, _path(tokens, text))
        if tokens[:1] != [","]:
            return selection
        tokens.pop(0)


def _path(tokens: list[str], text: str) -> Selection:
    if not tokens or tokens[0] in ",()/":
        raise _wrong(text)
    name = tokens.pop(0)
    if tokens[:1] == ["/"]:
        tokens.pop(0)
        return {name: _path(tokens, text)}
    if tokens[:1] != ["("]:
        return {name: {}}
    tokens.pop(0)
    inner = _list(tokens, text)
    if tokens[:1] != [")"]:
        raise _wrong(text)
    tokens.pop(0)
    return {name: inner}


def _merge(into: Selection, other: Selection) -> None:
    for name, part in other.items():
        if name in into and part and into[name]:
            _merge(into[name], part)
        else:
            into[name] = part if name not in into else {}


def _check(selection: Selection, schema: Schema, text: str) -> None:
    for name, part in selection.items():
        if name == "*":
            continue
        inner = property_schema(schema, name)
        if inner is None:
            raise invalid(f"Invalid field selection {name}", reason="invalidParameter")
        if part:
            _check(part, inner, text)


def _wrong(text: str) -> ApiError:
    return invalid(f"Invalid field selection {text}", reason="invalidParameter")
