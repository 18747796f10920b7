"""Every request is held against the discovery document that the client library ships."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import unquote

from tests.google.answers import ApiError, invalid
from tests.google.asked import API

Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Method:
    """A documented method: `calendar.events.list` and what it takes."""

    id: str
    http_method: str
    path: re.Pattern[str]
    parameters: Mapping[str, Schema]
    request: str
    response: str
    scopes: frozenset[str]


@cache
def _document() -> Schema:
    name = "discovery_cache/documents/calendar.v3.json"
    document: Schema = json.loads((files("googleapiclient") / name).read_text("utf-8"))
    return document


@cache
def _methods() -> tuple[Method, ...]:
    return tuple(_read(_document()["resources"]))


def _read(resources: Schema) -> Iterator[Method]:
    for resource in resources.values():
        for method in resource["methods"].values():
            yield Method(
                id=method["id"],
                http_method=method["httpMethod"],
                path=re.compile(re.sub(r"\\?\{(\w+)\\?\}", r"(?P<\1>[^/]+)", method["path"])),
                parameters=method.get("parameters", {}) | _document()["parameters"],
                request=method.get("request", {}).get("$ref", ""),
                response=method.get("response", {}).get("$ref", ""),
                scopes=frozenset(method["scopes"]),
            )


def find(http_method: str, path: str) -> tuple[Method, dict[str, str]] | None:
    """The method at this path (percent-encoded, from the server's root), and its path parameters, decoded."""
    for method in _methods():
        if method.http_method == http_method and (found := method.path.fullmatch(path.removeprefix(API))):
            return method, {name: unquote(value) for name, value in found.groupdict().items()}
    return None


def schema(name: str) -> Schema:
    """A schema of the document; an empty one for ""."""
    found: Schema = _document()["schemas"][name] if name else {}
    return found


def property_schema(owner: Schema, name: str) -> Schema | None:
    """The schema of a property (of the items, where the owner is a list); None if there is none of this name."""
    if "$ref" in owner:
        return property_schema(schema(owner["$ref"]), name)
    if "items" in owner:
        return property_schema(owner["items"], name)
    found: Schema | None = owner.get("properties", {}).get(name, owner.get("additionalProperties"))
    return found


def parameters(method: Method, query: Mapping[str, list[str]]) -> dict[str, Any]:
    """Query parameters by their documented types (lists where they repeat, aware datetimes). Raises `ApiError`."""
    for name in query:
        if method.parameters.get(name, {}).get("location") != "query":
            raise _parameter(name, f"Unknown parameter: {name!r}")
    for name, spec in method.parameters.items():
        if spec.get("required") and spec["location"] == "query" and name not in query:
            raise invalid(f"Missing required parameter: {name}", reason="required")
    return {name: _values(name, method.parameters[name], values) for name, values in query.items()}


def _values(name: str, spec: Schema, values: list[str]) -> Any:
    typed = [_value(name, spec, value) for value in values]
    if spec.get("repeated"):
        return typed
    if len(typed) != 1:
        raise _parameter(name, f"Parameter {name!r} is given {len(typed)} times")
    return typed[0]


def _value(name: str, spec: Schema, text: str) -> Any:
    if text not in spec.get("enum", [text]):
        raise _parameter(name, f"Invalid value for {name!r}: {text!r} is none of {spec['enum']}")
    try:
        value = _READERS[spec.get("format", spec["type"])](text)
    except (ValueError, KeyError):
        raise _parameter(name, f"Invalid {spec['type']} value for {name!r}: {text!r}") from None
    if spec["type"] == "integer" and not int(spec.get("minimum", value)) <= value <= int(spec.get("maximum", value)):
        raise _parameter(name, f"Value out of range for {name!r}: {text}")
    return value


def moment(text: str) -> datetime:
    """RFC 3339 with an offset, which is mandatory. Raises ValueError."""
    if not re.fullmatch(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", text):
        raise ValueError(text)
    return datetime.fromisoformat(text.upper())


def _integer(text: str) -> int:
    if not re.fullmatch(r"-?\d+", text):
        raise ValueError(text)
    return int(text)


_READERS: dict[str, Callable[[str], Any]] = {
    "string": str,
    "boolean": {"true": True, "false": False}.__getitem__,
    "int32": _integer,
    "date-time": moment,
}


def check_body(name: str, body: Any) -> None:
    """Hold a JSON body against a schema. null is allowed anywhere: it says "nothing". Raises `ApiError`."""
    if not isinstance(body, dict):
        raise ApiError(400, "parseError", "The body is no JSON object")
    _check({"$ref": name}, body, "")


def _check(spec: Schema, value: Any, where: str) -> None:
    if value is None:
        return
    if "$ref" in spec:
        spec = schema(spec["$ref"])
    _check_type(spec, value, where)
    if spec["type"] == "array":
        for index, one in enumerate(value):
            _check(spec["items"], one, f"{where}[{index}]")
    if spec["type"] == "object":
        for key, one in value.items():
            inner = property_schema(spec, key)
            if inner is None:
                raise invalid(f'Invalid JSON payload received. Unknown name "{key}" at {where or "the body"!r}')
            _check(inner, one, f"{where}.{key}".lstrip("."))


_TYPES: dict[str, type] = {"string": str, "boolean": bool, "integer": int, "array": list, "object": dict}


def _check_type(spec: Schema, value: Any, where: str) -> None:
    kind = _TYPES[spec["type"]]
    right = isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    if right and spec.get("format") == "date":
        right = _is_date(value)
    if not right:
        raise invalid(f"Invalid value for {where}: {value!r} is no {spec.get('format', spec['type'])}")


def _is_date(text: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _parameter(name: str, message: str) -> ApiError:
    more = {"location": name, "locationType": "parameter"}
    return ApiError(400, "invalidParameter", message, more=more)
