"""Show the whole job on sample interviews, in a new calendar folder."""

import shlex
import shutil
import sys
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from sync.cli.agenda import lines
from sync.cli.output import show
from sync.cli.sync import run
from sync.cli.timelines import timelines
from sync.entries import Entry
from sync.looking import look_at
from sync.samples import samples
from sync.settings import Settings, load_file
from sync.wishes import Wishes


def demo() -> None:
    """Show the whole job on sample interviews, in a new calendar folder.

    Nothing of yours is read or changed.
    """
    folder = Path(tempfile.mkdtemp(prefix="aftertouch-demo-"))
    calendar = folder / "calendar"
    calendar.mkdir()
    settings = _configure(folder, calendar)
    now = datetime.now(UTC)
    interviews = samples(now.astimezone(ZoneInfo(settings.home.timezone)).date(), settings.home.timezone)

    _heading("Four interviews in a calendar folder, each tagged by hand")
    for interview in interviews:
        interview.write(calendar)
        show(Text(f"  {interview.start:%a %d %b %H:%M}  {interview.title}"))

    _heading("aftertouch sync")
    _sync(settings)
    _heading("aftertouch agenda --why")
    _agenda(settings, now)
    _heading("aftertouch sync, again: nothing changed, nothing is written")
    _sync(settings)

    globex = interviews[1]
    _heading(f'"{globex.title}" moves by two hours, and you delete the email to Peter')
    globex.moved(timedelta(hours=2)).write(calendar)
    deleted = next(e for e in look_at(settings, settings.accounts, now=now).entries if e.to.startswith("Peter"))
    (calendar / f"{deleted.key}.ics").unlink()
    _sync(settings)
    _heading("And again: what you deleted stays deleted")
    _sync(settings)
    _farewell(folder, deleted)


def _configure(folder: Path, calendar: Path) -> Settings:
    config = folder / "config.toml"
    config.write_text(
        f'state_dir = "{folder / "state"}"\n\n[[accounts]]\nname = "demo"\nprovider = "vdir"\npath = "{calendar}"\n',
        encoding="utf-8",
    )
    config.chmod(0o600)
    return load_file(config)


def _heading(text: str) -> None:
    show("", Text(f"== {text}", style="bold cyan"))


def _sync(settings: Settings) -> None:
    if code := run(settings, settings.accounts, Wishes(), json=False, summary=True):
        raise typer.Exit(code)


def _agenda(settings: Settings, now: datetime) -> None:
    seen, home = look_at(settings, settings.accounts, now=now), settings.home.timezone
    show(*timelines(seen, now=now, days=14, home=home))
    show(*(line for entry in seen.entries for line in lines(entry, home, why=True)))


def _farewell(folder: Path, deleted: Entry) -> None:
    config = shlex.quote(str(folder / "config.toml"))
    program = "aftertouch" if shutil.which("aftertouch") else shlex.quote(sys.argv[0])
    _heading("What now")
    show(
        f"The files are in {folder}. Look around:",
        f"  {program} --config {config} agenda",
        f"  {program} --config {config} explain Globex letter",
        f"  {program} --config {config} restore {deleted.key[:8]}",
        f"  {program} --config {config} web",
        f"  {program} --config {config} undo",
        "For your own calendar (it asks, and shows what it would write before it writes):",
        f"  {program} init",
    )
