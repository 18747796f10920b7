"""List the calendars of each account, and the part that each plays."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from providers.errors import ProviderError
from sync.cli.invocation import invocation
from sync.cli.output import progress, show, show_json, tell_error
from sync.errors import AftertouchError, ConfigError, exit_code, worst
from sync.ledger import Ledger
from sync.scope import Scope, last_scope
from sync.service import chosen, reached
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
                listed.append(_calendars(settings, account))
            except (AftertouchError, ProviderError) as error:
                tell_error(account.name, error)
                codes.append(exit_code(error))
    code = worst(codes)
    if json:
        show_json({"accounts": listed}, code=code)
    else:
        show(*(line for one in listed for line in _lines(one)))
    raise typer.Exit(code)


def _calendars(settings: Settings, account: Account) -> dict[str, Any]:
    with reached(settings, account, now=datetime.now(UTC), dry=True) as (provider, ledger):
        ledger.set_calendars(provider.calendars())
        scope = _scope(account, ledger)
    written = {scope.place_for(source) for source in scope.sources}
    calendars = [
        {
            "name": calendar.name,
            "id": calendar.id,
            "writable": calendar.writable,
            "read": calendar.id in scope.sources,
            "written": calendar.id in written,
        }
        for calendar in scope.calendars
    ]
    return {"name": account.name, "calendars": calendars, "missing": scope.missing or None}


def _scope(account: Account, ledger: Ledger) -> Scope:
    """The parts that the calendars play; none, where the config names one that does not exist: it is told, and until
    it is mended nothing is read at all."""
    try:
        return last_scope(account, ledger)
    except ConfigError as error:
        tell_error(account.name, error)
        return replace(last_scope(account.model_copy(update={"calendars": ()}), ledger), sources=())


def _lines(account: dict[str, Any]) -> Iterator[Text]:
    yield Text(account["name"], style="bold")
    yield from map(_line, account["calendars"])
    if account["missing"]:
        yield Text.assemble(f"  {account['missing']}  ", ("gets follow-ups; the next sync makes it", "dim"))


def _line(calendar: dict[str, Any]) -> Text:
    parts = [
        "read for interviews" if calendar["read"] else "not read for interviews",
        "gets follow-ups" if calendar["written"] else "",
        "" if calendar["writable"] else "read-only",
    ]
    return Text.assemble(f"  {calendar['name']}  ", (", ".join(filter(None, parts)), "dim"), f"  {calendar['id']}")
