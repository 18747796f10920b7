"""What must hold, in the model's own words: checked at each write of ours, after each step, and once all is calm."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sync.keys import Identity
from tests.torture.machine.memory import Touches
from tests.torture.machine.servers.server import Texts
from tests.torture.machine.texts import Seen, others, seen
from tests.torture.machine.wanted import Wanted, identity_of, live

VOID = "No longer needed: "


class Violation(AssertionError):
    """A promise that did not hold."""


@dataclass(frozen=True, kw_only=True)
class Write:
    """One change that we made to a calendar. `text` is None where it deleted, `was` where it created."""

    calendar: str
    href: str
    was: str | None
    text: str | None
    by: str
    now: datetime
    """By the clock of the computer that wrote."""

    def __str__(self) -> str:
        kind = "created" if self.was is None else "deleted" if self.text is None else "updated"
        found = seen(self.text or self.was or "")
        return f"{self.by} {kind} {found.marks.get('step', self.href)} of {found.marks.get('source')} at {found.start}"

    def refuse(self, promise: str) -> Violation:
        """This write breaks a promise."""
        return Violation(f"{promise} ({self})")


def ours_only(write: Write, *, renamed: bool) -> Identity:
    """Promise 2: what we write carries our key, under the id and (unless the server `renamed` it) the address that the
    key gives."""
    for text in (write.was, write.text):
        if text is None:
            continue
        found = seen(text)
        identity = identity_of(found)
        if identity is None or (not renamed and write.href.removesuffix(".ics") != found.uid):
            raise write.refuse("wrote to what is not ours")
    assert identity is not None
    return identity


def created(write: Write, identity: Identity, before: Mapping[str, Texts], hashtag: str) -> None:
    """Promises 1 and 6, and what stands on an event."""
    if identity in live(before):
        raise write.refuse("a second live event of one follow-up")
    found = seen(write.text or "")
    if found.start < write.now:
        raise write.refuse("made in the past")
    for line in ("CLASS:PRIVATE", "TRANSP:TRANSPARENT"):
        if line not in (write.text or ""):
            raise write.refuse(f"no {line}")
    if hashtag in (write.text or "") or "CATEGORIES" in (write.text or ""):
        raise write.refuse("looks like an interview")


def updated(write: Write, touches: Touches, interviewed: datetime) -> None:
    """Promises 3 and 6: the person's fields stay, all that we don't write stays, and history is not moved; but for an
    untouched follow-up of a company that `interviewed` (to the end of the last one) after it: that was postponed."""
    assert write.was is not None
    assert write.text is not None
    was, found = seen(write.was), seen(write.text)
    if spoiled := touches.spoiled(write.text):
        raise write.refuse(f"the person's change is gone: {spoiled}")
    if others(write.was) != others(write.text):
        raise write.refuse("what is not ours on it changed")
    if was.done and (was.fields, was.lines) != (found.fields, found.lines):
        raise write.refuse("what is done was changed")
    if was.fields["start"] != found.fields["start"]:
        postponed = not touches.any and interviewed > was.start
        if was.start < write.now and not postponed:
            raise write.refuse("history was moved")
        if found.start < write.now:
            raise write.refuse("moved into the past")


def deleted(write: Write, identity: Identity, touches: Touches, after: Mapping[str, Texts], why: Iterable[str]) -> None:
    """Promises 5, 6 and 7: untouched, pending, and unwanted by what this computer was told."""
    was = seen(write.was or "")
    if touches.any:
        raise write.refuse(f"the person had changed it: {touches.theirs or touches.lines or touches.cut}")
    if was.done or was.start < write.now:
        raise write.refuse("history was deleted")
    if identity not in live(after) and not any(why):
        raise write.refuse("deleted without evidence")


def why_gone(identity: Identity, told: Wanted, *, all_told: bool) -> str:
    """Why a follow-up may go, by what a computer was told; "" if it may not."""
    if identity in told.follow_ups:
        return ""
    source = identity.source
    if source in told.interviews:
        return told.interviews[source] or "the plan changed"
    if source in told.present:
        return "untagged"
    return "gone" if all_told else ""


def too_many(vanished: Collection[Identity]) -> bool:
    """Promise 7: more than one cycle may delete for want of their interviews alone."""
    return len(vanished) > 10 and len({identity.source for identity in vanished}) >= 3


def stands_as_wanted(
    identity: Identity, text: str, touches: Touches, fields: Mapping[str, object], *, exact: bool
) -> None:
    """Promises 3 and 5 in calm: what the person left alone is as planned, what they changed is as they left it."""
    found = seen(text)
    if spoiled := touches.spoiled(text):
        raise Violation(f"{identity.step}: the person's change is gone: {spoiled}")
    if not exact:
        return
    for name, value in found.fields.items():
        if name not in touches.theirs and value != fields[name]:
            raise Violation(f"{identity.step} of {identity.source}: {name} is {value!r}, planned is {fields[name]!r}")
    if not touches.lines and not touches.cut and not _same_text(found, fields["lines"]):
        raise Violation(f"{identity.step}: stands as {found.lines}, planned as {fields['lines']}")


def says_void(identity: Identity, text: str, touches: Touches) -> None:
    """Promise 5 in calm: what is no longer wanted and was touched says so, where the person changed nothing."""
    found = seen(text)
    if spoiled := touches.spoiled(text):
        raise Violation(f"{identity.step}: the person's change is gone: {spoiled}")
    if touches.edited_since and "void" in found.marks:
        return
    if "title" not in touches.theirs and not str(found.fields["title"]).startswith(VOID):
        raise Violation(f"{identity.step} of {identity.source} is no longer wanted and does not say so")
    if "reminder" not in touches.theirs and found.fields["reminder"] is not None:
        raise Violation(f"{identity.step} of {identity.source} is no longer wanted and still reminds")


def _same_text(found: Seen, planned: object) -> bool:
    """But for what only the first follow-up of an interview carries."""
    assert isinstance(planned, tuple)
    rest = iter(found.lines)
    return all(line in rest for line in planned)
