"""What a person is told when something does not work: what, where, and what to do next.

    AftertouchError
    ├── UsageError     2   the command was asked for something that is not there (no such follow-up, several match)
    ├── UnreadableFile 65  a file given to `plan` can't be read
    ├── TryLater       75  it may work in a while: a server down, the state folder not writable, deletions stopped
    ├── SignInNeeded   77  an account does not take our credentials
    └── ConfigError    78  the configuration, or a file that it names, is wrong

The codes are those of sysexits.h. 0 is done, 1 is a bug of ours, 130 is an interruption by the keyboard. Where several
accounts end differently, `worst` decides. The providers' own errors get their code by `exit_code`.
"""

from collections.abc import Iterable
from typing import ClassVar

from providers.errors import ProviderError, SignedOut

DONE, BUG, USAGE = 0, 1, 2
INTERRUPTED = 130
UNREADABLE_FILE, TRY_LATER, SIGN_IN_NEEDED, BAD_CONFIG = 65, 75, 77, 78
WITH_JSON = frozenset({DONE, UNREADABLE_FILE, TRY_LATER, SIGN_IN_NEEDED})
"""With these `--json` prints a document; with the others standard output stays empty."""


class AftertouchError(Exception):
    """Ends a command with its `exit_code`. `problems` say what is wrong and where, each on a line; `next_step` is the
    next command or step, with a line of its own. `str()` is the whole message. Never a secret in it."""

    exit_code: ClassVar[int] = BUG

    def __init__(self, *problems: str, next_step: str = "") -> None:
        super().__init__(*problems)
        self.problems = problems
        self.next_step = next_step

    def __str__(self) -> str:
        return "\n".join(lines(self))


class UsageError(AftertouchError):
    """What was asked for is not there, or is not clear."""

    exit_code = USAGE


class UnreadableFile(AftertouchError):
    """A file given to `plan` is missing, or is no calendar."""

    exit_code = UNREADABLE_FILE


class TryLater(AftertouchError):
    """Nothing to mend in the configuration: the same command may work in a while."""

    exit_code = TRY_LATER


class SignInNeeded(AftertouchError):
    """An account does not take our credentials, or has none."""

    exit_code = SIGN_IN_NEEDED


class ConfigError(AftertouchError):
    """The configuration is wrong. `problems` holds every one of them, each naming the file and the key."""

    exit_code = BAD_CONFIG


def lines(error: AftertouchError | ProviderError) -> tuple[str, ...]:
    """The error as a person reads it, line by line."""
    if not isinstance(error, AftertouchError):
        return (str(error),)
    return (*error.problems, f"  {error.next_step}") if error.next_step else error.problems


def sentences(error: AftertouchError | ProviderError) -> tuple[str, ...]:
    """The error as an account's problems: the next step stands behind the last of them."""
    if not isinstance(error, AftertouchError) or not error.next_step:
        return lines(error)
    *others, last = error.problems
    return (*others, f"{last.rstrip('.')}. {error.next_step}")


def exit_code(error: AftertouchError | ProviderError) -> int:
    """The code with which a command ends that stops at this error."""
    if isinstance(error, AftertouchError):
        return error.exit_code
    return SIGN_IN_NEEDED if isinstance(error, SignedOut) else TRY_LATER


def worst(codes: Iterable[int]) -> int:
    """The code for a cycle whose accounts ended with these: 78 beats 77 beats 75 beats 0."""
    return max(codes, default=DONE)
