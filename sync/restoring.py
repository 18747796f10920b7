"""Bring back what the person deleted: what `restore` and the page do, each with a cycle in between."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from sync.account_state import open_ledger
from sync.entries import Entry
from sync.settings import Settings


def bring_back(settings: Settings, wanted: Iterable[Entry], *, now: datetime) -> None:
    """Note in the ledgers that these deleted follow-ups are wanted; the next cycle writes them. Raises TryLater."""
    asked = tuple(wanted)
    for account in settings.accounts:
        mine = [entry for entry in asked if entry.account == account.name]
        if not mine:
            continue
        with open_ledger(settings, account, now=now) as ledger, ledger.transaction():
            for entry in mine:
                ledger.set_state(entry.identity, "restored", was="deleted")


def not_brought_back(seen: Iterable[Entry], wanted: Iterable[Entry]) -> Iterator[tuple[Entry, str]]:
    """Of what was wanted, what does not stand after the cycle, and why not, in a sentence."""
    asked = {(entry.account, entry.identity) for entry in wanted}
    for entry in seen:
        if entry.state == "restored" and (entry.account, entry.identity) in asked:
            why = "; ".join(entry.dropped) or "the plan does not want it any more"
            yield entry, f"{entry.title}: not brought back: {why}"
