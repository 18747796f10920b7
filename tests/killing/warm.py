"""The program, loaded once: each run is a process of its own, forked off, that starts with the work.

Loading takes most of a second, in which nothing can be lost. Runs come in on standard input as JSON, one a line
(`arguments`, and `errors`, the file for what the run says); out go, for each, its process id, and how it ended: the
exit code, or the signal below 0. A process id stays taken until the next run is asked for: a late kill hits nobody.
"""

import json
import os
import sys
from typing import Any, NoReturn

import providers.caldav
import providers.vdir
import sync.cli.sync
import sync.deciding
import sync.mirroring
from sync.cli import main
from sync.playbooks import load_playbook

LOADED = (providers.caldav, providers.vdir, sync.cli.sync, sync.deciding, sync.mirroring, load_playbook(None))
"""What a run would load when it first needs it."""


def serve() -> None:
    """Until standard input ends."""
    last = 0
    for line in sys.stdin:
        if last:
            os.waitpid(last, 0)
        last = os.fork()
        if not last:
            _run(json.loads(line))
        _say(last)
        _say(_ended(last))


def _run(asked: dict[str, Any]) -> NoReturn:
    errors = os.open(asked["errors"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    code = main(asked["arguments"])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


def _ended(pid: int) -> int:
    seen = os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert seen is not None
    return seen.si_status if seen.si_code == os.CLD_EXITED else -seen.si_status


def _say(number: int) -> None:
    print(number, flush=True)


if __name__ == "__main__":
    serve()
