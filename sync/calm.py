"""What need not be decided again. Everything is decided from the ledger, the configuration and the moment; so where a
cycle found nothing to do, the next one has nothing to do either, as long as nothing was read, nothing else in the
ledger changed, the configuration and the program are the same, and no moment has come that a plan looks at.

The ledger itself forgets it (triggers in its schema) as soon as anything else in it changes, by whomever.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from functools import cache
from hashlib import sha256

from pydantic import TypeAdapter, ValidationError

from sync import __version__
from sync.errors import DONE
from sync.ledger import Ledger
from sync.playbooks import BUNDLED
from sync.report import Report
from sync.rules import Rules
from sync.settings import Account


@dataclass(frozen=True, slots=True, kw_only=True)
class _Calm:
    since: datetime
    until: datetime
    by: str
    report: Report


_CALM = TypeAdapter(_Calm)


def decided_by(account: Account, rules: Rules) -> str:
    """Names what decides beside the ledger and the moment: the program, the account's configuration, the rules."""
    mine = rules.preferences  # a set of addresses comes in another order in each process
    preferences = (sorted(mine.my_addresses), replace(mine, my_addresses=frozenset()))
    others = [getattr(rules, one.name) for one in fields(rules) if one.name != "preferences"]
    return sha256(repr((_program(), account, preferences, others)).encode()).hexdigest()[:16]


@cache
def _program() -> str:
    """The version, and the playbook that comes with it."""
    return f"{__version__} {sha256(BUNDLED.read_bytes()).hexdigest()}"


def remember(ledger: Ledger, report: Report, by: str, now: datetime) -> None:
    """Note that this cycle, which ended at what it read, found nothing to do; belongs behind all else that it wrote."""
    if report.exit_code == DONE and report.boundary and not (report.created or report.updated or report.deleted):
        calm = _Calm(since=now, until=report.boundary, by=by, report=report)
        ledger.set_calm(_CALM.dump_json(calm).decode())


def found(ledger: Ledger, by: str, now: datetime) -> Report | None:
    """The report of a cycle that has nothing to decide, None where it is to decide."""
    try:
        calm = _CALM.validate_json(ledger.calm())
    except ValidationError:
        return None
    if calm.by != by or not calm.since <= now < calm.until:
        return None
    coming = tuple(one for one in calm.report.suggestions if datetime.fromisoformat(one.start) > now)
    return replace(calm.report, suggestions=coming)
