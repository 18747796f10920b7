"""Serve all accounts, again and again, until asked to stop: for systemd."""

import logging
import os
import signal
import sys
from typing import Annotated

import typer

from sync.cli.invocation import invocation
from sync.errors import DONE
from sync.logs import Form, log_to_standard_error


def daemon(
    context: typer.Context,
    log_format: Annotated[
        Form | None,
        typer.Option(
            metavar="human|journal|json", help="How to log; by default for people, or for the journal where it listens."
        ),
    ] = None,
) -> None:
    """Serve all accounts, again and again, until asked to stop: for systemd.

    Says what it changed and what is wrong, on standard error, and nothing while nothing happens. SIGTERM ends it
    once the running write is done; SIGHUP makes it read the configuration again.
    """
    from sync.daemon.loop import Configuration, Daemon  # noqa: PLC0415  help must not pay for it
    from sync.daemon.machine import System  # noqa: PLC0415
    from sync.daemon.supervisor import Supervisor  # noqa: PLC0415
    from sync.playbooks import load_playbook  # noqa: PLC0415
    from sync.service import chosen  # noqa: PLC0415
    from sync.settings import load  # noqa: PLC0415

    call = invocation(context)
    log_to_standard_error(call.verbose, form=log_format, daemon=True)

    def configuration() -> Configuration:
        settings = load(call.config)
        chosen(settings, None)
        return settings, load_playbook(settings.playbook.file)

    machine = System()
    served = Daemon(configuration(), configuration, machine, Supervisor.of(os.environ, os.getpid()))
    signal.signal(signal.SIGTERM, lambda *_: machine.post("stop"))
    signal.signal(signal.SIGINT, lambda *_: machine.post("stop"))
    signal.signal(signal.SIGHUP, lambda *_: machine.post("reload"))
    if served.run():
        # a thread that hangs in a reading can't be ended otherwise; every finished step is in the ledger
        logging.shutdown()
        sys.stderr.flush()
        os._exit(DONE)
