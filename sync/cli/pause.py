"""Rest: no calendar is read or written until `resume`."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.account_state import open_ledger
from sync.cli.invocation import invocation
from sync.cli.output import show
from sync.service import chosen


def pause(
    context: typer.Context,
    account: Annotated[str | None, typer.Argument(metavar="[ACCOUNT]", help="Only this account.")] = None,
) -> None:
    """Rest: no calendar is read or written until `resume`."""
    settings = invocation(context).settings
    for one in chosen(settings, account):
        with open_ledger(settings, one, now=datetime.now(UTC)) as ledger:
            ledger.set_fact("paused", "by hand")
        show(f"{one.name}: paused; `aftertouch resume {one.name}` goes on")
