"""Show accounts, their last cycles, and what needs attention."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.text import Text

from sync import breaker, suggestions
from sync.cli.invocation import invocation
from sync.cli.moments import day_and_time
from sync.cli.output import show, show_json, tell_error
from sync.errors import DONE, SIGN_IN_NEEDED, AftertouchError, worst
from sync.ledger import Ledger
from sync.ledger.repair import NOTICE
from sync.service import chosen, offline
from sync.settings import Account
from sync.sign_ins import sign_in


def status(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show accounts, their last cycles, and what needs attention.

    As of the last sync; no calendar is read.
    """
    settings = invocation(context).settings
    now = datetime.now(UTC)
    accounts: list[dict[str, Any]] = []
    codes: list[int] = []
    for account in chosen(settings, None):
        try:
            with offline(settings, account, now=now) as ledger:
                accounts.append(document(account, ledger, now))
        except AftertouchError as error:
            tell_error(account.name, error)
            codes.append(error.exit_code)
    if json:
        show_json({"accounts": accounts}, code=worst(codes))
    else:
        show(*(line for account in accounts for line in _lines(account, settings.home.timezone)))
    raise typer.Exit(worst(codes))


def document(account: Account, ledger: Ledger, now: datetime) -> dict[str, Any]:
    """What is known of an account by its ledger, as JSON has it."""
    last = ledger.last_cycle()
    memory = [entry.state for entry in ledger.memory().values()]
    return {
        "name": account.name,
        "provider": account.provider,
        "paused": bool(ledger.fact("paused")),
        "last": last.get("at"),
        "exit_code": last.get("exit_code"),
        "failing_since": ledger.fact("failing_since") or None,
        "held": _held(ledger, now),
        "sign_in": "needed" if last.get("exit_code") == SIGN_IN_NEEDED else "ok" if last else "not tried yet",
        "token": sign_in(account, now) or None,
        "calendars": [calendar.name for calendar in ledger.calendars()],
        "deleted_by_you": memory.count("deleted"),
        "problems": list(dict.fromkeys(filter(None, [ledger.fact(NOTICE), *last.get("problems", [])]))),
        "suggestions": [asdict(one) for one in suggestions.remembered(ledger, now)],
    }


def _held(ledger: Ledger, now: datetime) -> dict[str, Any] | None:
    """Since when the server wants to be left alone, until when, and what waits for it; None while it does not."""
    hold = breaker.hold(ledger)
    if hold is None or not hold.is_in_force(now):
        return None
    return {"since": hold.since.isoformat(), "until": hold.until.isoformat(), "waiting": hold.waiting}


def _lines(account: dict[str, Any], home: str) -> Iterator[Text]:
    yield Text.assemble((account["name"], "bold"), f" ({account['provider']}): {state(account, home)}")
    if account["token"]:
        yield Text(f"  {account['token']}")
    if account["calendars"]:
        yield Text(f"  calendars: {', '.join(account['calendars'])}")
    if account["deleted_by_you"]:
        yield Text(f"  {account['deleted_by_you']} follow-ups deleted by you stay deleted")
    for problem in account["problems"]:
        yield Text(f"  ! {problem}", style="yellow")
    for question in suggestions.told(one["text"] for one in account["suggestions"]):
        yield Text(f"  ? {question}", style="cyan")


def state(account: dict[str, Any], home: str) -> str:
    """How an account is, in a sentence."""
    if account["paused"]:
        return f"paused; `aftertouch resume {account['name']}` goes on"
    if held := account["held"]:
        since, until = (day_and_time(datetime.fromisoformat(held[name]), home) for name in ("since", "until"))
        return f"refused by its server since {since}; {held['waiting']} changes wait, next try {until}"
    if account["last"] is None:
        return "never synced; run: aftertouch sync"
    last = day_and_time(datetime.fromisoformat(account["last"]), home)
    if account["exit_code"] == DONE:
        return f"fine, last synced {last}"
    since = day_and_time(datetime.fromisoformat(account["failing_since"]), home) if account["failing_since"] else last
    return f"failing since {since}, last tried {last}"
