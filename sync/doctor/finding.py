"""What one check found, as a person reads it: in words, on one line, with what to do."""

from dataclasses import dataclass
from typing import Literal

from sync.errors import DONE, TRY_LATER

Verdict = Literal["ok", "warn", "fail"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`check` names what was looked at, `account` whose it is ("" for what concerns none), `what` what was found and
    `cure` what to do. `code` is the exit code (design: command line) of one that fails."""

    check: str
    account: str = ""
    verdict: Verdict = "ok"
    what: str
    cure: str = ""
    code: int = DONE

    def document(self) -> dict[str, str | None]:
        """As `--json` has it."""
        return {
            "check": self.check,
            "account": self.account or None,
            "verdict": self.verdict,
            "what": self.what,
            "cure": self.cure or None,
        }


def ok(check: str, what: str) -> Finding:
    """All is well."""
    return Finding(check=check, what=_line(what))


def warn(check: str, what: str, cure: str) -> Finding:
    """It works, and won't for long, or not as it is meant."""
    return Finding(check=check, verdict="warn", what=_line(what), cure=_line(cure))


def fail(check: str, what: str, cure: str, code: int = TRY_LATER) -> Finding:
    """It doesn't work."""
    return Finding(check=check, verdict="fail", what=_line(what), cure=_line(cure), code=code)


def _line(text: str) -> str:
    return " ".join(text.split())
