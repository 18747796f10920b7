"""The daemon's own thread: starts the turns that are due, takes in what came of them, obeys signals, and tells the
supervisor that all moves.

It never waits for an account: turns run in threads of their own, and what they come to is a message.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any

from planner.playbook import Playbook
from sync.daemon.due import Due, next_look
from sync.daemon.lock import Lock
from sync.daemon.machine import Machine, Moment
from sync.daemon.supervisor import Supervisor
from sync.daemon.trouble import Trouble
from sync.daemon.turn import Charge, Finished, Turn, take
from sync.daemon.words import Standing, lines, status
from sync.errors import BAD_CONFIG, DONE, SIGN_IN_NEEDED, TRY_LATER, AftertouchError, sentences
from sync.report import Report
from sync.settings import Settings

_log = logging.getLogger(__name__)

STUCK = 900.0
"""Seconds without any move after which a turn counts as stuck. The longest that nothing need move is two HTTP answers
of 300 seconds each (the first of them a token, which is not counted), with a password command of 120 before."""
GRACE = 8.0
"""Seconds for what is under way, once the daemon is to stop; a reading that hangs is then abandoned."""
_TICK = 15.0
"""The longest sleep, since waiting stands still while the computer sleeps, and files change without a message."""
_SLOW = 20.0
_WOKEN = 5.0
_SETTLE = 15.0
"""Seconds in which accounts are tried again after a suspend; the network takes a while."""
_FILES = ("token_file", "password_file", "client_secrets", "service_account", "ca_file")


@dataclass(kw_only=True)
class Served:
    """An account as the loop has it; the loop's thread alone touches it."""

    charge: Charge
    due: Due
    turn: Turn | None = None
    report: Report | None = None
    failures: int = 0
    trouble: Trouble = field(default_factory=Trouble)
    files: tuple[object, ...] = ()
    """The files of its sign-in as they were when it failed."""

    @property
    def waits_for_a_person(self) -> bool:
        """Nothing changes unless somebody signs in or mends the configuration."""
        return self.report is not None and self.report.exit_code in {SIGN_IN_NEEDED, BAD_CONFIG}

    @property
    def may_try_early(self) -> bool:
        """It failed, and its server did not ask for patience."""
        return self.report is not None and self.report.exit_code == TRY_LATER and self.report.retry_after is None


Configuration = tuple[Settings, Playbook]


class Daemon:
    """Serves the accounts of a configuration until it is told to stop."""

    def __init__(
        self,
        configuration: Configuration,
        load: Callable[[], Configuration],
        machine: Machine,
        supervisor: Supervisor,
        *,
        stuck: float = STUCK,
    ) -> None:
        """`load` reads the configuration anew and raises `ConfigError`. Raises what `Lock` raises."""
        settings, _ = configuration
        self._lock = Lock(settings.state_dir)
        self._load, self._machine, self._supervisor, self._stuck = load, machine, supervisor, stuck
        self._served: dict[str, Served] = {}
        self._under_way: list[Turn] = []
        self._called_stuck: frozenset[Turn] = frozenset()
        self._zone = settings.home.timezone
        self._changed: datetime | None = None
        self._complaint = ""
        self._stopping = False
        self._settled = False
        self._slept = machine.moment().slept
        self._adopt(configuration)

    def run(self) -> tuple[str, ...]:
        """Serve until asked to stop. Gives the accounts whose turn did not end in time and was abandoned."""
        _log.info("serving %s", _listed(self._served))
        self._supervisor.ready()
        while not self._stopping:
            self._notice_a_suspend()
            self._notice_changed_files()
            self._begin_what_is_due()
            self._report_to_the_supervisor()
            self._obey(self._machine.wait(self._patience()))
        return self._wind_down()

    def _begin_what_is_due(self) -> None:
        moment = self._machine.moment()
        for name, served in self._served.items():
            if served.turn is None and not served.due.seconds(moment):
                turn = Turn(charge=served.charge, begun=moment, trouble=served.trouble, stirred=moment.awake)
                served.turn = turn
                self._under_way.append(turn)
                self._machine.start(name, partial(take, turn, self._machine))

    def _patience(self) -> float:
        moment = self._machine.moment()
        waits = (served.due.seconds(moment) for served in self._served.values() if served.turn is None)
        return min(_TICK, (self._supervisor.watchdog or _TICK) / 3, *waits)

    def _obey(self, message: Any) -> None:
        match message:
            case Finished():
                self._finished(message)
                self._tidy_up()
            case "reload":
                self._reload()
            case "stop":
                self._stopping = True

    def _finished(self, message: Finished) -> None:
        """Take in what came of a turn, unless its account was taken out or changed meanwhile."""
        report, moment = message.report, self._machine.moment()
        self._under_way.remove(message.turn)
        if message.bug:
            _log.error("a bug", exc_info=message.bug, extra={"account": report.name})
        served = self._served.get(report.name)
        if served is None or served.turn is not message.turn:
            return
        served.turn, served.trouble = None, message.trouble
        if report.created or report.updated or report.deleted:
            self._changed = moment.now
        if message.turn.stopping.is_set():
            return
        served.failures = 0 if report.exit_code == DONE else served.failures + 1
        charge = served.charge
        served.due = next_look(
            report,
            interval=charge.account.poll_interval or charge.settings.poll_interval,
            failures=served.failures,
            begun=message.turn.begun,
            ended=moment,
            jitter=self._machine.jitter,
        )
        for level, line in lines(report, served.report, wait=served.due.seconds(moment)):
            _log.log(level, "%s", line, extra={"account": report.name})
        served.report = report
        served.files = _files(served.charge)

    def _tidy_up(self) -> None:
        """There is time between looks. What the first round has loaded stays for good."""
        settled, self._settled = self._settled, all(served.report for served in self._served.values())
        self._machine.tidy(for_good=self._settled and not settled)

    # What wakes accounts early

    def _notice_a_suspend(self) -> None:
        """After a suspend the network may be another one: what failed is tried again soon."""
        moment = self._machine.moment()
        slept, self._slept = moment.slept - self._slept, moment.slept
        if slept > _WOKEN:
            _log.debug("the computer slept for %.0f s", slept)
            for served in self._served.values():
                if served.may_try_early:
                    served.due = Due(at=min(served.due.at, moment.elapsed + self._machine.jitter(_SETTLE)))

    def _notice_changed_files(self) -> None:
        for served in self._served.values():
            if served.turn is None and served.waits_for_a_person and _files(served.charge) != served.files:
                served.due = Due(at=self._machine.moment().elapsed)

    def _reload(self) -> None:
        """Read the configuration anew; one that is wrong is told of, and the former one stays."""
        self._supervisor.reloading(self._machine.moment().awake)
        try:
            configuration = self._load()
            self._move(configuration[0].state_dir)
        except AftertouchError as error:
            for sentence in sentences(error):
                _log.error("%s", sentence)
            _log.error("the configuration was not taken over; the former one stays in force")
            self._complaint = "the configuration is wrong, the former one is in force"
        else:
            self._complaint = ""
            self._adopt(configuration)
            _log.info("the configuration was read again; serving %s", _listed(self._served))
        self._supervisor.ready()

    def _move(self, folder: Path) -> None:
        if folder != self._lock.folder:
            lock = Lock(folder)
            self._lock.release()
            self._lock = lock

    def _adopt(self, configuration: Configuration) -> None:
        """Take accounts up, let them go, serve changed ones by their new settings; the others go on undisturbed. What
        failed is tried at once: somebody may have mended it."""
        settings, playbook = configuration
        self._zone = settings.home.timezone
        at_once = Due(at=self._machine.moment().elapsed)
        before, self._served = self._served, {}
        for account in settings.accounts:
            charge = Charge(account=account, settings=settings, playbook=playbook)
            served = before.pop(account.name, None) or Served(charge=charge, due=at_once)
            if not served.charge.serves_as(charge):
                served.due = at_once
                _stop(served.turn)
            elif served.waits_for_a_person or served.may_try_early:
                served.due = at_once
            served.charge = charge
            self._served[account.name] = served
        for served in before.values():
            _stop(served.turn)

    # What others are told

    def _report_to_the_supervisor(self) -> None:
        moment = self._machine.moment()
        self._supervisor.status(
            status(
                (self._standing(name, served, moment) for name, served in self._served.items()),
                changed=self._changed,
                complaint=self._complaint,
                zone=self._zone,
            )
        )
        stuck = [turn for turn in self._under_way if moment.awake - turn.stirred > self._stuck]
        if not stuck:
            self._supervisor.alive()
        for turn in frozenset(stuck) - self._called_stuck:
            _log.error(
                "nothing moves for %.0f min: stuck; the watchdog is told no more that all is well",
                self._stuck / 60,
                extra={"account": turn.charge.account.name},
            )
        self._called_stuck = frozenset(stuck)

    def _standing(self, name: str, served: Served, moment: Moment) -> Standing:
        slow = served.turn is not None and moment.elapsed - served.turn.begun.elapsed > _SLOW
        return Standing(name=name, report=served.report, since=served.trouble.since, slow=slow)

    def _wind_down(self) -> tuple[str, ...]:
        """No new turn; those under way end with the write that they are at. A second signal waits for nothing."""
        self._supervisor.stopping()
        _log.info("stopping")
        for turn in self._under_way:
            turn.stopping.set()
        self._stopping = False
        deadline = self._machine.moment().awake + GRACE
        while self._under_way and not self._stopping and (left := deadline - self._machine.moment().awake) > 0:
            message = self._machine.wait(left)
            if message != "reload":
                self._obey(message)
        hanging = tuple(turn.charge.account.name for turn in self._under_way)
        if hanging:
            _log.warning("abandoned what hangs: %s", _listed(hanging))
        self._lock.release()
        return hanging


def _stop(turn: Turn | None) -> None:
    if turn:
        turn.stopping.set()


def _listed(names: Iterable[str]) -> str:
    found = sorted(names)
    return f"{len(found)} account{'' if len(found) == 1 else 's'}: {', '.join(found)}"


def _files(charge: Charge) -> tuple[object, ...]:
    """What tells that the files of an account's sign-in changed."""
    paths = (getattr(charge.account, name, None) for name in _FILES)
    return tuple(_stamp(path) for path in paths if path)


def _stamp(path: Path) -> tuple[int, int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_size, found.st_mtime_ns
