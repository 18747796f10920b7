"""Go on after `pause` or `undo`, and take on new interviews that wait for a yes."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.account_state import open_ledger
from sync.cli.invocation import invocation
from sync.cli.output import show
from sync.service import chosen


def resume(
    context: typer.Context,
    account: Annotated[str | None, typer.Argument(metavar="[ACCOUNT]", help="Only this account.")] = None,
) -> None:
    """Go on after `pause` or `undo`, and take on new interviews that wait for a yes."""
    settings = invocation(context).settings
    for one in chosen(settings, account):
        with open_ledger(settings, one, now=datetime.now(UTC)) as ledger, ledger.transaction():
            ledger.set_fact("paused", "")
            waiting = ledger.fact("flood") == "waiting"
            if waiting:
                ledger.set_fact("flood", "accepted")
        more = ", with the new interviews" if waiting else ""
        show(f"{one.name}: goes on with the next sync{more}")
