"""One look at one account, in a thread of its own: a cycle, and the notice where one is due."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Event

from planner.playbook import Playbook
from sync.account_state import open_ledger
from sync.accounts import Meter
from sync.daemon import notice
from sync.daemon.machine import Machine, Moment
from sync.daemon.trouble import Trouble, questions
from sync.daemon.trouble import notice as words
from sync.errors import BUG, DONE, AftertouchError
from sync.report import Report
from sync.service import serve
from sync.settings import Account, Settings
from sync.wishes import Wishes

_log = logging.getLogger(__name__)
_FACT = "told"


@dataclass(frozen=True, kw_only=True)
class Charge:
    """An account, and what it is served by."""

    account: Account
    settings: Settings
    playbook: Playbook

    def serves_as(self, other: "Charge") -> bool:
        """Whether the other one leads to the same cycles: the other accounts play no part."""
        mine, theirs = (one.settings.model_copy(update={"accounts": ()}) for one in (self, other))
        return (self.account, self.playbook, mine) == (other.account, other.playbook, theirs)


@dataclass(kw_only=True, eq=False)
class Turn:
    """A look that is under way. `stirred` is when it last moved, on the awake clock: each request to a server ends in a
    bounded time, so that a server that hangs does not look like a loop that is stuck."""

    charge: Charge
    begun: Moment
    trouble: Trouble
    stirred: float
    stopping: Event = field(default_factory=Event)


@dataclass(frozen=True, kw_only=True)
class Finished:
    """What came of a turn."""

    turn: Turn
    report: Report
    trouble: Trouble
    bug: Exception | None = None


class _Stirring(Meter):
    """Counts the requests, and tells that something moves."""

    def __init__(self, stir: Callable[[], None]) -> None:
        super().__init__()
        self._stir = stir

    def __call__(self) -> None:
        super().__call__()
        self._stir()


def take(turn: Turn, machine: Machine) -> None:
    """Serve the account once, and leave `Finished` for the daemon's own thread."""
    report, bug = _look(turn, machine)
    trouble = turn.trouble
    try:
        _ask(turn.charge, report)
        trouble = _tell(turn, report, machine)
    except Exception as another:  # noqa: BLE001  whatever it is: the account must be taken up again
        bug = bug or another
    machine.post(Finished(turn=turn, report=report, trouble=trouble, bug=bug))


def _look(turn: Turn, machine: Machine) -> tuple[Report, Exception | None]:
    charge = turn.charge

    def stir() -> None:
        turn.stirred = machine.moment().awake

    try:
        report = serve(
            charge.settings,
            charge.account,
            charge.playbook,
            Wishes(),
            now=turn.begun.now,
            meter=_Stirring(stir),
            stopping=turn.stopping.is_set,
        )
    except Exception as bug:  # noqa: BLE001  the others are served on; the log gets the trace
        # its words may hold anything
        problem = f"this is a bug ({type(bug).__name__}); the log has the trace"
        return Report(name=charge.account.name, problems=(problem,), exit_code=BUG), bug
    finally:
        stir()
    return report, None


def _ask(charge: Charge, report: Report) -> None:
    """Ask the person what no cycle asked before. The ledger remembers it, whether the command works or not."""
    command, asked = charge.settings.notify.command, questions(report)
    if not command or not asked:
        return
    try:
        notice.give(asked, command)
    except AftertouchError as error:
        _log.warning("%s", error)


def _tell(turn: Turn, report: Report, machine: Machine) -> Trouble:
    """Tell the person if it is time, and remember it, also for the next daemon."""
    charge, now = turn.charge, machine.moment().now
    trouble = turn.trouble.after(report, now)
    command = charge.settings.notify.command
    if report.exit_code == DONE or not command:
        return trouble
    trouble = _remembered(charge, trouble, now)
    due = trouble.to_tell(report, now, charge.settings.notify.after)
    if not due or not trouble.since:
        return trouble
    try:
        notice.give(words(report, trouble.since, charge.settings.home.timezone), command)
    except AftertouchError as error:  # nobody knows what it did: not again by this process
        _log.warning("%s", error)
        return replace(trouble, told=trouble.told | {due})
    _log.info("notify.command was told that this fails since %s", trouble.since.isoformat(timespec="seconds"))
    trouble = replace(trouble, told=trouble.told | {due})
    _remember(charge, trouble, now)
    return trouble


def _remembered(charge: Charge, trouble: Trouble, now: datetime) -> Trouble:
    """What the ledger knows of it from before this process, as far as it can be read."""
    try:
        with open_ledger(charge.settings, charge.account, now=now) as ledger:
            failing_since, told = ledger.fact("failing_since"), json.loads(ledger.fact(_FACT) or "{}")
    except AftertouchError:
        return trouble
    if not failing_since:
        return trouble
    since = min(datetime.fromisoformat(failing_since), trouble.since or now)
    causes = told.get("causes", ()) if told.get("since") == failing_since else ()
    return Trouble(since=since, told=trouble.told | frozenset(causes))


def _remember(charge: Charge, trouble: Trouble, now: datetime) -> None:
    """The causes belong to this time of failing; another one has causes of its own."""
    try:
        with open_ledger(charge.settings, charge.account, now=now) as ledger, ledger.transaction():
            known = {"since": ledger.fact("failing_since"), "causes": sorted(trouble.told)}
            ledger.set_fact(_FACT, json.dumps(known))
    except AftertouchError:
        _log.debug("the ledger can't be used: what was told is remembered by this process alone")
