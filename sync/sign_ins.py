"""How an account is signed in, as far as this machine knows: what `status` says of it, without any network."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from providers.errors import SignedOut
from sync.settings import Account, GoogleAccount


def sign_in(account: Account, now: datetime) -> str:
    """Which kind of sign-in it is, how old, and what is wrong with it; "" where there is none to speak of."""
    return _KINDS[account.provider](account, now) if account.provider in _KINDS else ""


def _google(account: GoogleAccount, now: datetime) -> str:
    return _service_account(account) if account.service_account else _person(account, now)


def _person(account: GoogleAccount, now: datetime) -> str:
    from providers.google import scopes, token_file  # noqa: PLC0415  a provider loads for an account that uses it

    cure = f"run: aftertouch auth {account.name}"
    assert account.token_file  # noqa: S101  the settings fill it in
    file = token_file.TokenFile(path=account.token_file)
    try:
        content = file.read()
    except SignedOut as error:
        return str(error)
    if content is None:
        return f"nobody has signed in yet; {cure}"
    at, ends = file.moment(token_file.SIGNED_IN), file.moment(token_file.REFRESH_ENDS)
    parts = [f"signed in {_age(now - at)}" if at else "signed in"]
    if ends:
        until = "ended" if ends <= now else f"ends in {_days(ends - now)}"
        parts.append(f'{until}, since the OAuth client is in "Testing": "Publish app" in the console, then {cure}')
    if lacking := scopes.missing(content.get("scopes") or scopes.ALL, own_calendar=account.own_calendar):
        parts.append(f"not allowed so far: {', '.join(lacking)}; {cure}")
    return "; ".join(parts)


def _service_account(account: GoogleAccount) -> str:
    assert account.service_account  # noqa: S101  it is one
    try:
        email = json.loads(account.service_account.read_text(encoding="utf-8"))["client_email"]
    except (OSError, ValueError, KeyError, TypeError):
        return f"{account.service_account} is no key of a service account"
    return f"service account {email}" + (f", for {account.subject}" if account.subject else "")


def _age(age: timedelta) -> str:
    return f"{_days(age)} ago" if age >= timedelta(days=1) else "today"


def _days(span: timedelta) -> str:
    return f"{span.days} day{'' if span.days == 1 else 's'}"


_KINDS: dict[str, Callable[[Any, datetime], str]] = {"google": _google}
