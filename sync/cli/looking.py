"""Look at the follow-ups as of the last sync, and say which accounts could not be looked at."""

from datetime import datetime

from sync.cli.output import tell, tell_error
from sync.looking import Seen, glance_at, look_at
from sync.settings import Account, Settings


def looked(settings: Settings, accounts: tuple[Account, ...], *, now: datetime, planned: bool = True) -> Seen:
    """What can be seen of these accounts. What can't is told on standard error, and decides `Seen.exit_code`. Without
    `planned` nothing is planned but what there is to do in place of what was missed."""
    seen = look_at(settings, accounts, now=now) if planned else glance_at(settings, accounts, now=now)
    if not planned and any(entry.is_missed(now) for entry in seen.entries):
        seen = look_at(settings, accounts, now=now)
    for name, error in seen.failed:
        tell_error(name, error)
    tell(*(f"{name}: never synced; run: aftertouch sync" for name in seen.unread), style="yellow")
    return seen
