"""Calendars on a CalDAV server (RFC 4791), by the caldav library."""

from providers.caldav.provider import CalDav
from providers.caldav.transport import Limits

__all__ = ["CalDav", "Limits"]
