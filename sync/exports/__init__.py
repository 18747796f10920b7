"""Follow-ups to take along: as a calendar for another program, and as a table for a spreadsheet.

Both are copies, and no longer ours: nothing reads them back. What a calendar says stands in them without controls, so
that they can be looked at on a terminal, too.
"""

from sync.exports.calendar import as_calendar
from sync.exports.table import as_table

__all__ = ["as_calendar", "as_table"]
