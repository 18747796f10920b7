"""From interviews and follow-ups to applications: one company, one role, all rounds."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from planner.names import company_key, role_key
from planner.values import Interview, InterviewPlan
from sync.entries import Entry

_SHORT = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """All rounds with one employer for one role, in one account, and their follow-ups. Without `rounds` it holds the
    follow-ups whose interviews are not known any more."""

    id: str
    account: str
    rounds: tuple[InterviewPlan, ...]
    entries: tuple[Entry, ...]

    @property
    def name(self) -> str:
        """The company, else the title of the first interview."""
        named = (plan.interview.company for plan in self.rounds)
        titled = (plan.interview.title for plan in self.rounds)
        return next(filter(None, (*named, *titled)), "Interviews that are gone")

    @property
    def role(self) -> str:
        """What it is for, "" where nobody says."""
        return next(filter(None, (plan.interview.role for plan in self.rounds)), "")

    @property
    def main(self) -> InterviewPlan | None:
        """The round that the plan is about: the last one that has, or had, follow-ups of its own."""
        own = [plan for plan in self.rounds if plan.loop or plan.follow_ups]
        return next(reversed(own or self.rounds), None)

    @property
    def asked(self) -> Interview | None:
        """The interview whose questions the person may answer; None where nothing depends on them any more."""
        return (
            self.main.interview
            if self.main and self.main.interview.questions and not self.main.interview.void
            else None
        )

    def coming(self, now: datetime) -> tuple[Entry, ...]:
        """What is still to do."""
        return tuple(entry for entry in self.entries if entry.is_coming(now))

    def is_live(self, now: datetime) -> bool:
        """Whether anything of it lies ahead."""
        return bool(self.coming(now)) or any(
            plan.interview.end >= now and not plan.interview.void for plan in self.rounds
        )


def applications(
    plans: Mapping[str, Iterable[InterviewPlan]], entries: Iterable[Entry], now: datetime
) -> tuple[Application, ...]:
    """From the plans of each account, by its name, and the follow-ups of these accounts: the live ones by what comes
    next, then the others, the latest first."""
    mine: dict[str, list[Entry]] = {name: [] for name in plans}
    for entry in entries:
        mine[entry.account].append(entry)
    found = [one for name in plans for one in _of_account(name, plans[name], mine[name])]
    return tuple(sorted(found, key=lambda one: _rank(one, now)))


def _rank(one: Application, now: datetime) -> tuple[bool, float, str]:
    ends = [plan.interview.end.timestamp() for plan in one.rounds]
    if one.is_live(now):
        ahead = [entry.at.timestamp() for entry in one.coming(now)]
        ahead += [end for end in ends if end >= now.timestamp()]
        return False, min(ahead), one.id
    return True, -max(ends, default=0.0), one.id


def _of_account(account: str, plans: Iterable[InterviewPlan], entries: Iterable[Entry]) -> Iterator[Application]:
    by_source: dict[object, list[Entry]] = {}
    for entry in entries:
        by_source.setdefault(entry.plan and entry.plan.interview.source, []).append(entry)
    for rounds in _grouped(plans):
        mine = [entry for plan in rounds for entry in by_source.get(plan.interview.source, ())]
        yield Application(
            id=_id(account, str(rounds[0].interview.source)),
            account=account,
            rounds=tuple(rounds),
            entries=tuple(sorted(mine, key=lambda entry: (entry.at, entry.key))),
        )
    if lost := by_source.get(None):
        yield Application(id=_id(account, ""), account=account, rounds=(), entries=tuple(lost))


def _grouped(plans: Iterable[InterviewPlan]) -> Iterable[list[InterviewPlan]]:
    """The rounds that belong together (planner: applications); an interview without a company stands alone."""
    groups: list[list[InterviewPlan]] = []
    by_company: dict[str, list[list[InterviewPlan]]] = {}
    for plan in plans:
        company = company_key(plan.interview.company)
        known = by_company.setdefault(company, []) if company else []
        group = next((one for one in known if _roles_agree(one, plan)), None)
        if group is None:
            group = []
            groups.append(group)
            known.append(group)
        group.append(plan)
    return groups


def _roles_agree(group: Iterable[InterviewPlan], plan: InterviewPlan) -> bool:
    roles = {role_key(one.interview.role) for one in (*group, plan)} - {""}
    return len(roles) <= 1


def _id(account: str, source: str) -> str:
    return sha256(f"{account}\0{source}".encode()).hexdigest()[:_SHORT]
