"""iCalendar text to events and back (RFC 5545): what CalDAV, folders of .ics files and `plan` have in common.

`read` gives the events of a text, `write` the text of a draft, `patch` a text with some fields of an event of ours
changed.
"""

from providers.ics.patching import patch
from providers.ics.reading import Reading, read
from providers.ics.times import Unreadable
from providers.ics.writing import write

__all__ = ["Reading", "Unreadable", "patch", "read", "write"]
