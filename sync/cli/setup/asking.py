"""How questions are put: to a person at a terminal, or to nobody, where options and proposals must do."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

import typer

from sync.cli.output import tell
from sync.errors import UsageError


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked, the option that answers it beforehand, and what is proposed ("": nothing can be)."""

    text: str
    option: str
    proposal: str = ""
    why: str = ""


class Asker(Protocol):
    """Who answers. A cancelled question ends the command."""

    def text(self, question: Question) -> str:
        """A line of text."""
        ...

    def secret(self, question: Question) -> str:
        """A line that is not shown."""
        ...

    def choice(self, question: Question, choices: Mapping[str, str]) -> str:
        """One of these, by its key; the values say what each is."""
        ...

    def several(self, question: Question, choices: Sequence[str]) -> tuple[str, ...]:
        """Some of these; () for all."""
        ...

    def agree(self, question: Question) -> bool:
        """Yes or no; a proposal of "yes" is what Enter means."""
        ...


class Person:
    """Somebody at the terminal; questions stand on standard error."""

    def text(self, question: Question) -> str:
        """As `Asker.text`."""
        _explain(question)
        return str(typer.prompt(question.text, default=question.proposal or None, err=True)).strip()

    def secret(self, question: Question) -> str:
        """As `Asker.secret`."""
        _explain(question)
        return str(typer.prompt(question.text, hide_input=True, err=True))

    def choice(self, question: Question, choices: Mapping[str, str]) -> str:
        """As `Asker.choice`; a number or the key itself will do."""
        _explain(question)
        keys = list(choices)
        tell(*(f"  {number:2}  {choices[key]}" for number, key in enumerate(keys, start=1)))
        while True:
            given = str(typer.prompt(question.text, default=question.proposal or None, err=True)).strip()
            if given in choices:
                return given
            if given.isdecimal() and 1 <= int(given) <= len(keys):
                return keys[int(given) - 1]
            tell(f"  a number from 1 to {len(keys)}, please")

    def several(self, question: Question, choices: Sequence[str]) -> tuple[str, ...]:
        """As `Asker.several`."""
        _explain(question)
        tell(*(f"  {number:2}  {name}" for number, name in enumerate(choices, start=1)))
        while True:
            given = str(typer.prompt(question.text, default="all", err=True)).strip()
            numbers = given.replace(",", " ").split()
            if given.lower() == "all":
                return ()
            if numbers and all(n.isdecimal() and 1 <= int(n) <= len(choices) for n in numbers):
                return tuple(dict.fromkeys(choices[int(number) - 1] for number in numbers))
            tell(f"  numbers from 1 to {len(choices)}, as in 1,3; or all")

    def agree(self, question: Question) -> bool:
        """As `Asker.agree`."""
        _explain(question)
        return typer.confirm(question.text, default=question.proposal == "yes", err=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Nobody:
    """A script: proposals count as answers, and what has none must be given as an option. `agrees` is `--yes`."""

    agrees: bool = False

    def text(self, question: Question) -> str:
        """As `Asker.text`. Raises `UsageError` without a proposal."""
        if not question.proposal:
            raise UsageError(f"{question.text}: nobody is there to ask; give {question.option}")
        return question.proposal

    def secret(self, question: Question) -> str:
        """As `Asker.secret`: a secret is never proposed."""
        raise UsageError(f"{question.text}: nobody is there to ask; give {question.option}")

    def choice(self, question: Question, choices: Mapping[str, str]) -> str:
        """As `Asker.choice`. Raises `UsageError` without a proposal."""
        if not question.proposal:
            raise UsageError(f"{question.text}: give {question.option}, one of {', '.join(choices)}")
        return question.proposal

    def several(self, question: Question, choices: Sequence[str]) -> tuple[str, ...]:  # noqa: ARG002
        """As `Asker.several`: all."""
        return ()

    def agree(self, question: Question) -> bool:
        """As `Asker.agree`. Raises `UsageError` where neither the proposal nor `--yes` says so."""
        if not (self.agrees or question.proposal):
            raise UsageError(f"{question.text} Nobody is there to ask; give {question.option}")
        return self.agrees or question.proposal == "yes"


def _explain(question: Question) -> None:
    if question.why:
        tell(question.why, style="dim")
