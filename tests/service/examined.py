"""Accounts for the doctor to examine, and what it says of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sync.doctor import examine
from sync.errors import DONE
from tests.dav.server import DavServer
from tests.google.server import CalendarApi
from tests.jargon import jargon_in
from tests.providers.servers import Server
from tests.service.rig import CalDavClient, Client, FolderClient, GoogleClient, Rig, interview


def folder_rig(folder: Path, extra: str = "") -> Rig:
    return rig_of(FolderClient(folder=folder / "calendar"), folder, extra)


def rig_of(client: Client, folder: Path, extra: str = "") -> Rig:
    rig = Rig(folder=folder, client=client, extra=extra)
    client.put("interview.ics", interview())
    return rig


def dav_rig(server: Server, folder: Path, extra: str = "") -> Rig:
    return rig_of(CalDavClient(server=server, folder=folder), folder, extra)


def quirky_rig(server: DavServer, folder: Path, extra: str) -> Rig:
    """An account on the server that is made for tests."""
    (folder / "password").write_text("secret")
    (folder / "password").chmod(0o600)
    rig = Rig(folder=folder, client=FolderClient(folder=folder / "unused"))
    rig.client.account = (
        f'provider = "caldav"\nurl = "{server.url}"\nusername = "me"\npassword_file = "{folder / "password"}"\n'
    )
    rig.configure(extra)
    return rig


def google_rig(google: CalendarApi, folder: Path, extra: str = "") -> Rig:
    return rig_of(GoogleClient(google=google, folder=folder), folder, extra)


def findings(rig: Rig, *, ahead: timedelta = timedelta(0), patience: float = 30, write_test: bool = False) -> Any:
    """All of them, each on one line, in words for everybody, and with a cure where one is needed."""
    examination = examine(rig.config, now=datetime.now(UTC) + ahead, patience=patience, write_test=write_test)
    for finding in examination.findings:
        assert "\n" not in finding.what + finding.cure
        assert not jargon_in(f"{finding.check} {finding.what} {finding.cure}"), finding
        assert bool(finding.cure) == (finding.verdict != "ok"), finding
        assert bool(finding.code) == (finding.verdict == "fail"), finding
    return examination


def told(rig: Rig, check: str, verdict: str, code: int = DONE, **options: Any) -> str:
    """What is said of the one thing that is broken, and nothing else is."""
    examination = findings(rig, **options)
    assert examination.exit_code == code, examination.findings
    bad = [one for one in examination.findings if one.verdict != "ok" and one.check != "last sync"]
    assert [(one.check, one.verdict) for one in bad] == [(check, verdict)], bad
    return f"{bad[0].what} | {bad[0].cure}"


def change(rig: Rig, old: str, new: str) -> None:
    text = rig.config.read_text()
    assert old in text
    rig.config.write_text(text.replace(old, new))
