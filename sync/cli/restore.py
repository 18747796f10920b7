"""Bring back follow-ups that you deleted."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.account_state import open_ledger
from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.output import show, tell
from sync.cli.sync import run
from sync.cycle import Wishes
from sync.entries import Entry, find
from sync.errors import UsageError, worst
from sync.service import chosen, look_at
from sync.settings import Settings


def restore(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHAT", help="Eight or more characters of its key, or words of title or company."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that you deleted.")] = False,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only in this account.")] = None,
) -> None:
    """Bring back follow-ups that you deleted.

    One whose moment has passed comes back as the next useful action, or not at all if nothing is useful any more.
    """
    if bool(what) == everything:
        raise UsageError("name one follow-up, or give --all", next_step="For example: aftertouch restore Acme letter")
    settings = invocation(context).settings
    now = datetime.now(UTC)
    seen = looked(settings, chosen(settings, account), now=now)
    gone = [entry for entry in seen.entries if entry.state == "deleted"]
    wanted = [find(" ".join(what), gone)] if what else gone
    if not wanted:
        show("Nothing was deleted.")
        raise typer.Exit(seen.exit_code)
    _bring_back(settings, wanted, now)
    names = {entry.account for entry in wanted}
    accounts = tuple(one for one in settings.accounts if one.name in names)
    code = run(settings, accounts, Wishes(), json=False)
    if not code:
        _tell_useless(look_at(settings, accounts, now=now).entries, wanted)
    raise typer.Exit(worst((code, seen.exit_code)))


def _tell_useless(entries: Iterable[Entry], wanted: Iterable[Entry]) -> None:
    """Say what was not brought back, and why."""
    asked = {(entry.account, entry.identity) for entry in wanted}
    for entry in entries:
        if entry.state == "restored" and (entry.account, entry.identity) in asked:
            why = "; ".join(entry.dropped) or "the plan does not want it any more"
            tell(f"{entry.account}: {entry.title}: not brought back: {why}", style="yellow")


def _bring_back(settings: Settings, wanted: list[Entry], now: datetime) -> None:
    for account in settings.accounts:
        mine = [entry for entry in wanted if entry.account == account.name]
        if not mine:
            continue
        with open_ledger(settings, account, now=now) as ledger, ledger.transaction():
            for entry in mine:
                ledger.set_state(entry.identity, "restored", was="deleted")
