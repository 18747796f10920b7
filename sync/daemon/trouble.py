"""When the person is to be told that an account keeps failing: once for each cause, after a while. Pure."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sync.errors import BUG, DONE, SIGN_IN_NEEDED
from sync.plain import clean
from sync.report import Report

_MOST_PROBLEMS = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """Since when an account fails, and for which causes the person was told of it. None since: it does not."""

    since: datetime | None = None
    told: frozenset[str] = frozenset()

    def after(self, report: Report, now: datetime) -> "Trouble":
        """What holds after this report."""
        if report.exit_code == DONE:
            return Trouble()
        return Trouble(since=self.since or now, told=self.told)

    def to_tell(self, report: Report, now: datetime, patience: timedelta) -> str:
        """The cause of which the person is to be told now, "" for none."""
        if self.since is None or now - self.since < patience:
            return ""
        found = cause(report)
        return "" if found in self.told else found


def cause(report: Report) -> str:
    """What is wrong, without what changes from one attempt to the next."""
    if report.exit_code in {SIGN_IN_NEEDED, BUG} or report.limited:
        return f"{report.exit_code}{' limited' * report.limited}"
    return f"{report.exit_code} {sameness(report.problems[0]) if report.problems else ''}".strip()


def sameness(problem: str) -> str:
    """A problem without its numbers: how long it lasts, when it is tried again."""
    return re.sub(r"\d+", "#", problem)


def notice(report: Report, since: datetime, zone: str) -> str:
    """What the person is told: plain text, a few lines, without control characters."""
    problems = [f"  {clean(problem)}" for problem in report.problems[:_MOST_PROBLEMS]]
    return "\n".join(
        [
            f'Aftertouch can\'t serve the account "{clean(report.name)}" since {local(since, zone)}:',
            "",
            *problems,
            "",
            "Until this is mended the follow-ups in its calendars may be wrong or missing; nothing is lost.",
            "`aftertouch status` says more. You are told once for each cause.",
            "",
        ]
    )


def questions(report: Report) -> str:
    """What the person is asked once, in the same way; "" for nothing."""
    if not report.new_questions:
        return ""
    return "\n".join(
        [
            f'In the calendars of the account "{clean(report.name)}":',
            "",
            *(f"  {clean(question)}" for question in report.new_questions),
            "",
            "Nothing is planned unless you tag it. You are asked once; `aftertouch status` goes on showing it.",
            "",
        ]
    )


def local(moment: datetime, zone: str) -> str:
    """Day and time where the person lives."""
    return f"{moment.astimezone(ZoneInfo(zone)):%a %d %b %H:%M}"
