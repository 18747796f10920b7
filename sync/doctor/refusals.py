"""What it means for an account that its server, or this computer, says no."""

from providers.errors import ProviderError, SignedOut
from sync.doctor.finding import Finding, fail
from sync.errors import AftertouchError, exit_code
from sync.settings import Account

_WHERE = {
    "caldav": "Set url in the configuration to the address that your provider names for CalDAV.",
    "google": "Try again later; docs/google.md says what to do about refusals.",
    "vdir": "Make the folder, or correct path in the configuration.",
}
_SIGN_IN = {
    "caldav": "Correct username and password where they are kept; some services want a password made for the app.",
    "google": "Run: aftertouch auth {name}",
    "vdir": "",
}


def no_calendars(
    account: Account, error: AftertouchError | ProviderError | TimeoutError, *, patience: float
) -> Finding:
    """There is a server, and it names no calendars; `patience` is how many seconds it was given."""
    if isinstance(error, TimeoutError):
        what = f"the server does not say within {patience:.0f} s which there are"
        return fail("calendars", what, "Try again later; if it lasts, ask whoever runs the server.")
    if isinstance(error, SignedOut):
        return no_way_in(account, error)
    return fail("calendars", f"none are found: {error}", _WHERE[account.provider], exit_code(error))


def no_way_in(account: Account, error: AftertouchError | ProviderError) -> Finding:
    """Nobody can sign in."""
    cure = _SIGN_IN[account.provider].format(name=account.name)
    if isinstance(error, AftertouchError):
        return fail("sign-in", error.problems[0], error.next_step or cure, error.exit_code)
    told = str(error).removeprefix(f"account {account.name}: ").partition(". Check both")[0]
    what, _, told_cure = told.partition("; ")
    return fail("sign-in", what, told_cure[:1].upper() + told_cure[1:] or cure, exit_code(error))
