"""What a cycle tells: the shape of `sync --json`, and the words for what went wrong."""

from dataclasses import asdict, dataclass
from datetime import datetime

from planner.values import Source
from providers.errors import ProviderError, RateLimited
from sync.errors import DONE, TRY_LATER, AftertouchError, exit_code, sentences
from sync.suggestions import Asked, told


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportedAction:
    """An action as it is told: `calendar` by name, `at` as ISO 8601 with offset."""

    action: str
    calendar: str
    key: str
    title: str
    at: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a cycle did, and how it ended; the shape of `sync --json`."""

    name: str
    created: int = 0
    updated: int = 0
    deleted: int = 0
    kept: int = 0
    unchanged: int = 0
    requests: int = 0
    problems: tuple[str, ...] = ()
    actions: tuple[ReportedAction, ...] = ()
    exit_code: int = DONE
    retry_after: float | None = None
    limited: bool = False
    """The server asked to slow down, or has locked the account."""
    waiting: int = 0
    """How many changes were left undone for that."""
    suggestions: tuple[Asked, ...] = ()
    """Events that may be interviews, to ask the person about."""
    asked: frozenset[Source] = frozenset()
    """Those about which the person was asked by an earlier cycle."""
    known: frozenset[str] = frozenset()
    """The problems of the cycle before: who reads the output of cron has been told of them."""
    boundary: datetime | None = None
    """When time alone may change the plan; None where nothing was planned."""

    @property
    def new_questions(self) -> tuple[str, ...]:
        """What the person was not asked before, in words."""
        return told(one.text for one in self.suggestions if one.source not in self.asked)

    def document(self) -> dict[str, object]:
        """As JSON has it (design: command line)."""
        document = asdict(self)
        for name in ("exit_code", "retry_after", "limited", "waiting", "known", "boundary", "asked"):
            del document[name]
        return document


def failed(name: str, error: AftertouchError | ProviderError) -> Report:
    """The report of an account that could not be served at all."""
    return Report(
        name=name,
        problems=sentences(error),
        exit_code=exit_code(error),
        retry_after=error.retry_after if isinstance(error, RateLimited) else None,
        limited=isinstance(error, RateLimited),
    )


def paused(name: str) -> Report:
    """The report of an account that rests."""
    return Report(name=name, problems=(f"paused; `aftertouch resume {name}` goes on",))


def held(name: str, *, seconds: float, since: str, waiting: int) -> Report:
    """The report of an account that is left alone because its server asked for it."""
    left = f"; {waiting} changes wait" if waiting else ""
    return Report(
        name=name,
        problems=(f"the calendar server refuses since {since}{left}; next try in {-(-seconds // 60):.0f} min",),
        exit_code=TRY_LATER,
        retry_after=seconds,
        limited=True,
        waiting=waiting,
    )


def flooded(name: str, interviews: int) -> str:
    """What is said when too many interviews are new at once."""
    return (
        f"{interviews} new interviews at once: nothing was planned for them, since anyone can send invitations. "
        f"If they are yours, run: aftertouch resume {name}"
    )
