"""The drafts of the four-touch plan, side by side, as they stand in docs/drafts.md."""

from collections.abc import Iterator, Sequence
from html import escape
from pathlib import Path

from planner.values import FollowUp
from sync.words.drafter import Draft
from tests.sync.words.examples import NOTES, drafted, final_round, planned

PAGE = Path(__file__).parents[3] / "docs" / "drafts.md"
BEGIN, END = "<!-- drafts: python -m tests.sync.words -->\n", "<!-- /drafts -->\n"
_KINDS = {"email": "Email", "letter": "Letter", "courier": "Overnight letter", "phone": "Call"}
_ACROSS = 3
Shown = tuple[FollowUp, Draft]


def with_drafts(text: str) -> str:
    """The page with the drafts as they are now."""
    before, rest = text.split(BEGIN)
    return before + BEGIN + "\n".join(shown()) + "\n" + END + rest.split(END)[1]


def shown() -> Iterator[str]:
    """The notes, then the drafts in rows."""
    yield from ("The notes:", "", *(f"{number}. {note}" for number, note in enumerate(NOTES, 1)), "")
    found = drafted(planned(final_round()))
    found.sort(key=lambda one: (one[0].arrives or one[0].at.date(), one[0].at))
    yield "<table>"
    for at in range(0, len(found), _ACROSS):
        yield from _row(found[at : at + _ACROSS])
    yield "</table>"


def _row(found: Sequence[Shown]) -> Iterator[str]:
    yield f"<tr>{''.join(f'<th>{escape(_when(one))}</th>' for one, _ in found)}</tr>"
    yield f"<tr valign=top>{''.join(f'<td>{_text(draft)}</td>' for _, draft in found)}</tr>"


def _when(one: FollowUp) -> str:
    day = f"arrives {one.arrives:%a %d %b}" if one.arrives else f"{one.at:%a %d %b, %H:%M}"
    return f"{_KINDS[one.channel]} to {one.to}, {day}"


def _text(draft: Draft) -> str:
    subject = f"<b>{escape(draft.subject)}</b><br><br>" if draft.subject else ""
    return subject + escape(draft.body, quote=False).replace("\n", "<br>")
