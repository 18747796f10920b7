"""REPORT: sync-collection (RFC 6578 3.2), calendar-query and calendar-multiget (RFC 4791 7.8, 7.9)."""

from datetime import UTC, datetime
from xml.etree.ElementTree import Element

import icalendar
import recurring_ical_events

from tests.dav import tokens
from tests.dav.asked import Answer
from tests.dav.quirks import Quirks
from tests.dav.store import Collection, Stored, View
from tests.dav.tokens import DeadTokenError, Delta
from tests.dav.xml import CALDAV, DAV, found, gone, multistatus, refusal, text

_DATA = f"{CALDAV}calendar-data"
_ETAG = f"{DAV}getetag"
_DEAD = f"{DAV}valid-sync-token"


def wanted(report: Element) -> tuple[str, ...]:
    """The properties that are asked for."""
    return tuple(child.tag for child in report.iterfind(f"{DAV}prop/*"))


def sync_collection(report: Element, collection: Collection, view: View, quirks: Quirks) -> Answer:
    """What changed since a token."""
    if not quirks.sync_collection:
        return refusal(403, f"{DAV}supported-report")
    since = (report.findtext(f"{DAV}sync-token") or "").strip()
    try:
        changes = tokens.delta(collection, view, quirks, since)
    except DeadTokenError:
        return _dead(collection, view, quirks)
    return _told(report, collection, view, quirks, changes, first=not since)


def _dead(collection: Collection, view: View, quirks: Quirks) -> Answer:
    if quirks.dead_token == "nothing":
        return multistatus([], token=tokens.current(collection, view, quirks))
    if quirks.dead_token == "everything":
        rows = (found(href, [_ETAG], _properties(one, quirks)) for href, one in view.objects.items())
        return multistatus(rows, token=tokens.current(collection, view, quirks))
    code, _, silent = quirks.dead_token.partition(" ")
    return refusal(int(code), "" if silent else _DEAD)


def _told(
    report: Element, collection: Collection, view: View, quirks: Quirks, changes: Delta, *, first: bool
) -> Answer:
    names = [name for name in wanted(report) if quirks.data_in_deltas or name != _DATA]
    rows = []
    for href in changes.hrefs:
        if href in view.objects:
            rows.append(found(href, names, _properties(view.objects[href], quirks)))
        elif not _is_silent(href, quirks, changes, first=first):
            rows.append(gone(href, teapot=quirks.teapots))
    rows += [gone(collection.href, 507)] if changes.more else []
    return multistatus(rows, token=changes.token)


def _is_silent(href: str, quirks: Quirks, changes: Delta, *, first: bool) -> bool:
    """Whether nothing is told of what is gone."""
    if first:
        return not quirks.tombstones_at_first
    return quirks.deltas_omit_deletions or (quirks.deltas_omit_short_lives and href in changes.new)


def calendar_query(report: Element, view: View, quirks: Quirks) -> Answer:
    """The objects with the component asked for, in the time asked for, with the UID asked for."""
    if not quirks.calendar_query:
        return refusal(403, f"{DAV}supported-report")
    matching = (href for href, one in view.objects.items() if _matches(one, report, quirks))
    names = wanted(report)
    return multistatus([found(href, names, _properties(view.objects[href], quirks)) for href in matching])


def _matches(stored: Stored, report: Element, quirks: Quirks) -> bool:
    component = report.find(f"{CALDAV}filter/{CALDAV}comp-filter/{CALDAV}comp-filter")
    if component is None:
        return True
    if f"BEGIN:{component.get('name')}" not in stored.text:
        return False
    uid = component.findtext(f"{CALDAV}prop-filter[@name='UID']/{CALDAV}text-match")
    if uid is not None and uid != stored.uid:
        return False
    span = component.find(f"{CALDAV}time-range")
    return span is None or _overlaps(stored.text, _moment(span, "start"), _moment(span, "end"), quirks)


def _moment(span: Element, name: str) -> datetime:
    moment = span.get(name) or ("19000101T000000Z" if name == "start" else "21000101T000000Z")
    return datetime.strptime(moment, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def _overlaps(stored: str, start: datetime, end: datetime, quirks: Quirks) -> bool:
    calendar = icalendar.Calendar.from_ical(stored)
    if any(recurring_ical_events.of(calendar).between(start, end)):
        return True
    if not quirks.loose_time_range:
        return False
    calendar.subcomponents = [part for part in calendar.subcomponents if "RECURRENCE-ID" not in part]
    return any(recurring_ical_events.of(calendar).between(start, end))


def calendar_multiget(report: Element, view: View, quirks: Quirks) -> Answer:
    """The objects named."""
    names = wanted(report)
    asked = [(href.text or "").strip() for href in report.iterfind(f"{DAV}href")]
    missing = [href for href in asked if href not in view.objects]
    if missing and quirks.multiget_missing == "fails":
        return refusal(404)
    rows = [found(href, names, _properties(view.objects[href], quirks)) for href in asked if href in view.objects]
    rows += [gone(href) for href in missing] if quirks.multiget_missing == "404" else []
    return multistatus(rows)


def _properties(stored: Stored, quirks: Quirks) -> dict[str, str]:
    broken = quirks.breaks_emoji and any(ord(character) > 0xFFFF for character in stored.text)
    return {_ETAG: text(stored.etag), _DATA: text(stored.text) + ("&#xD83D;" if broken else "")}
