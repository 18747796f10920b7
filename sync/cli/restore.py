"""Bring back follow-ups that you deleted."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.account_state import open_ledger
from sync.cli.invocation import invocation
from sync.cli.output import show
from sync.cli.sync import run
from sync.cycle import Wishes
from sync.entries import Entry, find
from sync.errors import UsageError
from sync.service import chosen, look_at
from sync.settings import Settings


def restore(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(metavar="WHAT", help="Eight or more characters of its key, or words of title or company."),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="All that you deleted.")] = False,
) -> None:
    """Bring back follow-ups that you deleted.

    One whose moment has passed comes back as the next useful action, or not at all if nothing is useful any more.
    """
    if bool(what) == everything:
        raise UsageError("name one follow-up, or give --all", next_step="For example: aftertouch restore Acme letter")
    settings = invocation(context).settings
    now = datetime.now(UTC)
    gone = [e for e in look_at(settings, chosen(settings, None), now=now) if e.state == "deleted"]
    wanted = [find(" ".join(what), gone)] if what else gone
    if not wanted:
        show("Nothing was deleted.")
        return
    _bring_back(settings, wanted, now)
    names = {entry.account for entry in wanted}
    run(settings, tuple(a for a in settings.accounts if a.name in names), Wishes(), json=False)


def _bring_back(settings: Settings, wanted: list[Entry], now: datetime) -> None:
    for account in settings.accounts:
        mine = [entry for entry in wanted if entry.account == account.name]
        if not mine:
            continue
        with open_ledger(settings, account, now=now) as ledger, ledger.transaction():
            for entry in mine:
                ledger.set_state(entry.identity, "restored", was="deleted")
