"""Note events: which invitation the person's own note belongs to.

A note is an own event whose title starts with the hashtag, written for an invitation that can't be edited. It
attaches to the timed event of a foreign organizer that it overlaps most, then the earliest, and takes its times. What
takes place beats what was cancelled or declined. A note stays with the event that it was attached to, wherever that one
moves. When it goes, the plan is void until the note is edited or moved: a dentist at the same hour is no interview.
Only where it was cancelled and the same organizer sent another one that the note overlaps is it taken for sent anew.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from planner.understanding.spans import Span, span_of
from planner.understanding.tags import gone, is_foreign
from planner.values import Event, Preferences, Source

WENT = "the invitation that this note was attached to is gone: edit or move the note to plan for it again"
CANCELLED = "the invitation was cancelled"
TAKEN = "another note is attached to the same invitation already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A note and the invitation that it belongs to (None: it stands for itself). `void` says why it counts no more."""

    note: Event
    invitation: Event | None = None
    source: Source | None = None
    """What to remember for the next time: the invitation, also one that is gone."""
    void: str = ""


def attach(
    notes: Iterable[Event], events: Iterable[Event], preferences: Preferences, remembered: Mapping[Source, Source]
) -> tuple[Attachment, ...]:
    """Each note with its invitation, one note to an invitation: who had it keeps it, then the earliest note.

    `remembered` says what each note was attached to at last sight (`Attachment.source`).
    """
    invitations = [
        (event, span_of(event, preferences))
        for event in events
        if is_foreign(event, preferences) and not event.marks and event.whole
    ]
    timed = [(event, span) for event, span in invitations if not span.all_day]
    taken: set[Source] = set()
    found = []
    for note in sorted(notes, key=lambda note: _turn(note, preferences, remembered)):
        one = _attach(note, timed, preferences, remembered.get(note.source))
        if one.invitation and one.source in taken:
            one = Attachment(note=note, source=one.source, void=TAKEN)
        elif one.invitation:
            taken.add(one.invitation.source)
        found.append(one)
    return tuple(found)


def _turn(note: Event, preferences: Preferences, remembered: Mapping[Source, Source]) -> tuple[object, ...]:
    return (note.source not in remembered, span_of(note, preferences).start, note.source)


def _attach(
    note: Event, timed: list[tuple[Event, Span]], preferences: Preferences, before: Source | None
) -> Attachment:
    span = span_of(note, preferences)
    overlapping = [(_overlap(span, other), event, other) for event, other in timed]
    candidates = _candidates(timed, preferences, before)
    near = [one for one in overlapping if (one[0] or one[1].source == before) and one[1].source in candidates]
    # Live ones first, of these the one that it is attached to, then the longest overlap, the earliest, the smallest id.
    ranked = sorted(
        near,
        key=lambda one: (
            bool(gone(one[1], preferences)),
            one[1].source != before,
            -one[0],
            one[2].start,
            one[1].source,
        ),
    )
    if ranked:
        invitation = ranked[0][1]
        return Attachment(
            note=note, invitation=invitation, source=invitation.source, void=_void(invitation, preferences)
        )
    return Attachment(note=note, source=before, void=WENT if before else "")


def _candidates(timed: list[tuple[Event, Span]], preferences: Preferences, before: Source | None) -> frozenset[Source]:
    """The invitations that a note may belong to: any, or what it was attached to, or what was sent anew for that."""
    if before is None:
        return frozenset(event.source for event, _ in timed)
    went = next((event for event, _ in timed if event.source == before), None)
    if went is None:
        return frozenset()
    anew = [event for event, _ in timed if event.organizer == went.organizer] if gone(went, preferences) else []
    return frozenset({before, *(event.source for event in anew)})


def _void(invitation: Event, preferences: Preferences) -> str:
    why = gone(invitation, preferences)
    return f"the invitation was {why}" if why else ""


def _overlap(one: Span, other: Span) -> timedelta:
    return max(min(one.end, other.end) - max(one.start, other.start), timedelta())
