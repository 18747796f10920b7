"""Show what to do next."""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.text import Text

from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.moments import day, day_and_time
from sync.cli.output import show, show_json, tell
from sync.entries import Entry
from sync.service import chosen

MARKS = {"email": "✉", "letter": "✎", "courier": "➤", "phone": "☎"}


def agenda(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=400, help="How far to look ahead.")] = 14,
    why: Annotated[bool, typer.Option("--why", help="With the reasons of each moment.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what to do next.

    As of the last sync; no calendar is read.
    """
    settings = invocation(context).settings
    now = datetime.now(UTC)
    accounts = chosen(settings, None)
    seen = looked(settings, accounts, now=now)
    coming = [e for e in seen.entries if e.state == "stands" and now <= e.at < now + timedelta(days=days)]
    if json:
        show_json({"follow_ups": [_document(entry) for entry in coming]}, code=seen.exit_code)
    else:
        show(*(line for entry in coming for line in lines(entry, settings.home.timezone, why=why)))
        if not coming and len(seen.unread) + len(seen.failed) < len(accounts):
            tell(f"Nothing to do in the next {days} days, as of the last sync.")
    raise typer.Exit(seen.exit_code)


def _document(entry: Entry) -> dict[str, Any]:
    return {
        "account": entry.account,
        "calendar": entry.calendar,
        "key": entry.key,
        "step": entry.identity.step,
        "channel": entry.channel,
        "to": entry.to,
        "at": entry.at.isoformat(),
        "arrives": entry.arrives.isoformat() if entry.arrives else None,
        "title": entry.title,
        "company": entry.company,
        "why": reasons(entry),
    }


def lines(entry: Entry, home: str, *, why: bool) -> list[Text]:
    """A follow-up for a person to read, with the reasons where asked for."""
    when = day(entry.at) if entry.whole_day else day_and_time(entry.at, home)
    mark = MARKS.get(entry.channel, " ")
    head = Text.assemble(f"{mark} {when}  ", (entry.title, "bold"), (f"  {entry.key[:8]}", "dim"))
    return [head, *(Text(f"      {reason}", style="dim") for reason in (reasons(entry) if why else ()))]


def reasons(entry: Entry) -> list[str]:
    """Why it stands where it does; nothing for what the plan does not know any more."""
    return [*entry.planned.why, *entry.planned.late] if entry.planned else []
