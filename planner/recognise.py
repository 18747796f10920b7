"""From the events of an account to its interviews.

A pure function of its arguments: the order of the events is irrelevant, nothing raises, and what cannot be understood
is told on the interview (`Interview.problems`) while the plan goes on without it.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from planner.understanding.copies import copies_of, first_of
from planner.understanding.interviews import NO_ANSWERS, understand
from planner.understanding.notes import Attachment, attach
from planner.understanding.tags import Tag, attendance, find_tag, gone, is_foreign
from planner.values import Answer, Event, Interview, Preferences, Source

NOT_ACCEPTED = (
    "you have not accepted this invitation; accept it, give it a tag colour or write a note event to plan for it"
)


def recognise(
    events: Iterable[Event],
    preferences: Preferences,
    *,
    attached: Mapping[Source, Source] | None = None,
    answers: Mapping[Source, Mapping[str, Answer]] | None = None,
) -> tuple[Interview, ...]:
    """The interviews among all events of one account, sorted by (start, source).

    `attached` is the memory of note events: for each the invitation that it was attached to at last sight
    (`Interview.attached`); drop a note from it when the person edited or moved the note.

    `answers` are what the person wrote on the follow-ups of each interview, by the key of the fact; they are needed for
    as long as they stand there.

    An interview that is cancelled, declined, or tagged by its sender alone and not accepted is returned with `void`.
    """
    copies = copies_of(events)
    tagged = _tagged(copies, preferences)
    whole = [first_of(versions) for versions in copies.values()]
    notes = [event for event, tag in tagged if tag.note]
    attachments = attach(notes, whole, preferences, attached or {})
    served = {one.invitation.source for one in attachments if one.invitation}
    answered = answers or {}
    plain = (
        _plain(event, tag, preferences, answered.get(event.source, NO_ANSWERS))
        for event, tag in tagged
        if not tag.note and event.source not in served
    )
    noted = (_noted(one, preferences, answered.get(one.note.source, NO_ANSWERS)) for one in attachments)
    return tuple(sorted((*plain, *noted), key=lambda interview: (interview.start, interview.source)))


def _tagged(copies: Mapping[Source, list[Event]], preferences: Preferences) -> list[tuple[Event, Tag]]:
    """For each source that is tagged anywhere, the tagged copy in the calendar that the config names first."""
    tagged = []
    for versions in copies.values():
        found = [(event, tag) for event in versions if (tag := find_tag(event, preferences))]
        if found:
            tagged.append(min(found, key=lambda one: one[0].rank))
    return tagged


def _plain(event: Event, tag: Tag, preferences: Preferences, answers: Mapping[str, Answer]) -> Interview:
    void = gone(event, preferences)
    if void or tag.by_hand or not _unaccepted(event, preferences):
        return understand(event, preferences, void=void, answers=answers)
    # Anybody can send this, and an outcome of "accepted" would end every plan of the account.
    return replace(understand(event, preferences, void=NOT_ACCEPTED), outcome=None)


def _unaccepted(event: Event, preferences: Preferences) -> bool:
    return is_foreign(event, preferences) and attendance(event, preferences) == "open"


def _noted(one: Attachment, preferences: Preferences, answers: Mapping[str, Answer]) -> Interview:
    return understand(
        one.note,
        preferences,
        invitation=one.invitation,
        void=gone(one.note, preferences) or one.void,
        attached=one.source,
        answers=answers,
    )
