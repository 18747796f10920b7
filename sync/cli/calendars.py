"""List the calendars of each account, and the part that each plays."""

from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from providers.errors import ProviderError
from sync.cli.invocation import invocation
from sync.cli.output import progress, show, show_json, tell
from sync.errors import AftertouchError, exit_code, worst
from sync.scope import last_scope
from sync.service import chosen, opened
from sync.settings import Account, Settings


def calendars(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print them as JSON.")] = False,
) -> None:
    """List the calendars of each account, and the part that each plays."""
    settings = invocation(context).settings
    listed: list[dict[str, Any]] = []
    codes: list[int] = []
    with progress("Asking for calendars"):
        for account in chosen(settings, None):
            try:
                listed.append({"name": account.name, "calendars": _calendars(settings, account)})
            except (AftertouchError, ProviderError) as error:
                tell(f"{account.name}: {error}", style="red")
                codes.append(exit_code(error))
    if json:
        show_json({"accounts": listed})
    else:
        for one in listed:
            show(Text(one["name"], style="bold"), *map(_line, one["calendars"]))
    if code := worst(codes):
        raise typer.Exit(code)


def _calendars(settings: Settings, account: Account) -> list[dict[str, Any]]:
    with opened(settings, account, now=datetime.now(UTC), dry=True) as cycle:
        cycle.ledger.set_calendars(cycle.provider.calendars())
        lenient = account.model_copy(update={"calendars": ()})
        chosen_ones = {name.casefold() for name in account.calendars}
        scope = last_scope(lenient, cycle.ledger)
        return [
            {
                "name": calendar.name,
                "id": calendar.id,
                "writable": calendar.writable,
                "read": not chosen_ones or bool({calendar.name.casefold(), calendar.id.casefold()} & chosen_ones),
                "written": scope.target == calendar.id or (not scope.target and calendar.writable),
            }
            for calendar in scope.calendars
        ]


def _line(calendar: dict[str, Any]) -> Text:
    parts = [
        "read for interviews" if calendar["read"] else "not read",
        "gets follow-ups" if calendar["written"] and calendar["read"] else "",
        "" if calendar["writable"] else "read-only",
    ]
    return Text.assemble(f"  {calendar['name']}  ", (", ".join(filter(None, parts)), "dim"), f"  {calendar['id']}")
