"""What `reconcile` decides: actions for the calendars, and what vanished follow-ups mean."""

from dataclasses import dataclass

from providers.interface import Draft, Field
from sync.keys import Identity
from sync.render import Writing
from sync.standing import Observed
from sync.states import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Create:
    """Write a new event; `generation` is what its key says."""

    identity: Identity
    calendar: str
    draft: Draft
    generation: int
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """Change these fields (none: the marks alone) of a standing event. `aim` tells the plan that it follows."""

    observed: Observed
    draft: Draft
    fields: frozenset[Field]
    reason: str
    aim: str = ""

    @property
    def rewrites(self) -> frozenset[str]:
        """What is rewritten: fields, or "marks" alone."""
        return self.fields or frozenset({"marks"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Delete:
    """Remove an untouched event that is no longer wanted. A `superseded` one still stands elsewhere."""

    observed: Observed
    reason: str
    superseded: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Keep:
    """Nothing to do: the person's values differ from the plan, and stay; or, `at_truce`, another program's do."""

    observed: Observed
    fields: frozenset[Field]
    at_truce: bool = False


Action = Create | Update | Delete | Keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A follow-up that vanished, and what that means: `deleted` by the person, or `removed` by whoever unplanned it.
    `was` is what was remembered of it, None where its `buried` key alone was known; that key needs no memory of its own
    any more. `wanted` is what it would be."""

    identity: Identity
    state: State
    was: State | None
    buried: str = ""
    wanted: Writing | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconciliation:
    """All that follows: actions for the calendars, decisions for the memory, and what the person must be told."""

    actions: tuple[Action, ...]
    decided: tuple[Decided, ...] = ()
    problems: tuple[str, ...] = ()
    unchanged: int = 0
    tripped: bool = False
    """Deletions were held back (promise 7)."""
