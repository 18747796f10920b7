"""Applications, loops and rounds: which interviews belong together.

An *application* is the same company (normalised) and the same role where both name one; interviews without a company
are never grouped. A *loop* is all interviews of one application that end on one employer-local day: one plan. A
*round* is a loop; a later one of the same application means that the cut before it is made.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from planner.names import SOMEBODY, company_key, role_key, same_person
from planner.values import Interview, Person, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Loop:
    """The interviews that share one plan, in the order of their slots."""

    slots: tuple[Interview, ...]
    last: Interview
    """The slot that ends last: under it the follow-ups stand."""
    interview: Interview
    """All of them in one: the times and places of the last slot, everybody's interviewers. Where one of them is the
    person's own event, the facts are theirs: what organizers wrote on the others says nothing of the loop."""


@dataclass(slots=True)
class _Group:
    """Interviews of one loop so far, and the role of all that name one. A series may repeat every minute, so that
    nobody can afford to compare each with each."""

    role: str = ""
    slots: list[Interview] = field(default_factory=list)


def loops(interviews: Iterable[Interview]) -> tuple[Loop, ...]:
    """The loops of an account, by their end, then their source."""
    groups: list[_Group] = []
    by_day: dict[object, list[_Group]] = {}
    for interview in sorted(interviews, key=lambda slot: (slot.start, slot.end, slot.source)):
        company, role = company_key(interview.company), role_key(interview.role)
        key = (company, interview.end.date()) if company else interview.source
        same_day = by_day.setdefault(key, [])
        group = next((g for g in same_day if _agree(g.role, role)), None)
        if group is None:
            same_day.append(group := _Group())
            groups.append(group)
        group.role = group.role or role
        group.slots.append(interview)
    found = (_loop(tuple(group.slots)) for group in groups)
    return tuple(sorted(found, key=lambda loop: (loop.last.end, loop.last.source)))


def next_rounds(found: Iterable[Loop]) -> Mapping[Source, Loop]:
    """The next loop of the same application, by the source of the last slot of every loop that has one."""
    by_company: dict[str, list[Loop]] = {}
    for loop in found:
        if company := company_key(loop.interview.company):
            by_company.setdefault(company, []).append(loop)
    return {
        loop.last.source: later
        for rounds in by_company.values()
        for place, loop in enumerate(rounds)
        if (later := next((r for r in rounds[place + 1 :] if _follows(loop, r)), None))
    }


def same_application(one: Loop, other: Loop) -> bool:
    company = company_key(one.interview.company)
    return (
        bool(company)
        and company == company_key(other.interview.company)
        and _roles_agree(one.interview, other.interview)
    )


def _follows(loop: Loop, later: Loop) -> bool:
    return later.interview.end.date() > loop.interview.end.date() and _roles_agree(loop.interview, later.interview)


def _roles_agree(one: Interview, other: Interview) -> bool:
    return _agree(role_key(one.role), role_key(other.role))


def _agree(role: str, other: str) -> bool:
    return not role or not other or role == other


def _loop(slots: tuple[Interview, ...]) -> Loop:
    last = max(slots, key=lambda slot: (slot.end, slot.start, slot.source))
    own = tuple(slot for slot in slots if not slot.foreign) or slots
    in_turn = sorted(slots, key=lambda slot: slot.foreign)
    people = _named(_union(person for slot in in_turn for person in slot.interviewers), last.company)
    if len(slots) == 1:
        same = people == last.interviewers
        return Loop(slots=slots, last=last, interview=last if same else replace(last, interviewers=people))
    return Loop(
        slots=slots,
        last=last,
        interview=replace(
            last,
            start=min(slot.start for slot in slots),
            role=next((slot.role for slot in in_turn if slot.role), ""),
            stage="decision" if any(slot.stage == "decision" for slot in own) else "more",
            kind="screen" if all(slot.kind == "screen" for slot in slots) else "interview",
            decision=next((slot.decision for slot in reversed(own) if slot.decision), None),
            interviewers=people,
            address=last.address if last in own else own[-1].address,
            calls=all(slot.calls for slot in own),
            letters=all(slot.letters for slot in own),
            remarks=tuple(dict.fromkeys(remark for slot in own for remark in slot.remarks)),
            contact=next((slot.contact for slot in in_turn if slot.contact), None),
            extensions=all(slot.extensions for slot in own),
            closed=tuple(sorted({day for slot in slots for day in slot.closed})),
            outcome=next((slot.outcome for slot in reversed(own) if slot.outcome), None),
            foreign=all(slot.foreign for slot in slots),
            discreet=any(slot.discreet for slot in slots),
        ),
    )


def _named(people: tuple[Person, ...], company: str) -> tuple[Person, ...]:
    """Without the stand-ins of slots that name nobody, where another slot names somebody."""
    stand_ins = {"", company_key(company), company_key(SOMEBODY.name)}
    named = tuple(one for one in people if one.email or one.phone or company_key(one.name) not in stand_ins)
    return named or people[:1]


def _union(people: Iterable[Person]) -> tuple[Person, ...]:
    """Everybody once, in order; a later mention may add an address. Two addresses are two people."""
    found: list[Person] = []
    for person in people:
        known = next((n for n, other in enumerate(found) if _one_person(person, other)), None)
        if known is None:
            found.append(person)
        elif not found[known].email:
            found[known] = person
    return tuple(found)


def _one_person(one: Person, other: Person) -> bool:
    return same_person(one, other) and not (one.email and other.email and one.email != other.email)
