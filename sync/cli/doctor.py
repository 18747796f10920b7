"""Check everything, and say what to do about what is wrong."""

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.text import Text

from sync.cli.invocation import invocation
from sync.cli.output import progress, show, show_json, tell
from sync.doctor import Finding, examine, ticket
from sync.errors import WITH_JSON

_STYLES = {"ok": "green", "warn": "yellow", "fail": "bold red"}


def doctor(
    context: typer.Context,
    accounts: Annotated[list[str] | None, typer.Argument(metavar="[ACCOUNT]...", help="Only these accounts.")] = None,
    write_test: Annotated[
        bool, typer.Option("--write-test", help="Write a test event where follow-ups go, and remove it again.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    report: Annotated[
        bool, typer.Option("--report", help="Print it for a bug ticket, without anything private.")
    ] = False,
) -> None:
    """Check everything, and say what to do about what is wrong.

    Looks at the configuration, this computer, and the servers of all accounts. Nothing is written to any calendar
    without `--write-test`.
    """
    with progress("Looking at everything"):
        examination = examine(
            invocation(context).config, tuple(accounts or ()), write_test=write_test, now=datetime.now(UTC)
        )
    if json and examination.exit_code not in WITH_JSON:
        tell(*map(_line, examination.findings))
    elif json:
        show_json([finding.document() for finding in examination.findings])
    elif report:
        show(*ticket(examination).splitlines())
    else:
        show(*map(_line, examination.findings))
    raise typer.Exit(examination.exit_code)


def _line(finding: Finding) -> Text:
    whose = f" ({finding.account})" if finding.account else ""
    cure = f". {finding.cure}" if finding.cure else ""
    return Text.assemble(
        (f"{finding.verdict:<4}", _STYLES[finding.verdict]),
        f"  {finding.check}{whose}: {finding.what.rstrip('.')}{cure}",
    )
