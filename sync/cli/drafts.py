"""Show what to write or say, and write it to files that open as drafts."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.text import Text

from sync.cli.agenda import lines
from sync.cli.invocation import invocation
from sync.cli.looking import looked
from sync.cli.output import show, show_json, tell
from sync.entries import Entry, find
from sync.errors import UsageError
from sync.service import chosen
from sync.settings import Settings, own_templates, sender
from sync.words.described import described
from sync.words.drafter import Drafter
from sync.words.files import File, as_file
from sync.words.links import mailto, tel

_STILL_DUE = timedelta(days=1)
"""What was due since yesterday may not be sent yet."""


def drafts(
    context: typer.Context,
    what: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="WHAT", help="Only one: eight or more characters of its key, or words of title or company."
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR", help="Write them there: emails as .eml, letters as pages to print.", show_default=False
        ),
    ] = None,
    force: Annotated[bool, typer.Option("--force", help="Overwrite files that are there and differ.")] = False,
    account: Annotated[str | None, typer.Option(metavar="NAME", help="Only in this account.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print it as JSON.")] = False,
) -> None:
    """Show what to write or say, and write it to files that open as drafts.

    Nothing is ever sent. As of the last sync; no calendar is read.
    """
    settings = invocation(context).settings
    now = datetime.now(UTC)
    seen = looked(settings, chosen(settings, account), now=now)
    todo = [e for e in seen.entries if e.said != "done" and e.state in {"stands", "restored"}]
    due = [e for e in todo if e.at >= now - _STILL_DUE]
    found = [find(" ".join(what), seen.entries)] if what else [entry for entry in due if entry.draft]
    writer = Drafter.of(sender(settings), own_templates(settings))
    if what and not found[0].draft:
        raise UsageError(f'there is no draft for "{found[0].title}": its interview is not in the calendar any more')
    files = _written(found, settings, writer, out, force=force) if out else ()
    if json:
        show_json({"drafts": [*_documents(found, files)]}, code=seen.exit_code)
    elif out:
        show(*(str(path) for path in files))
    elif what:
        show(*_whole(found[0], settings))
    else:
        show(*(line for entry in found for line in _short(entry, settings)))
    if not found and not seen.failed:
        tell("There is nothing to write or say, as of the last sync.")
    raise typer.Exit(seen.exit_code)


def _short(entry: Entry, settings: Settings) -> Iterator[Text]:
    yield from lines(entry, settings.home.timezone, why=False)
    if draft := entry.draft:
        yield from (Text(f"      {one}", style="dim") for one in (draft.subject, *draft.notes, draft.ask) if one)


def _whole(entry: Entry, settings: Settings) -> Iterator[Text]:
    yield from lines(entry, settings.home.timezone, why=False)
    if entry.draft and entry.plan:
        interview = entry.plan.loop or entry.plan.interview
        yield from (Text(one) for one in ("", *described(entry.draft, interview)))


def _documents(found: list[Entry], files: tuple[Path, ...]) -> Iterator[dict[str, Any]]:
    for number, entry in enumerate(found):
        if draft := entry.draft:
            link = mailto(draft).url if draft.kind == "email" else tel(draft.to.phone) if draft.kind == "call" else ""
            yield {
                "account": entry.account,
                "key": entry.key,
                "step": entry.identity.step,
                "title": entry.title,
                "at": entry.at.isoformat(),
                "kind": draft.kind,
                "to": str(draft.to),
                "address": draft.address,
                "passed_on": draft.passed_on,
                "subject": draft.subject,
                "body": draft.body,
                "link": link,
                "notes": list(draft.notes),
                "ask": draft.ask,
                **({"file": str(files[number])} if files else {}),
            }


def _written(found: list[Entry], settings: Settings, writer: Drafter, folder: Path, *, force: bool) -> tuple[Path, ...]:
    """Write the drafts into the folder, which is made where it is missing; all that can be, then what could not is
    raised as UsageError."""
    home = ZoneInfo(settings.home.timezone)
    written: list[Path] = []
    problems: list[str] = []
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for entry in found:
            if entry.draft and entry.plan:
                interview = entry.plan.loop or entry.plan.interview
                file = as_file(entry.draft, interview, writer, at=entry.at.astimezone(home), key=entry.key)
                written.append(folder / file.name)
                if not _write(folder / file.name, file, force=force):
                    problems.append(f"{folder / file.name}: is there and differs")
    except OSError as error:
        raise UsageError(f"{error.filename}: can't be written: {error.strerror}") from None
    if problems:
        raise UsageError(*problems, next_step="With --force it is overwritten.")
    return tuple(written)


def _write(path: Path, file: File, *, force: bool) -> bool:
    """Whether it stands there now. Drafts are private, and nobody's file is overwritten unless `force` says so."""
    if force:
        path.unlink(missing_ok=True)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.is_file() and path.read_bytes() == file.content
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(file.content)
    return True
