"""What must hold whatever stands in a calendar; each check gives a line for every way in which it does not."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator

from planner.values import Event
from providers import ics
from providers.google import reading
from providers.interface import Look
from sync.errors import DONE
from sync.gather import window
from sync.keys import key
from sync.observe import identity_of
from sync.picture import Picture
from sync.report import Report
from tests.torture.hostile.case import Case
from tests.torture.hostile.good import FOLLOW_UPS, NOW
from tests.torture.hostile.google import CALENDAR
from tests.torture.hostile.world import SHARED, World

_WHOLE = Look(everything=True)
_UNFOLD = re.compile(r"\r?\n[ \t]")
_TAGGED = re.compile(r"SUMMARY(?:;[^:\n]*)?:[^\n]{,500}(?<![\w/#&=?%])#interview(?![\w’'-])", re.IGNORECASE)
_TITLE = re.compile(r"SUMMARY\b", re.IGNORECASE)
_UID = re.compile(r"^UID\b[^\n]*", re.IGNORECASE | re.MULTILINE)
_TURNS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def ends_well(report: Report) -> Iterator[str]:
    """Nothing hostile is a reason to fail."""
    if report.exit_code != DONE and not any(SHARED in problem for problem in report.problems):
        yield f"exit code {report.exit_code}: {report.problems}"


def ours_only(world: World) -> Iterator[str]:
    """Nothing was written, moved or deleted but events that carry our key, whose UID is the one that the key gives."""
    for write in world.writes:
        if write.before and not any(map(_carries_our_key, _events(write.href, write.before))):
            yield f"{write.verb} of {write.href}, which is not ours"
    written = {write.href for write in world.writes}
    after = world.contents()
    for href, content in world.before.items():
        now = after.get(href, b"")
        if href not in written and now != content:
            yield f"{href} changed without a write"
        if href in written and (lost := _strangers(href, content) - _strangers(href, now)):
            yield f"{sorted(lost)} is gone from {href}"


def good_interviews_stand(world: World, picture: Picture) -> Iterator[str]:
    """Each follow-up of the good interviews stands, but where somebody else's event has taken its UID, or passes for it
    under another slot."""
    missing = FOLLOW_UPS - {item.identity for item in picture.observed}
    forged = {
        (item.identity.source, item.identity.step) for item in picture.observed if _came_with_a_case(world, item.key)
    }
    for identity in sorted(missing):
        if not _came_with_a_case(world, key(identity)) and (identity.source, identity.step) not in forged:
            yield f"{identity.step} of {identity.source} is missing"


def nothing_is_silent(world: World, report: Report, picture: Picture) -> Iterator[str]:
    """A tagged interview is planned, or is told of. What several cases write under one UID, or any with our marks, is
    one event with several versions, or ours."""
    planned = {source.uid for p in picture.plans for source in (p.interview.source, p.interview.attached) if source}
    found = {href: _in_window(case) for href, case in world.hrefs.items()}
    uids = Counter(uid for one in found.values() for uid in {event.source.uid for event in one.events})
    marked = {event.source.uid for one in found.values() for event in one.events if event.marks}
    google = {e.source.uid for case in world.hrefs.values() if case.is_google for e in _events("", case.content)}
    planned |= marked | google | {uid for uid, times in uids.items() if times > 1}
    for href, case in world.hrefs.items():
        if case.is_google or not claims_an_interview(case) or any(href in problem for problem in report.problems):
            continue
        tagged = [event for event in found[href].events if "#interview" in event.title.casefold()]
        is_over = found[href].recurring and not tagged
        if not is_over and not any(event.source.uid in planned for event in found[href].events):
            yield f"nothing is told of {href}, which is tagged"


def claims_an_interview(case: Case) -> bool:
    """Whether the title of an event in it has the tag, as anybody would see who looks at the text, and no other version
    or change of an occurrence may have taken its place."""
    text = _UNFOLD.sub("", case.content.decode(errors="replace"))
    uids = _UID.findall(text)
    if "RECURRENCE-ID" in text.upper() or len(set(uids)) < len(uids):
        return False
    untitled = False
    for line in text.split("\n"):
        if line.upper().startswith(("BEGIN:", "END:")):
            untitled = line.strip().upper() == "BEGIN:VEVENT"
        elif untitled and _TITLE.match(line):
            untitled = False  # of several titles the first counts
            if _TAGGED.match(line):
                return True
    return False


def is_quiet(world: World, first: Report, again: Report) -> Iterator[str]:
    """The same calendar again: nothing is written, and the same is told."""
    for action in again.actions:
        if action.action != "keep" and not _came_with_a_case(world, action.key):
            yield f"a second cycle: {action.action} of {action.key}"
    if (first.problems, first.exit_code) != (again.problems, again.exit_code):
        yield f"a second cycle tells otherwise: {sorted({*first.problems} ^ {*again.problems})}"


def wrote_what_was_forged(world: World, report: Report) -> bool:
    """Whether something was written that came with a case and is ours by its key: the plan counts from what stands, and
    behind it another version may have stood under the same UID, so that one more look is due."""
    return any(action.action != "keep" and _came_with_a_case(world, action.key) for action in report.actions)


def is_still(again: Report) -> Iterator[str]:
    """The same calendar without the memory of it: nothing is written."""
    for action in again.actions:
        if action.action != "keep":
            yield f"without a ledger: {action.action} of {action.key}"


def harmless(printed: str) -> Iterator[str]:
    """Nothing of it steers a terminal or turns the direction of reading."""
    odd = {char for char in printed if char != "\n" and (unicodedata.category(char) == "Cc" or char in _TURNS)}
    if odd:
        yield f"{sorted(map(ascii, odd))} is printed"


def _in_window(case: Case) -> ics.Reading:
    if case.is_google:
        return ics.Reading()
    return ics.read(case.content, window=window(NOW), look=_WHOLE)


def _events(href: str, content: bytes) -> Iterable[Event]:
    if not href.endswith(".ics"):
        return reading.item(json.loads(content), CALENDAR, _WHOLE).events
    return ics.read(content, window=None, look=_WHOLE).events


def _came_with_a_case(world: World, uid: str) -> bool:
    return f"UID:{uid}".encode() in world.came or f'"{uid}"'.encode() in world.came


def _carries_our_key(event: Event) -> bool:
    marks = dict(event.marks)
    number = marks.get("generation", "")
    generation = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
    return bool(marks.get("key")) and key(identity_of(marks), generation) == event.source.uid == marks["key"]


def _strangers(href: str, content: bytes) -> frozenset[str]:
    """The UIDs in it that are not ours."""
    events = _events(href, content) if content else ()
    return frozenset(event.source.uid for event in events if not _carries_our_key(event))
