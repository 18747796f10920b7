"""Set up: connect an account, try it, and write the configuration."""

import sys
from typing import Annotated

import typer

from sync.cli.invocation import invocation
from sync.cli.setup.account import Given
from sync.cli.setup.asking import Nobody, Person
from sync.cli.setup.guide import Guide, document_at
from sync.cli.setup.person import Told
from sync.cli.setup.services import SERVICES
from sync.places import config_candidates

_SERVICES = ", ".join(SERVICES)


def init(
    context: typer.Context,
    service: Annotated[str, typer.Option(metavar="NAME", help=f"One of {_SERVICES}.")] = "",
    name: Annotated[str, typer.Option(metavar="NAME", help="What to call the account.")] = "",
    url: Annotated[
        str,
        typer.Option(metavar="URL", help="The CalDAV server, or your email address there."),
    ] = "",
    username: Annotated[str, typer.Option(metavar="NAME", help="Who signs in to the CalDAV server.")] = "",
    password_file: Annotated[
        str, typer.Option(metavar="FILE", help="A file with the password, which nobody else may read.")
    ] = "",
    password_command: Annotated[
        str, typer.Option(metavar="COMMAND", help='What prints the password: "pass show calendar".')
    ] = "",
    keyring: Annotated[bool, typer.Option("--keyring", help="The password is in the system's keyring.")] = False,
    path: Annotated[str, typer.Option(metavar="FOLDER", help="The folder of .ics files.")] = "",
    client_secrets: Annotated[
        str, typer.Option(metavar="FILE", help="Google: the OAuth client's JSON file (docs/google.md).")
    ] = "",
    service_account: Annotated[str, typer.Option(metavar="FILE", help="Google: a service account's key.")] = "",
    paste: Annotated[
        bool, typer.Option("--paste", help="Google: where no browser can reach this machine, you copy an address.")
    ] = False,
    calendar: Annotated[
        list[str] | None, typer.Option(metavar="NAME", help="A calendar to read; may be repeated. Default: all.")
    ] = None,
    write_to: Annotated[
        str, typer.Option(metavar="NAME", help='Where follow-ups go: a calendar, or "same" for beside the interview.')
    ] = "",
    timezone: Annotated[str, typer.Option(metavar="ZONE", help="Where you live: Europe/Berlin.")] = "",
    country: Annotated[str, typer.Option(metavar="CODE", help="Your country, two letters.")] = "",
    person_name: Annotated[str, typer.Option("--your-name", metavar="NAME", help="How you sign.")] = "",
    email: Annotated[
        list[str] | None, typer.Option(metavar="ADDRESS", help="An address of yours; may be repeated.")
    ] = None,
    hashtag: Annotated[str, typer.Option(metavar="TAG", help="What makes an event an interview.")] = "",
    yes: Annotated[bool, typer.Option("--yes", help="Ask nothing: options and proposals do; write and sync.")] = False,
) -> None:
    """Set up: connect an account, try it, and write the configuration.

    Shows what would be written into your calendar before anything is; only after your yes the configuration is written
    and the first sync runs. In an existing configuration one more account is added, and all else stays as it stands.
    """
    given = Given(
        service=service,
        name=name,
        url=url,
        username=username,
        password_file=password_file,
        password_command=password_command,
        keyring=keyring,
        path=path,
        client_secrets=client_secrets,
        service_account=service_account,
        calendars=tuple(calendar or ()),
        write_to=write_to,
    )
    told = Told(timezone=timezone, country=country, name=person_name, emails=tuple(email or ()), hashtag=hashtag)
    guide = Guide(
        asker=Person() if sys.stdin.isatty() and not yes else Nobody(agrees=yes),
        document=document_at(invocation(context).config or config_candidates()[0]),
        paste=paste,
    )
    raise typer.Exit(guide.run(given, told))
