"""Read the tagged interviews and write their follow-ups: one cycle, for cron."""

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from sync.cli.invocation import invocation
from sync.cli.moments import day_and_time
from sync.cli.output import progress, show, show_json, tell
from sync.errors import BUG, WITH_JSON, worst
from sync.report import Report, ReportedAction
from sync.service import chosen, serve_all
from sync.settings import Account, Settings
from sync.wishes import Wishes

if TYPE_CHECKING:
    from rich.text import Text

VERBS = {"create": "new", "update": "changed", "delete": "removed", "keep": "yours, kept"}


def sync(
    context: typer.Context,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only this account.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done, and write nothing.")] = False,
    full: Annotated[bool, typer.Option("--full", help="Read everything anew, as happens once a day anyway.")] = False,
    allow_deletions: Annotated[
        bool, typer.Option("--allow-deletions", help="Go on when many interviews vanished at once: you removed them.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Read the tagged interviews and write their follow-ups: one cycle, for cron.

    Says what it changed, and nothing when nothing changed. A problem that lasts is told once, and stands in `status`;
    so does an event that looks like an interview and carries no tag.
    """
    settings = invocation(context).settings
    wishes = Wishes(dry_run=dry_run, whole=full, allow_deletions=allow_deletions)
    raise typer.Exit(run(settings, chosen(settings, account), wishes, json=json))


def run(settings: Settings, accounts: tuple[Account, ...], wishes: Wishes, *, json: bool, summary: bool = False) -> int:
    """Serve these accounts once, say what came of it (with `summary` also that nothing did), and give the worst exit
    code. A bug surfaces here, once all that was done is told."""
    with progress("Reading calendars"):
        reports, bugs = serve_all(settings, accounts, wishes, now=datetime.now(UTC))
    code = BUG if bugs else worst(report.exit_code for report in reports)
    done = [line for report in reports for line in _lines(report, settings, dry_run=wishes.dry_run, summary=summary)]
    if not json:
        show(*done)
    elif code in WITH_JSON:
        show_json({"accounts": [report.document() for report in reports]})
    else:
        tell(*done)
    for report in reports:
        tell(*(f"{report.name}: {line}" for line in _news(report)), style="red" if report.exit_code else "yellow")
        tell(*(f"{report.name}: {question}" for question in report.new_questions), style="cyan")
    if bugs:
        raise bugs[0] if len(bugs) == 1 else ExceptionGroup("several accounts", bugs)
    return code


def _news(report: Report) -> tuple[str, ...]:
    """The problems to tell: all of a failure, and all to who sits at the terminal. Cron mails each once; `status` has
    them as long as they last."""
    if report.exit_code or sys.stderr.isatty():
        return report.problems
    return tuple(problem for problem in report.problems if problem not in report.known)


def _lines(report: Report, settings: Settings, *, dry_run: bool, summary: bool) -> "list[str | Text]":
    lines: list[str | Text] = [_line(action, settings) for action in report.actions if action.action != "keep"]
    if lines or summary:
        total = f"{report.created} created, {report.updated} changed, {report.deleted} removed"
        dry = " (dry run: nothing was written)" if dry_run else ""
        lines.append(f"{report.name}: {total}, {report.unchanged} as they should be{dry}")
    return lines


def _line(action: ReportedAction, settings: Settings) -> "Text":
    from rich.text import Text  # noqa: PLC0415  most cycles have nothing to tell

    at = datetime.fromisoformat(action.at)
    when = day_and_time(at, settings.home.timezone) if at.tzinfo else action.at
    return Text.assemble(f"{VERBS[action.action]:8} {when}  ", (action.title, "bold"), f"  ({action.calendar})")
