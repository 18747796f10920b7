"""Who interviews: as a person writes it, and as an invitation shows it.

Written people are separated by commas, semicolons, "and", or one a line, each a name, an address, a phone number, or
several of these: `Jane Doe <jane@acme.com>`, `Ann (manager)`, `Bob +1 212 555 0100`. An address or number behind a
comma belongs to the name before it: a number always, an address when it holds a part of the name.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from planner.understanding.domains import is_calendar, is_carrier, is_role_mailbox
from planner.understanding.tags import my_addresses
from planner.understanding.text import SHOWN_LIMIT, clean
from planner.values import Event, Person, Preferences

MOST = 20
"""Interviewers that get a follow-up; an invitation to more people is no interview panel."""

_EMAIL = re.compile(
    r"<?(?:mailto:)?([^\s<>()\[\],;:\"“”]{1,64}@[^\s<>()\[\],;:\"“”@]{1,190}\.[^\s<>()\[\],;:\"“”@.]{2,24})>?",
    re.IGNORECASE,
)
_PHONE = re.compile(
    r"(?:(?:tel|phone|mobile|cell|ph)[.:]? ?)?(?<![\w@])(\+?\(?\d[\d ()./-]{5,24}\d)(?!\w)", re.IGNORECASE
)
_MARKS = re.compile(r"[,;()\[\]\"]| (?:and|&) ", re.IGNORECASE)
_NOBODY = re.compile(r"(?:unknown|tbd|tba|tbc|n/?a|none|nobody|not known|various|[?…. _-]*)", re.IGNORECASE)
_LEAST_DIGITS = 7


def read_people(text: str, mine: Iterable[str]) -> tuple[Person, ...]:
    """The people that `text` names, in order and each once, without those at `mine` (my own addresses, lower case).

    >>> [str(person) for person in read_people("Jane Doe, jane@acme.com; Ann (manager)", ())]
    ['Jane Doe', 'Ann (manager)']
    """
    people: list[Person] = []
    for entry in _entries(text):
        person = _person(entry)
        last = people[-1] if people else Person()
        merged = _merge(last, person)
        if merged:
            people[-1] = merged
        elif person != Person():
            people.append(person)
    own = frozenset(mine)
    return _each_once(person for person in people if person.email not in own or not person.email)


def invited(event: Event, preferences: Preferences) -> tuple[Person, ...]:
    """The people of the other side among an event's attendees, in order.

    Invited colleagues are the interviewers; who organizes and invites others is their recruiter, and counts only
    where nobody else is left. Rooms, groups, robots, role mailboxes and those who declined are none.
    """
    mine = my_addresses(event, preferences)
    organizer = _tidy(event.organizer or Person())
    others = [
        one.person
        for one in event.attendees
        if one.cutype in {"", "INDIVIDUAL", "UNKNOWN"} and one.partstat != "DECLINED" and not one.is_self
    ]
    people = [person for person in map(_tidy, others) if is_person(person) and person.email not in mine]
    colleagues = [person for person in people if person.email != organizer.email or not person.email]
    if colleagues:
        return _each_once(colleagues)
    return (organizer,) if organizer.email not in mine and is_person(organizer) else ()


def contact(event: Event, preferences: Preferences) -> Person | None:
    """Who organizes it and has an address to write to; not I, and nobody who is only a mailbox or a calendar."""
    organizer = _tidy(event.organizer or Person())
    mine = my_addresses(event, preferences)
    return organizer if organizer.email and organizer.email not in mine and is_person(organizer) else None


def is_person(person: Person) -> bool:
    """Whether it is somebody to write to: no robot, no room, no role mailbox, no carrier of invitations."""
    if not person.email:
        return bool(person.name)
    return not (is_role_mailbox(person.email) or is_carrier(person.email) or is_calendar(person.email))


def with_addresses(people: Iterable[Person], known: Iterable[Person]) -> tuple[Person, ...]:
    """People named without address get the one that stands on the event under the same name."""
    named = (one for one in map(_tidy, known) if one.email and is_person(one))
    addresses = {one.name.casefold(): one.email for one in named if one.name}
    return tuple(
        person if person.email else replace(person, email=addresses.get(person.name.casefold(), ""))
        for person in people
    )


def _entries(text: str) -> Iterator[str]:
    """The parts between line breaks, commas, semicolons and "and" that stand in no brackets or quotes."""
    for line in text.split("\n"):
        depth, quoted, start = 0, False, 0
        for mark in _MARKS.finditer(line):
            sign = mark[0]
            if sign == '"':
                quoted = not quoted
            elif sign in "([":
                depth += 1
            elif sign in ")]":
                depth = max(depth - 1, 0)
            elif not depth and not quoted:
                yield line[start : mark.start()]
                start = mark.end()
        yield line[start:]


def _person(entry: str) -> Person:
    bare = clean(entry).strip(" .-–—*•·")
    if not bare or _NOBODY.fullmatch(bare) or "://" in bare:
        return Person()
    email = _EMAIL.search(bare)
    rest = f"{bare[: email.start()]} {bare[email.end() :]}" if email else bare
    phone = _PHONE.search(rest)
    if phone and sum(char.isdigit() for char in phone[1]) >= _LEAST_DIGITS:
        rest = f"{rest[: phone.start()]} {rest[phone.end() :]}"
        number = phone[1].strip(" -/.")
    else:
        number = ""
    name = clean(rest.replace("( )", " ").replace("()", " ").replace("<>", " ")).strip(" ,;:\"'“”<>-–—|")
    return Person(name=name[:SHOWN_LIMIT], email=email[1].lower() if email else "", phone=number)


def _merge(last: Person, person: Person) -> Person | None:
    """The two entries as one person, None where they are two."""
    if last == Person() or person == Person():
        return None
    if person.phone and not person.name and not person.email and not last.phone:
        return replace(last, phone=person.phone)
    if person.email and not person.name and last.name and not last.email and _holds(person.email, last.name):
        return replace(last, email=person.email, phone=last.phone or person.phone)
    if person.name and not person.email and last.email and not last.name and _holds(last.email, person.name):
        return replace(last, name=person.name, phone=last.phone or person.phone)
    if _is_surname(last) and person.name and _holds(person.email, last.name) and _holds(person.email, person.name):
        return replace(person, name=f"{person.name} {last.name}")  # Outlook's `Doe, Jane <jane.doe@acme.com>`
    return None


def _is_surname(person: Person) -> bool:
    return bool(person.name) and " " not in person.name and not person.email and not person.phone


def _holds(email: str, name: str) -> bool:
    """Whether the address holds a part of the name."""
    local = email.partition("@")[0].casefold()
    parts = re.findall(r"[^\W\d_]{2,}", name.casefold())
    return any(part in local for part in parts)


def _tidy(person: Person) -> Person:
    """As it can be shown and written to: calendars also hold `urn:uuid:…` and the like where an address should be."""
    address = clean(person.email).casefold()
    email = address if re.fullmatch(r"[^@\s]+@[^@\s]+", address) else ""
    name = clean(person.name).strip("\"' ")[:SHOWN_LIMIT]
    return replace(person, email=email, name="" if name.casefold() == email else name)


def _each_once(people: Iterable[Person]) -> tuple[Person, ...]:
    kept: dict[str, Person] = {}
    for person in people:
        kept.setdefault(person.email or person.name.casefold() or person.phone, person)
    return tuple(kept.values())
