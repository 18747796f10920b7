"""From a template's source and the facts to its text, in a sandbox and within bounds."""

from collections.abc import Mapping
from functools import cache, lru_cache

from jinja2 import StrictUndefined, Template, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from sync.words.grammar import LARGEST, check
from sync.words.templates import Unusable

__all__ = ["LARGEST", "compiled", "filled"]

LONGEST = 10_000
"""Characters of one draft."""


@cache
def _environment() -> SandboxedEnvironment:
    # Plain text: autoescaping is for HTML, which `page` writes.
    return SandboxedEnvironment(undefined=StrictUndefined, autoescape=False, trim_blocks=True, lstrip_blocks=True)


@lru_cache(maxsize=256)
def compiled(source: str) -> Template:
    """A template that may be used. Raises Unusable."""
    if len(source) > LARGEST:
        raise Unusable(f"longer than {LARGEST} characters")
    try:
        check(_environment().parse(source))
        return _environment().from_string(source)
    except TemplateError as error:
        raise Unusable(_told(error)) from error
    except RecursionError as error:
        raise Unusable("too deeply nested") from error


def filled(source: str, facts: Mapping[str, object]) -> str:
    """The text that a template makes of these facts. Raises Unusable."""
    template = compiled(source)
    pieces: list[str] = []
    length = 0
    try:
        for piece in template.generate(facts):
            pieces.append(piece)
            length += len(piece)
            if length > LONGEST:
                raise Unusable(f"it makes a text of more than {LONGEST} characters")
    except TemplateError as error:
        raise Unusable(_told(error)) from error
    except (TypeError, ValueError, ArithmeticError, LookupError, RecursionError) as error:
        raise Unusable(f"it can't be filled in: {error}") from error
    return "".join(pieces)


def _told(error: TemplateError) -> str:
    line = getattr(error, "lineno", None)
    return f"line {line}: {error.message}" if line else str(error.message)
