"""Remove all that we ever made, keep a copy, and rest."""

import sys
from datetime import UTC, datetime
from typing import Annotated

import typer

from providers.errors import ProviderError
from sync.account_state import ledger_path
from sync.cli.invocation import invocation
from sync.cli.output import progress, show, tell, tell_error
from sync.errors import AftertouchError, UsageError, exit_code, worst
from sync.service import chosen, reached
from sync.settings import Account, Settings
from sync.undo import find_ours
from sync.undo import undo as remove


def undo(
    context: typer.Context,
    yes: Annotated[bool, typer.Option("--yes", help="Don't ask.")] = False,
) -> None:
    """Remove all that we ever made, keep a copy, and rest.

    Works without the local memory, too: every calendar of every account is searched. Your own events are never touched.
    """
    settings = invocation(context).settings
    now = datetime.now(UTC)
    if not yes and not sys.stdin.isatty():
        raise UsageError("this removes all follow-ups; there is nobody to ask", next_step="aftertouch undo --yes")
    codes: list[int] = []
    for account in chosen(settings, None):
        try:
            codes += _undo(settings, account, now, yes=yes)
        except (AftertouchError, ProviderError) as error:
            tell_error(account.name, error)
            codes.append(exit_code(error))
    raise typer.Exit(worst(codes))


def _undo(settings: Settings, account: Account, now: datetime, *, yes: bool) -> list[int]:
    name, zone = account.name, settings.home.timezone
    with reached(settings, account, now=now) as (provider, ledger):
        with progress("Looking through all calendars"):
            ours, unread = find_ours(provider, zone)
        if not yes and not typer.confirm(f"{name}: remove {len(ours)} follow-ups, and pause?"):
            return []
        path = ledger_path(settings, account)
        copy = path.with_name(f"{path.stem}-undo-{now:%Y%m%dT%H%M%SZ}.ics")
        with progress("Removing follow-ups"):
            undone = remove(provider, ledger, ours, copy_to=copy, home_zone=zone)
    show(f"{name}: {undone.removed} follow-ups removed; paused until `aftertouch resume {name}`")
    if undone.copy:
        show(f"  a copy is kept in {undone.copy}")
    errors = (*unread, *undone.errors)
    tell(*(f"{name}: {what}: {error}" for what, error in errors), style="red")
    return [exit_code(error) for _, error in errors]
