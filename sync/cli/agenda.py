"""Show what to do next."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import typer
from rich.text import Text

from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.moments import day, day_and_time
from sync.cli.output import columns, show, show_document, show_json, tell
from sync.entries import Entry
from sync.errors import UsageError
from sync.service import chosen
from sync.settings import preferences

MARKS = {"email": "✉", "letter": "✎", "courier": "➤", "phone": "☎"}
BY = {"email": "by email", "letter": "by letter", "courier": "by overnight letter", "phone": "by phone"}


def agenda(
    context: typer.Context,
    days: Annotated[int, typer.Option(min=1, max=400, help="How far to look ahead.")] = 14,
    why: Annotated[bool, typer.Option("--why", help="With the reasons of each moment.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
    ics: Annotated[bool, typer.Option("--ics", help="Print a calendar; --ics > file.ics saves it.")] = False,
    csv: Annotated[bool, typer.Option("--csv", help="Print a table in UTF-8; --csv > file.csv saves it.")] = False,
) -> None:
    """Show what to do next.

    As of the last sync; no calendar is read. On a terminal a timeline of each application stands above it.
    """
    if json + ics + csv > 1:
        raise UsageError(
            "--json, --ics and --csv exclude each other: each prints a document of its own",
            next_step="For example: aftertouch agenda --csv > file.csv",
        )
    settings = invocation(context).settings
    now = datetime.now(UTC)
    accounts = chosen(settings, None)
    printed = json or ics or csv
    seen = looked(settings, accounts, now=now, planned=why or printed or columns("") > 0)
    coming = [e for e in seen.entries if e.is_coming(now) and e.at < now + timedelta(days=days)]
    missed = [e for e in seen.entries if e.is_missed(now)]
    if json:
        document = {"follow_ups": [_document(e) for e in coming], "missed": [_missed_document(e) for e in missed]}
        show_json(document, code=seen.exit_code)
    elif ics:
        from sync.exports import as_calendar  # noqa: PLC0415

        show_document(as_calendar(coming, preferences(settings), now=now), code=seen.exit_code)
    elif csv:
        from sync.exports import as_table  # noqa: PLC0415

        show_document(as_table(coming), code=seen.exit_code)
    else:
        home = settings.home.timezone
        if any(seen.plans.values()):
            from sync.cli.timelines import timelines  # noqa: PLC0415

            show(*timelines(seen, now=now, days=days, home=home))
        show(*(line for entry in missed for line in _missed(entry, seen.entries, home, now)))
        show(*(line for entry in coming for line in lines(entry, home, why=why)))
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
        "why": list(entry.reasons),
    }


def _missed_document(entry: Entry) -> dict[str, Any]:
    again = entry.instead.follow_up if entry.instead else None
    now = {"channel": again.channel, "at": again.at.isoformat(), "why": [*again.why, *again.late]} if again else None
    return {**_document(entry), "now": now, "why": list(entry.lost)}


def _missed(entry: Entry, among: Iterable[Entry], home: str, now: datetime) -> Iterator[Text]:
    """What to do about a missed follow-up; nothing where there is nothing to be done any more."""
    again = entry.instead.follow_up if entry.instead else None
    coming = (e for e in among if e.is_coming(now) and (e.account, e.plan) == (entry.account, entry.plan))
    then = next(coming, None)
    if not again and not then:
        return
    yield Text.assemble(f"{MARKS.get(entry.channel, ' ')} ", (entry.title, "bold"), f", missed {day(entry.at)}")
    if again:
        how = "" if again.channel == entry.channel else f" {BY[again.channel]}"
        yield Text(f"      do it now{how}: {day_and_time(again.at, home)}")
        yield from (Text(f"      {reason}", style="dim") for reason in again.late)
    else:
        yield from (Text(f"      let it go: {reason.partition(': ')[2] or reason}") for reason in entry.lost[:1])
        yield from [Text(f"      next: {then.title}, {day_and_time(then.at, home)}")] if then else []


def lines(entry: Entry, home: str, *, why: bool) -> list[Text]:
    """A follow-up for a person to read, with the reasons where asked for."""
    when = day(entry.at) if entry.whole_day else day_and_time(entry.at, home)
    mark = MARKS.get(entry.channel, " ")
    head = Text.assemble(f"{mark} {when}  ", (entry.title, "bold"), (f"  {entry.key[:8]}", "dim"))
    return [head, *(Text(f"      {reason}", style="dim") for reason in (entry.reasons if why else ()))]
