"""The command line. Each command is the function of its name in a file of its own, imported when it is called.

`COMMANDS` lists the commands with their one-line help, so that `aftertouch --help` loads neither pydantic nor a
calendar library; a test holds the table equal to the commands. The global options may stand before or
behind the command.
"""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from providers.errors import ProviderError
from sync import __version__
from sync.cli.crash import report
from sync.cli.invocation import Invocation
from sync.cli.output import prepare_streams, tell_error
from sync.errors import BUG, DONE, INTERRUPTED, AftertouchError, exit_code
from sync.logs import log_to_standard_error

COMMANDS = {
    "init": "Set up: connect an account, try it, and write the configuration.",
    "plan": "Show the follow-ups for the interviews in these files, offline.",
    "sync": "Read the tagged interviews and write their follow-ups: one cycle, for cron.",
    "agenda": "Show what to do next.",
    "drafts": "Show what to write or say, and write it to files that open as drafts.",
    "web": "Show applications and follow-ups on a local page, in your browser.",
    "explain": "Say why a follow-up stands where it does: the rule, the inputs, the adjustments.",
    "status": "Show accounts, their last cycles, and what needs attention.",
    "doctor": "Check everything, and say what to do about what is wrong.",
    "daemon": "Serve all accounts, again and again, until asked to stop: for systemd.",
    "install-unit": "Write systemd's units for this installation, or print a line for cron.",
    "auth": "Sign in: give an account access to its calendars.",
    "calendars": "List the calendars of each account, and the part that each plays.",
    "restore": "Bring back follow-ups that you deleted.",
    "undo": "Remove all that we ever made, keep a copy, and rest.",
    "pause": "Rest: no calendar is read or written until `resume`.",
    "resume": "Go on after `pause` or `undo`, and take on new interviews that wait for a yes.",
    "demo": "Show the whole job on sample interviews, in a new calendar folder.",
}


class Commands(TyperGroup):
    """A group that knows its commands by name and imports one only to run it."""

    def __init__(self, **attributes: Any) -> None:
        super().__init__(**attributes)
        self.commands = {name: TyperCommand(name, short_help=text) for name, text in COMMANDS.items()}

    def resolve_command(self, ctx: Any, args: list[str]) -> tuple[str | None, Any, list[str]]:
        name, _, rest = super().resolve_command(ctx, args)
        return name, self._load(str(name)), rest

    def _load(self, name: str) -> TyperCommand:
        module = name.replace("-", "_")
        one = typer.Typer(add_completion=False, rich_markup_mode=None)
        one.command(name)(getattr(import_module(f"sync.cli.{module}"), module))
        command = typer.main.get_command(one)
        assert isinstance(command, TyperCommand)  # noqa: S101  a Typer of one command is that command
        command.params += [option for option in self.params if option.name in {"config", "verbose"}]
        return command


def _remember_config(context: typer.Context, value: Path | None) -> None:
    if value is not None:
        context.obj.config = value


def _remember_verbose(context: typer.Context, value: int) -> None:
    context.obj.verbose += value
    log_to_standard_error(context.obj.verbose)


def _print_version(value: bool) -> None:
    if value:
        typer.echo(f"aftertouch {__version__}")
        raise typer.Exit


app = typer.Typer(cls=Commands, no_args_is_help=True, rich_markup_mode=None, pretty_exceptions_enable=False)


@app.callback()
def aftertouch(
    config: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="The configuration; else $AFTERTOUCH_CONFIG, else ~/.config/aftertouch/config.toml, "
            "else /etc/aftertouch/config.toml.",
            callback=_remember_config,
            expose_value=False,
        ),
    ] = None,
    verbose: Annotated[
        int,
        typer.Option(
            "-v",
            "--verbose",
            count=True,
            show_default=False,
            help="Say more; twice: even more.",
            callback=_remember_verbose,
            expose_value=False,
        ),
    ] = 0,
    version: Annotated[
        bool,
        typer.Option(
            "--version", help="Print the version.", callback=_print_version, is_eager=True, expose_value=False
        ),
    ] = False,
) -> None:
    """Plan the follow-ups of your job interviews, and keep them right in the calendar that you already use."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command line (default: the process's) and give its exit code; see `sync.errors`."""
    invocation = Invocation()
    prepare_streams()
    try:
        app(args=arguments, prog_name="aftertouch", obj=invocation)
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else DONE
        return INTERRUPTED if code == BUG else code  # click ends with 1 when the person interrupts it, and never else
    except (AftertouchError, ProviderError) as error:
        tell_error("aftertouch", error)
        return exit_code(error)
    except Exception as bug:  # noqa: BLE001  the last line of defence: a person gets a sentence, the log the trace
        report(bug, invocation)
        return BUG
    return DONE
