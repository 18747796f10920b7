"""Which calendars of an account play which part: read for interviews, read for our own events, written to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from providers.interface import Calendar, Provider
from sync.errors import ConfigError
from sync.ledger import Ledger
from sync.settings import Account

SAME = "same"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """`sources` are read for interviews, in the config's order; `others` hold, or may hold, follow-ups of ours.

    `target` is where new follow-ups go, "" for the interview's own calendar; with `missing` that calendar is named in
    the config and does not exist yet.
    """

    calendars: tuple[Calendar, ...]
    sources: tuple[str, ...]
    others: tuple[str, ...] = ()
    target: str = ""
    missing: str = ""

    def matters(self, ledger: Ledger) -> frozenset[str]:
        """The calendars without which nothing may be concluded: those of interviews, the target, and where follow-ups
        stand. One that is only looked through once for follow-ups of an earlier ledger is not among them."""
        return frozenset({*self.sources, *ledger.calendars_with_marks(), *([self.target] if self.target else [])})

    @property
    def read(self) -> tuple[str, ...]:
        """All calendars that a cycle reads, each once."""
        return tuple(dict.fromkeys((*self.sources, *self.others)))

    def name(self, calendar: str) -> str:
        """A calendar's name, as the person knows it."""
        return next((c.name for c in self.calendars if c.id == calendar), calendar)

    def writable(self, calendar: str) -> bool:
        """Whether the calendar takes new events, as far as the server told."""
        return any(c.id == calendar and c.writable for c in self.calendars)

    def place_for(self, calendar: str) -> str:
        """Where the follow-ups of an interview in this calendar go; "" where no calendar of the account is writable."""
        if self.target or self.missing:
            return self.target or self.missing
        if self.writable(calendar):
            return calendar
        return next((c.id for c in self.calendars if c.writable), "")


def scope(account: Account, provider: Provider, ledger: Ledger, *, refresh: bool, make: bool) -> Scope:
    """The account's calendars, listed anew with `refresh`, for the first time, or when the config names one that is
    not known. With `make` a target that does not exist is made. Raises ConfigError for a name that does not exist."""
    if refresh or not ledger.calendars() or _unknown(account, ledger.calendars()):
        ledger.set_calendars(provider.calendars())
    if make and account.write_to != SAME and _find(account.write_to, ledger.calendars()) is None:
        made = provider.make_calendar(account.write_to)
        ledger.set_calendars(dict.fromkeys((*ledger.calendars(), made)))
    return last_scope(account, ledger)


def last_scope(account: Account, ledger: Ledger) -> Scope:
    """The same by what the ledger knows, without any network. Raises ConfigError for a name that does not exist, or
    that several calendars have."""
    calendars = ledger.calendars()
    if unknown := _unknown(account, calendars):
        raise _no_such_calendar(account, unknown, calendars)
    _refuse_ambiguous(account, calendars)
    target = _find(account.write_to, calendars) if account.write_to != SAME else None
    sources = _sources(account, calendars)
    # follow-ups of an earlier ledger may stand in any calendar that was never read
    holding = ledger.calendars_with_marks() | ledger.never_read()
    others = ([target.id] if target else []) + sorted(holding - set(sources))
    return Scope(
        calendars=calendars,
        sources=sources,
        others=tuple(dict.fromkeys(others)),
        target=target.id if target else "",
        missing="" if target or account.write_to == SAME else account.write_to,
    )


def _sources(account: Account, calendars: tuple[Calendar, ...]) -> tuple[str, ...]:
    named = (_find(name, calendars) for name in account.calendars)
    chosen = tuple(calendar.id for calendar in named if calendar)
    return tuple(dict.fromkeys(chosen)) if account.calendars else tuple(c.id for c in calendars)


def _find(name: str, calendars: Iterable[Calendar]) -> Calendar | None:
    by: Mapping[str, Calendar] = {
        **{c.name.casefold(): c for c in reversed(tuple(calendars))},
        **{c.id.rstrip("/"): c for c in calendars},
    }
    return by.get(name.rstrip("/")) or by.get(name.casefold())


def _refuse_ambiguous(account: Account, calendars: tuple[Calendar, ...]) -> None:
    for option, name in [*(("calendars", name) for name in account.calendars), ("write_to", account.write_to)]:
        same = [c.id for c in calendars if c.name.casefold() == name.casefold()]
        if len(same) > 1 and name.rstrip("/") not in {c.id.rstrip("/") for c in calendars}:
            raise ConfigError(
                f'accounts.{account.name}.{option}: several calendars are named "{name}": {", ".join(same)}',
                next_step="Write the address of the one that you mean in the place of the name.",
            )


def _unknown(account: Account, calendars: tuple[Calendar, ...]) -> tuple[str, ...]:
    return tuple(name for name in account.calendars if _find(name, calendars) is None)


def _no_such_calendar(account: Account, unknown: tuple[str, ...], calendars: tuple[Calendar, ...]) -> ConfigError:
    known = ", ".join(f'"{c.name}"' for c in calendars) or "none"
    return ConfigError(
        *(f'accounts.{account.name}.calendars: there is no calendar "{name}"; there are: {known}' for name in unknown),
        next_step="Correct the name in the configuration; `aftertouch calendars` lists them with their addresses.",
    )
