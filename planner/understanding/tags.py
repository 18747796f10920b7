"""What makes an event an interview, and what makes it no longer one.

The hashtag is a whole word in any case: at the start, or behind anything but a letter, digit, `_`, `/`, `#`, `&`,
`=`, `?`, `%` (so `page.html#interview` and `/#interview` are addresses, no tags), and not going on as a word
(`#interviewer`, `#interview-prep`, `#interview_2`). `#interview:`, `#interview,`, `(#interview)` and `#interview.`
are tags.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from planner.understanding.text import TITLE_LIMIT, clean, lines
from planner.values import Event, Person, Preferences

Attendance = Literal["accepted", "declined", "open", ""]
"""My own answer: "open" where an answer is owed, "" where the event does not say."""

_CANCELLED = re.compile(
    r"(?:canceled|cancelled|abgesagt|annulée?|annule|cancelad[oa]|annullat[oa]|geannuleerd|anulad[oa]|avlyst|inställt|aflyst"
    r"|odwołane|anulowane)(?: event| meeting)? ?[:：]",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """Where the person's tag stands: `by_hand` for a colour or a note, which no sender of an invitation can set."""

    by_hand: bool
    note: bool = False


def find_tag(event: Event, preferences: Preferences) -> Tag | None:
    """The event's tag, None where it has none, is bare, or carries our own marks (design: tags)."""
    if event.marks or not event.whole:
        return None
    if is_note(event, preferences):
        return Tag(by_hand=True, note=True)
    if event.color and event.color.casefold() in {color.casefold() for color in preferences.colors}:
        return Tag(by_hand=True)
    category = clean(preferences.category).casefold()
    if category and category in {clean(one).casefold() for one in event.categories}:
        return Tag(by_hand=False)
    titled = split_at_tag(clean(event.title[:TITLE_LIMIT]), preferences.hashtag) is not None
    return Tag(by_hand=False) if titled or _mentions(event.description, preferences.hashtag) else None


def is_note(event: Event, preferences: Preferences) -> bool:
    """Whether it is an own event whose title starts with the hashtag."""
    split = split_at_tag(clean(event.title[:TITLE_LIMIT]), preferences.hashtag)
    return bool(split and not split[0]) and not is_foreign(event, preferences)


def split_at_tag(line: str, hashtag: str) -> tuple[str, str] | None:
    """What stands before and behind the first tag of a clean line, None where there is no tag.

    >>> split_at_tag("Acme #Interview: final", "#interview")
    ('Acme', 'final')
    """
    word = clean(hashtag)
    match = _pattern(word).search(line) if word else None
    if match is None:
        return None
    before, behind = line[: match.start()], line[match.end() :]
    return before.rstrip(" ([{\"'"), behind.lstrip(" :：,;.)]}\"'|/–—-")


def is_foreign(event: Event, preferences: Preferences) -> bool:
    """Whether somebody else organizes it."""
    organizer = event.organizer
    return organizer is not None and str(organizer) != "" and not is_me(organizer, event, preferences)


def is_me(person: Person, event: Event, preferences: Preferences) -> bool:
    """Whether it is the calendar's owner: by the config's addresses, or as the event's own `is_self` says."""
    address = person.email.casefold()
    return address != "" and address in my_addresses(event, preferences)


def my_addresses(event: Event, preferences: Preferences) -> frozenset[str]:
    """Every address by which the event may know me, lower case."""
    mine = {address.casefold() for address in preferences.my_addresses}
    return frozenset(mine | {one.person.email.casefold() for one in event.attendees if one.is_self} - {""})


def attendance(event: Event, preferences: Preferences) -> Attendance:
    """My own answer to the event (RFC 5545 3.2.12; a PARTSTAT that is not given is NEEDS-ACTION).

    Where I am not found among the attendees (an alias, a forwarded invitation), the others tell: if everybody but
    the organizer is explicitly NEEDS-ACTION, mine is open; else the event does not say.
    """
    me = my_addresses(event, preferences)
    mine = {one.partstat for one in event.attendees if one.is_self or one.person.email.casefold() in me}
    if mine & {"ACCEPTED", "TENTATIVE"}:
        return "accepted"
    if mine:
        return "declined" if "DECLINED" in mine else "open"
    organizer = event.organizer.email.casefold() if event.organizer else ""
    others = [one.partstat for one in event.attendees if one.person.email.casefold() != organizer]
    return "open" if others and set(others) == {"NEEDS-ACTION"} else ""


def gone(event: Event, preferences: Preferences) -> str:
    """Why an event no longer takes place for me, in plain words; "" while it does."""
    if event.status.casefold() == "cancelled" or _CANCELLED.match(clean(event.title[:TITLE_LIMIT])):
        return "cancelled"
    if attendance(event, preferences) == "declined":
        return "declined"
    return ""


def _mentions(description: str, hashtag: str) -> bool:
    word = clean(hashtag).casefold()
    # Most descriptions hold no tag: a bare look spares taking them apart. An entity may spell the # (&#35;).
    if word not in description.casefold() and "&#" not in description:
        return False
    return any(split_at_tag(line, hashtag) for line in lines(description))


@lru_cache(maxsize=8)
def _pattern(hashtag: str) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w/#&=?%]){re.escape(hashtag)}(?!\w|[-’']\w)", re.IGNORECASE)
