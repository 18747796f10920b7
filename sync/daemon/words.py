"""What the daemon says of what it does: a line for a cycle that changed something or that went otherwise than the one
before, nothing where nothing happened, and one line of status for `systemctl status`."""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sync.daemon.trouble import local, sameness
from sync.errors import BAD_CONFIG, BUG, DONE, SIGN_IN_NEEDED
from sync.report import Report

Line = tuple[int, str]
_FAILING: Mapping[int, str] = {
    SIGN_IN_NEEDED: "sign-in needed",
    BAD_CONFIG: "the configuration is wrong",
    BUG: "a bug",
}


def lines(report: Report, before: Report | None, *, wait: float) -> Iterator[Line]:
    """Level and text of what is to be logged of a cycle, after the one before; `wait` seconds until the next."""
    if report.created or report.updated or report.deleted:
        yield logging.INFO, f"{report.created} created, {report.updated} changed, {report.deleted} removed"
    known = {sameness(problem) for problem in before.problems} if before else set()
    for problem in report.problems:
        if sameness(problem) not in known:
            yield logging.WARNING, problem
    for question in report.new_questions:
        yield logging.INFO, question
    failed, failing = before is not None and before.exit_code != DONE, report.exit_code != DONE
    if failing and not failed:
        yield logging.WARNING, f"failing: {_failing(report)}; next try in {_span(wait)}"
    elif failed and not failing:
        yield logging.INFO, "works again"
    else:
        yield logging.DEBUG, f"{report.requests} requests; next look in {_span(wait)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How an account stands at the moment."""

    name: str
    report: Report | None = None
    since: datetime | None = None
    """Since when it fails."""
    slow: bool = False
    """It has been at it for a while: it waits for the server."""


def status(accounts: Iterable[Standing], *, changed: datetime | None, complaint: str, zone: str) -> str:
    """One line: how many accounts, when something was changed last, and which of them are in what trouble."""
    found = sorted(accounts, key=lambda account: account.name)
    last = f"last change {changed.astimezone(ZoneInfo(zone)):%H:%M}" if changed else "no change so far"
    head = f"{len(found)} account{'' if len(found) == 1 else 's'}, {last}"
    troubles = [f"{one.name}: {trouble}" for one in found if (trouble := _trouble(one, zone))]
    return "; ".join([head, *([complaint] if complaint else []), *troubles])


def _trouble(account: Standing, zone: str) -> str:
    if account.slow:
        return "waiting for the server"
    if account.report is None or account.report.exit_code == DONE:
        return ""
    since = f" since {local(account.since, zone)}" if account.since else ""
    return f"{_failing(account.report)}{since}"


def _failing(report: Report) -> str:
    if report.limited:
        return "the server asks for patience"
    return _FAILING.get(report.exit_code, "no success")


def _span(seconds: float) -> str:
    """Rounded, as one says it."""
    if seconds < 90:
        return f"{seconds:.0f} s"
    if seconds < 5400:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.0f} h"
