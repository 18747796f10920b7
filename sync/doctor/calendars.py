"""The calendars that the configuration names, and those that follow-ups go to."""

from providers.interface import Calendar
from sync.doctor.finding import Finding, fail, ok, warn
from sync.errors import ConfigError
from sync.scope import Scope
from sync.settings import Account, GoogleAccount


def named(account: Account, listed: tuple[Calendar, ...], scope: Scope | ConfigError) -> tuple[Finding, ...]:
    """Whether all that are named exist."""
    check = "calendars"
    if isinstance(scope, ConfigError):
        return tuple(fail(check, problem, scope.next_step, scope.exit_code) for problem in scope.problems)
    if not listed:
        cure = f"Make one in your calendar program, or correct the address of {account.name} in the configuration."
        return (fail(check, "the account has no calendar that holds events", cure),)
    names = ", ".join(f'"{scope.name(one)}"' for one in scope.sources)
    return (ok(check, f"{len(scope.sources)} of {len(listed)} are read for interviews: {names}"),)


def target(account: Account, scope: Scope) -> Finding:
    """Whether follow-ups can be written where they belong."""
    check = "target"
    if scope.missing:
        return _missing(account, scope.missing)
    places = dict.fromkeys(scope.place_for(source) for source in scope.sources)
    closed = [scope.name(place) for place in places if place and not scope.writable(place)]
    if not any(places) or closed:
        what = f'"{closed[0]}" can\'t be written to' if closed else "none of the calendars can be written to"
        cure = "Let yourself make changes to it in your calendar program, or name another calendar in write_to."
        return fail(check, what, cure)
    names = ", ".join(f'"{scope.name(place)}"' for place in places)
    return ok(check, f"follow-ups go to {names}")


def _missing(account: Account, name: str) -> Finding:
    if isinstance(account, GoogleAccount) and account.acts_for_itself:
        cure = (
            "Make it, share it with the service account (to make changes to events), and name it by its id in write_to."
        )
        return fail("target", f'there is no calendar "{name}"', cure, ConfigError.exit_code)
    cure = "Nothing to do: the next `aftertouch sync` makes it. If you meant another one, correct write_to."
    return warn("target", f'there is no calendar "{name}" yet', cure)


def place_to_test(scope: Scope) -> str:
    """The calendar for a test event: the first that follow-ups go to; "" where there is none."""
    if scope.missing:
        return ""
    places = (scope.place_for(source) for source in scope.sources)
    return next((place for place in places if scope.writable(place)), "")
