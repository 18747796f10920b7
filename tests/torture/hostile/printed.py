"""What a person sees of it all: the output of `sync`, `status`, `agenda` and `plan`."""

import io
import json
from collections.abc import Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import asdict

from sync.cli import agenda, plan, status
from sync.cli import sync as sync_command
from sync.cli.output import show, tell
from sync.entries import entries
from sync.errors import DONE, UNREADABLE_FILE
from sync.ledger import Ledger
from sync.picture import Picture
from sync.report import Report
from sync.scope import last_scope
from sync.settings import Settings, VdirAccount
from tests.computer import ME
from tests.service.rig import run
from tests.torture.hostile.good import NOW
from tests.torture.hostile.world import World


def printed(world: World, report: Report, picture: Picture) -> str:
    """The lines of all commands that tell of this calendar, as they come out."""
    account = VdirAccount(name="home", provider="vdir", path=world.folder)
    ledger = Ledger.open(world.computer.ledger, ME)
    try:
        listed = entries(account.name, picture, last_scope(account, ledger))
    finally:
        ledger.close()
    settings = Settings.model_validate({"home": {"timezone": ME.home_zone}})
    told = {
        **dict.fromkeys(("token", "paused", "held", "failing_since")),
        "name": "home",
        "provider": "vdir",
        "calendars": ["Personal"],
        "deleted_by_you": 0,
        "last": NOW.isoformat(),
        "exit_code": report.exit_code,
        "problems": report.problems,
        "suggestions": [asdict(one) for one in report.suggestions],
    }
    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(out):
        show(*sync_command._lines(report, settings, dry_run=False, summary=True))
        tell(*report.problems)
        show(*status._lines(told, ME.home_zone))
        show(*(line for entry in listed for line in agenda.lines(entry, ME.home_zone, why=True)))
        show(*(line for one in picture.plans for line in plan._block(one, ME.home_zone)))
    return out.getvalue()


def planned_offline(world: World) -> Iterator[str]:
    """What is wrong with the answer of `aftertouch plan` on the same files."""
    files = []
    for href, case in world.hrefs.items():
        if not case.is_google:
            file = world.folder / href
            file.write_bytes(case.content)
            files.append(str(file))
    if not files:
        return
    config = world.folder / "config.toml"
    config.write_text("")
    config.chmod(0o600)
    outcome = run("--config", str(config), "plan", "--json", "--now", NOW.isoformat(), *files)
    if outcome.code not in {DONE, UNREADABLE_FILE}:
        yield f"plan ends with {outcome.code}: {outcome.err[-300:]}"
        return
    try:
        document = json.loads(outcome.out)
    except ValueError:
        yield "plan prints no JSON"
    else:
        if set(document) != {"interviews"}:
            yield f"plan prints {list(document)}"
