"""Bring back follow-ups that you deleted."""

from datetime import UTC, datetime
from typing import Annotated

import typer

from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.output import show, tell
from sync.cli.sync import run
from sync.entries import find
from sync.errors import UsageError, worst
from sync.looking import look_at
from sync.restoring import bring_back, not_brought_back
from sync.service import chosen
from sync.wishes import Wishes


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
    bring_back(settings, wanted, now=now)
    names = {entry.account for entry in wanted}
    accounts = tuple(one for one in settings.accounts if one.name in names)
    code = run(settings, accounts, Wishes(), json=False)
    if not code:
        useless = not_brought_back(look_at(settings, accounts, now=now).entries, wanted)
        tell(*(f"{entry.account}: {sentence}" for entry, sentence in useless), style="yellow")
    raise typer.Exit(worst((code, seen.exit_code)))
