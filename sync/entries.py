"""The follow-ups of an account as a person looks at them: what stands, what is remembered, and why."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Literal

from planner.values import FollowUp, InterviewPlan, Source
from sync.errors import UsageError
from sync.keys import Identity, key
from sync.ledger import Remembered
from sync.observe import deleted, standing
from sync.scope import Scope
from sync.standing import Observed
from sync.ticks import Said

if TYPE_CHECKING:  # who only looks at what stands needs neither plans nor drafts
    from sync.making_up import Instead
    from sync.picture import Picture
    from sync.words.drafter import Draft

SHORTEST_PREFIX = 8
Gone = Literal["deleted", "restored"]
GONE: tuple[Gone, ...] = ("deleted", "restored")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One follow-up. It stands, stands and says that it is no longer needed ("void"), was deleted by the person, or is
    wanted back by them ("restored") and not written yet. `plan` is its interview's, `planned` what the plan wants of
    it now; None where there is none."""

    account: str
    calendar: str
    identity: Identity
    key: str
    state: Gone | Literal["stands", "void"]
    title: str
    at: datetime
    whole_day: bool
    channel: str
    to: str
    arrives: date | None
    duration: timedelta = timedelta()
    """How long it takes; nothing for what does not stand."""
    description: str = ""
    plan: InterviewPlan | None = None
    planned: FollowUp | None = None
    drafts: "Mapping[Identity, Draft]" = field(default_factory=dict, repr=False, compare=False)
    """What each follow-up of its account is to say."""
    said: Said = ""
    """What the person says of it, in front of its title."""
    instead: "Instead | None" = None
    """What there is to do now, where they missed it."""

    @property
    def company(self) -> str:
        """The interview's company, "" where the interview is not known any more."""
        return self.plan.interview.company if self.plan else ""

    @property
    def draft(self) -> "Draft | None":
        """What it is to say; None where its interview is not known any more. It is written when it is asked for."""
        # `get` would take a bug in writing it for no draft at all.
        return self.drafts[self.identity] if self.identity in self.drafts else None  # noqa: SIM401

    @property
    def words(self) -> str:
        """What a person may name it by."""
        interview = self.plan.interview.title if self.plan else ""
        return f"{self.title} {self.company} {interview}".casefold()

    def is_missed(self, now: datetime) -> bool:
        """Whether it is past, and the person says that it was missed."""
        return self.state == "stands" and self.at < now and self.said == "missed"

    def can_be_made_up_for(self, now: datetime) -> bool:
        """Whether it was missed, and there is something to do about it now."""
        return self.is_missed(now) and self.instead is not None and self.instead.follow_up is not None

    def is_coming(self, now: datetime) -> bool:
        """Whether it is still to be done."""
        return self.state == "stands" and self.at >= now and self.said != "done"

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it stands where it does; nothing for what the plan does not know any more."""
        return (*self.planned.why, *self.planned.late) if self.planned else ()

    @property
    def dropped(self) -> tuple[str, ...]:
        """Why the plan does not want it; nothing where it does, or where its interview is not known any more."""
        return self._about_it(self.plan.notes) if self.plan and not self.planned else ()

    @property
    def lost(self) -> tuple[str, ...]:
        """Why it can't be made up for, where it was missed; nothing where it can."""
        return self._about_it(self.instead.notes) if self.instead and not self.instead.follow_up else ()

    def _about_it(self, notes: tuple[str, ...]) -> tuple[str, ...]:
        step = self.identity.step.replace("-", " ")
        return tuple(note for note in notes if note.startswith(f"{step}: ")) or notes


def standing_or_gone(
    account: str, observed: Iterable[Observed], memory: Mapping[Identity, Remembered], scope: Scope
) -> tuple[Entry, ...]:
    """All follow-ups that stand, were deleted or are wanted back, by time; without what the plan says of them."""
    stands = [_standing(account, item, scope) for item in observed]
    live = {entry.identity for entry in stands}
    gone = (
        _gone(account, identity, remembered, state)
        for identity, remembered in memory.items()
        for state in GONE
        if remembered.state == state and identity not in live
    )
    return tuple(sorted((*stands, *gone), key=lambda entry: (entry.at, entry.key)))


def entries(account: str, picture: "Picture", scope: Scope) -> tuple[Entry, ...]:
    """The same, with all that the plan says of them."""
    plans = {p.interview.source: p for p in picture.plans}
    planned = {Identity.of(f): (f, p) for p in picture.plans for f in p.follow_ups}
    return tuple(
        replace(
            _explained(entry, planned, plans),
            drafts=picture.drafts,
            instead=picture.instead.get(entry.identity),
        )
        for entry in standing_or_gone(account, picture.observed, picture.memory, scope)
    )


def how_it_is(entry: Entry, now: datetime) -> str:
    """Whether a follow-up that stands is done or was missed, in words; "" where it is still to do.

    What is past counts as done: nobody ticks boxes in a job search.
    """
    if entry.is_missed(now):
        return "missed, as you say"
    if entry.said == "done":
        return "done, as you say"
    return "done, as far as the calendar tells" if entry.at < now else ""


def find(what: str, among: Iterable[Entry]) -> Entry:
    """The one entry that `what` names: a key's first 8 or more characters, or words of the title or the company.
    Raises UsageError for none, and for several, which it lists."""
    candidates = tuple(among)
    found = [e for e in candidates if len(what) >= SHORTEST_PREFIX and e.key.startswith(what.lower())]
    found = found or [e for e in candidates if all(word in e.words for word in what.casefold().split())]
    if len(found) == 1:
        return found[0]
    if not found:
        raise UsageError(f'nothing matches "{what}"', next_step="`aftertouch agenda` shows what stands.")
    listed = (f"  {e.key[:SHORTEST_PREFIX]}  {e.at:%a %d %b %H:%M}  {e.title}  ({e.account})" for e in found)
    same = len({entry.key for entry in found}) == 1
    cure = "Name its account with --account." if same else "Name one by its first eight characters."
    raise UsageError(f'several match "{what}":', *listed, next_step=cure)


def _standing(account: str, item: Observed, scope: Scope) -> Entry:
    told = standing(item)
    return Entry(
        account=account,
        calendar=scope.name(item.calendar),
        identity=item.identity,
        key=item.key,
        state="void" if "void" in dict(item.marks) else "stands",
        title=item.fields.title,
        at=item.start,
        whole_day=not isinstance(item.fields.start, datetime),
        channel=told.channel,
        to=str(told.to),
        arrives=told.arrives,
        duration=item.fields.duration,
        description=item.fields.description,
        said=item.said,
    )


def _gone(account: str, identity: Identity, remembered: Remembered, state: Gone) -> Entry:
    told = deleted(identity, dict(remembered.marks), remembered.at)
    return Entry(
        account=account,
        calendar="",
        identity=identity,
        key=key(identity, remembered.generation),
        state=state,
        title=remembered.title,
        at=remembered.at,
        whole_day=False,
        channel=told.channel,
        to=str(told.to),
        arrives=told.arrives,
    )


def _explained(
    entry: Entry,
    planned: Mapping[Identity, tuple[FollowUp, InterviewPlan]],
    plans: Mapping[Source, InterviewPlan],
) -> Entry:
    follow_up, of = planned.get(entry.identity, (None, plans.get(entry.identity.source)))
    return replace(entry, planned=follow_up, plan=of)
