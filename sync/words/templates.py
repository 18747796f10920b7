"""The texts of the drafts: bundled ones per language, and the person's own in their place, template by template.

A template is a text file. It is named by the playbook's step and the kind of draft (`final-call.call.txt`,
`letter.letter.txt`, `thank-you.email.txt`, `thank-you.email.2.txt` for the second interviewer), else by the kind alone
(`any.email.txt`). One of the person's that can't be used gives way to the bundled one, and says so.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from pathlib import Path

from pydantic import ValidationError

from sync.words.language import Language

BUNDLED = "en"
WORDS = "words.toml"
_MOST_FILES = 200
_NAME = re.compile(r"[\w-]+\.(?:email|letter|call)(?:\.\d)?\.txt")


class Unusable(Exception):
    """A template of the person's can't be used; says why."""


@cache
def bundled() -> Mapping[str, str]:
    """The bundled templates by name."""
    folder = files("sync.words").joinpath(BUNDLED)
    return {file.name: file.read_text(encoding="utf-8") for file in folder.iterdir() if file.name.endswith(".txt")}


@cache
def bundled_language() -> Language:
    """The bundled words."""
    return Language.read(files("sync.words").joinpath(BUNDLED, WORDS).read_text(encoding="utf-8"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Templates:
    """What to write with. `own` are the person's templates by name, `problems` what was wrong when they were read."""

    own: Mapping[str, str] = field(default_factory=dict)
    language: Language = field(default_factory=bundled_language)
    code: str = BUNDLED
    """Which language it is."""
    problems: tuple[str, ...] = ()

    def write(self, names: Iterable[str], facts: Mapping[str, object]) -> tuple[str, tuple[str, ...]]:
        """The text of the first of these templates that exists and can be used, and what is wrong with those that
        can't. The last name must be bundled."""
        from sync.words.filling import filled  # noqa: PLC0415  jinja is for who writes, and most cycles write nothing

        problems: list[str] = []
        for name in names:
            if name in self.own:
                try:
                    return filled(self.own[name], facts), tuple(problems)
                except Unusable as error:
                    problems.append(_stands_in(name, error))
            if name in bundled():
                return filled(bundled()[name], facts), tuple(problems)
        raise LookupError(f"no template for {facts}")


def read_templates(folder: Path | None, language: str) -> Templates:
    """The templates for a language: the person's from its sub-folder (`de/`), and the bundled ones. What can't be read
    is among the `problems`, and never an error."""
    code = language.replace("_", "-").lower()
    codes = tuple(dict.fromkeys((code, code.partition("-")[0])))
    problems: list[str] = []
    own: dict[str, str] = {}
    try:
        languages = {path.name: path for path in folder.iterdir()} if folder else {}
    except OSError as error:
        languages = {}
        problems.append(f"templates: {folder} can't be read ({error.strerror}); the bundled drafts stand in for it")
    for name in reversed(codes):
        own |= _read(languages[name], problems) if name in languages else {}
    words = _words(own.pop(WORDS, ""), problems)
    own_language = BUNDLED in codes or bool(own)
    if not own_language:
        problems.append(
            f'there are no drafts in the language "{language}" yet, so they are in English; '
            "docs/drafts.md says how to write your own"
        )
    return Templates(own=own, language=words, code=code if own_language else BUNDLED, problems=tuple(problems))


def _read(folder: Path, problems: list[str]) -> dict[str, str]:
    own: dict[str, str] = {}
    try:
        found = sorted(path for path in folder.iterdir() if path.suffix == ".txt" or path.name == WORDS)
    except OSError as error:
        problems.append(f"templates: {folder} can't be read ({error.strerror})")
        return own
    for path in found[:_MOST_FILES]:
        try:
            own[path.name] = _text(path)
        except OSError as error:
            problems.append(_stands_in(path.name, error.strerror))
        except UnicodeDecodeError:
            problems.append(_stands_in(path.name, "it is no UTF-8"))
        except Unusable as error:
            problems.append(_stands_in(path.name, error))
    return own


def _text(path: Path) -> str:
    """What is in a file, checked as far as that is possible without facts."""
    from sync.words.filling import LARGEST, compiled  # noqa: PLC0415

    if not path.is_file():
        raise Unusable("it is no file")
    with path.open(encoding="utf-8") as file:
        text = file.read(LARGEST + 1)
    if path.name != WORDS:
        _named(path.name)
        compiled(text)
    return text


def _named(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise Unusable("no draft has this name; as in final-call.call.txt, letter.letter.txt or any.email.txt")


def _words(text: str, problems: list[str]) -> Language:
    if text:
        try:
            return Language.read(text)
        except ValidationError as error:
            first = error.errors()[0]
            problems.append(_stands_in(WORDS, f"{'.'.join(map(str, first['loc']))}: {first['msg']}"))
        except (ValueError, RecursionError) as error:
            problems.append(_stands_in(WORDS, error))
    return bundled_language()


def _stands_in(name: str, why: object) -> str:
    return f"your template {name} can't be used ({why}); the bundled one stands in for it"
