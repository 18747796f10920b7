"""A draft as it stands in an event's description: a heading, the link, the text.

One line each, so that a change of one fact changes the lines that tell it and no others: descriptions merge by line.
"""

from planner.understanding.facts import fact_on
from planner.values import Interview
from sync.words.drafter import Draft, Kind
from sync.words.links import envelope, mailto, tel

_HEADINGS: dict[Kind, str] = {
    "email": "Draft of the email:",
    "letter": "Draft of the letter:",
    "call": "What to say, in less than a minute:",
}
ELSEWHERE = "Its draft: run `aftertouch drafts`."


def new_information(draft: Draft) -> tuple[str, ...]:
    """What is new in this one, for the brief."""
    if draft.ask:
        return (f"New in this one, for you to fill in: {draft.ask}",)
    return tuple(f'New in this one: "{note}"' for note in draft.notes)


def described(draft: Draft, interview: Interview) -> tuple[str, ...]:
    """The draft's block."""
    subject = [f"Subject: {draft.subject}", ""] if draft.subject else []
    body = map(_no_answer, draft.body.splitlines())
    return (_HEADINGS[draft.kind], *_link(draft, interview), *subject, *body)


def _no_answer(line: str) -> str:
    """A line that would be read as the answer to a question on the same event is set off."""
    return f"- {line}" if fact_on(line) else line


def _link(draft: Draft, interview: Interview) -> list[str]:
    if draft.kind == "call":
        return [url] if (url := tel(draft.to.phone)) else [f"Look up the phone number of {draft.to}."]
    if draft.kind == "letter":
        return [f"Send it to: {', '.join(envelope(draft.to, interview))}"]
    link = mailto(draft)
    told = [] if link.whole else ["The link has no text in it, which is too long for one: copy it from here."]
    if draft.passed_on:
        told.append(f"The address of {draft.to} is not known; it goes to {draft.address}, to be passed on.")
    elif not draft.address:
        told.append(f"Look up the address of {draft.to}.")
    return [link.url, *told]
