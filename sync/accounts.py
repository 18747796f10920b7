"""From an account of the configuration to its `Provider`.

`FACTORIES` is the list of what this version can open. Each factory imports its provider, and with it the vendor's
library, when it is called.
"""

from collections.abc import Callable
from threading import Lock
from typing import TYPE_CHECKING, Any

from providers.interface import Look, Provider
from sync.errors import ConfigError
from sync.ownership import check_client, check_private, check_token_file
from sync.settings import Account, CaldavAccount, GoogleAccount, VdirAccount, password

if TYPE_CHECKING:
    from providers.google.credentials import Person, ServiceAccount


class Meter:
    """Counts the requests to a calendar server: a provider calls it once for each, some from several threads."""

    def __init__(self) -> None:
        self.requests = 0
        self._one_by_one = Lock()

    def __call__(self) -> None:
        with self._one_by_one:
            self.requests += 1


Factory = Callable[[Any, Look, Meter], Provider]


def _vdir(account: VdirAccount, look: Look, _: Meter) -> Provider:
    from providers.vdir import Vdir  # noqa: PLC0415

    return Vdir(account.path, look)


def _caldav(account: CaldavAccount, look: Look, meter: Meter) -> Provider:
    from providers.caldav import CalDav  # noqa: PLC0415

    if account.ca_file and not account.ca_file.is_file():
        raise ConfigError(
            f"account {account.name}: ca_file {account.ca_file} is no file", next_step="Correct the path."
        )
    secret = password(account).get_secret_value() if account.username else ""
    return CalDav(account.url, account.username, secret, look, ca_file=account.ca_file, meter=meter)


def _google(account: GoogleAccount, look: Look, meter: Meter) -> Provider:
    from providers.google.provider import Google  # noqa: PLC0415

    return Google(
        account.name,
        google_service(account) if account.service_account else google_person(account),
        look,
        own_calendar=account.own_calendar,
        may_make_calendars=not account.acts_for_itself,
        named=(*account.calendars, account.write_to),
        endpoint=account.endpoint,
        meter=meter,
    )


def google_person(account: GoogleAccount) -> "Person":
    """Somebody who signed in, or has to. Raises `ConfigError` for a token file that others may read or is a link, and
    for a client that others may write."""
    from providers.google.credentials import Person, token_uri  # noqa: PLC0415
    from providers.google.token_file import TokenFile  # noqa: PLC0415

    assert account.client_secrets and account.token_file  # noqa: PT018, S101  the settings see to it
    check_token_file(account.token_file)
    check_client(account.client_secrets)
    return Person(account.name, TokenFile(path=account.token_file), token_uri=token_uri(account.client_secrets))


def google_service(account: GoogleAccount) -> "ServiceAccount":
    """A service account. Raises `ConfigError` for a key that others may read, and `SignedOut` for what is none."""
    from providers.google.credentials import ServiceAccount  # noqa: PLC0415

    assert account.service_account  # noqa: S101  the settings see to it
    check_private(account.service_account)
    return ServiceAccount(
        account.name, account.service_account, subject=account.subject, own_calendar=account.own_calendar
    )


FACTORIES: dict[str, Factory] = {"vdir": _vdir, "caldav": _caldav, "google": _google}


def open_account(account: Account, look: Look, meter: Meter) -> Provider:
    """The provider that serves this account; `meter` will count its requests. Nothing is read from the calendar yet.

    Raises `ConfigError` (its secret's file is missing or open to others) and `providers.errors.SignedOut` (it has no
    secret)."""
    return FACTORIES[account.provider](account, look, meter)
