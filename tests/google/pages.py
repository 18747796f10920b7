"""Pages of a list, and the tokens that continue it."""

import base64
import hashlib
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.google.answers import full_sync_required, invalid

Frame = dict[str, Any]
"""The parameters that must be the same on every page."""


def sealed(**content: Any) -> str:
    """An opaque token with this in it."""
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def opened(token: str) -> dict[str, Any]:
    """What is in a token. Raises ValueError or TypeError for what is none of ours."""
    content: dict[str, Any] = dict(json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))))
    return content


def page_number(token: str) -> int:
    """Which page a page token asks for; 1 for "", 0 for what is none."""
    try:
        return int(opened(token)["page"]) if token else 1
    except (ValueError, KeyError, TypeError):
        return 0


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """From where a list is continued: a state of a collection, and the parameters of the first call."""

    collection: str
    epoch: int
    version: int
    frame: Frame
    bounds: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Listing:
    frame: Frame
    pages: Sequence[Sequence[Any]]
    last: Frame


@dataclass(slots=True)
class Pages:
    """The lists that clients are in the middle of, or may continue. What a page holds was settled with the first."""

    _listings: dict[int, _Listing] = field(default_factory=dict)
    _states: dict[str, State] = field(default_factory=dict)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def first(self, frame: Frame, pages: Sequence[Sequence[Any]], last: Frame) -> Frame:
        """The first page: `items`, and `nextPageToken` or, on the last one, what `last` holds."""
        number = next(self._numbers)
        self._listings[number] = _Listing(frame=frame, pages=pages or [[]], last=last)
        return self._page(number, 1)

    def next(self, token: str, frame: Frame) -> Frame:
        """A later page, asked for with the first one's parameters. Raises `ApiError` 400."""
        try:
            content = opened(token)
            number, page = content["list"], content["page"]
            listing = self._listings[number]
        except (ValueError, KeyError, TypeError):
            raise invalid("Invalid page token value.", reason="invalidPageToken") from None
        if listing.frame != frame:
            raise invalid("The parameters must be those of the first page.", reason="invalidPageToken")
        return self._page(number, page)

    def sync_token(self, state: State) -> str:
        """What continues from this state: opaque, and of the length of Google's own."""
        token = base64.urlsafe_b64encode(hashlib.sha256(repr(state).encode()).digest()[:24]).decode()
        self._states[token] = state
        return token

    def since(self, token: str, *, collection: str, epoch: int) -> State:
        """What a client's token continues from. Raises `ApiError` 410 for one that is dead, of another collection, or
        damaged."""
        state = self._states.get(token)
        if state is None or (state.collection, state.epoch) != (collection, epoch):
            raise full_sync_required()
        return state

    def _page(self, number: int, page: int) -> Frame:
        listing = self._listings[number]
        end = {"nextPageToken": sealed(list=number, page=page + 1)} if page < len(listing.pages) else listing.last
        return {"items": list(listing.pages[page - 1])} | end


def chunks(items: Sequence[Any], size: int, *, empty_between: bool = False) -> list[Sequence[Any]]:
    """Cut into pages; where Google is in the mood, an empty one stands before each."""
    full = [items[start : start + size] for start in range(0, len(items), size)]
    return [page for one in full for page in ([], one)] if empty_between else full
