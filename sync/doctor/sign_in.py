"""Whether an account can be signed in to, as far as this computer knows without asking anybody."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from providers.errors import SignedOut
from sync.accounts import google_person, google_service
from sync.doctor.finding import Finding, fail, ok, warn
from sync.errors import SIGN_IN_NEEDED, ConfigError
from sync.settings import Account, CaldavAccount, GoogleAccount
from sync.sign_ins import sign_in

_CHECK = "sign-in"
_SOON = timedelta(days=7)


def examine(account: Account, *, now: datetime) -> Finding | None:
    """The sign-in of an account; None where nobody signs in."""
    return _KINDS[account.provider](account, now)


def _caldav(account: CaldavAccount, _: datetime) -> Finding | None:
    """The password is fetched when the account is opened, once, since that may ask the person for something."""
    return None if account.username else ok(_CHECK, "nobody signs in, since no username is set")


def _google(account: GoogleAccount, now: datetime) -> Finding:
    try:
        return _service_account(account, now) if account.service_account else _person(account, now)
    except ConfigError as error:
        return fail(_CHECK, error.problems[0], error.next_step, error.exit_code)
    except SignedOut as error:
        return fail(_CHECK, str(error), "Download the key anew: docs/google.md says how.", SIGN_IN_NEEDED)


def _service_account(account: GoogleAccount, now: datetime) -> Finding:
    google_service(account)
    return ok(_CHECK, sign_in(account, now))


def _person(account: GoogleAccount, now: datetime) -> Finding:
    from providers.google import scopes, token_file  # noqa: PLC0415  a provider loads for an account that uses it

    google_person(account)
    cure = f"Run: aftertouch auth {account.name}"
    publish = f'In the Google Cloud console choose "Publish app" (Audience), then run: aftertouch auth {account.name}'
    assert account.token_file  # noqa: S101  the settings fill it in
    file = token_file.TokenFile(path=account.token_file)
    try:
        content = file.read()
    except SignedOut:
        return fail(_CHECK, f"{account.token_file}: holds no sign-in that can be read", cure, SIGN_IN_NEEDED)
    if content is None:
        return fail(_CHECK, "nobody has signed in yet", cure, SIGN_IN_NEEDED)
    at, ends = file.moment(token_file.SIGNED_IN), file.moment(token_file.REFRESH_ENDS)
    if ends and ends <= now:
        what = f'it ended on {ends:%d %b}: an OAuth client in "Testing" gives 7 days'
        return fail(_CHECK, what, publish, SIGN_IN_NEEDED)
    if lacking := scopes.missing(content.get("scopes") or scopes.ALL, own_calendar=account.own_calendar):
        short = ", ".join(scope.rpartition("/")[2] for scope in lacking)
        return fail(_CHECK, f"it does not allow what this configuration needs: {short}", cure, SIGN_IN_NEEDED)
    age = f"a person's, {(now - at).days} days old" if at else "a person's"
    if ends and ends - now <= _SOON:
        return warn(_CHECK, f'{age}; it ends on {ends:%d %b}, since the OAuth client is in "Testing"', publish)
    return ok(_CHECK, age)


_KINDS: dict[str, Callable[[Any, datetime], Finding | None]] = {
    "google": _google,
    "caldav": _caldav,
    "vdir": lambda _account, _now: None,
}
