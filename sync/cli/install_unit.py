"""Write systemd's units for this installation, or print a line for cron."""

import os
import shutil
import sys
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.invocation import invocation
from sync.cli.output import show, tell
from sync.errors import UsageError
from sync.places import SYSTEM_CONFIG, XDG, config_candidates
from sync.settings import Account, load_file
from sync.units import CREDENTIALS, Manager, credentials, cron_line, out_of_reach, units


def install_unit(
    context: typer.Context,
    system: Annotated[
        bool | None,
        typer.Option(
            "--system/--user", help="For the machine, in a sandbox, or for you; by default for you, unless root."
        ),
    ] = None,
    timer: Annotated[
        bool, typer.Option("--timer", help="No daemon: a timer that looks at the calendars every five minutes.")
    ] = False,
    cron: Annotated[bool, typer.Option("--cron", help="Write nothing; print a line for `crontab -e`.")] = False,
    force: Annotated[bool, typer.Option("--force", help="Overwrite units that are there and differ.")] = False,
    folder: Annotated[Path | None, typer.Option(metavar="DIR", help="Write them there, for packagers.")] = None,
) -> None:
    """Write systemd's units for this installation, or print a line for cron.

    Says what to run next. A unit that is there and differs is never overwritten without asking.
    """
    manager: Manager = "system" if (system if system is not None else os.geteuid() == 0) else "user"
    executable = _executable()
    if cron:
        show(cron_line(executable, (invocation(context).config or _found()).expanduser().absolute()))
        return
    config = (invocation(context).config or _config(manager)).expanduser().absolute()
    accounts = _accounts(config)
    if manager == "system" and (problems := out_of_reach(executable, config, accounts)):
        raise UsageError(
            *(f"the system unit can't reach {problem}" for problem in problems),
            next_step="Put it elsewhere (the program: into /opt or /usr/local), or take the user unit: --user",
        )
    where = folder or (
        Path("/etc/systemd/system") if manager == "system" else XDG.user_config_path.parent / "systemd/user"
    )
    texts = units(manager, timer=timer, executable=executable, config=config, accounts=accounts)
    for name, text in texts.items():
        _write(where / name, text, force=force)
    show(*_next(manager, tuple(texts)[-1], accounts))


def _executable() -> Path:
    """The command of this very installation."""
    beside = Path(sys.executable).with_name("aftertouch")
    return beside if beside.exists() else Path(shutil.which("aftertouch") or sys.argv[0]).absolute()


def _config(manager: Manager) -> Path:
    return SYSTEM_CONFIG if manager == "system" else config_candidates()[0]


def _found() -> Path:
    """What a crontab's line names: the configuration that whoever asks uses, root included."""
    candidates = config_candidates()
    return next((path for path in candidates if path.exists()), candidates[0])


def _accounts(config: Path) -> tuple[Account, ...]:
    """Raises ConfigError for a configuration that is wrong; one that is not there yet is said."""
    if not config.exists():
        tell(f"There is no {config} yet; the unit will need it.", style="yellow")
        return ()
    return load_file(config).accounts


def _write(path: Path, text: str, *, force: bool) -> None:
    try:
        if path.exists() and path.read_text(encoding="utf-8") == text:
            show(f"{path}: as it should be")
            return
        if path.exists() and not force and not _agreed(path):
            raise UsageError(f"{path}: is there and differs", next_step="With --force it is overwritten.")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise UsageError(
            f"{path}: can't be written: {error.strerror}", next_step="Run it with sudo, or with --user."
        ) from None
    path.chmod(0o644)
    show(f"{path}: written")


def _agreed(path: Path) -> bool:
    return sys.stdin.isatty() and typer.confirm(f"{path} is there and differs. Overwrite it?", err=True)


def _next(manager: Manager, unit: str, accounts: tuple[Account, ...]) -> list[str]:
    control = "sudo systemctl" if manager == "system" else "systemctl --user"
    steps = [f"  {control} daemon-reload", f"  {control} enable --now {unit}"]
    if manager == "user":
        steps.append("  loginctl enable-linger    # goes on while you are logged out")
    secrets = [
        f"  sudo systemd-ask-password -n | sudo install -D -m 600 /dev/stdin {CREDENTIALS / name}"
        for name in credentials(accounts)
        if manager == "system"
    ]
    return ["Next:", *secrets, *steps]
