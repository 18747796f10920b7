"""From an account of the configuration to its `Provider`.

`FACTORIES` is the list of what this version can open. Each factory imports its provider, and with it the vendor's
library, when it is called.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from providers.interface import Look, Provider
from sync.errors import ConfigError
from sync.settings import Account, CaldavAccount, VdirAccount, password


@dataclass(slots=True, kw_only=True)
class Meter:
    """Counts the requests to a calendar server: a provider calls it once for each."""

    requests: int = 0

    def __call__(self) -> None:
        self.requests += 1


Factory = Callable[[Any, Look, Meter], Provider]


def _vdir(account: VdirAccount, look: Look, _: Meter) -> Provider:
    from providers.vdir import Vdir  # noqa: PLC0415

    return Vdir(account.path, look)


def _caldav(account: CaldavAccount, look: Look, meter: Meter) -> Provider:
    from providers.caldav import CalDav  # noqa: PLC0415

    secret = password(account).get_secret_value() if account.username else ""
    return CalDav(account.url, account.username, secret, look, ca_file=account.ca_file, meter=meter)


FACTORIES: dict[str, Factory] = {"vdir": _vdir, "caldav": _caldav}


def open_account(account: Account, look: Look, meter: Meter) -> Provider:
    """The provider that serves this account; `meter` will count its requests. Nothing is read from the calendar yet.

    Raises `ConfigError` (its secret's file is missing or open to others; this version has no such provider) and
    `providers.errors.SignedOut` (it has no secret)."""
    factory = FACTORIES.get(account.provider)
    if factory is None:
        raise ConfigError(
            f"account {account.name}: this version has no {account.provider} provider yet",
            next_step=f"It can open {' and '.join(FACTORIES)} accounts; take this one out until then.",
        )
    return factory(account, look, meter)
