"""Sync tokens (RFC 6578): marks of a state from which changes can be told."""

from dataclasses import dataclass

from tests.dav.quirks import Quirks
from tests.dav.store import Collection, View


@dataclass(frozen=True, slots=True, kw_only=True)
class Delta:
    """Hrefs that changed, those of them at which nothing stood before, the token behind them, and whether there is
    more to come."""

    hrefs: tuple[str, ...]
    token: str
    new: frozenset[str] = frozenset()
    more: bool = False


class DeadTokenError(Exception):
    """It can't be continued from."""


def token(collection: Collection, position: int) -> str:
    """The token of this place in the log, or of this second."""
    return f"http://dav.test/sync/{collection.epoch}/{position}"


def current(collection: Collection, view: View, quirks: Quirks) -> str:
    """The token of what a read sees."""
    return token(collection, view.second if quirks.tokens_in_seconds else len(view.log))


def ctag(collection: Collection, view: View) -> str:
    """calendarserver.org's mark of a state."""
    return f"{collection.epoch}-{len(view.log)}"


def delta(collection: Collection, view: View, quirks: Quirks, since: str) -> Delta:
    """What changed since a token, "" for everything. Raises `DeadTokenError`."""
    start = _position(collection, since)
    now = current(collection, view, quirks)
    if quirks.tokens_in_seconds:
        start = sum(change.second < start for change in view.log)
    changed = [change.href for change in view.log[start:]]
    stood = {change.href: change.stands for change in view.log[:start]}
    new = frozenset(href for href in changed if not stood.get(href))
    if quirks.delta_page is not None and len(changed) > quirks.delta_page:
        end = token(collection, start + quirks.delta_page)
        return Delta(hrefs=_once(changed[: quirks.delta_page]), token=end, new=new, more=True)
    return Delta(hrefs=_once(changed)[: quirks.delta_cut], token=now, new=new)


def _once(hrefs: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(hrefs))


def _position(collection: Collection, since: str) -> int:
    if not since:
        return 0
    prefix, _, position = since.rpartition("/")
    if f"{prefix}/" != token(collection, 0)[:-1] or not position.isdigit():
        raise DeadTokenError
    return int(position)
