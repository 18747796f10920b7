"""Sign in: give an account access to its calendars."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Annotated, Any

import typer

from sync.accounts import google_service
from sync.cli.invocation import invocation
from sync.cli.output import show, tell
from sync.errors import TryLater
from sync.ownership import check_client, check_token_file
from sync.service import chosen
from sync.settings import Account, CaldavAccount, GoogleAccount, VdirAccount
from sync.settings.secrets import to_keyring


def auth(
    context: typer.Context,
    account: Annotated[str, typer.Argument(metavar="ACCOUNT", help="The account's name in the configuration.")],
    paste: Annotated[
        bool, typer.Option("--paste", help="Where no browser can reach this machine: you copy an address.")
    ] = False,
) -> None:
    """Sign in: give an account access to its calendars.

    Asks for no more than the configuration needs, so run it again after `write_to` has changed.
    """
    (one,) = chosen(invocation(context).settings, account)
    sign_in(one, paste=paste)


def sign_in(account: Account, *, paste: bool) -> None:
    """What it takes to sign this account in. Raises AftertouchError and ProviderError."""
    _WAYS[account.provider](account, paste)


def _google(account: GoogleAccount, paste: bool) -> None:
    if account.service_account:
        _service_account(account)
    else:
        _person(account, paste)


def _person(account: GoogleAccount, paste: bool) -> None:
    from providers.google import consent, scopes  # noqa: PLC0415  loads the library for signing in
    from providers.google.token_file import REFRESH_ENDS, TokenFile  # noqa: PLC0415

    assert account.client_secrets and account.token_file  # noqa: PT018, S101  the settings see to it
    check_token_file(account.token_file)
    check_client(account.client_secrets)
    client = consent.Client.read(account.client_secrets)
    wanted = scopes.needed(own_calendar=account.own_calendar)
    terminal = consent.Terminal(say=tell, give=typer.echo, ask=lambda what: str(typer.prompt(what, err=True)))
    content = (consent.by_paste if paste else consent.by_browser)(client, wanted, terminal)
    try:
        TokenFile(path=account.token_file).write(content, now=datetime.now(UTC))
    except OSError as error:
        raise TryLater(
            f"{account.token_file}: the sign-in can't be kept: {error.strerror}",
            next_step="Make its folder writable, or set token_file in the configuration.",
        ) from None
    show(f"{account.name}: signed in; next: aftertouch calendars")
    if ends := TokenFile(path=account.token_file).moment(REFRESH_ENDS):
        tell(
            f'{account.name}: it lasts until {ends:%d %b} only, since the OAuth client is in "Testing"; "Publish app" '
            "(Audience) in the Google Cloud console, then sign in once more",
            style="yellow",
        )


def _service_account(account: GoogleAccount) -> None:
    service = google_service(account)
    service.token()
    who = account.subject or service.email
    show(f"{account.name}: Google takes the key; it acts for {who}")
    if account.acts_for_itself:
        show(f"  Share your calendars with {who}, and name them by their ids in calendars and write_to.")


def _caldav(account: CaldavAccount, _: bool) -> None:
    show(f"{account.name}: there is nothing to sign in to; {account.url} wants a username and a password.")
    if account.keyring:
        show(f"  Store the password with: {to_keyring(account.name)}")
    else:
        show("  Name a password_file, a password_command or keyring = true in the configuration. Some services want a")
        show("  password made for the app (iCloud, Fastmail, Google by CalDAV).")


def _vdir(account: VdirAccount, _: bool) -> None:
    show(f"{account.name}: there is nothing to sign in to; it is the folder {account.path}.")


_WAYS: dict[str, Callable[[Any, bool], None]] = {"google": _google, "caldav": _caldav, "vdir": _vdir}
