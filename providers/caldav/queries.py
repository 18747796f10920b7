"""The XML that we ask with: RFC 4918 (PROPFIND), RFC 4791 (calendar-query, multiget, MKCALENDAR), RFC 6578 (sync)."""

from collections.abc import Iterable

from caldav.elements import cdav, dav
from caldav.elements.base import BaseElement

from providers.interface import Window


class GetCTag(BaseElement):
    """Changes whenever anything in a calendar does (calendarserver.org; no RFC, and nearly everywhere)."""

    tag = "{http://calendarserver.org/ns/}getctag"


def _element(parent: BaseElement, *children: BaseElement) -> BaseElement:
    return parent.append(children)


PLACE = _element(
    dav.Propfind(),
    _element(
        dav.Prop(),
        dav.ResourceType(),
        dav.DisplayName(),
        dav.CurrentUserPrincipal(),
        dav.CurrentUserPrivilegeSet(),
        cdav.CalendarHomeSet(),
        cdav.SupportedCalendarComponentSet(),
    ),
)
"""What a place is: a calendar, a home, a principal, or the way to one."""

SYNC_TOKEN = _element(dav.Propfind(), _element(dav.Prop(), dav.SyncToken(), dav.SupportedReportSet()))
"""From where changes can be continued, and whether they can."""

CTAG = _element(dav.Propfind(), _element(dav.Prop(), GetCTag()))
"""Whether anything changed."""

ETAGS = _element(dav.Propfind(), _element(dav.Prop(), dav.GetEtag()))
"""Everything in a calendar."""


def changed_since(token: str) -> BaseElement:
    """sync-collection. Only etags: calendar-data is not given by all. No DAV:limit: some truncate without a word."""
    return _element(
        dav.SyncCollection(),
        dav.SyncToken(value=token),
        dav.SyncLevel(value="1"),
        _element(dav.Prop(), dav.GetEtag()),
    )


def events_in(window: Window | None, *, data: bool = False) -> BaseElement:
    """calendar-query for the etags of events in a window, of all without one; with `data` also for the objects."""
    wanted = (dav.GetEtag(), cdav.CalendarData()) if data else (dav.GetEtag(),)
    return _query(wanted, *((cdav.TimeRange(window.start, window.end),) if window else ()))


def events_named(uid: str) -> BaseElement:
    """calendar-query for the etags of events with this UID."""
    return _query((dav.GetEtag(),), _element(cdav.PropFilter("UID"), cdav.TextMatch(uid)))


def _query(wanted: Iterable[BaseElement], *condition: BaseElement) -> BaseElement:
    events = _element(cdav.CompFilter("VEVENT"), *condition)
    return _element(
        cdav.CalendarQuery(),
        _element(dav.Prop(), *wanted),
        _element(cdav.Filter(), _element(cdav.CompFilter("VCALENDAR"), events)),
    )


def these(hrefs: Iterable[str]) -> BaseElement:
    """calendar-multiget."""
    wanted = _element(dav.Prop(), dav.GetEtag(), cdav.CalendarData())
    return _element(cdav.CalendarMultiGet(), wanted, *(dav.Href(value=href) for href in hrefs))


def new_calendar(name: str) -> BaseElement:
    """MKCALENDAR for events."""
    components = _element(cdav.SupportedCalendarComponentSet(), cdav.Comp("VEVENT"))
    return _element(cdav.Mkcalendar(), _element(dav.Set(), _element(dav.Prop(), dav.DisplayName(name), components)))
